import { AgentError, type AnyAgentDef } from "../../agents/define.js";
import { fitAgent } from "../../agents/fit.js";
import { agents, resolveAgent } from "../../agents/registry.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Env } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { truthOf } from "../../experiments/portable/truth.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent } from "../agents/play.js";

/**
 * Whom the contract of agents binds, and the envs on which it is held: every entry of the registry, on every env that it fits.
 * Compositions are entries too: they are what a user plays in the market.
 */
export const ENTRIES: Record<string, AnyAgentDef> = agents;
export const COMPOSED = [
  "per-slot:ucb1",
  "joint:promotion=thompson-sampling,restock=q-learning",
  "joint:promotion=lp-plan,restock=dp-restock",
  "safe:joint:promotion=ucb1,restock=random",
  "ensemble:ucb1+thompson-sampling+ucb1",
  "joint:promotion=ensemble:exp3+q-learning,restock=safe:q-learning",
];
export const SPECS = [...Object.keys(agents), ...COMPOSED];

/** A season of five weeks, festival and guard rails included, for few shoppers. */
const scenario = scenarioSchema.parse({
  ...campaignSeason,
  population: 100,
  horizonDays: 35,
  warmUpDays: 21,
  tailDays: 7,
  calendar: { ...campaignSeason.calendar, campaigns: campaignSeason.calendar?.campaigns?.slice(0, 1) },
});
const replicates = createReplicates(20);
/** The same season beside a rival that promotes every other week. */
const contested = scenarioSchema.parse({
  ...scenario,
  rivals: [{ name: "mall", process: { kind: "calendar", every: 14 } }],
});
/** One of each ground, played by one agent after another: a reset to a seed begins anew, which the contract of envs holds. */
export const ENVS: Record<string, Env> = {
  "BernoulliBandit-v1": make("BernoulliBandit-v1", { horizon: 300 }) as unknown as Env,
  "CliffWalking-v1": make("CliffWalking-v1") as unknown as Env,
  "Promotion-v1": make("Promotion-v1", { scenario, replicates }) as unknown as Env,
  "Restock-v1": make("Restock-v1", { scenario, replicates }) as unknown as Env,
  "Market-v1": make("Market-v1", { scenario, replicates, levers: ["promotion", "restock"] }) as unknown as Env,
  "MarkdownPricing-v1": make("MarkdownPricing-v1") as unknown as Env,
  "Pricing-v1": make("Pricing-v1", { scenario: contested, replicates }) as unknown as Env,
};
/** Steps played where the task itself has no end for a bandit. */
export const STEPS = 120;
/** Ids of the envs that an agent fits. */
const FITTING = new Map(SPECS.map((spec) => [spec, Object.keys(ENVS).filter((id) => fits(spec, id))]));
export const fitting = (spec: string) => FITTING.get(spec)!;

/** Learners meet a market's slots on Promotion-v1 and Restock-v1: prices are played by those that do not learn. */
export const pairs = SPECS.flatMap((spec) => fitting(spec).map((id) => ({ spec, id }))).filter(
  ({ spec, id }) => id !== "Pricing-v1" || !fitted(spec, id).learns,
);
const log = planningLog({ scenario, seed: "contract", replicates });
const lp = await loadSolver();

/** Small networks that learn often: what the contract says of them holds at any size. */
const LIGHT: Record<string, Record<string, unknown>> = {
  dqn: { hidden: 8, batch: 8, memory: 300, warmUp: 20, targetStep: 0.1, steps: 3, duelling: true, priority: 0.6 },
  reinforce: { hidden: 8, longest: 100 },
  a2c: { hidden: 8 },
  ppo: { hidden: 8, rollout: 64, batch: 16 },
  oracle: { seasons: 20, luck: 1 },
  "neural-linear": { hidden: 8, period: 50, steps: 10, memory: 200 },
};
/** Of the one market that an oracle fits, in an env of its own. */
const truth = truthOf(() => make("Promotion-v1", { scenario, replicates }) as unknown as Env, "contract");
export const create = (spec: string, env: Env, seed = "contract", params = {}) =>
  makeAgent(spec, env, { params, seed, log, lp, truth });
export const createLight = (spec: string, env: Env, seed?: string) => create(spec, env, seed, LIGHT[spec]);

export function fitted(spec: string, id: string): AnyAgentDef {
  return fitAgent(resolveAgent(spec), ENVS[id], spec);
}

function fits(spec: string, id: string): boolean {
  try {
    fitted(spec, id);
    return true;
  } catch (error) {
    if (error instanceof AgentError) return false;
    throw error;
  }
}

export function learning(spec: string): boolean {
  return fitted(spec, fitting(spec)[0]).learns;
}
