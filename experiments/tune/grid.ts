import type { Drawn } from "./job.js";
import { type Dimension, gridValues } from "./space.js";

/** How many points a grid has. */
export function gridSize(space: readonly Dimension[], points: number): number {
  return space.reduce((size, dimension) => size * gridValues(dimension, points).length, 1);
}

/** Every choice of one value of each parameter, the last one turning fastest; ranges at `points` values. */
export function gridPoints(space: readonly Dimension[], points: number): Drawn[] {
  let all: Drawn[] = [{}];
  for (const dimension of space) {
    const values = gridValues(dimension, points);
    all = all.flatMap((before) => values.map((value) => ({ ...before, [dimension.name]: value })));
  }
  return all;
}
