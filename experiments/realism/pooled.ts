/** A figure from all replicates, and how far luck may have moved it. */
export interface Estimate {
  readonly value: number;
  /** standard error by the jackknife over replicates */
  readonly se: number;
}

/**
 * A statistic of sums over replicates, with its standard error by leaving out one replicate at a time:
 * se^2 = (n-1)/n sum_i (f(-i) - mean f(-i))^2. Ratios are taken of sums, as small replicates' ratios are biased.
 *
 * @param replicates   sums of each, all of one length
 * @param statistic    of the sums over replicates
 * @throws RangeError with fewer than two replicates, or where the statistic is not finite: too little was sold to tell
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 11
 */
export function pooled(
  replicates: readonly (readonly number[])[],
  statistic: (sums: readonly number[]) => number,
): Estimate {
  const n = replicates.length;
  if (n < 2) throw new RangeError(`pooled: needs at least 2 replicates, got ${n}`);
  const all = replicates[0].map((_, column) => replicates.reduce((sum, row) => sum + row[column], 0));
  const without = replicates.map((row) => statistic(all.map((sum, column) => sum - row[column])));
  const centre = without.reduce((a, b) => a + b, 0) / n;
  const squares = without.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  const estimate = { value: statistic(all), se: Math.sqrt(((n - 1) / n) * squares) };
  if (!Number.isFinite(estimate.value) || !Number.isFinite(estimate.se))
    throw new RangeError("pooled: too few units were sold to measure the response");
  return estimate;
}
