import type { PerSeed } from "./seed-scores.js";

/**
 * Chance that a run of one policy scores above a run of another, over all pairs of seeds, ties counting half:
 *   P(X > Y) = mean over tasks of  mean over i, j of  1{x[i] > y[j]} + 1/2 1{x[i] = y[j]}
 *
 * Pairs are all pairs, not pairs of one seed: it says how a fresh run of one would compare with a fresh run of the other,
 * whatever their luck. Half for a policy against itself.
 *
 * @param x  by task or scenario, each one score a seed
 * @param y  the same tasks in the same order; the number of seeds may differ
 * @throws RangeError when there is no task, their numbers differ, or a task has no score
 * @see Agarwal et al. (2021), section 4.3; Mann & Whitney (1947)
 */
export function probabilityOfImprovement(x: readonly PerSeed[], y: readonly PerSeed[]): number {
  if (x.length === 0 || x.length !== y.length)
    throw new RangeError(`probabilityOfImprovement: ${x.length} tasks against ${y.length}`);
  let sum = 0;
  for (let task = 0; task < x.length; task++) sum += overPairs(x[task], y[task]);
  return sum / x.length;
}

function overPairs(x: Float64Array, y: Float64Array): number {
  if (x.length === 0 || y.length === 0)
    throw new RangeError(`probabilityOfImprovement: needs at least 1 score each, got ${x.length} and ${y.length}`);
  let wins = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < y.length; j++) {
      if (x[i] > y[j]) wins += 1;
      else if (x[i] === y[j]) wins += 0.5;
    }
  }
  return wins / (x.length * y.length);
}
