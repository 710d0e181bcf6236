import { describe, expect, it } from "vitest";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Agent, Env, LinearSolver } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, meanAndError, play } from "./play.js";

/** Five weeks with one festival, for few shoppers and four products, whatever the festival's budget. */
const shop = (changes = {}) =>
  scenarioSchema.parse({
    ...campaignSeason,
    population: 300,
    products: campaignSeason.products.slice(0, 4),
    horizonDays: 35,
    warmUpDays: 21,
    tailDays: 28,
    calendar: {
      ...campaignSeason.calendar,
      campaigns: campaignSeason.calendar!.campaigns!.slice(0, 1).map((campaign) => ({ ...campaign, ...changes })),
    },
  });
const scenario = shop();
const replicates = createReplicates(10);
const lp = await loadSolver();
const log = planningLog({ scenario, seed: "a", replicates });
const planner = (world = scenario, params = {}, solver: LinearSolver = lp) =>
  makeAgent("mip-calendar", make("Promotion-v1", { scenario: world, replicates }) as unknown as Env, {
    params,
    log,
    lp: solver,
  });

/** A season of it: money given away in the festival, what the market refused, the score. */
function season(world: typeof scenario, agent: Agent, seed = "a") {
  let given = 0;
  let refused = 0;
  const env = make("Promotion-v1", {
    scenario: world,
    replicates,
    onDay({ money, campaign }) {
      if (campaign >= 0) given += money.discount.reduce((sum, steps) => sum + steps, 0) * world.moneyStep;
    },
  }) as unknown as Env;
  const score = play(env, agent, { seed, training: false, onStep: ({ info }) => (refused += info.refused ?? 0) });
  return { given, refused, score };
}

describe("the calendar", () => {
  it("gives away about what a small budget holds and never more; where it has enough the market refuses it nothing", () => {
    const free = season(scenario, planner());
    expect(free.refused).toBe(0);
    const tight = shop({ budget: free.given / 3 });
    const { given } = season(tight, planner(tight));
    expect(given).toBeGreaterThan(free.given / 9);
    expect(given).toBeLessThanOrEqual(free.given / 3);
  });

  it("is solved for at creation and again after every `replanDays`, once a pass", () => {
    const programs: number[] = [];
    const counting: LinearSolver = {
      solve(program) {
        programs.push(program.variables.filter(({ integer }) => integer).length);
        return lp.solve(program);
      },
    };
    const agent = planner(scenario, { replanDays: 14, passes: 2 }, counting);
    expect(programs).toHaveLength(2);
    expect(programs[0]).toBeGreaterThan(0);
    season(scenario, agent);
    expect(programs).toHaveLength(2 + 2 * 2);
  });
});

it("earns more than no promotion and than offers all the time, by 3 standard errors", () => {
  const gains = ["a", "b", "c"].map((seed) => {
    const env = make("Promotion-v1", { scenario, replicates }) as unknown as Env;
    const own = planningLog({ scenario, seed, replicates });
    const score = (spec: string) => season(scenario, makeAgent(spec, env, { log: own, lp }), seed).score;
    const plan = score("mip-calendar");
    return [plan - score("no-promotion"), plan - score("always-promote")];
  });
  for (const against of [0, 1]) {
    const { mean, error } = meanAndError(gains.map((gain) => gain[against]));
    expect(mean).toBeGreaterThan(3 * error);
    expect(mean).toBeGreaterThan(0);
  }
});
