import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { resolveAgent } from "../../agents/registry.js";
import type { Agent, Env } from "../../envs/types.js";
import { mean } from "../stats/descriptive.js";

/** An agent of the registry on an env that is no market, with a stream of its own. @throws AgentError where it does not fit */
export function agentFor(name: string, env: Env, seed: string, params: Record<string, unknown> = {}): Agent {
  return createAgent({ definition: resolveAgent(name), name, env, params, rng: createRng(`${name} ${seed}`) });
}

/** Mean of independent runs with its standard error. */
export function meanOfRuns(values: readonly number[]): { ours: number; standardError: number } {
  const ours = mean(values);
  const squares = values.reduce((sum, x) => sum + (x - ours) * (x - ours), 0);
  return { ours, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
