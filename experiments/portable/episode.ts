import { misfit } from "../../envs/spaces.js";
import type { Agent, Env, Info, Role, Space, Transition, Value } from "../../envs/types.js";
import type { Trace } from "../../sim/trace.js";
import type { DecisionRecorder } from "./decisions.js";

/**
 * Plays one episode: the loop of every run, in every engine.
 *
 * The transition object is reused and nothing is copied. Whatever the agent, play stops at the first mistake: a throw, an action
 * outside the env's space, a reward that is no finite number, an observation of another shape, a mask that leaves no choice.
 *
 * @throws EpisodeError saying where, in a line: agent, env, role, episode, step, seed
 */
export function runEpisode(order: EpisodeOrder): EpisodeResult {
  const { env, agent, seed, role, episode, training, trace, recorder, maxSteps = MAX_STEPS } = order;
  const learning = training && agent.learn !== undefined;
  const { actionSpace } = env;
  const actionKeys = keysOf(actionSpace);
  const observationKeys = keysOf(env.observationSpace);
  let doing = "reset";
  let steps = 0;
  try {
    const started = env.reset({ seed, options: { role, episode } });
    let { observation, info } = started;
    demandShown(env, observation, info);
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
    recorder?.begin(episode);
    let score = 0;
    for (let over = false; !over; ) {
      doing = "act";
      const action = recorder === undefined ? agent.act(observation, info) : recorder.act(observation, info);
      const fault = misfit(actionSpace, action);
      if (fault !== undefined) throw new RangeError(`action ${fault.message}`);
      if (trace !== undefined) addValue(trace, action, actionKeys);
      doing = "step";
      const result = env.step(action);
      const { reward } = result;
      if (!(reward - reward === 0)) throw new RangeError(`reward: found ${reward}, expected a finite number`);
      demandShown(env, result.observation, result.info);
      steps += 1;
      score += reward;
      recorder?.earned(reward);
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
  /** acts in the agent's place and writes its decisions down */
  recorder?: DecisionRecorder;
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${where}, ${doing}: ${reason.trim().replace(/\s*\n\s*/g, "; ")}`, { cause });
  }
}

const MAX_STEPS = 100_000;

/**
 * What an agent cannot choose by: an observation of another length than its space's, a mask of another length or without a
 * legal choice in some slot. Values are not looked at, which would cost more than many a step.
 *
 * @throws RangeError
 */
function demandShown({ observationSpace, actionSpace }: Env, observation: Value, { mask }: Info): void {
  if (observationSpace.kind === "dict") {
    for (const [name, space] of Object.entries(observationSpace.entries))
      demandLength(`observation ${name}`, space, (observation as { readonly [entry: string]: Value })[name]);
  } else demandLength("observation", observationSpace, observation);
  if (mask === undefined) return;
  if (actionSpace.kind === "dict") {
    for (const [name, space] of Object.entries(actionSpace.entries))
      demandChoice(`mask of ${name}`, space, (mask as { readonly [entry: string]: Uint8Array })[name]);
  } else demandChoice("mask", actionSpace, mask as Uint8Array);
}

function demandLength(what: string, space: Space, value: Value): void {
  if (space.kind !== "box" && space.kind !== "multi-discrete") return;
  const expected = space.kind === "box" ? space.low.length : space.counts.length;
  const found = (value as ArrayLike<number> | undefined)?.length;
  if (found !== expected) throw new RangeError(`${what}: found ${found} elements, expected ${expected}`);
}

function demandChoice(what: string, space: Space, mask: Uint8Array | undefined): void {
  if (mask === undefined || (space.kind !== "discrete" && space.kind !== "multi-discrete")) return;
  const slots = space.kind === "discrete" ? 1 : space.counts.length;
  let first = 0;
  for (let slot = 0; slot < slots; slot++) {
    const end = first + (space.kind === "discrete" ? space.n : space.counts[slot]);
    let choice = first;
    while (choice < end && mask[choice] !== 1) choice += 1;
    if (choice === end) throw new RangeError(`${what}: found no legal choice in slot ${slot}, expected one or more`);
    first = end;
  }
  if (mask.length !== first) throw new RangeError(`${what}: found ${mask.length} choices, expected ${first}`);
}

/** Entries of a dict space in the space's own order, so that an agent's order of keys does not count. */
function keysOf(space: Space): readonly string[] {
  return space.kind === "dict" ? Object.keys(space.entries) : [];
}

function addValue(trace: Trace, value: Value, keys: readonly string[]): void {
  if (typeof value === "number") trace.add(value);
  else if (keys.length === 0) trace.addArray(value as Float32Array);
  else for (const key of keys) addValue(trace, (value as { readonly [entry: string]: number })[key], []);
}
