import { logGamma } from "../../agents/math/gamma-function.js";

/**
 * Chance that Student's t lies as far from 0 as `t` or farther, on either side:
 *   P(|T| >= |t|) = I_x(degrees / 2, 1 / 2),  x = degrees / (degrees + t^2)
 *
 * @param degrees  of freedom, above 0, whole or not
 * @throws RangeError without degrees of freedom, or where t is no number
 * @see Abramowitz & Stegun (1964), 26.7.1 and 26.5.27
 */
export function studentTail(t: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(t)) throw new RangeError(`studentTail: t ${t} with ${degrees} degrees of freedom`);
  if (!Number.isFinite(t)) return 0;
  const square = (t * t) / degrees;
  return incompleteBeta(degrees / 2, 0.5, 1 / (1 + square), square / (1 + square));
}

/**
 * I_x(a, b) by Lentz's continued fraction, from the side where it converges fast.
 *
 * @param y  1 - x, handed in because near 1 the difference would lose its digits
 * @see Press et al. (2007), Numerical Recipes, 3rd ed., section 6.4
 */
function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x === 0) return 0;
  if (y === 0) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, y)) / b;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}
