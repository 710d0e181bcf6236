import type { Env } from "../../envs/types.js";
import type { Scenario } from "../../sim/scenario.js";
import { Misuse } from "./misuse.js";
import { unknown } from "./nearest.js";
import { isModulePath, moduleFile } from "./user-module.js";

/** An agent to be made for an env. */
export interface PlayerOrder {
  readonly spec: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly scenario: Scenario | null;
  readonly seed: string;
  /** makes an env like the one played */
  open(): Env;
}

/**
 * The agent of a user's text, ready to play an env, with the stream it was made with.
 *
 * @throws Misuse when there is no such agent, it does not fit the env, or a parameter is wrong
 */
export async function createPlayer(env: Env, { spec, params, scenario, seed, open }: PlayerOrder) {
  const { agents, namesIn } = await import("../../agents/registry.js");
  const { AgentError } = await import("../../agents/define.js");
  const { createAgent, fitAgent } = await import("../../agents/fit.js");
  const { createRng } = await import("../../agents/math/rng.js");
  try {
    const files: Record<string, string> = {};
    for (const name of namesIn(spec)) {
      if (isModulePath(name)) files[name] = moduleFile(name);
      else if (!Object.hasOwn(agents, name)) throw new Misuse(unknown("agent", name, Object.keys(agents)));
    }
    const definition = await (await import("../agent-module.js")).loadAgent(spec, files);
    const { needs = [] } = fitAgent(definition, env, spec);
    const lp = needs.includes("lp") ? await (await import("../portable/lp.js")).loadSolver() : undefined;
    const log =
      needs.includes("log") && scenario
        ? (await import("../portable/planning-log.js")).planningLog({ scenario, seed })
        : undefined;
    const truth = needs.includes("truth") ? (await import("../portable/truth.js")).truthOf(open, seed) : undefined;
    const rng = createRng(`${seed} ${spec}`);
    const agent = createAgent({ definition, name: spec, env, params, rng, log, lp, truth });
    const slotsApart = definition.acts === "discrete" || spec.startsWith("per-slot:");
    return { agent, rng, slotsApart, learns: definition.learns };
  } catch (error) {
    if (error instanceof AgentError || error instanceof TypeError) throw new Misuse(error.message, { cause: error });
    throw error;
  }
}
