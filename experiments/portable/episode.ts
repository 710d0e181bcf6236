import { misfit } from "../../envs/spaces.js";
import type { Agent, Env, Role, Space, Transition, Value } from "../../envs/types.js";
import type { Trace } from "../../sim/trace.js";

/**
 * Plays one episode: the loop of every run, in every engine.
 *
 * The transition object is reused and nothing is copied. Whatever the agent, it is stopped at its first mistake: a throw,
 * an action outside the env's space, or a reward that is no finite number.
 *
 * @throws EpisodeError saying where: agent, env, role, episode, step, seed
 */
export function runEpisode(order: EpisodeOrder): EpisodeResult {
  const { env, agent, seed, role, episode, training, trace, maxSteps = MAX_STEPS } = order;
  const learning = training && agent.learn !== undefined;
  const { actionSpace } = env;
  const actionKeys = keysOf(actionSpace);
  const observationKeys = keysOf(env.observationSpace);
  let doing = "reset";
  let steps = 0;
  try {
    const started = env.reset({ seed, options: { role, episode } });
    let { observation, info } = started;
    const transition: Transition = {
      observation,
      action: 0,
      reward: 0,
      nextObservation: observation,
      terminated: false,
      truncated: false,
      info,
    };
    if (trace !== undefined) addValue(trace, observation, observationKeys);
    doing = "begin";
    agent.begin?.({ training });
    let score = 0;
    for (let over = false; !over; ) {
      doing = "act";
      const action = agent.act(observation, info);
      const fault = misfit(actionSpace, action);
      if (fault !== undefined) throw new RangeError(`action ${fault.message}`);
      if (trace !== undefined) addValue(trace, action, actionKeys);
      doing = "step";
      const result = env.step(action);
      const { reward } = result;
      if (!(reward - reward === 0)) throw new RangeError(`reward: found ${reward}, expected a finite number`);
      steps += 1;
      score += reward;
      const truncated = result.truncated || (steps >= maxSteps && !result.terminated);
      if (trace !== undefined) {
        addValue(trace, result.observation, observationKeys);
        trace.add(reward);
      }
      if (learning) {
        doing = "learn";
        transition.observation = observation;
        transition.action = action;
        transition.reward = reward;
        transition.nextObservation = result.observation;
        transition.terminated = result.terminated;
        transition.truncated = truncated;
        transition.info = result.info;
        agent.learn!(transition);
      }
      over = result.terminated || truncated;
      observation = result.observation;
      info = result.info;
    }
    return { score, steps, hash: trace?.digest() ?? "", metrics: { ...info.metrics } };
  } catch (error) {
    const name = order.name ?? "the agent";
    throw new EpisodeError(
      `${name} on ${env.id}, ${role} episode ${episode}, step ${steps}, seed "${seed}"`,
      doing,
      error,
    );
  }
}

export interface EpisodeOrder {
  env: Env;
  // biome-ignore lint/suspicious/noExplicitAny: the agent was fitted to this env's spaces
  agent: Agent<any, any>;
  seed: string;
  role: Role;
  episode: number;
  /** learning on */
  training: boolean;
  /** takes in the first observation, then every action, observation and reward; left out: no hash */
  trace?: Trace;
  /** an episode that has not ended by then is truncated; default 100,000 */
  maxSteps?: number;
  /** what the user called the agent, for messages */
  name?: string;
}

export interface EpisodeResult {
  /** sum of rewards */
  score: number;
  steps: number;
  /** of the trace so far, 16 hexadecimal digits; empty without a trace */
  hash: string;
  /** the env's figures of the episode */
  metrics: { [name: string]: number };
}

/** What went wrong in an episode, and where. */
export class EpisodeError extends Error {
  override readonly name = "EpisodeError";

  constructor(where: string, doing: string, cause: unknown) {
    super(`${where}, ${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const MAX_STEPS = 100_000;

/** Entries of a dict space in the space's own order, so that an agent's order of keys does not count. */
function keysOf(space: Space): readonly string[] {
  return space.kind === "dict" ? Object.keys(space.entries) : [];
}

function addValue(trace: Trace, value: Value, keys: readonly string[]): void {
  if (typeof value === "number") trace.add(value);
  else if (keys.length === 0) trace.addArray(value as Float32Array);
  else for (const key of keys) addValue(trace, (value as { readonly [entry: string]: number })[key], []);
}
