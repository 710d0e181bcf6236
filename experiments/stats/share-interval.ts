import type { Interval } from "./bootstrap.js";

/**
 * 95% interval of a share of successes in independent trials, by Wilson's score: within 0 to 1, and sound where the share
 * is near either.
 *
 *   (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
 *
 * @throws RangeError without a trial, or with more successes than trials
 * @see Wilson (1927); Brown, Cai & DasGupta (2001), section 3.1.1
 */
export function shareInterval(successes: number, trials: number): Interval {
  if (!(trials >= 1 && successes >= 0 && successes <= trials))
    throw new RangeError(
      `shareInterval: needs successes from 0 to the trials, at least 1; got ${successes} of ${trials}`,
    );
  const z = 1.959963984540054;
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  // where nothing or everything succeeded the end is 0 or 1 but for rounding
  const low = successes === 0 ? 0 : (centre - half) / scale;
  const high = successes === trials ? 1 : (centre + half) / scale;
  return [low, high];
}
