import { describe, expect, it } from "vitest";
import { createRestocker } from "../../agents/dp-restock.js";
import { createLpPlanner, lpPlan } from "../../agents/lp-plan.js";
import { createRng } from "../../agents/math/rng.js";
import { leversIn } from "../../agents/registry.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { AgentContext, Env } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, meanAndError, play } from "./play.js";

/** Four products over five weeks with one festival that opens in the fourth, and stock for a few days. */
const scenario = scenarioSchema.parse({
  ...campaignSeason,
  population: 300,
  horizonDays: 35,
  warmUpDays: 21,
  tailDays: 28,
  products: campaignSeason.products
    .slice(0, 4)
    .map((product) => ({ ...product, initialStock: product.initialStock / 10 })),
  calendar: { ...campaignSeason.calendar, campaigns: campaignSeason.calendar!.campaigns!.slice(0, 1) },
});
const replicates = createReplicates(10);
const lp = await loadSolver();
const log = planningLog({ scenario, seed: "a", replicates });
const market = make("Market-v1", { scenario, replicates, levers: ["promotion", "restock"] }) as unknown as Env;
const contextOf = (id: "Promotion-v1" | "Restock-v1"): AgentContext => {
  const env = make(id, { scenario, replicates }) as unknown as Env;
  return { ...env, actions: 0, rng: createRng("joint-plan"), log, lp };
};
const promotion = contextOf("Promotion-v1");
const restock = contextOf("Restock-v1");
const brief = promotion.brief!;
const P = brief.products.length;
const calm = { offers: new Float64Array((brief.horizonDays + brief.tailDays) * P), unmetCost: 0 };
const offersIn = (plan: Int32Array) => plan.filter((choice) => choice > 0).length;

describe("each plan given the other", () => {
  it("offers of a later block are as many as the stock expected there holds: none with none, all of them with plenty", () => {
    const params = lpPlan.params.parse({});
    const planned = (units: number) => offersIn(createLpPlanner(params, promotion, () => units).firstPlan);
    const opening = offersIn(createLpPlanner(params, promotion).firstPlan);
    expect(planned(0)).toBe(0);
    expect(planned(1e6)).toBeGreaterThan(opening);
    expect(planned(1e6)).toBe(planned(2e6));
  });

  it("stock is expected to open as it is, never below 0, and to stand higher where offers are awaited in four days", () => {
    const stock = createRestocker(calm, restock).expectedStock();
    expect(Array.from(stock.subarray(0, P))).toEqual(brief.products.map((product) => product.initialStock));
    expect(Math.min(...stock)).toBeGreaterThanOrEqual(0);
    const offers = calm.offers.slice();
    offers.fill(0.2, 24 * P, 31 * P);
    const awaited = createRestocker({ ...calm, offers }, restock).expectedStock();
    const sum = (of: Float64Array) => of.subarray(24 * P, 25 * P).reduce((total, units) => total + units, 0);
    expect(sum(awaited)).toBeGreaterThan(1.2 * sum(stock));
  });

  it("without a supplier stock falls by every day's mean sales until it is gone", () => {
    const closed = { ...brief, restockSlots: brief.restockSlots.map((slot) => ({ ...slot, units: [0] })) };
    const stock = createRestocker(calm, { ...restock, brief: closed }).expectedStock();
    const first = Array.from({ length: brief.horizonDays }, (_, day) => stock[day * P]);
    for (let day = 1; day < first.length; day++) expect(first[day]).toBeLessThanOrEqual(first[day - 1]);
    expect(first[1]).toBeLessThan(first[0]);
    expect(first.at(-1)).toBe(0);
  });
});

describe("by turns", () => {
  it("sets promotion and restock and no other levers, and says so", () => {
    expect(leversIn("joint-plan")).toEqual(["promotion", "restock"]);
    const all = make("Market-v1", { scenario, replicates }) as unknown as Env;
    expect(() => makeAgent("joint-plan", all, { log, lp })).toThrow(
      /it sets promotion and restock, and the levers here/,
    );
  });

  it("comes to rest: more turns than it needs change nothing", () => {
    const actions = [4, 12].map((rounds) => {
      const agent = makeAgent("joint-plan", market, { params: { rounds }, log, lp });
      const taken: unknown[] = [];
      play(market, agent, { seed: "a", training: false, onStep: ({ action }) => taken.push(structuredClone(action)) });
      return taken;
    });
    expect(actions[1]).toEqual(actions[0]);
  });

  it("earns no less than the two planners side by side, and more than no promotion, by 2 standard errors", () => {
    const rivals = ["joint:promotion=lp-plan,restock=dp-restock", "joint:promotion=no-promotion,restock=dp-restock"];
    const gains = ["a", "b", "c"].map((seed) => {
      const own = planningLog({ scenario, seed, replicates });
      const score = (spec: string) =>
        play(market, makeAgent(spec, market, { log: own, lp }), { seed, training: false });
      const plan = score("joint-plan");
      return rivals.map((spec) => plan - score(spec));
    });
    const [apart, none] = rivals.map((_, rival) => meanAndError(gains.map((gain) => gain[rival])));
    expect(apart.mean).toBeGreaterThan(-2 * apart.error);
    expect(none.mean).toBeGreaterThan(2 * none.error);
  });
});
