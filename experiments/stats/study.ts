import { extent, ticks } from "d3";
import { studentQuantile } from "../../agents/math/student.js";
import { type AgentScores, inPairs, runMeans } from "./agent-scores.js";
import type { Interval } from "./bootstrap.js";
import { iqmOfSorted, mean, meanOf, optimalityGap, quantileOfSorted, variance } from "./descriptive.js";
import { improvementInterval } from "./improvement-interval.js";
import { type AdjustedPair, adjusted, type PairOptions, pairOf } from "./pair.js";
import { detectableEffects } from "./power.js";
import { type Estimate, type Method, resampledIntervals, type Statistic } from "./resampled-intervals.js";

export interface StudyOptions extends Pick<PairOptions, "worth" | "power" | "detectable"> {
  /** which interval is `ci`; default "expanded", that covers with few runs */
  readonly method?: Method;
  /** score that the optimality gap is measured from; default 1 */
  readonly gap?: number;
  readonly resamples?: number;
  readonly seed?: string;
  /** scores at which profiles are taken, rising */
  readonly thresholds: readonly number[];
}

/** A figure with its 95% interval by the method asked for, and by all methods. */
export interface Figure extends Readonly<Record<Method, Interval>> {
  readonly value: number;
  readonly ci: Interval;
}

export interface AgentStudy {
  readonly agent: string;
  readonly runs: number;
  /** over runs and tasks; `student`: Student's interval from the runs' means over tasks */
  readonly mean: Figure & { readonly student: Interval };
  /** over tasks, of their means */
  readonly median: Figure;
  /** of all scores together */
  readonly iqm: Figure;
  readonly optimalityGap: Figure;
  /** by threshold: share of scores above it, mean over tasks */
  readonly profile: readonly ProfilePoint[];
}

export interface ProfilePoint {
  readonly threshold: number;
  readonly share: number;
  readonly ci: Interval;
}

export interface PairStudy {
  readonly one: string;
  readonly other: string;
  /** P(one > other), ties half, mean over tasks */
  readonly probabilityOfImprovement: Figure;
  /** of the runs' means over tasks; null where the two have no runs in common that could be paired */
  readonly paired: AdjustedPair | null;
}

export interface Study {
  readonly tasks: readonly string[];
  readonly gap: number;
  readonly method: Method;
  readonly resamples: number;
  readonly seed: string;
  readonly agents: readonly AgentStudy[];
  readonly pairs: readonly PairStudy[];
}

/**
 * Agents on the same tasks: each one's aggregate scores, and every pair.
 *
 * Tasks are the strata of every resampling; agents with equally many runs meet the same resamples. A pair's difference,
 * tests, effect sizes and power are of the runs' means over tasks, so that a run counts once however many tasks it has.
 *
 * @param agents  the same tasks in the same order, at least two runs each
 * @throws RangeError when there is no agent, tasks differ, or an agent has fewer than two runs
 * @see Agarwal et al. (2021), Deep reinforcement learning at the edge of the statistical precipice
 */
export function studyOf(agents: readonly AgentScores[], options: StudyOptions): Study {
  if (agents.length === 0) throw new RangeError("studyOf: needs at least 1 agent, got 0");
  const { tasks } = agents[0];
  const other = agents.find((agent) => agent.tasks.join("\n") !== tasks.join("\n"));
  if (other !== undefined) throw new RangeError(`studyOf: ${other.name} has other tasks than ${agents[0].name}`);
  const { method = "expanded", gap = 1, resamples = 4000, seed = "bootstrap" } = options;
  const full = { ...options, method, gap, resamples, seed, detectable: detectableEffects(options.power) };
  const pairs = agents.flatMap((one, index) => agents.slice(index + 1).map((two) => pairStudy(one, two, full)));
  const tested = adjusted(pairs.flatMap(({ paired }) => (paired === null ? [] : [paired])));
  let next = 0;
  return {
    tasks,
    gap,
    method,
    resamples,
    seed,
    agents: agents.map((agent) => agentStudy(agent, full)),
    pairs: pairs.map((pair) => ({ ...pair, paired: pair.paired === null ? null : tested[next++] })),
  };
}

/** About ten round scores that span all agents' scores. */
export function roundThresholds(agents: readonly AgentScores[]): number[] {
  const all = agents.flatMap(({ scores }) => scores.flatMap((ofTask) => [...ofTask]));
  const [low, high] = extent(all) as [number, number];
  return low < high ? ticks(low, high, 10) : [low];
}

type Full = StudyOptions & Required<Pick<StudyOptions, "method" | "gap" | "resamples" | "seed">>;

function agentStudy(agent: AgentScores, { method, gap, resamples, seed, thresholds }: Full): AgentStudy {
  const above = Object.fromEntries(thresholds.map((threshold) => [profileName(threshold), shareAbove(threshold)]));
  const found: Record<string, Estimate> = resampledIntervals(
    agent.scores,
    {
      ...above,
      mean: meanOf,
      median: medianOfTasks,
      iqm: (sample: Float64Array) => iqmOfSorted(sample.sort()),
      optimalityGap: (sample: Float64Array) => optimalityGap(sample, gap),
    } as Record<string, Statistic>,
    { resamples, seed },
  );
  return {
    agent: agent.name,
    runs: agent.runs.length,
    mean: { ...figure(found.mean, method), student: studentInterval(runMeans(agent)) },
    median: figure(found.median, method),
    iqm: figure(found.iqm, method),
    optimalityGap: figure(found.optimalityGap, method),
    profile: thresholds.map((threshold) => {
      const { value, intervals } = found[profileName(threshold)];
      return { threshold, share: value, ci: intervals[method] };
    }),
  };
}

const profileName = (threshold: number) => `above ${threshold}`;

/** Every task has equally many runs, so that the share of all scores is the mean over tasks. */
const shareAbove =
  (threshold: number): Statistic =>
  (sample) => {
    let count = 0;
    for (let i = 0; i < sample.length; i++) if (sample[i] > threshold) count += 1;
    return count / sample.length;
  };

/** Median over tasks of the task's mean. @see Agarwal et al. (2021), section 3 */
function medianOfTasks(sample: Float64Array, sizes: readonly number[]): number {
  const means = new Float64Array(sizes.length);
  let first = 0;
  for (let task = 0; task < sizes.length; task++) {
    means[task] = meanOf(sample.subarray(first, first + sizes[task]));
    first += sizes[task];
  }
  return quantileOfSorted(means.sort(), 0.5);
}

function studentInterval(scores: Float64Array): Interval {
  const half = studentQuantile(0.975, scores.length - 1) * Math.sqrt(variance(scores) / scores.length);
  return [mean(scores) - half, mean(scores) + half];
}

function figure({ value, intervals }: Estimate, method: Method): Figure {
  return { value, ci: intervals[method], ...intervals };
}

type Untested = Omit<PairStudy, "paired"> & { readonly paired: ReturnType<typeof pairOf> | null };

function pairStudy(one: AgentScores, other: AgentScores, options: Full): Untested {
  const { method, resamples, seed } = options;
  const pair = inPairs(one, other);
  const [x, y] = pair ?? [one, other];
  const chance = improvementInterval(x.scores, y.scores, { paired: pair !== undefined, resamples, seed });
  return {
    one: one.name,
    other: other.name,
    probabilityOfImprovement: figure(chance, method),
    paired: pair === undefined ? null : pairOf(runMeans(x), runMeans(y), options),
  };
}
