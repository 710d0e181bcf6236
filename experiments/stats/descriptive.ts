/**
 * Mean of the middle half: scores outside the quarter at either end are dropped,  mean(sorted[k .. n-k)), k = floor(n/4)
 *
 * With fewer than four scores a quarter is less than one score, nothing is dropped and this is the mean, as in the source.
 *
 * @param scores  at least one, any order; untouched
 * @throws RangeError when there is none, or one is not finite
 * @see Agarwal et al. (2021), "Deep reinforcement learning at the edge of the statistical precipice"; SciPy's
 *   trim_mean(x, 0.25), which drops whole scores only
 */
export function iqm(scores: ArrayLike<number>): number {
  return iqmOfSorted(sorted("iqm", scores));
}

/** `iqm` of scores already in rising order, unchecked: for resampling loops. */
export function iqmOfSorted(rising: ArrayLike<number>): number {
  const cut = Math.floor(rising.length / 4);
  let sum = 0;
  for (let i = cut; i < rising.length - cut; i++) sum += rising[i];
  return sum / (rising.length - 2 * cut);
}

/** @throws RangeError when there is no score, or one is not finite */
export function mean(scores: ArrayLike<number>): number {
  check("mean", scores);
  return meanOf(scores);
}

/**
 * Middle score, or the mean of the two middle ones.
 *
 * @throws RangeError when there is no score, or one is not finite
 */
export function median(scores: ArrayLike<number>): number {
  return quantileOfSorted(sorted("median", scores), 0.5);
}

/**
 * How far the scores stay below a target, scores above it counting as the target:  mean(max(0, target - score))
 *
 * @param target  in the scores' unit
 * @throws RangeError when there is no score, or one is not finite
 * @see Agarwal et al. (2021), section 4.3
 */
export function optimalityGap(scores: ArrayLike<number>, target = 1): number {
  check("optimalityGap", scores);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.max(0, target - scores[i]);
  return sum / scores.length;
}

/**
 * Unbiased variance, divisor n-1.
 *
 * @throws RangeError with fewer than two scores, or where one is not finite
 */
export function variance(scores: ArrayLike<number>): number {
  if (scores.length < 2) throw new RangeError(`variance: needs at least 2 scores, got ${scores.length}`);
  const centre = mean(scores);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += (scores[i] - centre) * (scores[i] - centre);
  return sum / (scores.length - 1);
}

/**
 * Linear interpolation between order statistics, the default of NumPy and R (type 7).
 *
 * @param rising  at least one score, in rising order
 * @param share   0 the smallest, 1 the largest
 */
export function quantileOfSorted(rising: ArrayLike<number>, share: number): number {
  const position = share * (rising.length - 1);
  const below = Math.min(Math.floor(position), rising.length - 1);
  const above = Math.min(below + 1, rising.length - 1);
  return rising[below] + (position - below) * (rising[above] - rising[below]);
}

/** Arithmetic mean, unchecked: for resampling loops. */
export function meanOf(scores: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i];
  return sum / scores.length;
}

function sorted(caller: string, scores: ArrayLike<number>): Float64Array {
  check(caller, scores);
  return Float64Array.from(scores).sort();
}

function check(caller: string, scores: ArrayLike<number>): void {
  if (scores.length === 0) throw new RangeError(`${caller}: needs at least 1 score, got 0`);
  for (let i = 0; i < scores.length; i++)
    if (!Number.isFinite(scores[i])) throw new RangeError(`${caller}: score ${i} is ${scores[i]}`);
}
