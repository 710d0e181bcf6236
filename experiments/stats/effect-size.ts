import { logGamma } from "../../agents/math/gamma-function.js";
import { mean, variance } from "./descriptive.js";
import { probabilityOfImprovement } from "./improvement.js";
import type { PerSeed } from "./seed-scores.js";

export interface PairedEffect {
  /** Cohen's d for pairs: mean of the differences over their standard deviation; null where they do not vary */
  readonly d: number | null;
  /** d without its upward bias in small samples */
  readonly hedges: number | null;
}

/**
 * How large a paired difference is beside its own spread:  d = mean / s,  g = J(n - 1) d,
 *   J(m) = Gamma(m / 2) / (sqrt(m / 2) Gamma((m - 1) / 2)),  about 1 - 3 / (4 m - 1); 0 with two pairs
 *
 * Common luck makes s small and so d large: it says how well the pair can be told apart, not how much money it is.
 *
 * @throws RangeError with fewer than two pairs, or where one is not finite
 * @see Cohen (1988), section 2.3.5 (d of paired scores); Hedges (1981), equation 6e
 */
export function pairedEffect(differences: ArrayLike<number>): PairedEffect {
  const spread = Math.sqrt(variance(differences));
  if (spread === 0) return { d: null, hedges: null };
  const d = mean(differences) / spread;
  return { d, hedges: hedgesFactor(differences.length - 1) * d };
}

function hedgesFactor(degrees: number): number {
  // Gamma((m - 1) / 2) is infinite at one degree of freedom
  if (degrees < 2) return 0;
  return Math.exp(logGamma(degrees / 2) - logGamma((degrees - 1) / 2)) / Math.sqrt(degrees / 2);
}

/**
 * Vargha and Delaney's A12: chance that a score of the one exceeds a score of the other, ties half. Half where they are
 * alike; .56, .64 and .71 are called small, medium and large.
 *
 * @see Vargha & Delaney (2000), equation 6 and table 1
 */
export function a12(one: PerSeed, other: PerSeed): number {
  return probabilityOfImprovement([one], [other]);
}
