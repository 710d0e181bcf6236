import { createRng } from "../../agents/math/rng.js";
import type { Env } from "../../envs/types.js";
import { runEpisode } from "../portable/episode.js";
import { type Player, targetOfPlayer } from "./agent-target.js";
import { type Estimate, type EvaluateOptions, evaluatePolicy } from "./evaluate.js";
import { drawStudyLog, type LogOrder } from "./study-log.js";

export interface StudyOrder extends Pick<LogOrder, "exploration" | "episodes" | "drift" | "confounding" | "apart"> {
  readonly env: Env;
  /** the logging policy, trained */
  readonly logging: Player;
  /** the policy to be valued, trained; as it evaluates */
  readonly target: Player;
  readonly logs: number;
  /** episodes that the target plays for the truth */
  readonly truthEpisodes: number;
  readonly seed: string;
  readonly options: EvaluateOptions;
  readonly onLog?: (done: number) => void;
}

/** The truth about a policy from its own play. */
export interface Truth {
  readonly value: number;
  /** of the value, over episodes */
  readonly se: number;
}

/** How an estimator does over the logs. */
export interface StudyRow {
  readonly estimator: string;
  readonly truth: number;
  /** logs in which it is a number */
  readonly logs: number;
  readonly mean: number;
  readonly bias: number;
  /** of the bias, over logs and over the truth's episodes */
  readonly biasError: number;
  readonly rmse: number;
  /** share of its intervals that hold the truth; null where there is none */
  readonly coverage: number | null;
  /** mean width of its intervals; null where there is none */
  readonly width: number | null;
}

export interface StudyReport {
  readonly rows: number;
  readonly decision: { readonly truth: Truth; readonly estimators: readonly StudyRow[] };
  /** where decisions hang together */
  readonly episode: { readonly truth: Truth; readonly estimators: readonly StudyRow[] } | null;
  /** mean over logs */
  readonly effectiveSampleSize: number;
  /** share of the logs whose propensities fail their check at .05 */
  readonly calibrationFails: number;
}

/**
 * Draws fresh logs of one logging policy and values another from each, whose true value is known from its own play: what an
 * estimator is worth on this env, with this much data, and what drift and hidden confounding do to it.
 *
 * Values of a decision are in the states that the logger comes to, and the truth in the target's own: on an env where decisions change what
 * comes, the two differ by more than an estimator's error.
 *
 * @throws RangeError with fewer than two logs or truth episodes, or a logger without chances
 * @see Voloshin et al. (2021), Empirical study of off-policy policy evaluation for reinforcement learning
 */
export function studyEstimators(order: StudyOrder): StudyReport {
  const { env, logging, target, logs, truthEpisodes, seed, options, apart } = order;
  if (logs < 2 || truthEpisodes < 2)
    throw new RangeError(`ope-study: needs 2 logs and 2 truth episodes, got ${logs}, ${truthEpisodes}`);
  const discount = options.discount ?? 1;
  const { decision, episode, deviation } = truthOf(env, target, truthEpisodes, seed, discount);
  const found: Record<"decision" | "episode", Record<string, Estimate>[]> = { decision: [], episode: [] };
  let rows = 0;
  let size = 0;
  let failed = 0;
  for (let one = 0; one < logs; one++) {
    const { exploration, episodes, drift, confounding } = order;
    const name = `${seed}/log ${one}`;
    const log = drawStudyLog({
      env,
      logging: logging.agent,
      exploration,
      episodes,
      drift,
      confounding,
      deviation,
      apart,
      seed: name,
    });
    const value = evaluatePolicy(log, targetOfPlayer(target, env, log, "the log"), { ...options, seed: name });
    found.decision.push(value.estimates);
    if (value.trajectories) found.episode.push(value.trajectories.estimates);
    rows += log.rows / logs;
    size += value.effectiveSampleSize / logs;
    if (value.calibration.pValue < 0.05) failed += 1 / logs;
    order.onLog?.(one + 1);
  }
  return {
    rows,
    decision: { truth: decision, estimators: summarise(found.decision, decision) },
    episode: found.episode.length === 0 ? null : { truth: episode, estimators: summarise(found.episode, episode) },
    effectiveSampleSize: size,
    calibrationFails: failed,
  };
}

/** Means of the target's own episodes, of a decision and of the discounted return, and a reward's deviation. */
function truthOf(env: Env, { agent, rng }: Player, episodes: number, seed: string, discount: number) {
  rng.load(createRng(`${seed} truth`).save());
  const returns = new Float64Array(episodes);
  const sums = new Float64Array(episodes);
  const steps = new Float64Array(episodes);
  let squares = 0;
  for (let episode = 0; episode < episodes; episode++) {
    let factor = 1;
    runEpisode({
      env,
      agent,
      seed,
      role: "evaluate",
      episode,
      training: false,
      recorder: {
        begin() {},
        act: (observation, info) => agent.act(observation, info),
        earned(reward) {
          returns[episode] += factor * reward;
          factor *= discount;
          sums[episode] += reward;
          squares += reward * reward;
          steps[episode] += 1;
        },
      },
    });
  }
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const count = total(steps);
  const perDecision = total(sums) / count;
  const residual = sums.map((sum, e) => (sum - perDecision * steps[e]) / (count / episodes));
  const perEpisode = total(returns) / episodes;
  return {
    decision: { value: perDecision, se: errorOfMean(residual) },
    episode: { value: perEpisode, se: errorOfMean(returns.map((value) => value - perEpisode)) },
    deviation: Math.sqrt(Math.max(0, squares / count - perDecision * perDecision)) || 1,
  };
}

/** @param centred  with a mean of 0 */
function errorOfMean(centred: Float64Array): number {
  const squares = centred.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares / (centred.length - 1) / centred.length);
}

function summarise(found: readonly Record<string, Estimate>[], truth: Truth): StudyRow[] {
  const names = [...new Set(found.flatMap((one) => Object.keys(one)))];
  return names.map((estimator) => {
    const known = found.map((one) => one[estimator]).filter((one) => one?.value != null);
    const values = Float64Array.from(known, ({ value }) => value!);
    const n = values.length;
    const mean = n === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / n;
    const spread = n < 2 ? Number.NaN : errorOfMean(values.map((value) => value - mean));
    const intervals = known.flatMap(({ ci }) => (ci ? [ci] : []));
    const covered = intervals.filter(([low, high]) => low <= truth.value && truth.value <= high).length;
    const width = intervals.reduce((sum, [low, high]) => sum + high - low, 0) / intervals.length;
    return {
      estimator,
      truth: truth.value,
      logs: n,
      mean,
      bias: mean - truth.value,
      biasError: Math.hypot(spread, truth.se),
      rmse: Math.sqrt(values.reduce((sum, value) => sum + (value - truth.value) ** 2, 0) / n),
      coverage: intervals.length === 0 ? null : covered / intervals.length,
      width: intervals.length === 0 ? null : width,
    };
  });
}
