import { beforeAll, describe, expect, it } from "vitest";
import type { Coefficients, Finding, Means, ShadowPrices, TileValues } from "../../agents/explanation.js";
import { budgetedMix, budgetedPrices } from "../../agents/math/budgeted-mix.js";
import { createRng } from "../../agents/math/rng.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { box, discrete } from "../../envs/spaces.js";
import type { Env, LinearProgram, LinearSolution, LinearSolver, ObservationSlot } from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, play } from "./play.js";

const slot = (name: string, unit: string, scale: number): ObservationSlot => ({
  name,
  meaning: name,
  unit,
  scale,
  low: 0,
  high: 4,
});
/** Two choices under an observation of stock and an indicator. */
const facts = {
  id: "Test-v1",
  observationSpace: box(0, 4, [2]),
  actionSpace: discrete(2),
  slots: [slot("stock", "units", 64), slot("campaign-open", "indicator", 1)],
};
const told = <F extends Finding>(agent: { explain?(): readonly Finding[] }) => agent.explain?.() as F[];
const NEXT = { terminated: false, truncated: false, info: {} };
const z = 1.959963984540054;

function taught(spec: string, lessons: readonly (readonly [stock: number, action: number, reward: number])[]) {
  const agent = makeAgent(spec, facts);
  for (const [stock, action, reward] of lessons) {
    const observation = Float32Array.of(stock, 0);
    agent.learn?.({ observation, action, reward, nextObservation: observation, ...NEXT });
  }
  return agent;
}

describe("bandits, by hand", () => {
  it("a mean stands with Student's interval over its rewards, an arm met once with none", () => {
    for (const spec of ["ucb1", "epsilon-greedy", "softmax", "kl-ucb"]) {
      const [{ choices, part, unit }] = told<Means>(
        taught(spec, [
          [0, 0, 1],
          [0, 0, 2],
          [0, 0, 3],
          [0, 1, 5],
        ]),
      );
      // mean 2, standard deviation 1, t(2) at .975 is 4.302653 (Abramowitz and Stegun, table 26.10)
      expect(choices[0].estimate).toBe(2);
      expect(choices[0].high! - 2).toBeCloseTo(4.302653 / Math.sqrt(3), 5);
      expect(choices[0].low! + choices[0].high!).toBeCloseTo(4, 12);
      expect(choices[1]).toEqual({ estimate: 5, pulls: 1 });
      expect({ part, unit }).toEqual({ part: [], unit: "reward" });
    }
  });

  it("an arm never pulled has no mean, and a state saved without spreads no intervals", () => {
    const [{ choices }] = told<Means>(taught("ucb1", []));
    expect(choices[0]).toEqual({ estimate: Number.NaN, pulls: 0 });
    const older = makeAgent("ucb1", facts);
    older.load({ mean: Float64Array.of(1, 2), pulls: Float64Array.of(9, 9) });
    expect(told<Means>(older)[0].choices).toEqual([
      { estimate: 1, pulls: 9 },
      { estimate: 2, pulls: 9 },
    ]);
  });

  it("Thompson sampling tells its posterior: Beta(3, 2) after two successes and a failure", () => {
    const [{ choices }] = told<Means>(
      taught("thompson-sampling", [
        [0, 0, 1],
        [0, 0, 1],
        [0, 0, 0],
      ]),
    );
    expect(choices[0].estimate).toBeCloseTo(0.6, 12);
    expect(choices[0].high! - 0.6).toBeCloseTo(z * 0.2, 12);
    expect(choices[1]).toMatchObject({ estimate: 0.5, pulls: 0 });
  });

  it("a linear model's coefficients carry the names, units and spread of what they multiply", () => {
    // features (1, 2, 0), ridge 1: V = I + xx', theta = x y / (1 + x'x) = x / 6 y; V^-1 = I - xx' / 6
    for (const spec of ["lin-ucb", "lin-ts"]) {
      const models = told<Coefficients>(taught(spec, [[2, 1, 3]]));
      expect(models.map(({ choice }) => choice)).toEqual([0, 1]);
      const { terms } = models[1];
      expect(terms.map(({ name, per }) => [name, per])).toEqual([
        ["constant", ""],
        ["stock", "64 units"],
        ["campaign-open", "1"],
      ]);
      expect(terms.map(({ estimate }) => estimate)).toEqual([0.5, 1, 0].map((one) => expect.closeTo(one, 9)));
      const deviations = [5 / 6, 2 / 6, 1].map(Math.sqrt);
      terms.forEach(({ estimate, high }, i) => {
        expect(high! - estimate).toBeCloseTo(z * deviations[i], 9);
      });
    }
  });

  it("a logistic model's beliefs have the precision they were left with", () => {
    const agent = taught("logistic-thompson", [[0, 0, 1]]);
    const [{ terms, unit }, other] = told<Coefficients>(agent);
    expect(unit).toBe("log-odds of success");
    // only the constant was on: the others keep the prior's precision, 5
    expect(terms[1]).toMatchObject({ estimate: 0, high: expect.closeTo(z / Math.sqrt(5), 12) });
    expect(terms[0].estimate).toBeGreaterThan(0);
    expect(terms[0].high! - terms[0].low!).toBeLessThan((2 * z) / Math.sqrt(5));
    expect(other.terms[0].estimate).toBe(0);
  });
});

