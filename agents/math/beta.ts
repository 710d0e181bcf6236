import type { Rng } from "../../envs/types.js";
import { exp, log } from "../../sim/math/elementary.js";

/**
 * A draw of Beta(a, b), exact:  X / (X + Y),  X ~ Gamma(a), Y ~ Gamma(b)
 *
 * @param a  above 0
 * @param b  above 0
 */
export function sampleBeta(a: number, b: number, rng: Rng): number {
  const x = sampleGamma(a, rng);
  const y = sampleGamma(b, rng);
  return x + y > 0 ? x / (x + y) : rng.uniform() * (a + b) < a ? 1 : 0;
}

/**
 * A draw of Gamma(shape, scale 1), exact, by squeezed rejection from a cubed normal; for shapes below 1 by
 * Gamma(shape) = Gamma(shape + 1) U^(1 / shape).
 *
 * @param shape  above 0
 * @see Marsaglia & Tsang (2000), "A simple method for generating gamma variables", ACM TOMS 26(3)
 */
export function sampleGamma(shape: number, rng: Rng): number {
  if (shape < 1) {
    const draw = sampleGamma(shape + 1, rng);
    return draw * exp(log(1 - rng.uniform()) / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - rng.uniform();
    const square = x * x;
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (log(u) < 0.5 * square + d * (1 - v + log(v))) return d * v;
  }
}
