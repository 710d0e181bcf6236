import { createRng } from "../../agents/math/rng.js";
import { quantileOfSorted } from "./descriptive.js";
import type { PerSeed } from "./seed-scores.js";

export type Interval = [low: number, high: number];

export interface BootstrapOptions {
  /** default 4000: the ends of a 95% interval then wobble by about 3% of its width */
  readonly resamples?: number;
  /** of the bootstrap's own stream: equal seeds and sizes give the same resamples, so that policies meet the same ones */
  readonly seed?: string;
  /** what `drawResamples` gave for the same sizes, so that many intervals share one draw; default: drawn anew */
  readonly drawn?: Int32Array;
}

/**
 * 95% stratified percentile bootstrap interval: seeds are drawn with replacement within each task, never across tasks;
 * the interval runs from the .025 to the .975 quantile of the statistic over the resamples.
 *
 * Coverage of the IQM at 20 seeds: .94 on normal, t(3), exponential and lognormal scores; at 5 seeds .90, at 3 .75 (3000
 * samples each): with few seeds it is too narrow, and no difference is judged by it.
 *
 * @param strata     by task or scenario, each one score a seed
 * @param statistic  of all resampled scores together, given in rising order
 * @throws RangeError when there is no stratum, or one has fewer than two scores
 * @see Agarwal et al. (2021), section 4.1; Efron & Tibshirani (1993), chapter 13
 */
export function percentileInterval(
  strata: readonly PerSeed[],
  statistic: (rising: Float64Array) => number,
  options: BootstrapOptions = {},
): Interval {
  const sizes = strata.map((scores) => scores.length);
  if (sizes.length === 0) throw new RangeError("percentileInterval: needs at least 1 stratum, got 0");
  const smallest = Math.min(...sizes);
  if (smallest < 2) throw new RangeError(`percentileInterval: needs at least 2 scores a stratum, got ${smallest}`);
  const pooled = Float64Array.from(strata.flatMap((scores) => [...scores]));
  const drawn = options.drawn ?? drawResamples(sizes, options);
  const values = bootstrapValues(pooled, drawn, (sample) => statistic(sortInPlace(sample))).sort();
  return [quantileOfSorted(values, 0.025), quantileOfSorted(values, 0.975)];
}

/**
 * The statistic of every resample.
 *
 * @param pooled     all strata one after the other
 * @param resamples  indices into it, row-major [resamples, pooled]
 * @param statistic  of a buffer that is reused and may be reordered
 */
export function bootstrapValues(
  pooled: Float64Array,
  resamples: Int32Array,
  statistic: (sample: Float64Array) => number,
): Float64Array {
  const size = pooled.length;
  const sample = new Float64Array(size);
  const values = new Float64Array(resamples.length / size);
  for (let b = 0; b < values.length; b++) {
    for (let i = 0; i < size; i++) sample[i] = pooled[resamples[b * size + i]];
    values[b] = statistic(sample);
  }
  return values;
}

/** Insertion sort where it wins: a resample of seeds is some twenty numbers, sorted thousands of times. */
function sortInPlace(sample: Float64Array): Float64Array {
  if (sample.length > 50) return sample.sort();
  for (let i = 1; i < sample.length; i++) {
    const moved = sample[i];
    let hole = i;
    for (; hole > 0 && sample[hole - 1] > moved; hole--) sample[hole] = sample[hole - 1];
    sample[hole] = moved;
  }
  return sample;
}

/** Indices drawn with replacement within each stratum, row-major [resamples, sum of sizes]. */
export function drawResamples(
  sizes: readonly number[],
  { resamples = 4000, seed = "bootstrap" }: BootstrapOptions = {},
) {
  const rng = createRng(`${seed}/${sizes.join(",")}`);
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const indices = new Int32Array(resamples * width);
  for (let b = 0; b < resamples; b++) {
    let first = 0;
    for (const size of sizes) {
      for (let i = 0; i < size; i++) indices[b * width + first + i] = first + rng.int(size);
      first += size;
    }
  }
  return indices;
}
