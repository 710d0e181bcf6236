import type { Interval } from "./bootstrap.js";
import { confidenceSequence, sequenceFactor } from "./confidence-sequence.js";

/** How seeds are added until policies are told apart, fixed before the first one. */
export interface SequentialPlan {
  /** seeds before the first look */
  readonly from: number;
  /** seeds at the most */
  readonly to: number;
  /** differences that are looked at: policies other than the baseline, over all scenarios */
  readonly comparisons: number;
}

/** Chance that any difference is ever taken for one that it is not, over all looks and comparisons. */
export const SEQUENTIAL_ERROR = 0.05;

/**
 * Intervals of mean differences that hold at every look at once, for all comparisons together: confidence sequences, each with
 * the error .05 / comparisons (Bonferroni). With a chance of 95% none of them leaves out its mean at any number of seeds, so
 * that a sweep may look after each seed and stop when it likes.
 *
 * The mixture's variance g of effects is chosen from the plan alone, as it must be: of 1/4, 1/2, 1, ... the one whose interval is
 * shortest half way (in ratios) from `from` to `to`, among those that have bounds at `from`.
 *
 * @returns the interval after so many differences; undefined before the first look
 * @throws RangeError where the plan's numbers are not whole, `from` is below 2 or above `to`, or nothing is compared
 */
export function sequentialInterval(plan: SequentialPlan): (differences: ArrayLike<number>) => Interval | undefined {
  const { from, to, comparisons } = plan;
  if (![from, to, comparisons].every(Number.isInteger) || from < 2 || to < from || comparisons < 1)
    throw new RangeError(`sequentialInterval: from ${from} to ${to} seeds, ${comparisons} comparisons`);
  const error = SEQUENTIAL_ERROR / comparisons;
  const effects = effectsFor(from, Math.round(Math.sqrt(from * to)), error);
  return (differences) => (differences.length < from ? undefined : confidenceSequence(differences, { error, effects }));
}

function effectsFor(from: number, middle: number, error: number): number {
  // an interval must have bounds at the first look, and bounds that are of some use
  let least = 0.25;
  while (!Number.isFinite(sequenceFactor(from, { error, effects: least }))) least *= 2;
  let best = least;
  for (let effects = least; effects <= 1024 * least; effects *= 2)
    if (sequenceFactor(middle, { error, effects }) < sequenceFactor(middle, { error, effects: best })) best = effects;
  return best;
}
