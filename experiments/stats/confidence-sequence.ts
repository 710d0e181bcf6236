import type { Interval } from "./bootstrap.js";
import { mean, variance } from "./descriptive.js";

export interface SequenceOptions {
  /** chance that the sequence ever leaves the mean out; default .05 */
  readonly error?: number;
  /**
   * g, the variance of the effects (mean over standard deviation) that the mixture looks for; default 1. Any value keeps the
   * error rate; a smaller one makes late intervals shorter and early ones longer
   */
  readonly effects?: number;
}

/**
 * Interval of a mean that holds at every number of scores at once: the chance that it leaves out the mean after any of
 * them, looked at after each and stopped whenever one likes, is at most `error`.
 *
 * For mean m and standard deviation s of n scores,  m -+ (s / sqrt(n)) sqrt((n - 1) r),
 *   r = (K - 1) / (1 - K / (1 + n g)),  K = ((1 + n g)^(1/2) / error)^(2 / n);  without bounds while K >= 1 + n g
 *
 * These are the means that the sequential t test does not refute: its martingale is the likelihood ratio of the t
 * statistic, with effects drawn from N(0, g) against none,
 *   E = (1 + n g)^(-1/2) ((1 + t^2 / (n - 1)) / (1 + t^2 / ((n - 1) (1 + n g))))^(n / 2),
 * and by Ville's inequality it ever reaches 1 / error with a chance of at most `error`.
 *
 * Exact for normal scores of any variance, from the second one on; paired differences of means of episodes are near to
 * that. For others it holds as numbers grow; measured in docs/statistics.md.
 *
 * @param scores  in the order they came
 * @throws RangeError with fewer than two scores, where one is not finite, or an option is out of range
 * @see Lai (1976), On confidence sequences, for the t statistic; Lindon, Ham, Tingley & Bojinov (2022), Anytime-valid
 *   linear models, section 3; Howard, Ramdas, McAuliffe & Sekhon (2021) for confidence sequences
 */
export function confidenceSequence(scores: ArrayLike<number>, options: SequenceOptions = {}): Interval {
  const n = scores.length;
  if (n < 2) throw new RangeError(`confidenceSequence: needs at least 2 scores, got ${n}`);
  const centre = mean(scores);
  const spread = Math.sqrt(variance(scores) / n);
  if (spread === 0) return [centre, centre];
  const half = spread * sequenceFactor(n, options);
  return [centre - half, centre + half];
}

/**
 * What stands in the place of Student's quantile: half the interval over s / sqrt(n). Infinite while n is too small.
 *
 * @throws RangeError with fewer than two scores, or where an option is out of range
 */
export function sequenceFactor(n: number, { error = 0.05, effects = 1 }: SequenceOptions = {}): number {
  if (!(n >= 2)) throw new RangeError(`sequenceFactor: needs at least 2 scores, got ${n}`);
  if (!(error > 0 && error < 1)) throw new RangeError(`sequenceFactor: error is ${error}, not above 0 and below 1`);
  if (!(effects > 0)) throw new RangeError(`sequenceFactor: effects is ${effects}, not above 0`);
  const growth = 1 + n * effects;
  const k = (Math.sqrt(growth) / error) ** (2 / n);
  return k < growth ? Math.sqrt(((n - 1) * (k - 1)) / (1 - k / growth)) : Number.POSITIVE_INFINITY;
}
