/** Which choices are legal: 1 legal, from `start` on; undefined: all are. */
export interface Legal {
  readonly legal?: Uint8Array;
  readonly start?: number;
}

/**
 * Chances of a draw that is uniform over the legal choices (see `randomChoice`).
 *
 * @param out  the chances of `count` choices, from `start` on, overwritten
 */
export function uniformChances(count: number, { legal, start = 0 }: Legal, out: Float64Array): void {
  let open = 0;
  for (let i = 0; i < count; i++) open += legal === undefined ? 1 : legal[start + i];
  for (let i = 0; i < count; i++) out[start + i] = legal === undefined || legal[start + i] === 1 ? 1 / open : 0;
}

export interface Greedy {
  /** shape [choices], from `at` on */
  readonly values: ArrayLike<number>;
  readonly at?: number;
  readonly legal?: Uint8Array;
  /** chance of a draw that is uniform over the legal choices, 0 to 1 */
  readonly exploration: number;
  /** true where equal values are drawn among; else the first of them is taken */
  readonly drawsTies: boolean;
}

/**
 * Chances of the epsilon-greedy choice:  exploration / legal choices,  and for the largest value  1 - exploration  more.
 *
 * @param out  shape [choices], overwritten
 */
export function greedyChances({ values, at = 0, legal, exploration, drawsTies }: Greedy, out: Float64Array): void {
  uniformChances(out.length, { legal }, out);
  let best = Number.NEGATIVE_INFINITY;
  let ties = 0;
  for (let i = 0; i < out.length; i++) {
    if (out[i] === 0 || Number.isNaN(values[at + i])) continue;
    if (ties === 0 || values[at + i] > best) {
      best = values[at + i];
      ties = 1;
    } else if (values[at + i] === best) ties += 1;
  }
  let left = drawsTies ? ties : Math.min(1, ties);
  const each = (1 - exploration) / left;
  for (let i = 0; i < out.length; i++) {
    const tied = out[i] > 0 && values[at + i] === best && left > 0;
    out[i] *= exploration;
    if (!tied) continue;
    out[i] += each;
    left -= 1;
  }
}

/** Chances of a draw in proportion to weights (see `drawByWeight`). @param out  may be the weights themselves */
export function weightedChances(weights: Float64Array, out: Float64Array): void {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  for (let i = 0; i < weights.length; i++) out[i] = weights[i] / total;
}
