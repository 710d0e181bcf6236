import { countDistribution } from "./count-distribution.js";

/** Counts kept of a distribution are few: a large mean is counted in lots of this part of it. */
const LOTS = 1000;

/**
 * The central interval of a count of given mean and variance that holds it with the given probability: Poisson where the
 * variance is at most the mean, negative binomial where it is more. A large and spread-out count is reckoned in lots,
 * which change it by less than a thousandth of its mean.
 *
 * @param mean   0 or more
 * @param level  above 0 and below 1
 */
export function countInterval(mean: number, variance: number, level: number): [low: number, high: number] {
  if (mean === 0) return [0, 0];
  const lot = Math.max(1, Math.min(variance / mean, mean / LOTS));
  const probability = countDistribution(mean / lot, variance / (lot * lot));
  const tail = (1 - level) / 2;
  let below = 0;
  let low = -1;
  for (let count = 0; count < probability.length; count++) {
    below += probability[count];
    if (low < 0 && below > tail) low = count;
    if (below >= 1 - tail) return [low * lot, count * lot];
  }
  return [Math.max(0, low) * lot, (probability.length - 1) * lot];
}
