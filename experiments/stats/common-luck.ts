import { mean } from "./descriptive.js";

export interface CommonLuck {
  /** of the two policies' scores over seeds; null where one of them does not vary */
  readonly correlation: number | null;
  /** by which the variance of their difference falls; null where the difference does not vary at all */
  readonly factor: number | null;
}

/**
 * What it is worth that two policies met the same luck:
 *   correlation = cov(X, Y) / (s(X) s(Y)),   factor = (var X + var Y) / var(X - Y)
 *
 * With luck of their own the same interval would take `factor` times as many seeds. Below 1 where the luck that helps the
 * one harms the other.
 *
 * @param one, other  shape [seeds], the same seeds in the same order
 * @throws RangeError where they differ in number, with fewer than two seeds, or where a score is not finite
 * @see Glasserman & Yao (1992), Some guidelines and guarantees for common random numbers
 */
export function commonLuck(one: ArrayLike<number>, other: ArrayLike<number>): CommonLuck {
  const n = one.length;
  if (n !== other.length || n < 2)
    throw new RangeError(`commonLuck: needs at least 2 pairs of scores, got ${n} and ${other.length}`);
  const centre = mean(one);
  const otherCentre = mean(other);
  let squares = 0;
  let otherSquares = 0;
  let products = 0;
  let apart = 0;
  for (let i = 0; i < n; i++) {
    const x = one[i] - centre;
    const y = other[i] - otherCentre;
    squares += x * x;
    otherSquares += y * y;
    products += x * y;
    apart += (x - y) * (x - y);
  }
  const scale = Math.sqrt(squares) * Math.sqrt(otherSquares);
  return {
    correlation: scale > 0 ? Math.max(-1, Math.min(1, products / scale)) : null,
    factor: apart > 0 ? (squares + otherSquares) / apart : null,
  };
}
