import { describe, expect, it } from "vitest";
import { estimateDemand } from "../../agents/models/demand.js";
import { createFluidMarket, seasonBlocks } from "../../agents/models/fluid.js";
import { planLimits } from "../../agents/models/season-limits.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import type { Agent, Env, LinearSolver } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, meanAndError, play } from "./play.js";

const scenario = scenarioSchema.parse({ ...campaignSeason, population: 500 });
const replicates = createReplicates();
const lp = await loadSolver();
const envOf = (world = scenario) =>
  make("Promotion-v1", { scenario: world, replicates: createReplicates() }) as unknown as Env;
const env = make("Promotion-v1", { scenario, replicates }) as unknown as Env;
const brief = env.brief!;
const log = planningLog({ scenario, seed: "plan", replicates });
const names = brief.products.map((product) => product.name);

/** Campaigns with another budget. */
const budgeted = (budget: number, changes = {}) =>
  scenarioSchema.parse({
    ...campaignSeason,
    population: 500,
    calendar: {
      ...campaignSeason.calendar,
      campaigns: campaignSeason.calendar!.campaigns!.map((campaign) => ({ ...campaign, budget, ...changes })),
    },
  });
const planner = (world = scenario, params = {}, solver: LinearSolver = lp) =>
  makeAgent("lp-plan", envOf(world), { params, log, lp: solver });

/** What a season came to: offers by day, money given away in campaigns, choices refused, score. */
function season(world: typeof scenario, agent: Agent, seed = "plan") {
  const offers: Float64Array[] = [];
  let given = 0;
  let refused = 0;
  const here = make("Promotion-v1", {
    scenario: world,
    replicates,
    onDay({ depth, money, campaign }, phase) {
      if (phase === "horizon") offers.push(depth.slice());
      if (campaign >= 0) given += money.discount.reduce((sum, steps) => sum + steps, 0) * world.moneyStep;
    },
  }) as unknown as Env;
  const score = play(here, agent, {
    seed,
    episode: 0,
    training: false,
    onStep: ({ info }) => (refused += info.refused ?? 0),
  });
  return { offers, given, refused, score };
}

describe("constraints as data", () => {
  const blocks = seasonBlocks(brief, 7);
  const fluid = createFluidMarket(estimateDemand(log, brief), brief, blocks);
  const offers = fluid.worth(new Int32Array(blocks.length * names.length), 0, new Float64Array(names.length));
  const state = {
    budgetLeft: Float64Array.of(4000, 6000, Number.POSITIVE_INFINITY),
    coolDown: new Float64Array(names.length),
    stock: new Float64Array(names.length).fill(1e6),
    leastOfferDays: 0,
  };
  const limits = (changes: Partial<typeof state> = {}, facts = brief) =>
    planLimits(facts, blocks, offers, fluid.usualUnits, 0, { ...state, ...changes });
  const named = (name: string, among: ReturnType<typeof limits>) =>
    among.filter((limit) => limit.name.startsWith(name));

  it("has one row a slot and block, one a finite budget, and none that could not bind", () => {
    expect(named("one offer at a time", limits())).toHaveLength(blocks.length * names.length);
    expect(named("budget", limits()).map(({ name, high }) => [name, high])).toEqual([
      ["budget of autumn-festival", 4000],
      ["budget of double-eleven", 6000],
    ]);
    expect(named("stock", limits())).toEqual([]);
    expect(named("depth limit", limits())).toEqual([]);
  });

  it("takes what an offer gives away from the budget of its campaign alone", () => {
    const [autumn] = named("budget of autumn", limits());
    const inFestival = blocks.flatMap((block, b) => (block.campaign === 0 ? [b] : []));
    for (const [index, money] of autumn.terms) {
      expect(inFestival).toContain(offers[index].block);
      expect(money).toBe(offers[index].spend[0]);
    }
    expect(autumn.terms).toHaveLength(inFestival.length * names.length * 3);
  });

  it("a product still resting has that much less of its first block", () => {
    const coolDown = new Float64Array(names.length);
    coolDown[2] = 3;
    const first = named(`one offer at a time for ${names[2]}, ${blocks[0].name}`, limits({ coolDown }));
    expect(first[0].high).toBeCloseTo((blocks[0].days - 3) / blocks[0].days, 12);
  });

  it("stock must last the lead time and a day: units a day times those days stay within it", () => {
    const stock = state.stock.slice();
    stock[0] = 150;
    const wait = brief.products[0].leadTimeDays + 1;
    const [row] = named(`stock of ${names[0]} in ${blocks[3].name}`, limits({ stock }));
    const { firstDay, days } = blocks[3];
    let usual = 0;
    for (let day = firstDay; day < firstDay + days; day++) usual += fluid.usualUnits[day * names.length];
    expect(row.high).toBeCloseTo(Math.max(0, 150 - (usual / days) * wait), 9);
    const [index, units] = row.terms[0];
    expect(units).toBeCloseTo((offers[index].extraUnits[0] / days) * wait, 12);
  });

  it("forbids what the rules forbid", () => {
    const strict = { ...brief, everyday: { ...brief.everyday, depthLimit: 0.15 } };
    const [row] = named("depth limit of the days outside campaigns", limits({}, strict));
    expect(row.high).toBe(0);
    for (const [index] of row.terms) expect(offers[index].choice).toBeGreaterThan(1);
  });
});

