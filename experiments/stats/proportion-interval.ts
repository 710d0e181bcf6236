import type { Interval } from "./bootstrap.js";

/**
 * 95% interval of a probability of which `hits` of `trials` independent trials speak (Wilson's score interval): within 0 and 1,
 * and of use where all or none hit.
 *
 *   (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
 *
 * @throws RangeError without a trial, or with more hits than trials
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference
 */
export function proportionInterval(hits: number, trials: number): Interval {
  if (!(trials >= 1) || !(hits >= 0 && hits <= trials))
    throw new RangeError(`proportionInterval: needs 0 to ${trials} hits of at least 1 trial, got ${hits}`);
  const share = hits / trials;
  const square = Z * Z;
  const centre = share + square / (2 * trials);
  const margin = Z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials));
  const scale = 1 + square / trials;
  return [Math.max(0, (centre - margin) / scale), Math.min(1, (centre + margin) / scale)];
}

/** .975 quantile of the standard normal */
const Z = 1.959963984540054;
