import { Matrix } from "ml-matrix";
import { createRng } from "../../agents/math/rng.js";

/** Moments of sums over units: shares, ratios and regressions are functions of sums that any set of units adds up to. */
export type Statistic = (sums: Float64Array) => Float64Array;

/** Sums over units (households, stores, customers), all of one length. */
export function total(units: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(units[0].length);
  for (const unit of units) for (let k = 0; k < sums.length; k++) sums[k] += unit[k];
  return sums;
}

/**
 * Covariance of a statistic by the bootstrap over units: whole units are drawn with replacement, so that what happens
 * within a unit may depend on itself as it likes.
 *
 * @param units      sums of each
 * @param statistic  of the sums over units
 * @param resamples  default 400: a standard error then wobbles by about 4%
 * @returns shape [moments, moments]; NaN in the row and column of a moment that some resample leaves undefined
 * @throws RangeError with fewer than two units
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 8
 */
export function resampledCovariance(
  units: readonly Float64Array[],
  statistic: Statistic,
  seed: string,
  resamples = 400,
): Matrix {
  const count = units.length;
  if (count < 2) throw new RangeError(`bootstrap: needs at least 2 units to draw from, got ${count}`);
  const rng = createRng(`moments/${seed}`);
  const sums = new Float64Array(units[0].length);
  const rows: Float64Array[] = [];
  for (let b = 0; b < resamples; b++) {
    sums.fill(0);
    for (let draw = 0; draw < count; draw++) {
      const unit = units[rng.int(count)];
      for (let k = 0; k < sums.length; k++) sums[k] += unit[k];
    }
    rows.push(statistic(sums));
  }
  const width = rows[0].length;
  const centre = new Float64Array(width);
  for (const row of rows) for (let i = 0; i < width; i++) centre[i] += row[i] / resamples;
  const covariance = Matrix.zeros(width, width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const row of rows) sum += (row[i] - centre[i]) * (row[j] - centre[j]);
      covariance.set(i, j, sum / (resamples - 1));
      covariance.set(j, i, sum / (resamples - 1));
    }
  return covariance;
}
