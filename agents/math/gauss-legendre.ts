import { cos } from "../../sim/math/elementary.js";

/**
 * Nodes and weights of Gauss-Legendre quadrature on [0, 1]: sum of weight f(node) is the integral, exact for polynomials of
 * degree up to 2 count - 1. Nodes ascend.
 *
 * @param count  1 or more
 * @see Press et al. (2007), Numerical Recipes, section 4.6.1: Newton's method on the Legendre polynomials
 */
export function gaussLegendre(count: number): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  if (!(Number.isInteger(count) && count >= 1)) throw new RangeError(`gaussLegendre: needs nodes, got ${count}`);
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 50; step++) {
      // P[n] and P[n-1] at x by their recurrence
      let value = 1;
      let before = 0;
      for (let n = 1; n <= count; n++) [value, before] = [((2 * n - 1) * x * value - (n - 1) * before) / n, value];
      slope = (count * (x * value - before)) / (x * x - 1);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    nodes[count - 1 - i] = 0.5 + 0.5 * x;
    weights[count - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
