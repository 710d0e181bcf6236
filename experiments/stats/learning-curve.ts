import { createRng } from "../../agents/math/rng.js";
import type { Interval } from "./bootstrap.js";
import { mean, meanOf, quantileOfSorted } from "./descriptive.js";
import { meanInterval } from "./mean-interval.js";
import { estimateFrom } from "./resampled-intervals.js";
import { type PerSeed, runScores } from "./seed-scores.js";
import { shareInterval } from "./share-interval.js";

/** What an agent scored while it learned. */
export interface Training {
  readonly label: string;
  /** by seed, the scores of its training episodes in order, all of one length */
  readonly scores: readonly Float64Array[];
  /** by seed, the steps of these episodes */
  readonly steps: readonly Float64Array[];
}

export interface CurveOptions {
  /** episodes that are averaged; default a tenth of them */
  readonly window?: number;
  /** score to be reached; default: nine tenths of the way from where the learners begin to where the best of them ends */
  readonly threshold?: number;
  /** label of the learner that others are held against; default the first */
  readonly against?: string;
  readonly resamples?: number;
  readonly seed?: string;
}

/** A figure over seeds with its 95% interval. */
export interface OverSeeds {
  readonly value: number;
  readonly ci: Interval;
}

export interface LearnerCurve {
  readonly label: string;
  readonly seeds: number;
  readonly episodes: number;
  /** of each window of episodes, the last of them numbered from 1, its mean score */
  readonly curve: readonly (OverSeeds & { readonly episode: number })[];
  /** area under the curve over the number of episodes: the mean score while learning */
  readonly area: OverSeeds;
  /** less that of the learner held against, seed by seed */
  readonly areaDifference: OverSeeds;
  /** mean score of the last window */
  readonly final: OverSeeds;
  /** null where there is no threshold */
  readonly toThreshold: ToThreshold | null;
}

/** When the mean of the last `window` episodes first reached the threshold. */
export interface ToThreshold {
  /** seeds that reached it, and what share that tells of (Wilson's interval) */
  readonly reached: number;
  readonly share: OverSeeds;
  /** mean over seeds; one that never reached it counts with all its episodes, so that this is a lower bound */
  readonly episodes: OverSeeds;
  /** median over seeds; null where less than half reached it */
  readonly median: number | null;
  /** as `episodes`, in the env's steps */
  readonly steps: OverSeeds;
  /** sample efficiency: the mean time of the learner held against over its own; above 1 where it needs fewer episodes */
  readonly efficiency: OverSeeds;
}

export interface LearningCurves {
  readonly window: number;
  /** null where no learner ends higher than they begin */
  readonly threshold: number | null;
  readonly against: string;
  readonly learners: readonly LearnerCurve[];
}

/**
 * Learning curves of agents that trained on the same seeds for as many episodes: seeds are the replicates, an episode never is.
 *
 * Intervals of means are those of `meanInterval`; that of the efficiency is an expanded bootstrap over seeds, drawn for both
 * learners at once.
 *
 * @throws RangeError without a learner, with fewer than two seeds, where numbers of seeds or episodes differ, or where no learner
 *   has the label that is held against
 */
export function learningCurves(trainings: readonly Training[], options: CurveOptions = {}): LearningCurves {
  const episodes = checkedEpisodes(trainings);
  const { window = Math.max(1, Math.round(episodes / 10)), against = trainings[0].label } = options;
  if (!(Number.isInteger(window) && window >= 1 && window <= episodes))
    throw new RangeError(`learningCurves: window is ${window}, of ${episodes} episodes`);
  const other = trainings.find(({ label }) => label === against);
  if (other === undefined)
    throw new RangeError(
      `learningCurves: no learner is called ${against}, only ${trainings.map(({ label }) => label).join(", ")}`,
    );
  const threshold = options.threshold ?? usualThreshold(trainings, window);
  const reference = threshold === null ? [] : timesOf(other, window, threshold);
  return {
    window,
    threshold,
    against,
    learners: trainings.map((training): LearnerCurve => {
      const { label, scores } = training;
      const area = scores.map((ofSeed) => meanOf(ofSeed));
      const otherArea = other.scores.map((ofSeed) => meanOf(ofSeed));
      return {
        label,
        seeds: scores.length,
        episodes,
        curve: windowsOf(episodes, window).map(([from, to]) => ({
          episode: to,
          ...overSeeds(scores.map((ofSeed) => meanOf(ofSeed.subarray(from, to)))),
        })),
        area: overSeeds(area),
        areaDifference: overSeeds(area.map((value, seed) => value - otherArea[seed])),
        final: overSeeds(scores.map((ofSeed) => meanOf(ofSeed.subarray(episodes - window)))),
        toThreshold: threshold === null ? null : toThreshold(training, { window, threshold, reference, options }),
      };
    }),
  };
}

