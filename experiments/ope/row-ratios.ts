/**
 * What an estimator of a policy's value is made of: a sum of means and ratios of means over the log's rows,
 *   value = sum over terms of  factor x sum numerator / sum denominator
 * where a term without a denominator is divided by the number of rows. Point values, standard errors and resamples all read
 * this one form, so that a self-normalised estimator's numerator and denominator always come from the same rows.
 */
export interface RowRatio {
  readonly numerator: Float64Array;
  /** undefined: the number of rows */
  readonly denominator?: Float64Array;
  /** default 1 */
  readonly factor?: number;
}

/** An estimator as its terms, arrays of shape [rows]. */
export type Estimator = readonly RowRatio[];

/**
 * The estimator's value; NaN where a denominator is zero, that is where no row of the log tells anything of the policy.
 *
 * @throws RangeError when there is no row or no term
 */
export function estimateOf(estimator: Estimator): number {
  const rows = rowsOf(estimator);
  let value = 0;
  for (const { numerator, denominator, factor = 1 } of estimator)
    value += (factor * sum(numerator)) / (denominator === undefined ? rows : sum(denominator));
  return value;
}

/**
 * What each row adds to the error of the value, to first order:
 *   influence[i] = rows x sum over terms of  factor (numerator[i] - ratio denominator[i]) / sum denominator
 * They add up to zero; for a plain mean they are the distances from it.
 *
 * @param out  shape [rows], overwritten
 * @see Owen (2013), Monte Carlo theory, methods and examples, section 9.2, on self-normalised sampling; Hampel (1974)
 */
export function influences(estimator: Estimator, out: Float64Array): void {
  const rows = rowsOf(estimator);
  out.fill(0);
  for (const { numerator, denominator, factor = 1 } of estimator) {
    const below = denominator === undefined ? rows : sum(denominator);
    const ratio = sum(numerator) / below;
    const scale = (factor * rows) / below;
    if (denominator === undefined) for (let i = 0; i < rows; i++) out[i] += scale * (numerator[i] - ratio);
    else for (let i = 0; i < rows; i++) out[i] += scale * (numerator[i] - ratio * denominator[i]);
  }
}

/**
 * The same estimator over units instead of rows: what a unit's rows add up to, and the number of its rows below terms that had no
 * denominator. Rows of one episode or visitor hang together; errors and resamples are then over those.
 *
 * @param unit   of each row, 0 to units - 1, shape [rows]
 * @param cache  sums already made, so that columns that estimators share stay shared
 */
export function byUnit(
  estimator: Estimator,
  unit: Int32Array,
  units: number,
  cache = new Map<Float64Array | undefined, Float64Array>(),
): Estimator {
  const summed = (column: Float64Array | undefined): Float64Array => {
    const known = cache.get(column);
    if (known) return known;
    const sums = new Float64Array(units);
    for (let i = 0; i < unit.length; i++) sums[unit[i]] += column === undefined ? 1 : column[i];
    cache.set(column, sums);
    return sums;
  };
  return estimator.map(({ numerator, denominator, factor }) => ({
    numerator: summed(numerator),
    denominator: summed(denominator),
    factor,
  }));
}

export function rowsOf(estimator: Estimator): number {
  const rows = estimator[0]?.numerator.length ?? 0;
  if (rows === 0) throw new RangeError("estimator: needs at least 1 term and 1 row");
  return rows;
}

function sum(column: Float64Array): number {
  let total = 0;
  for (let i = 0; i < column.length; i++) total += column[i];
  return total;
}
