import { mean, variance } from "./descriptive.js";
import { studentTail } from "./student-tail.js";

export interface PairedTTest {
  /** mean / (s / sqrt(n)); null where all differences are equal, so that there is no spread to measure by */
  readonly t: number | null;
  readonly degrees: number;
  /** two-sided; 1 where all differences are 0, 0 where all are one other number */
  readonly p: number;
}

/**
 * Student's test that the mean of paired differences is 0, two-sided.
 *
 * @param differences  one score less the other, a pair each; normal, or enough of them
 * @throws RangeError with fewer than two, or where one is not finite
 * @see Student (1908), The probable error of a mean
 */
export function pairedTTest(differences: ArrayLike<number>): PairedTTest {
  if (differences.length < 2) throw new RangeError(`pairedTTest: needs at least 2 pairs, got ${differences.length}`);
  const centre = mean(differences);
  const error = Math.sqrt(variance(differences) / differences.length);
  const degrees = differences.length - 1;
  if (error === 0) return { t: null, degrees, p: centre === 0 ? 1 : 0 };
  const t = centre / error;
  return { t, degrees, p: studentTail(t, degrees) };
}
