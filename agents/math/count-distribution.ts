/**
 * Probabilities of 0, 1, 2, ... units for a count of given mean and variance: Poisson where the variance is at most the
 * mean, negative binomial where it is more. Both obey  p[k] = (a + b / k) p[k-1]  with  a = 1 - mean / variance  and
 * b = mean^2 / variance - a;  the terms are grown outward from the mode and scaled to sum to one, so that no mean is too
 * large for them.
 *
 * @param mean      units, 0 or more
 * @param variance  units squared; default the mean
 * @param tail      large counts together less likely than this, against the likeliest count, are left out
 * @returns shape [largest count kept + 1]
 * @throws RangeError at a mean that is negative or not finite, or a variance that is not a number
 * @see Panjer (1981), Recursive evaluation of a family of compound distributions, ASTIN Bulletin 12
 */
export function countDistribution(mean: number, variance = mean, tail = 1e-15): Float64Array {
  if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY) || Number.isNaN(variance))
    throw new RangeError(`countDistribution: mean ${mean}, variance ${variance}`);
  if (mean === 0) return Float64Array.of(1);
  const spread = Math.max(mean, variance);
  const a = 1 - mean / spread;
  const b = (mean * mean) / spread - a;
  const mode = Math.max(0, Math.floor(b / (1 - a)));
  const rising: number[] = [1];
  for (let k = mode + 1; ; k++) {
    const ratio = a + b / k;
    const next = rising[rising.length - 1] * ratio;
    rising.push(next);
    if (next < tail * (1 - ratio)) break;
  }
  const probability = new Float64Array(mode + rising.length);
  probability.set(rising, mode);
  for (let k = mode; k > 0; k--) probability[k - 1] = probability[k] / (a + b / k);
  let sum = 0;
  for (let k = 0; k < probability.length; k++) sum += probability[k];
  for (let k = 0; k < probability.length; k++) probability[k] /= sum;
  return probability;
}
