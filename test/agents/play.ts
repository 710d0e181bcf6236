import type { EnvFacts } from "../../agents/define.js";
import type { ExplainedAgent } from "../../agents/explanation.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { resolveAgent } from "../../agents/registry.js";
import type { Agent, Env, Info, LinearSolver, PlanningLog, Transition, Truth, Value } from "../../envs/types.js";

interface AgentOptions {
  params?: Record<string, unknown>;
  seed?: string;
  log?: PlanningLog;
  lp?: LinearSolver;
  truth?: Truth;
}

/** An agent of the registry, ready to play the env, with a stream of its own. */
export function makeAgent(
  spec: string,
  env: EnvFacts,
  { params = {}, seed = "agent", log, lp, truth }: AgentOptions = {},
): ExplainedAgent<Value, Value> {
  return createAgent({
    definition: resolveAgent(spec),
    name: spec,
    env,
    params,
    rng: createRng(`${spec} ${seed}`),
    log,
    lp,
    truth,
  });
}

/** Plays one episode, or its first `steps`, and returns the sum of rewards. An evaluation teaches nothing. */
export function play(
  env: Env<never, never> | Env,
  agent: Agent,
  {
    seed,
    episode,
    training = true,
    steps = Number.POSITIVE_INFINITY,
    onStep,
  }: {
    seed?: string;
    episode?: number;
    training?: boolean;
    steps?: number;
    onStep?: (step: { action: Value; info: Info; reward: number }) => void;
  } = {},
): number {
  const any = env as Env;
  let { observation, info } = any.reset({ seed, options: { role: training ? "train" : "evaluate", episode } });
  agent.begin?.({ training });
  const transition = { info } as Transition;
  let total = 0;
  for (let step = 0; step < steps; step++) {
    const action = agent.act(observation, info);
    onStep?.({ action, info, reward: total });
    const result = any.step(action);
    total += result.reward;
    if (training && agent.learn !== undefined) {
      transition.observation = observation;
      transition.action = action;
      transition.reward = result.reward;
      transition.nextObservation = result.observation;
      transition.terminated = result.terminated;
      transition.truncated = result.truncated;
      transition.info = result.info;
      agent.learn(transition);
    }
    observation = result.observation;
    info = result.info;
    if (result.terminated || result.truncated) break;
  }
  return total;
}

/** Mean and standard error of the mean. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
