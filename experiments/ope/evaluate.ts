import type { Interval } from "../stats/bootstrap.js";
import { type Calibration, checkPropensities } from "./calibration.js";
import { contextFeatures } from "./context-features.js";
import { type Constants, type ContextualName, changedWeight, contextualEstimators } from "./contextual.js";
import { type DecisionLog, episodeOf } from "./decision-log.js";
import { fittedQ } from "./fitted-q.js";
import { bernsteinInterval, normalInterval, percentileEnds, standardError } from "./intervals.js";
import { overlapWarnings } from "./overlap.js";
import { resampledValues } from "./resample.js";
import { type FillChances, type Modelled, modelRewards } from "./reward-model.js";
import { byUnit, type Estimator, estimateOf, type RowRatio } from "./row-ratios.js";
import type { TargetPolicy } from "./target-policy.js";
import { trajectoryEstimators } from "./trajectories.js";
import { type Tuning, tuneConstants } from "./tune.js";
import { importanceWeights, weightFacts } from "./weights.js";

export const INTERVALS = ["bootstrap", "normal", "bernstein"] as const;
export type IntervalName = (typeof INTERVALS)[number];

export interface EvaluateOptions {
  /** which interval is `ci`; default bootstrap */
  readonly interval?: IntervalName;
  /** default .95 */
  readonly level?: number;
  /** default 1000 */
  readonly resamples?: number;
  readonly seed?: string;
  /** of the reward model; default 5, fewer where there are fewer units */
  readonly folds?: number;
  /** default mse */
  readonly tuning?: Tuning;
  /** constants that are not chosen from the log */
  readonly constants?: Partial<Constants>;
  /** the least and largest reward there can be; default: those of the log */
  readonly rewardRange?: Interval;
  /** of episodes; default 1 */
  readonly discount?: number;
  /** a policy to be compared with */
  readonly against?: TargetPolicy;
}

export interface Estimate {
  /** null where the log says nothing of the policy */
  readonly value: number | null;
  readonly se: number | null;
  /** the interval asked for */
  readonly ci: Interval | null;
  readonly intervals: { readonly [name in IntervalName]: Interval | null };
}

export interface Evaluation {
  readonly rows: number;
  readonly actions: number;
  /** of the reward a decision */
  readonly estimates: { readonly [name: string]: Estimate };
  /** the same less those of `against`, where one is given */
  readonly difference: { readonly [name: string]: Estimate } | null;
  readonly constants: Constants;
  readonly effectiveSampleSize: number;
  readonly largestWeight: number;
  readonly meanWeight: number;
  readonly warnings: readonly string[];
  readonly calibration: Calibration;
  /** of the discounted return an episode, where episodes have several steps */
  readonly trajectories: TrajectoryEvaluation | null;
}

export interface TrajectoryEvaluation {
  readonly episodes: number;
  readonly discount: number;
  readonly estimates: { readonly [name: string]: Estimate };
  /** of the products of weights over whole episodes */
  readonly effectiveSampleSize: number;
  readonly largestWeight: number;
}

/**
 * Values a policy from a log: every contextual estimator, and where episodes have several steps those of trajectories, each with its
 * standard error and intervals, and what speaks against believing them.
 *
 * Rows of one episode are drawn together by the bootstrap, summed together in standard errors and learnt from together. Of the empirical
 * Bernstein interval the range of a row's term comes from the rewards' range and the log's largest weight; it is null for
 * ratios and for episodes of several decisions, where it does not hold. Errors and intervals of DM leave out the model's own error.
 * Constants chosen from the log and the reward model stay as they are in resamples.
 *
 * @throws RangeError with fewer than two rows, or when an option is out of range
 */
