import { sigmoid } from "./elementary.js";

/** more than the arithmetic of a chance can be off */
const ROUNDING = 1e-9;

/** What `sigmoidAtMost` starts from: sigmoid(y), and as much more as arithmetic can be off. */
export function sigmoidAndMore(y: number): number {
  return sigmoid(y) + ROUNDING;
}

/**
 * No less than sigmoid(x), told without an exponential: the sigmoid rises, and by a quarter of the way at most, so
 *
 *     sigmoid(x) <= sigmoid(y) + max(0, x - y) / 4
 *
 * A uniform above it says that what has the chance sigmoid(x) does not happen.
 *
 * @param atY   `sigmoidAndMore` of y
 * @param way   x - y
 */
export function sigmoidAtMost(atY: number, way: number): number {
  // max(0, way) without a branch, which would be mispredicted
  return atY + 0.125 * (way + Math.abs(way));
}
