import { createRng } from "../../agents/math/rng.js";
import { probabilityOfImprovement } from "./improvement.js";
import { checkedSizes, type Estimate, estimateFrom, type ResampleOptions } from "./resampled-intervals.js";
import type { PerSeed } from "./seed-scores.js";

export interface ImprovementOptions extends ResampleOptions {
  /** the scores at one place of x and y are of one run's luck: a resample takes both or none. Else the two are drawn apart */
  readonly paired: boolean;
}

/**
 * The probability of improvement with its 95% stratified bootstrap intervals: runs are drawn with replacement within each
 * task, and in pairs where they were run in pairs, since policies that met the same luck rise and fall together.
 *
 * @param x, y  by task, each one score a run; see `probabilityOfImprovement`
 * @throws RangeError when there is no task, their numbers differ, a task has fewer than two runs, or pairs do not match
 * @see Agarwal et al. (2021), section 4.3
 */
export function improvementInterval(
  x: readonly PerSeed[],
  y: readonly PerSeed[],
  { paired, resamples = 4000, seed = "bootstrap" }: ImprovementOptions,
): Estimate {
  const sizes = checkedSizes("improvementInterval", x);
  const otherSizes = checkedSizes("improvementInterval", y);
  const value = probabilityOfImprovement(x, y);
  if (paired && sizes.some((size, task) => size !== otherSizes[task]))
    throw new RangeError(`improvementInterval: pairs of ${sizes.join(", ")} and ${otherSizes.join(", ")} runs`);
  const wins = x.map((scores, task) => winsOf(scores, y[task]));
  const weights = sizes.map((size) => new Float64Array(size));
  const otherWeights = paired ? weights : otherSizes.map((size) => new Float64Array(size));
  const figure = () => {
    let sum = 0;
    for (let task = 0; task < wins.length; task++) sum += weighted(wins[task], weights[task], otherWeights[task]);
    return sum / wins.length;
  };
  const { int } = createRng(`${seed}/${sizes.join(",")}${paired ? "" : `/${otherSizes.join(",")}`}`);
  const values = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    for (const drawn of weights) draw(drawn, int);
    if (!paired) for (const drawn of otherWeights) draw(drawn, int);
    values[b] = figure();
  }
  const strata = paired ? weights : [...weights, ...otherWeights];
  for (const stratum of strata) stratum.fill(1);
  const left = strata.map((stratum) =>
    Float64Array.from(stratum, (_, run) => {
      stratum[run] = 0;
      const without = figure();
      stratum[run] = 1;
      return without;
    }),
  );
  return estimateFrom(value, values, left);
}

/** How often each run is drawn. */
function draw(weights: Float64Array, int: (n: number) => number): void {
  weights.fill(0);
  for (let i = 0; i < weights.length; i++) weights[int(weights.length)] += 1;
}

/** 1 where x is above y, 1/2 where they are equal; row-major [x, y] */
function winsOf(x: Float64Array, y: Float64Array): Float64Array {
  const wins = new Float64Array(x.length * y.length);
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < y.length; j++) wins[i * y.length + j] = x[i] > y[j] ? 1 : x[i] === y[j] ? 0.5 : 0;
  return wins;
}

function weighted(wins: Float64Array, rows: Float64Array, columns: Float64Array): number {
  let sum = 0;
  let mass = 0;
  let columnMass = 0;
  for (let j = 0; j < columns.length; j++) columnMass += columns[j];
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < columns.length; j++) row += columns[j] * wins[i * columns.length + j];
    sum += rows[i] * row;
    mass += rows[i];
  }
  return sum / (mass * columnMass);
}