export function evaluatePolicy(log: DecisionLog, policy: TargetPolicy, options: EvaluateOptions = {}): Evaluation {
  const { rows, first, actions, reward } = log;
  const several = first !== undefined && first.length - 1 < rows;
  const unit = several ? episodeOf(first) : undefined;
  const { features, width, leftOut } = contextFeatures(log.context, rows);
  const prepared: Prepared = { log, unit, units: several ? first.length - 1 : rows, features, width };
  const found = contextualOf(prepared, policy, options);
  const ranges = termRanges(options.rewardRange ?? rangeOf(reward), found);
  const range = (name: string) => (unit ? undefined : ranges[name as ContextualName]);
  const calibration = checkPropensities(log);
  const warnings = overlapWarnings(found.facts, rows, telling(reward, found.weight));
  if (calibration.pValue < 0.001)
    warnings.push(
      `the propensities do not agree with how often the log did what (${calibration.test} ${calibration.statistic.toPrecision(4)}, p ${calibration.pValue.toPrecision(2)}): an inverse propensity should average 1 for every action`,
    );
  if (policy.remark) warnings.push(policy.remark);
  if (!policy.fill)
    warnings.push("only the chances of what was done are known: estimators with a reward model are left out");
  if (several && prepared.units < 20)
    warnings.push(
      `only ${prepared.units} episodes, which are drawn whole: intervals are rough or none; --apart where decisions do not hang together`,
    );
  const trajectories = several ? overTrajectories(prepared, first, found.weight, policy, options) : null;
  if (trajectories && trajectories.effectiveSampleSize < Math.max(10, 0.05 * trajectories.episodes))
    warnings.push(
      `the ${trajectories.episodes} episodes tell as much of the policy's return as ${trajectories.effectiveSampleSize.toFixed(1)} of its own would`,
    );
  for (const reason of leftOut) warnings.push(`the reward model leaves out ${reason}`);
  return {
    rows,
    actions: actions.length,
    estimates: estimateAll(found.estimators, options, range),
    difference: options.against
      ? differenceFrom(found, contextualOf(prepared, options.against, options), options)
      : null,
    constants: found.constants,
    effectiveSampleSize: found.facts.effectiveSampleSize,
    largestWeight: found.facts.largestWeight,
    meanWeight: found.facts.meanWeight,
    warnings,
    calibration,
    trajectories,
  };
}

interface Prepared {
  readonly log: DecisionLog;
  /** the episode of each row, where episodes have several */
  readonly unit: Int32Array | undefined;
  /** episodes, or rows */
  readonly units: number;
  readonly features: Float64Array;
  readonly width: number;
}

/** The contextual estimators of a policy, over units, with what they are made of. */
function contextualOf(prepared: Prepared, policy: TargetPolicy, options: EvaluateOptions) {
  const { log, unit, units, features, width } = prepared;
  const { rows, reward, action, actions } = log;
  const weight = importanceWeights(policy.chance, log.propensity);
  const modelRows = { actions: actions.length, action, reward, features, width, unit };
  const model =
    policy.fill && (broughtModel(log, policy.fill) ?? modelRewards(modelRows, policy.fill, crossFitOf(units, options)));
  const none = new Float64Array(model ? 0 : rows);
  const all = { reward, weight, modelled: model?.modelled ?? none, modelledPolicy: model?.modelledPolicy ?? none };
  const constants = tuneConstants(all, options.tuning ?? "mse", options.constants);
  const cache = new Map<Float64Array | undefined, Float64Array>();
  const estimators = Object.fromEntries(
    Object.entries(contextualEstimators(all, constants))
      .filter(([name]) => model !== undefined || !NEEDS_MODEL.has(name))
      .map(([name, one]) => [name, unit ? byUnit(one, unit, units, cache) : one]),
  );
  return { weight, facts: weightFacts(weight), model, constants, estimators };
}

type Contextual = ReturnType<typeof contextualOf>;

const crossFitOf = (units: number, { folds = 5, seed = "ope" }: EvaluateOptions) => ({
  folds: Math.min(folds, units),
  seed,
});

/** Every estimator's value of one policy less that of another, from the same rows and resamples. */
function differenceFrom(one: Contextual, other: Contextual, options: EvaluateOptions): Record<string, Estimate> {
  const both = Object.keys(one.estimators).filter((name) => other.estimators[name] !== undefined);
  const less = ({ factor = 1, ...term }: RowRatio): RowRatio => ({ ...term, factor: -factor });
  const differences = both.map((name) => [name, [...one.estimators[name], ...other.estimators[name].map(less)]]);
  return estimateAll(Object.fromEntries(differences), options, () => undefined);
}

function overTrajectories(
  { log, units, features, width }: Prepared,
  first: Int32Array,
  weight: Float64Array,
  policy: TargetPolicy,
  options: EvaluateOptions,
): TrajectoryEvaluation {
  const { discount = 1 } = options;
  const { action, reward, actions } = log;
  const rows = { actions: actions.length, action, reward, features, width, first, discount };
  const values = policy.fill && fittedQ(rows, policy.fill, crossFitOf(units, options));
  const terms = trajectoryEstimators({ first, reward, weight, discount }, values);
  const whole = weightFacts(terms["SN-TIS"]![0].denominator!);
  return {
    episodes: units,
    discount,
    estimates: estimateAll(terms as Record<string, Estimator>, options, () => undefined),
    effectiveSampleSize: whole.effectiveSampleSize,
    largestWeight: whole.largestWeight,
  };
}

