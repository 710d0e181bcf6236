import type { Agent, AgentState, Rng, RngState } from "../envs/types.js";

/**
 * An agent's state with the state of the stream it was handed, so that a part that forgets to save its stream goes on
 * bit-equal too.
 */
export function saveWithStream(agent: Pick<Agent, "save">, rng: Rng): { agent: AgentState; rng: RngState } {
  return { agent: agent.save(), rng: rng.save() };
}

/** @param saved  what `saveWithStream` answered */
export function loadWithStream(agent: Pick<Agent, "load">, rng: Rng, saved: unknown): void {
  const state = saved as ReturnType<typeof saveWithStream>;
  agent.load(state.agent);
  rng.load(state.rng);
}
