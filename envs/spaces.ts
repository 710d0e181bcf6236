import { log } from "../sim/math/elementary.js";
import type {
  BoxSpace,
  DictSpace,
  DiscreteSpace,
  Mask,
  MultiDiscreteSpace,
  PlainSpace,
  PlainValue,
  Rng,
  Space,
  ValueOf,
} from "./types.js";

/**
 * One of `n` choices.
 *
 * @throws RangeError unless n is a whole number of at least 1
 */
export function discrete(n: number): DiscreteSpace {
  if (!isCount(n)) throw new RangeError(`discrete: n must be a whole number of at least 1, got ${n}`);
  return { kind: "discrete", n };
}

/**
 * A choice in each of several slots.
 *
 * @param counts  choices by slot
 * @throws RangeError when there is no slot, or a count is not a whole number of at least 1
 */
export function multiDiscrete(counts: readonly number[]): MultiDiscreteSpace {
  if (counts.length === 0) throw new RangeError("multiDiscrete: needs at least one slot, got none");
  counts.forEach((count, slot) => {
    if (!isCount(count))
      throw new RangeError(`multiDiscrete: counts[${slot}] must be a whole number of at least 1, got ${count}`);
  });
  return { kind: "multi-discrete", counts: [...counts] };
}

/**
 * Real numbers within bounds.
 *
 * @param low   one bound for all elements, or one each (row-major); -Infinity where there is none
 * @param high  as `low`; Infinity where there is none
 * @throws RangeError when a size is not a whole number of at least 1, a bound is missing or NaN, or low is above high
 */
export function box(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
  shape: readonly number[],
): BoxSpace {
  if (!shape.every(isCount)) throw new RangeError(`box: sizes must be whole numbers of at least 1, got [${shape}]`);
  const size = shape.reduce((product, n) => product * n, 1);
  const bound = (given: number | ArrayLike<number>, name: string) => {
    if (typeof given === "number") return new Float64Array(size).fill(given);
    if (given.length !== size) throw new RangeError(`box: ${name} needs ${size} bounds, got ${given.length}`);
    return Float64Array.from(given);
  };
  const space: BoxSpace = { kind: "box", shape: [...shape], low: bound(low, "low"), high: bound(high, "high") };
  for (let i = 0; i < size; i++) {
    if (!(space.low[i] <= space.high[i]) || space.low[i] === Infinity || space.high[i] === -Infinity)
      throw new RangeError(`box: element ${i} needs low <= high, got ${space.low[i]} and ${space.high[i]}`);
  }
  return space;
}

/**
 * Named parts.
 *
 * @throws RangeError when there is no entry
 */
export function dict<E extends Readonly<Record<string, PlainSpace>>>(entries: E): DictSpace<E> {
  if (Object.keys(entries).length === 0) throw new RangeError("dict: needs at least one entry, got none");
  return { kind: "dict", entries: { ...entries } };
}

/** Numbers a value of the space holds: 1 for a discrete one. */
export function sizeOf(space: PlainSpace): number {
  if (space.kind === "discrete") return 1;
  return space.kind === "multi-discrete" ? space.counts.length : space.low.length;
}

/** Choices over all slots of a space, which is the length of its mask; 0 for a box. */
export function choicesOf(space: PlainSpace): number {
  if (space.kind === "discrete") return space.n;
  return space.kind === "multi-discrete" ? space.counts.reduce((sum, n) => sum + n, 0) : 0;
}

/**
 * A random value: choices uniform (among the legal ones), a box's elements uniform between two bounds, exponential with
 * mean 1 from a single bound, standard normal where there is none.
 *
 * @param mask  legal choices, as `Info.mask`; left out: all are. Boxes have none
 * @throws RangeError when the mask has another length than the space has choices, or allows none in a slot
 * @see Gymnasium 1.x, gymnasium/spaces: `Space.sample(mask)`
 */
export function sample<S extends Space>(space: S, rng: Rng, mask?: Mask): ValueOf<S> {
  if (space.kind !== "dict") return samplePlain(space, rng, mask as Uint8Array | undefined) as ValueOf<S>;
  const value: Record<string, PlainValue> = {};
  const masks = mask as { readonly [entry: string]: Uint8Array } | undefined;
  for (const [name, entry] of Object.entries(space.entries)) value[name] = samplePlain(entry, rng, masks?.[name]);
  return value as ValueOf<S>;
}

/**
 * Whether the value is one of the space: right type, length and range. A box's bounds are rounded to Float32, as its
 * values are; NaN is in no space.
 */
export function contains<S extends Space>(space: S, value: unknown): value is ValueOf<S> {
  return misfit(space, value) === undefined;
}

/** Why a value is not of a space. */
export interface Misfit {
  /** true where it is of another type altogether, false where it is out of range */
  readonly wrongType: boolean;
  /** "found ..., expected ..." */
  readonly message: string;
}

/** What keeps a value out of the space; undefined where nothing does. */
export function misfit(space: Space, value: unknown): Misfit | undefined {
  switch (space.kind) {
    case "discrete":
      return discreteMisfit(space, value);
    case "multi-discrete":
      return multiDiscreteMisfit(space, value);
    case "box":
      return boxMisfit(space, value);
    case "dict":
      return dictMisfit(space, value);
  }
}