describe("tables and tiles, by hand", () => {
  it("a table is told state by state, under the discretiser's words in the observation's unit", () => {
    const stock = { ...facts, slots: [slot("campaign-open", "indicator", 1), slot("stock/cola", "units", 64)] };
    const agent = makeAgent("q-learning", stock, { params: { stepSize: 1, discount: 0 } });
    const observation = Float32Array.of(1, 0.5);
    agent.learn?.({ observation, action: 1, reward: 7, nextObservation: observation, ...NEXT });
    const [finding] = agent.explain!();
    if (finding.kind !== "table") throw new Error(finding.kind);
    expect(finding.states).toEqual([
      "campaign-open no, stock/cola below 16 units",
      "campaign-open no, stock/cola 16 to 64 units",
      "campaign-open no, stock/cola from 64 units",
      "campaign-open yes, stock/cola below 16 units",
      "campaign-open yes, stock/cola 16 to 64 units",
      "campaign-open yes, stock/cola from 64 units",
    ]);
    expect([...finding.values]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0]);
  });

  it("tiles are told over a grid in the observation's unit: what acts by them is what is told", () => {
    const agent = taught("tile-coding", [
      [1, 0, 8],
      [3, 1, 8],
    ]);
    const [finding] = told<TileValues>(agent);
    expect(finding.axes.map(({ name, unit, at }) => [name, unit, at.length])).toEqual([
      ["stock", "units", 16],
      ["campaign-open", "indicator", 2],
    ]);
    expect(finding.axes[1].at).toEqual([0, 1]);
    agent.begin?.({ training: false });
    finding.axes[0].at.forEach((units, i) => {
      const own = finding.values.subarray(2 * i * 2, 2 * i * 2 + 2);
      const best = own[1] > own[0] ? 1 : 0;
      expect(agent.act(Float32Array.of(units / 64, 0), {})).toBe(best);
    });
    expect(Math.max(...finding.values)).toBeGreaterThan(1);
  });
});

