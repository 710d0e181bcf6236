import { Misuse } from "./misuse.js";

/*
 * How the text of an option becomes a value. Each is a `coerce` of yargs, told the option's name for its message.
 * An option given twice arrives as an array.
 */

/** A text, given once. @throws Misuse when it is empty or given twice */
export function text(option: string): (given: unknown) => string {
  return (given) => {
    if (Array.isArray(given)) throw new Misuse(`${option} is given ${given.length} times; give it once`);
    if (given === undefined || given === "") throw new Misuse(`${option} needs a value`);
    return String(given);
  };
}

/** A whole number within bounds, both included. @throws Misuse when it is anything else */
export function whole(option: string, low: number, high: number): (given: unknown) => number {
  const asText = text(option);
  return (given) => {
    const found = asText(given);
    const value = /^[+-]?\d+$/.test(found) ? Number(found) : Number.NaN;
    if (!(value >= low && value <= high))
      throw new Misuse(`${option} needs a whole number from ${low} to ${high}, got "${found}"`);
    return value;
  };
}

/** A number above 0 and at most 1. @throws Misuse when it is anything else */
export function part(option: string): (given: unknown) => number {
  const asText = text(option);
  return (given) => {
    const found = asText(given);
    const value = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(found) ? Number(found) : Number.NaN;
    if (!(value > 0 && value <= 1)) throw new Misuse(`${option} needs a number above 0 and at most 1, got "${found}"`);
    return value;
  };
}
