import { normalBelow } from "../../agents/math/normal.js";
import { createRng } from "../../agents/math/rng.js";
import { studentQuantile } from "../../agents/math/student.js";
import { normalQuantile } from "../../sim/math/samplers.js";
import type { Interval } from "./bootstrap.js";
import { quantileOfSorted } from "./descriptive.js";

/** How the ends are read off the resamples; see `resampledIntervals`. */
export const METHODS = ["percentile", "bca", "expanded"] as const;
export type Method = (typeof METHODS)[number];

export interface Estimate {
  readonly value: number;
  /** 95%, by method */
  readonly intervals: Readonly<Record<Method, Interval>>;
}

/**
 * A figure of stratified scores.
 *
 * @param sample  one stratum after the other; it may be reordered within a stratum or over all
 * @param sizes   of the strata
 */
export type Statistic = (sample: Float64Array, sizes: readonly number[]) => number;

export interface ResampleOptions {
  /** default 4000 */
  readonly resamples?: number;
  /** equal seeds and sizes give the same resamples */
  readonly seed?: string;
}

/**
 * 95% stratified bootstrap intervals of several figures from the same resamples: scores are drawn with replacement within
 * each stratum, never across.
 *
 * - percentile: the .025 and .975 quantiles of the figure over the resamples
 * - bca: the quantiles Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z = -+1.96, corrected for the bias z0 (from the share of
 *   resamples below the figure, ties half) and the skewness a (from the jackknife over all scores of all strata)
 * - expanded: the quantiles Phi(-+ sqrt(n / (n - 1)) t), t Student's .975 quantile with the strata's degrees of freedom in
 *   sum and n the mean size of a stratum. Resamples of n scores vary (n - 1) / n too little, so that with few runs the two
 *   others are too narrow
 *
 * Where all resamples lie on one side of the figure its bias has no measure, and bca is the percentile interval.
 *
 * @param strata      by task, each one score a run
 * @param statistics  by name
 * @throws RangeError when there is no stratum, or one has fewer than two scores
 * @see Efron (1987), Better bootstrap confidence intervals, equation 2.3; Davison & Hinkley (1997), section 5.3.2 and
 *   equation 5.25 for strata; Hesterberg (2015), What teachers should know about the bootstrap, section 5.2 (expanded)
 */
export function resampledIntervals<Name extends string>(
  strata: readonly Float64Array[],
  statistics: Readonly<Record<Name, Statistic>>,
  { resamples = 4000, seed = "bootstrap" }: ResampleOptions = {},
): Record<Name, Estimate> {
  const sizes = checkedSizes("resampledIntervals", strata);
  const pooled = Float64Array.from(strata.flatMap((scores) => [...scores]));
  const names = Object.keys(statistics) as Name[];
  const values = new Map(names.map((name) => [name, new Float64Array(resamples)]));
  const sample = new Float64Array(pooled.length);
  const buffer = new Float64Array(pooled.length);
  const { int } = createRng(`${seed}/${sizes.join(",")}`);
  for (let b = 0; b < resamples; b++) {
    let first = 0;
    for (const size of sizes) {
      for (let i = 0; i < size; i++) sample[first + i] = pooled[first + int(size)];
      first += size;
    }
    for (const name of names) {
      buffer.set(sample);
      values.get(name)![b] = statistics[name](buffer, sizes);
    }
  }
  const estimates = names.map((name) => {
    const value = statistics[name](pooled.slice(), sizes);
    const left = jackknife(pooled, sizes, statistics[name]);
    return [name, estimateFrom(value, values.get(name)!, left)] as const;
  });
  return Object.fromEntries(estimates) as Record<Name, Estimate>;
}

/**
 * The three intervals, from the figure, its resampled values and what it is with each score left out.
 *
 * @param values  of the resamples, in any order; sorted in place
 * @param left    by stratum, the figure without each of its scores
 */
export function estimateFrom(value: number, values: Float64Array, left: readonly Float64Array[]): Estimate {
  values.sort();
  const at = (share: number) => quantileOfSorted(values, share);
  const percentile: Interval = [at(0.025), at(0.975)];
  const sizes = left.map((stratum) => stratum.length);
  const scores = sizes.reduce((sum, size) => sum + size, 0);
  const size = scores / sizes.length;
  const wide = Math.sqrt(size / (size - 1)) * studentQuantile(0.975, scores - sizes.length);
  const shares = bcaShares(value, values, left);
  return {
    value,
    intervals: {
      percentile,
      bca: shares === undefined ? percentile : [at(shares[0]), at(shares[1])],
      expanded: [at(normalBelow(-wide)), at(normalBelow(wide))],
    },
  };
}

/** undefined where the bias has no measure */
function bcaShares(value: number, rising: Float64Array, left: readonly Float64Array[]): [number, number] | undefined {
  let below = 0;
  for (let b = 0; b < rising.length; b++) below += rising[b] < value ? 1 : rising[b] === value ? 0.5 : 0;
  const share = below / rising.length;
  if (share === 0 || share === 1) return undefined;
  const bias = normalQuantile(share);
  const skewness = acceleration(left);
  const corrected = (z: number) => normalBelow(bias + (bias + z) / (1 - skewness * (bias + z)));
  return [corrected(-Z), corrected(Z)];
}

/** a = 1/6 sum_s sum_i u^3 / n^3  /  (sum_s sum_i u^2 / n^2)^(3/2),  u = (n - 1) (mean of the stratum's left-outs - left-out) */
function acceleration(left: readonly Float64Array[]): number {
  let cubes = 0;
  let squares = 0;
  for (const stratum of left) {
    const n = stratum.length;
    let centre = 0;
    for (let i = 0; i < n; i++) centre += stratum[i] / n;
    for (let i = 0; i < n; i++) {
      const influence = ((n - 1) * (centre - stratum[i])) / n;
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

function jackknife(pooled: Float64Array, sizes: readonly number[], statistic: Statistic): Float64Array[] {
  const rest = new Float64Array(pooled.length - 1);
  let first = 0;
  return sizes.map((size, stratum) => {
    const fewer = sizes.map((other, index) => (index === stratum ? other - 1 : other));
    const left = Float64Array.from({ length: size }, (_, i) => {
      rest.set(pooled.subarray(0, first + i));
      rest.set(pooled.subarray(first + i + 1), first + i);
      return statistic(rest, fewer);
    });
    first += size;
    return left;
  });
}

/** @throws RangeError when there is no stratum, or one has fewer than two scores */
export function checkedSizes(caller: string, strata: readonly ArrayLike<number>[]): number[] {
  if (strata.length === 0) throw new RangeError(`${caller}: needs at least 1 stratum, got 0`);
  const smallest = Math.min(...strata.map((scores) => scores.length));
  if (smallest < 2) throw new RangeError(`${caller}: needs at least 2 scores a stratum, got ${smallest}`);
  return strata.map((scores) => scores.length);
}

/** .975 quantile of the standard normal */
const Z = 1.959963984540054;
