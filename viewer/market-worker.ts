import type { AnyAgentDef } from "../agents/define.js";
import { createAgent, fitAgent } from "../agents/fit.js";
import { createRng } from "../agents/math/rng.js";
import { leversIn, resolveAgent } from "../agents/registry.js";
import { envs } from "../envs/registry.js";
import type { Env, EnvDef } from "../envs/types.js";
import { runEpisode } from "../experiments/portable/episode.js";
import { planningLog } from "../experiments/portable/planning-log.js";
import { presets } from "../sim/presets/registry.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../sim/scenario.js";
import { Trace } from "../sim/trace.js";

/**
 * The market in a browser's worker: plays episodes as `promolab run` does, and ends with the same hash for the same order.
 * Takes a `MarketOrder`, answers with a `MarketAnswer` of the same id.
 */
export interface MarketOrder {
  readonly id: number;
  /** an env's id */
  readonly env: string;
  /** a name, per-slot:name or joint:lever=name,...; one that plans by linear programs is refused */
  readonly agent: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** a preset's id, or a whole scenario; left out where the env is no market */
  readonly scenario?: string | ScenarioInput;
  readonly seed: string;
  /** training episodes to play, one after the other */
  readonly episodes: number;
}

export type MarketAnswer =
  | { readonly id: number; readonly returns: readonly number[]; readonly hash: string }
  | { readonly id: number; readonly error: string };

function play(order: MarketOrder): { returns: number[]; hash: string } {
  const { agent: spec, params = {}, seed } = order;
  const definition: EnvDef | undefined = (envs as Record<string, EnvDef>)[order.env];
  if (!definition) throw new RangeError(`market-worker: no env ${order.env}`);
  const scenario = definition.market ? scenarioOf(order.scenario ?? "campaign-season") : null;
  const levers = order.env === "Market-v1" ? leversIn(spec) : undefined;
  const env: Env = definition.create((scenario ? { scenario, ...(levers && { levers }) } : {}) as never);
  const agent = createFor(env, { spec, params, seed, scenario });
  const trace = new Trace();
  const returns: number[] = [];
  for (let episode = 0; episode < order.episodes; episode++) {
    returns.push(runEpisode({ env, agent, seed, role: "train", episode, training: true, trace, name: spec }).score);
  }
  env.close();
  return { returns, hash: trace.digest() };
}

interface Player {
  readonly spec: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: string;
  readonly scenario: Scenario | null;
}

function createFor(env: Env, { spec, params, seed, scenario }: Player) {
  const definition: AnyAgentDef = resolveAgent(spec);
  const { needs = [] } = fitAgent(definition, env, spec);
  if (needs.includes("lp")) throw new Error(`${spec} plans by linear programs, whose solver is not in the page`);
  const log = needs.includes("log") && scenario ? planningLog({ scenario, seed }) : undefined;
  return createAgent({ definition, name: spec, env, params, rng: createRng(`${seed} ${spec}`), log });
}

function scenarioOf(given: string | ScenarioInput): Scenario {
  const input = typeof given === "string" ? (presets as Record<string, ScenarioInput>)[given] : given;
  if (!input) throw new RangeError(`market-worker: no scenario ${given}`);
  return scenarioSchema.parse(input);
}

self.addEventListener("message", ({ data }: MessageEvent<MarketOrder>) => {
  let answer: MarketAnswer;
  try {
    answer = { id: data.id, ...play(data) };
  } catch (error) {
    answer = { id: data.id, error: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(answer);
});