describe("planning", () => {
  it("promotes in vendor-funded festivals, and nearly never on other days", () => {
    const { offers, refused } = season(scenario, planner());
    const daysOf = (inside: boolean) =>
      offers
        .filter(
          (_, day) => brief.campaigns.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay) === inside,
        )
        .map((depth) => depth.filter((off) => off > 0).length / names.length);
    const share = (days: number[]) => days.reduce((sum, part) => sum + part, 0) / days.length;
    expect(share(daysOf(true))).toBeGreaterThan(0.7);
    expect(share(daysOf(false))).toBeLessThan(0.1);
    expect(refused).toBe(0);
  });

  it("gives away no more than a small budget, where it earns most", () => {
    const tight = budgeted(300);
    const { given, score } = season(tight, planner(tight));
    expect(given).toBeLessThanOrEqual(600);
    expect(given).toBeGreaterThan(300);
    expect(score).toBeGreaterThan(season(tight, makeAgent("no-promotion", envOf(tight))).score);
  });

  it("keeps the rest between offers by itself: the market refuses none under a cool-down of 10 days", () => {
    const resting = scenarioSchema.parse({
      ...campaignSeason,
      population: 500,
      products: campaignSeason.products.map((product) => ({ ...product, unitCost: product.unitCost * 0.6 })),
      promotions: { ...campaignSeason.promotions, everyday: { depthLimit: 0.3, coolDownDays: 10 } },
    });
    const { offers, refused } = season(resting, planner(resting));
    expect(offers.flatMap((depth) => [...depth]).some((off) => off > 0)).toBe(true);
    expect(refused).toBe(0);
  });

  it("goes on to the bit from a saved state in mid-week", () => {
    const first = planner();
    const second = planner();
    const env = envOf();
    let { observation, info } = env.reset({ seed: "save", options: { role: "evaluate", episode: 0 } });
    first.begin?.({ training: false });
    for (let day = 0; day < 91; day++) {
      const action = (first.act(observation, info) as Int32Array).slice();
      if (day >= 24) expect(second.act(observation, info)).toEqual(action);
      if (day === 23) second.load(structuredClone(first.save()));
      ({ observation, info } = env.step(action));
    }
  });

  it("solves about two plans at creation and one a block of the season", () => {
    let solved = 0;
    const counting: LinearSolver = {
      solve(program) {
        solved += 1;
        return lp.solve(program);
      },
    };
    const agent = planner(scenario, {}, counting);
    expect(solved).toBe(2);
    season(scenario, agent);
    expect(solved).toBe(2 + seasonBlocks(brief, 7).length);
  });
});

describe("what cannot be met", () => {
  it("is said before the run, with the constraints that conflict and no others", () => {
    expect(() => planner(budgeted(50), { leastOfferDays: 60 })).toThrow(
      /^lp-plan: no plan meets these constraints together: budget of (autumn-festival|double-eleven); at least 60 days of offers in \1$/,
    );
  });

  it("names the depth limit and every slot's one offer at a time where those are the cause", () => {
    expect(() => planner(budgeted(1e6, { depthLimit: 0.05 }), { leastOfferDays: 1 })).toThrow(
      /^lp-plan: no plan meets these constraints together: depth limit of (.+); at least 1 days of offers in \1$/,
    );
    expect(() => planner(scenario, { leastOfferDays: 81 })).toThrow(
      /one offer at a time for .+; at least 81 days of offers in autumn/,
    );
  });
});

describe("statistics", () => {
  it("earns more than no promotion and than the campaign calendar at its usual depth, by 5 standard errors", () => {
    const seeds = ["a", "b", "c", "d"];
    const gains = seeds.map((seed) => {
      const own = planningLog({ scenario, seed, replicates });
      const score = (agent: Agent) => season(scenario, agent, seed).score;
      const plan = score(makeAgent("lp-plan", env, { log: own, lp }));
      return [plan - score(makeAgent("no-promotion", env)), plan - score(makeAgent("campaign-calendar", env))];
    });
    for (const against of [0, 1]) {
      const { mean, error } = meanAndError(gains.map((gain) => gain[against]));
      expect(mean / error).toBeGreaterThan(5);
      expect(mean).toBeGreaterThan(500);
    }
  });
});
