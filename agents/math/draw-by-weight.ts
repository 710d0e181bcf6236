import type { Rng } from "../../envs/types.js";

/**
 * An index drawn with probability in proportion to its weight, in one draw.
 *
 * @param weights  0 or more each
 * @throws RangeError when no weight is above 0, or their sum is no number
 */
export function drawByWeight(weights: Float64Array, rng: Rng): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  if (!(total > 0 && total < Number.POSITIVE_INFINITY))
    throw new RangeError(`drawByWeight: needs weights with a sum above 0, got ${total}`);
  let left = rng.uniform() * total;
  let last = -1;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}
