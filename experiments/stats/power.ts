import { logGamma } from "../../agents/math/gamma-function.js";
import { normalBelow } from "../../agents/math/normal.js";
import { studentQuantile } from "../../agents/math/student.js";

/** An interval that so many seeds cannot reach is not planned for. */
const MOST_SEEDS = 1_000_000;

/**
 * Chance that the two-sided paired t test finds a true difference:
 *   P(|T| > q),  T noncentral t with n - 1 degrees of freedom and noncentrality sqrt(n) effect
 *
 * @param effect  the true difference over the standard deviation of the differences (Cohen's d for pairs), any sign
 * @param pairs   seeds, whole, at least 2
 * @param level   error rate of the test, above 0 and below 1
 * @throws RangeError outside these ranges
 * @see Cohen (1988), section 2.3.5; the same as R's power.t.test(type = "paired", strict = TRUE)
 */
export function pairedPower(effect: number, pairs: number, level = 0.05): number {
  if (!Number.isFinite(effect)) throw new RangeError(`pairedPower: needs a finite effect, got ${effect}`);
  if (!Number.isInteger(pairs) || pairs < 2) throw new RangeError(`pairedPower: needs at least 2 pairs, got ${pairs}`);
  checkShare("pairedPower", "level", level);
  return beyond(studentQuantile(1 - level / 2, pairs - 1), Math.sqrt(pairs) * Math.abs(effect), pairs - 1);
}

/**
 * Fewest seeds with which the two-sided paired t test finds a true difference with the chance asked for.
 *
 * @param effect  as above
 * @returns null where a million seeds do not do
 * @throws RangeError where a share is not above 0 and below 1, or the effect is not finite
 */
export function seedsNeeded(effect: number, power = 0.8, level = 0.05): number | null {
  checkShare("seedsNeeded", "power", power);
  const enough = (pairs: number) => pairedPower(effect, pairs, level) >= power;
  let high = 2;
  while (!enough(high)) {
    if (high >= MOST_SEEDS) return null;
    high = Math.min(2 * high, MOST_SEEDS);
  }
  let low = Math.max(1, Math.floor(high / 2));
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The smallest effect that so many seeds find with the chance asked for. @throws RangeError as `pairedPower` */
export function detectableEffect(pairs: number, power = 0.8, level = 0.05): number {
  checkShare("detectableEffect", "power", power);
  if (pairedPower(0, pairs, level) >= power) return 0;
  let low = 0;
  let high = 1;
  while (pairedPower(high, pairs, level) < power) high *= 2;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, pairs, level) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** `detectableEffect` of one power that remembers what it has found: each number of pairs is searched once, which takes a while. */
export function detectableEffects(power?: number): (pairs: number) => number {
  const found = new Map<number, number>();
  return (pairs) => {
    const effect = found.get(pairs) ?? detectableEffect(pairs, power);
    found.set(pairs, effect);
    return effect;
  };
}

/**
 * P(|Z + shift| > q S), Z standard normal and S independent of it, the root of a chi-square over its degrees of freedom: the
 * normal's two tails averaged over S by Simpson's rule.
 */
function beyond(q: number, shift: number, degrees: number): number {
  // S is 1 give or take 1 / sqrt(2 degrees); ten of these, and no negative value
  const width = 10 / Math.sqrt(2 * degrees);
  const from = Math.max(0, 1 - width);
  const to = 1 + width;
  // with few degrees of freedom the tails turn within a small part of the range
  const steps = degrees < 4 ? 2000 : 400;
  const half = degrees / 2;
  const front = Math.log(2) + half * Math.log(half) - logGamma(half);
  let sum = 0;
  let mass = 0;
  for (let i = 0; i <= steps; i++) {
    const s = from + ((to - from) * i) / steps;
    const log = s === 0 ? (degrees === 1 ? 0 : Number.NEGATIVE_INFINITY) : (degrees - 1) * Math.log(s);
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    const density = weight * Math.exp(front + log - half * s * s);
    mass += density;
    sum += density * (normalBelow(shift - q * s) + normalBelow(-shift - q * s));
  }
  // by its own mass, so that the rule's error in the density cancels
  return sum / mass;
}

function checkShare(caller: string, name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${caller}: ${name} is ${value}, not above 0 and below 1`);
}
