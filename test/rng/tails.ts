import { chiSquareTail } from "../../experiments/stats/chi-square.js";

/** Chance that a Poisson variable is at least `count`: P(gamma(count) <= mean). */
export function poissonTail(count: number, mean: number): number {
  return count <= 0 ? 1 : 1 - chiSquareTail(2 * mean, 2 * count);
}

/** Chance that a standard normal variable lies at least so far from 0, on either side. */
export function normalTwoSided(z: number): number {
  return chiSquareTail(z * z, 1);
}

/** Twice the smaller tail, at most 1. */
export function twoSided(upper: number, lower: number): number {
  return Math.min(1, 2 * Math.min(upper, lower));
}
