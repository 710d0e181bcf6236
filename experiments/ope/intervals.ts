import { normalQuantile } from "../../sim/math/samplers.js";
import type { Interval } from "../stats/bootstrap.js";
import { quantileOfSorted } from "../stats/descriptive.js";
import { type Estimator, estimateOf, influences, rowsOf } from "./row-ratios.js";

/**
 * Standard error of an estimator from its rows' influences:  sqrt(sum influence^2 / (n (n - 1)))
 * For a plain mean this is s / sqrt(n), for a ratio the delta method's.
 *
 * @returns NaN with fewer than two rows, or where the value is NaN
 * @see Owen (2013), section 9.2
 */
export function standardError(estimator: Estimator): number {
  const rows = rowsOf(estimator);
  if (rows < 2) return Number.NaN;
  const influence = new Float64Array(rows);
  influences(estimator, influence);
  let squares = 0;
  for (let i = 0; i < rows; i++) squares += influence[i] * influence[i];
  return Math.sqrt(squares / rows / (rows - 1));
}

/** Two-sided interval  value -+ z se, in which z is the normal's quantile. */
export function normalInterval(value: number, error: number, level: number): Interval {
  const z = normalQuantile(0.5 + level / 2);
  return [value - z * error, value + z * error];
}

/**
 * Percentile interval of resampled values; those that are NaN are left out.
 *
 * @returns undefined where more than one resample in twenty is NaN: the log tells too little of the policy
 */
export function percentileEnds(resampled: Float64Array, level: number): Interval | undefined {
  const defined = resampled.filter((value) => !Number.isNaN(value)).sort();
  if (defined.length < 0.95 * resampled.length || defined.length === 0) return undefined;
  return [quantileOfSorted(defined, (1 - level) / 2), quantileOfSorted(defined, (1 + level) / 2)];
}

/**
 * Two-sided empirical Bernstein interval of a mean of independent rows that lie within `low` to `high`: with chance of at
 * least `level`, whatever their law,
 *   |mean - truth| <= sqrt(2 V ln(4 / (1 - level)) / n) + 7 (high - low) ln(4 / (1 - level)) / (3 (n - 1))
 * in which V is the sample variance, divisor n - 1.
 *
 * @param estimator  without denominators: a ratio of means is no mean, and the inequality says nothing of it
 * @throws RangeError for an estimator with a denominator, fewer than two rows, or a range that is none
 * @see Maurer and Pontil (2009), Empirical Bernstein bounds and sample variance penalization, theorem 4, for each side
 */
export function bernsteinInterval(estimator: Estimator, [low, high]: Interval, level: number): Interval {
  const rows = rowsOf(estimator);
  if (estimator.some(({ denominator }) => denominator !== undefined))
    throw new RangeError("bernsteinInterval: needs a mean, got a ratio of means");
  if (rows < 2) throw new RangeError(`bernsteinInterval: needs at least 2 rows, got ${rows}`);
  if (!(low <= high)) throw new RangeError(`bernsteinInterval: needs a range, got ${low} to ${high}`);
  const value = estimateOf(estimator);
  const variance = standardError(estimator) ** 2 * rows;
  const logarithm = Math.log(4 / (1 - level));
  const reach = Math.sqrt((2 * variance * logarithm) / rows) + (7 * (high - low) * logarithm) / (3 * (rows - 1));
  return [value - reach, value + reach];
}
