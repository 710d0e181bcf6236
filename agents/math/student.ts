import { cos, sin } from "../../sim/math/elementary.js";

/**
 * The value that Student's t with whole degrees of freedom stays below with a given probability.
 *
 * @param probability  in [.5, 1)
 * @param degrees      of freedom, whole, at least 1
 * @throws RangeError outside these ranges
 * @see Abramowitz & Stegun (1964), 26.7.3 and 26.7.4: the distribution as a finite sum, inverted here by bisection
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (!(probability >= 0.5 && probability < 1)) throw new RangeError(`studentQuantile: probability ${probability}`);
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError(`studentQuantile: ${degrees} degrees of freedom`);
  const within = 2 * probability - 1;
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < within) low = middle;
    else high = middle;
  }
  const angle = (low + high) / 2;
  return (sin(angle) / cos(angle)) * Math.sqrt(degrees);
}

/** P(|t| < tan(angle) sqrt(degrees)) */
function probabilityWithin(angle: number, degrees: number): number {
  const square = cos(angle) * cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cos(angle) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= (square * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sin(angle) * sum) : sin(angle) * sum;
}