const NEEDS_MODEL: ReadonlySet<string> = new Set<ContextualName>(["DM", "DR", "SNDR", "Switch-DR", "DRos"]);

function broughtModel(log: DecisionLog, fill: FillChances): Modelled | undefined {
  const { brought, action, actions, rows } = log;
  const table = brought?.modelled;
  if (table === undefined) return undefined;
  const count = actions.length;
  const chance = new Float64Array(count);
  const modelledPolicy = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    fill(row, chance);
    for (let a = 0; a < count; a++) modelledPolicy[row] += chance[a] * table[row * count + a];
  }
  return { modelled: Float64Array.from(action, (a, row) => table[row * count + a]), modelledPolicy };
}

function estimateAll(
  estimators: Readonly<Record<string, Estimator>>,
  { interval = "bootstrap", level = 0.95, resamples = 1000, seed = "ope" }: EvaluateOptions,
  range: (name: string) => Interval | undefined,
): Record<string, Estimate> {
  if (!(level > 0 && level < 1)) throw new RangeError(`level: needs a number between 0 and 1, got ${level}`);
  const resampled = resampledValues(Object.values(estimators), resamples, seed);
  return Object.fromEntries(
    Object.entries(estimators).map(([name, estimator], e) => {
      const value = estimateOf(estimator);
      const error = standardError(estimator);
      const within = range(name);
      const known = Number.isFinite(value) && Number.isFinite(error);
      const intervals = {
        bootstrap: known ? (percentileEnds(resampled[e], level) ?? null) : null,
        normal: known ? normalInterval(value, error, level) : null,
        bernstein: known && within && !isRatio(estimator) ? bernsteinInterval(estimator, within, level) : null,
      };
      const estimate: Estimate = {
        value: Number.isFinite(value) ? value : null,
        se: known ? error : null,
        ci: intervals[interval],
        intervals,
      };
      return [name, estimate];
    }),
  );
}

const isRatio = (estimator: Estimator) => estimator.some(({ denominator }) => denominator !== undefined);

/**
 * Within what a row's term of each estimator that is a mean must lie, from the rewards' range, the model's and the largest weight. The
 * model's is that of its values in this log.
 */
function termRanges([low, high]: Interval, found: Contextual): Partial<Record<ContextualName, Interval>> {
  const { constants, model } = found;
  const { clip, switch: threshold, shrink, subGaussian } = constants;
  const largest = found.facts.largestWeight;
  const upTo = (weight: number): Interval => [Math.min(0, weight * low), Math.max(0, weight * high)];
  // w / (w^2 / shrink + 1) is largest where w^2 = shrink
  const shrunk = changedWeight("DRos", Math.min(largest, Math.sqrt(shrink)), shrink);
  const means = {
    IPW: upTo(largest),
    clipped: upTo(Math.min(largest, clip)),
    "sub-Gaussian": upTo(changedWeight("sub-Gaussian", largest, subGaussian)),
  };
  if (model === undefined) return means;
  const [least, most] = rangeOf(model.modelled, rangeOf(model.modelledPolicy));
  const corrected = (weight: number): Interval => [
    least + Math.min(0, weight * (low - most)),
    most + Math.max(0, weight * (high - least)),
  ];
  return {
    ...means,
    DM: [least, most],
    DR: corrected(largest),
    "Switch-DR": corrected(Math.min(largest, threshold)),
    DRos: corrected(shrunk),
  };
}

function rangeOf(values: Float64Array, within: Interval = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
  let [low, high] = within;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high] as Interval;
}

/** Rows with weight whose reward is not the commonest among the first rows that have it. */
function telling(reward: Float64Array, weight: Float64Array): number {
  const times = new Map<number, number>();
  let rows = 0;
  for (let i = 0; i < reward.length; i++) {
    if (weight[i] === 0) continue;
    rows += 1;
    // money is seldom twice the same: then every row tells
    if (times.size < 1000) times.set(reward[i], (times.get(reward[i]) ?? 0) + 1);
  }
  let most = 0;
  for (const n of times.values()) most = Math.max(most, n);
  return times.size >= 1000 ? rows : rows - most;
}