function checkedEpisodes(trainings: readonly Training[]): number {
  if (trainings.length === 0) throw new RangeError("learningCurves: needs at least 1 learner, got 0");
  const seeds = trainings[0].scores.length;
  if (seeds < 2) throw new RangeError(`learningCurves: needs at least 2 seeds, got ${seeds}`);
  const episodes = trainings[0].scores[0].length;
  if (episodes < 1) throw new RangeError("learningCurves: needs at least 1 episode, got 0");
  for (const { label, scores, steps } of trainings) {
    if (scores.length !== seeds || steps.length !== seeds)
      throw new RangeError(`learningCurves: ${label} has ${scores.length} seeds, ${trainings[0].label} ${seeds}`);
    const odd = [...scores, ...steps].find((ofSeed) => ofSeed.length !== episodes);
    if (odd) throw new RangeError(`learningCurves: ${label} has ${odd.length} episodes of a seed, others ${episodes}`);
  }
  return episodes;
}

/** From and to of each window, the last one whole; the first may be shorter. */
function windowsOf(episodes: number, window: number): [number, number][] {
  const windows: [number, number][] = [];
  for (let to = episodes; to > 0; to -= window) windows.unshift([Math.max(0, to - window), to]);
  return windows;
}

function usualThreshold(trainings: readonly Training[], window: number): number | null {
  const over = (from: number, to?: number) =>
    trainings.map(({ scores }) => mean(scores.map((ofSeed) => meanOf(ofSeed.subarray(from, to)))));
  const begin = mean(over(0, window));
  const end = Math.max(...over(-window));
  return end > begin ? begin + 0.9 * (end - begin) : null;
}

interface Time {
  readonly reached: boolean;
  readonly episodes: number;
  readonly steps: number;
}

/** Of every seed, when it reached the threshold; all its episodes where it never did. */
function timesOf({ scores, steps }: Training, window: number, threshold: number): Time[] {
  // a sum that runs along rounds a little; what reaches the threshold but for that reaches it
  const needed = threshold - 1e-12 * Math.abs(threshold);
  return scores.map((ofSeed, seed) => {
    let sum = 0;
    let played = 0;
    for (let e = 0; e < ofSeed.length; e++) {
      sum += ofSeed[e] - (e >= window ? ofSeed[e - window] : 0);
      played += steps[seed][e];
      if (e + 1 >= window && sum / window >= needed) return { reached: true, episodes: e + 1, steps: played };
    }
    return { reached: false, episodes: ofSeed.length, steps: played };
  });
}

interface ThresholdOptions {
  readonly window: number;
  readonly threshold: number;
  /** of the learner held against */
  readonly reference: readonly Time[];
  readonly options: CurveOptions;
}

function toThreshold(training: Training, { window, threshold, reference, options }: ThresholdOptions): ToThreshold {
  const times = timesOf(training, window, threshold);
  const reached = times.filter((time) => time.reached).length;
  const middle = quantileOfSorted(
    times.map((time) => (time.reached ? time.episodes : Number.MAX_VALUE)).sort((a, b) => a - b),
    0.5,
  );
  return {
    reached,
    share: { value: reached / times.length, ci: shareInterval(reached, times.length) },
    episodes: overSeeds(times.map(({ episodes }) => episodes)),
    median: middle <= training.scores[0].length ? middle : null,
    steps: overSeeds(times.map(({ steps }) => steps)),
    efficiency: ratio(
      reference.map(({ episodes }) => episodes),
      times.map(({ episodes }) => episodes),
      options,
    ),
  };
}

/** Mean of `above` over mean of `below`, with its bootstrap interval over seeds. */
function ratio(above: readonly number[], below: readonly number[], options: CurveOptions): OverSeeds {
  const { resamples = 4000, seed = "bootstrap" } = options;
  const n = above.length;
  const weights = new Float64Array(n).fill(1);
  const figure = () => {
    let top = 0;
    let bottom = 0;
    for (let i = 0; i < n; i++) {
      top += weights[i] * above[i];
      bottom += weights[i] * below[i];
    }
    return top / bottom;
  };
  const value = figure();
  const left = Float64Array.from({ length: n }, (_, i) => {
    weights[i] = 0;
    const without = figure();
    weights[i] = 1;
    return without;
  });
  const { int } = createRng(`${seed}/${n}`);
  const values = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    weights.fill(0);
    for (let i = 0; i < n; i++) weights[int(n)] += 1;
    values[b] = figure();
  }
  return { value, ci: estimateFrom(value, values, [left]).intervals.expanded };
}

function overSeeds(values: readonly number[]): OverSeeds {
  const scores: PerSeed = runScores(values);
  return { value: mean(scores), ci: meanInterval(scores) };
}
