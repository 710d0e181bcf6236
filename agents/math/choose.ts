import type { Rng } from "../../envs/types.js";

/**
 * Index of the largest value among the legal choices.
 *
 * @param values  shape [choices]
 * @param legal   shape [choices], 1 legal; undefined: all are
 * @param rng     draws uniformly among equal values, one draw and only when there is a tie; undefined: the first of them
 * @throws RangeError when no choice is legal or every legal value is NaN
 */
export function argmax(values: ArrayLike<number>, legal?: Uint8Array, rng?: Rng): number {
  return argmaxOfRow(values, { start: 0, count: values.length, legal, rng });
}

export interface Row {
  /** where the row begins in its table */
  start: number;
  count: number;
  legal?: Uint8Array;
  rng?: Rng;
}

/** `argmax` over values[start .. start + count - 1]; the answer counts from `start`. The row object may be reused. */
export function argmaxOfRow(values: ArrayLike<number>, { start, count, legal, rng }: Row): number {
  let best = -1;
  let bestValue = Number.NEGATIVE_INFINITY;
  let ties = 0;
  for (let i = 0; i < count; i++) {
    if (legal !== undefined && legal[i] === 0) continue;
    const value = values[start + i];
    if (value > bestValue || (best < 0 && value === bestValue)) {
      best = i;
      bestValue = value;
      ties = 1;
    } else if (value === bestValue) ties += 1;
  }
  if (best < 0) throw new RangeError(`argmax: none of ${count} choices is legal and a number`);
  if (ties === 1 || rng === undefined) return best;
  let skip = rng.int(ties);
  for (let i = best; ; i++) {
    if (values[start + i] !== bestValue || (legal !== undefined && legal[i] === 0)) continue;
    if (skip === 0) return i;
    skip -= 1;
  }
}

/** Largest legal value of a row. @throws RangeError when no choice is legal and a number */
export function maxOfRow(values: ArrayLike<number>, { start, count, legal }: Row): number {
  let best = Number.NEGATIVE_INFINITY;
  let found = false;
  for (let i = 0; i < count; i++) {
    if (legal !== undefined && legal[i] === 0) continue;
    const value = values[start + i];
    if (value >= best) {
      best = value;
      found = true;
    }
  }
  if (!found) throw new RangeError(`maxOfRow: none of ${count} choices is legal and a number`);
  return best;
}

/**
 * A choice drawn uniformly among the legal ones, in one draw.
 *
 * @param legal  1 legal, from `start` on; undefined: all are
 * @throws RangeError when no choice is legal
 */
export function randomChoice(count: number, rng: Rng, legal?: Uint8Array, start = 0): number {
  if (legal === undefined) return rng.int(count);
  let open = 0;
  for (let i = 0; i < count; i++) open += legal[start + i];
  if (open === 0) throw new RangeError(`randomChoice: none of ${count} choices is legal`);
  let skip = rng.int(open);
  for (let i = 0; ; i++) {
    if (legal[start + i] === 0) continue;
    if (skip === 0) return i;
    skip -= 1;
  }
}

/** The mask of a discrete action space; undefined when every choice is legal. @throws TypeError for a mask of entries */
export function legalOf(info: { mask?: unknown }): Uint8Array | undefined {
  const { mask } = info;
  if (mask === undefined || mask instanceof Uint8Array) return mask;
  throw new TypeError("a discrete agent was shown a mask with entries");
}