describe("shadow prices", () => {
  let lp: LinearSolver;
  beforeAll(async () => {
    lp = await loadSolver();
  });

  it("of a stock spread over prices are HiGHS's duals of the same program, at random ones", () => {
    const rng = createRng("budgeted prices");
    for (let trial = 0; trial < 60; trial++) {
      const price = Float64Array.from({ length: 4 }, () => 1 + 9 * rng.uniform());
      const demand = Float64Array.from({ length: 4 }, () => rng.uniform());
      const rate = rng.uniform() * 0.8;
      const { objective, shadowPrices } = lp.solve({
        sense: "maximise",
        variables: Array.from(price, (p, a) => ({ name: `x${a}`, objective: p * demand[a] })),
        constraints: [
          { name: "stock", terms: Array.from(demand, (d, a) => [a, d] as const), high: rate },
          { name: "time", terms: Array.from(demand, (_, a) => [a, 1] as const), high: 1 },
        ],
      });
      const share = new Float64Array(4);
      budgetedMix(price, demand, rate, share);
      expect(share.reduce((sum, x, a) => sum + x * price[a] * demand[a], 0)).toBeCloseTo(objective, 9);
      const { stock, period } = budgetedPrices(price, demand, rate);
      expect(stock).toBeCloseTo(shadowPrices[0], 7);
      expect(period).toBeCloseTo(shadowPrices[1], 7);
    }
  });

  it("of thompson-lp are of the season: one more unit is worth what the program earns more with it", () => {
    const env = make("MarkdownPricing-v1") as unknown as Env;
    const agent = makeAgent("thompson-lp", env);
    for (let episode = 0; episode < 30; episode++) play(env, agent, { seed: "prices", episode });
    const [{ prices }] = told<ShadowPrices>(agent);
    const state = agent.save() as { sales: Float64Array; trials: Float64Array };
    const price = Float64Array.of(10, 9, 8, 7, 6, 5);
    const demand = state.sales.map((sold, a) => (1 + sold) / (2 + state.trials[a]));
    const worth = (stock: number, periods: number) => {
      const share = new Float64Array(6);
      budgetedMix(price, demand, stock / periods, share);
      return periods * share.reduce((sum, x, a) => sum + x * price[a] * demand[a], 0);
    };
    const step = 1e-4;
    expect(prices[0].price).toBeCloseTo((worth(20 + step, 50) - worth(20 - step, 50)) / (2 * step), 5);
    expect(prices[1].price).toBeCloseTo((worth(20, 50 + step) - worth(20, 50 - step)) / (2 * step), 5);
    expect(prices[0].sentence).toBe(
      `one more unit of stock in the season earns ${Number(prices[0].price.toPrecision(3))}`,
    );
  });

  it("of lp-plan are what its plan earns more where a limit gives way, by finite differences", () => {
    const scenario = scenarioSchema.parse({
      ...campaignSeason,
      population: 100,
      horizonDays: 35,
      warmUpDays: 21,
      tailDays: 7,
      calendar: {
        ...campaignSeason.calendar,
        campaigns: campaignSeason.calendar!.campaigns!.slice(0, 1).map((campaign) => ({ ...campaign, budget: 60 })),
      },
    });
    const replicates = createReplicates();
    const env = make("Promotion-v1", { scenario, replicates }) as unknown as Env;
    const log = planningLog({ scenario, seed: "prices", replicates });
    let program: LinearProgram | undefined;
    let solution: LinearSolution | undefined;
    const watching: LinearSolver = {
      solve(given) {
        program = given;
        solution = lp.solve(given);
        return solution;
      },
    };
    const agent = makeAgent("lp-plan", env, { log, lp: watching });
    const [{ prices }] = told<ShadowPrices>(agent);
    const moved = (name: string, by: number) =>
      lp.solve({
        ...program!,
        constraints: program!.constraints.map((limit) =>
          limit.name === name ? { ...limit, high: limit.high! + by } : limit,
        ),
      }).objective;
    const step = 1e-4;
    const budget = prices.find(({ name }) => name.startsWith("budget of "))!;
    expect(budget.price).toBeGreaterThan(0.1);
    expect(budget.sentence).toBe(
      `one more unit of money in the ${budget.name} earns ${Number(budget.price.toPrecision(3))}`,
    );
    for (const { name, price } of [budget, ...prices.slice(0, 6)]) {
      const more = (moved(name, step) - solution!.objective) / step;
      const less = (solution!.objective - moved(name, -step)) / step;
      // where the optimum has a corner, the price lies between the two slopes
      expect(price).toBeGreaterThan(more - 1e-5);
      expect(price).toBeLessThan(less + 1e-5);
    }
    const free = program!.constraints.filter((_, row) => solution!.shadowPrices[row] === 0).length;
    expect(prices).toHaveLength(program!.constraints.length - free);
  });

  it("of primal-dual are its multipliers, which share out one", () => {
    const env = make("MarkdownPricing-v1") as unknown as Env;
    const agent = makeAgent("primal-dual", env);
    play(env, agent, { seed: "weights", episode: 0 });
    const [{ prices }] = told<ShadowPrices>(agent);
    expect(prices[0].price + prices[1].price).toBeCloseTo(1, 12);
    expect(prices[0].price).toBeGreaterThan(0);
  });
});

describe("compositions", () => {
  it("tell of their parts by name, whatever stands around them; a part that can tell nothing is left out", () => {
    const scenario = scenarioSchema.parse({ ...campaignSeason, population: 40, horizonDays: 14, tailDays: 7 });
    const env = make("Market-v1", { scenario, levers: ["promotion", "restock"] }) as unknown as Env;
    const [product] = scenario.products;
    const spec = "safe:joint:promotion=ensemble:ucb1+random,restock=q-learning";
    const log = planningLog({ scenario, seed: "parts" });
    const findings = makeAgent(spec, env, { log }).explain!();
    expect(findings[0]).toMatchObject({ kind: "means", part: ["promotion", "ucb1", product.name] });
    expect(findings).toHaveLength(2 * scenario.products.length);
    expect(findings.at(-1)).toMatchObject({ kind: "table", part: ["restock", scenario.products.at(-1)!.name] });
    expect(findings[0].unit).toBe("standard deviations of a usual reward");
  });
});
