import { bisectLeft, bisectRight } from "d3";
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
  const standings = x.map((scores, task) => standingsOf(scores, y[task]));
  const weights = sizes.map((size) => new Float64Array(size));
  const otherWeights = paired ? weights : otherSizes.map((size) => new Float64Array(size));
  const figure = () => {
    let sum = 0;
    for (let task = 0; task < standings.length; task++)
      sum += weighted(standings[task], weights[task], otherWeights[task]);
    return sum / standings.length;
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

/** Where the scores of one task stand among each other, so that a resample is counted in one pass. */
interface Standings {
  /** places of y in rising order of score */
  readonly risingY: Int32Array;
  /** by place of x, how many of y lie below it, and below or level with it */
  readonly below: Int32Array;
  readonly upTo: Int32Array;
}

function standingsOf(x: Float64Array, y: Float64Array): Standings {
  const risingY = Int32Array.from(y.keys()).sort((a, b) => y[a] - y[b]);
  const sorted = Float64Array.from(y).sort();
  return {
    risingY,
    below: Int32Array.from(x, (score) => bisectLeft(sorted, score)),
    upTo: Int32Array.from(x, (score) => bisectRight(sorted, score)),
  };
}

/** P(x > y) of weighted scores, ties half. */
function weighted({ risingY, below, upTo }: Standings, ofX: Float64Array, ofY: Float64Array): number {
  const sums = new Float64Array(ofY.length + 1);
  for (let j = 0; j < risingY.length; j++) sums[j + 1] = sums[j] + ofY[risingY[j]];
  let wins = 0;
  let mass = 0;
  for (let i = 0; i < ofX.length; i++) {
    wins += (ofX[i] * (sums[below[i]] + sums[upTo[i]])) / 2;
    mass += ofX[i];
  }
  return wins / (mass * sums[ofY.length]);
}
