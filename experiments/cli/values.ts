import { Misuse } from "./misuse.js";

/*
 * How the text of an option becomes a value. Each is a `coerce` of yargs, told the option's name for its message.
 * An option of `array: true` arrives as an array; that no other is given twice, `checkRepeats` sees to.
 */

/** A text. @throws Misuse when it is empty */
export function text(option: string): (given: unknown) => string {
  return (given) => {
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

/** A number from 0 to 1, both included. @throws Misuse when it is anything else */
export function share(option: string): (given: unknown) => number {
  const asText = text(option);
  return (given) => {
    const found = asText(given);
    const value = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(found) ? Number(found) : Number.NaN;
    if (!(value >= 0 && value <= 1)) throw new Misuse(`${option} needs a number from 0 to 1, got "${found}"`);
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

/** Texts of the form name=value, as a record. @throws Misuse when one is of another form or a name is given twice */
export function pairs(option: string): (given: unknown) => Readonly<Record<string, string>> | undefined {
  return (given) => {
    if (given === undefined) return undefined;
    const found = new Map<string, string>();
    for (const pair of [given].flat().map(String)) {
      const at = pair.indexOf("=");
      if (at < 1) throw new Misuse(`${option} needs name=value, got "${pair}"`);
      const name = pair.slice(0, at);
      if (found.has(name)) throw new Misuse(`${option} ${name}=... is given twice`);
      found.set(name, pair.slice(at + 1));
    }
    return Object.fromEntries(found);
  };
}

/** Names separated by commas, in the order given. @throws Misuse when there is none or one stands twice */
export function names(option: string): (given: unknown) => readonly string[] | undefined {
  return (given) => {
    if (given === undefined) return undefined;
    const found = [given]
      .flat()
      .flatMap((part) => String(part).split(","))
      .map((name) => name.trim())
      .filter((name) => name !== "");
    if (found.length === 0) throw new Misuse(`${option} needs a name`);
    const twice = found.find((name, at) => found.indexOf(name) !== at);
    if (twice !== undefined) throw new Misuse(`${option} names ${twice} twice`);
    return found;
  };
}

/** A number, above `above` where one is given; undefined where the option is left out. @throws Misuse when it is anything else */
export function number(option: string, above = Number.NEGATIVE_INFINITY): (given: unknown) => number {
  const asText = text(option);
  return (given) => {
    const found = asText(given).trim();
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(found) ? Number(found) : Number.NaN;
    const bound = above === Number.NEGATIVE_INFINITY ? "" : ` above ${above}`;
    if (!(Number.isFinite(value) && value > above))
      throw new Misuse(`${option} needs a number${bound}, got "${found}"`);
    return value;
  };
}