/** Why something is not a well-formed space; undefined where it is one. The constructors make no other. */
export function malformed(space: Space): string | undefined {
  try {
    if (space.kind === "discrete") discrete(space.n);
    else if (space.kind === "multi-discrete") multiDiscrete(space.counts);
    else if (space.kind === "box") box(space.low, space.high, space.shape);
    else if (space.kind === "dict") {
      dict(space.entries);
      for (const [name, entry] of Object.entries(space.entries)) {
        const fault = (entry as Space).kind === "dict" ? "a dict in a dict" : malformed(entry);
        if (fault !== undefined) return `entry ${name}: ${fault}`;
      }
    } else return `found kind ${shown((space as { kind?: unknown }).kind)}, expected a kind of space`;
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether two spaces hold the same values under the same names. */
export function equalSpaces(a: Space, b: Space): boolean {
  if (a.kind === "discrete") return b.kind === "discrete" && a.n === b.n;
  if (a.kind === "multi-discrete") return b.kind === "multi-discrete" && equalNumbers(a.counts, b.counts);
  if (a.kind === "box")
    return (
      b.kind === "box" && equalNumbers(a.shape, b.shape) && equalNumbers(a.low, b.low) && equalNumbers(a.high, b.high)
    );
  if (b.kind !== "dict") return false;
  const names = Object.keys(a.entries);
  return (
    names.length === Object.keys(b.entries).length &&
    names.every((name) => Object.hasOwn(b.entries, name) && equalSpaces(a.entries[name], b.entries[name]))
  );
}

const isCount = (n: number) => Number.isSafeInteger(n) && n >= 1;

function equalNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function samplePlain(space: PlainSpace, rng: Rng, mask: Uint8Array | undefined): PlainValue {
  if (mask !== undefined && mask.length !== choicesOf(space))
    throw new RangeError(`sample: the mask has ${mask.length} choices, the space ${choicesOf(space)}`);
  switch (space.kind) {
    case "discrete":
      return sampleChoice(space.n, rng, mask, 0);
    case "multi-discrete": {
      const value = new Int32Array(space.counts.length);
      let first = 0;
      for (let slot = 0; slot < value.length; slot++) {
        value[slot] = sampleChoice(space.counts[slot], rng, mask, first);
        first += space.counts[slot];
      }
      return value;
    }
    case "box":
      return Float32Array.from(space.low, (low, i) => sampleElement(low, space.high[i], rng));
  }
}

function sampleChoice(n: number, rng: Rng, mask: Uint8Array | undefined, first: number): number {
  if (mask === undefined) return rng.int(n);
  let legal = 0;
  for (let choice = 0; choice < n; choice++) if (mask[first + choice] !== 0) legal += 1;
  if (legal === 0) throw new RangeError(`sample: the mask allows none of the choices ${first} to ${first + n - 1}`);
  let rank = rng.int(legal);
  for (let choice = 0; ; choice++) {
    if (mask[first + choice] === 0) continue;
    if (rank === 0) return choice;
    rank -= 1;
  }
}

function sampleElement(low: number, high: number, rng: Rng): number {
  if (low === -Infinity && high === Infinity) return rng.normal();
  if (high === Infinity) return low - log(1 - rng.uniform());
  if (low === -Infinity) return high + log(1 - rng.uniform());
  const u = rng.uniform();
  return (1 - u) * low + u * high;
}

const wrongType = (value: unknown, expected: string): Misfit => ({
  wrongType: true,
  message: `found ${shown(value)}, expected ${expected}`,
});
const outOfRange = (found: string, expected: string): Misfit => ({
  wrongType: false,
  message: `found ${found}, expected ${expected}`,
});

function discreteMisfit(space: DiscreteSpace, value: unknown): Misfit | undefined {
  const expected = `a whole number from 0 to ${space.n - 1}`;
  if (typeof value !== "number") return wrongType(value, expected);
  return Number.isInteger(value) && value >= 0 && value < space.n ? undefined : outOfRange(String(value), expected);
}

function multiDiscreteMisfit(space: MultiDiscreteSpace, value: unknown): Misfit | undefined {
  if (!(value instanceof Int32Array)) return wrongType(value, "an Int32Array");
  if (value.length !== space.counts.length) return outOfRange(`${value.length} slots`, `${space.counts.length}`);
  for (let slot = 0; slot < value.length; slot++) {
    if (value[slot] < 0 || value[slot] >= space.counts[slot])
      return outOfRange(`${value[slot]} in slot ${slot}`, `0 to ${space.counts[slot] - 1}`);
  }
  return undefined;
}

function boxMisfit(space: BoxSpace, value: unknown): Misfit | undefined {
  if (!(value instanceof Float32Array)) return wrongType(value, "a Float32Array");
  if (value.length !== space.low.length) return outOfRange(`${value.length} elements`, `${space.low.length}`);
  for (let i = 0; i < value.length; i++) {
    if (!(value[i] >= Math.fround(space.low[i]) && value[i] <= Math.fround(space.high[i])))
      return outOfRange(`${value[i]} in element ${i}`, `${space.low[i]} to ${space.high[i]}`);
  }
  return undefined;
}

function dictMisfit(space: DictSpace, value: unknown): Misfit | undefined {
  const names = Object.keys(space.entries);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value))
    return wrongType(value, `an object with ${names.join(", ")}`);
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(space.entries, name)) return outOfRange(`an entry ${name}`, `only ${names.join(", ")}`);
  }
  for (const [name, entry] of Object.entries(space.entries)) {
    const fault = misfit(entry, (value as Record<string, unknown>)[name]);
    if (fault !== undefined) return { ...fault, message: `entry ${name}: ${fault.message}` };
  }
  return undefined;
}

function shown(value: unknown): string {
  if (typeof value === "number" || value === undefined || value === null) return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" ? `a value of type ${value.constructor?.name ?? "object"}` : `a ${typeof value}`;
}
