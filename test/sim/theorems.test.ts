import { beforeAll, describe, expect, it } from "vitest";
import { dayProfit } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { bestPricePath, type PricingProblem } from "./long-run-price.js";

/*
 * What is proved of markets like ours must hold in ours: one product, one segment of shoppers alike, no pantry, loyalty
 * or badge.
 */

const MEMORY = 0.8;

describe("the best price where shoppers remember prices (Popescu and Wu 2007)", () => {
  /** demand 1.6 - p, and gain (r-p)+ - loss (p-r)+ beside; unit cost .2 */
  const linear = (gain: number, loss: number): PricingProblem => ({
    profit: (p, r) => (p - 0.2) * Math.max(0, 1.6 - p + (r > p ? gain : loss) * (r - p)),
    memory: MEMORY,
    discount: 0.98,
    lowest: 0.5,
    highest: 1.5,
    step: 0.005,
  });
  /** demand of a logit with utility -2.5 ln p + gain (r-p)+/r - loss (p-r)+/r against 0; unit cost .5 */
  const logit = (gain: number, loss: number, step = 0.01): PricingProblem => ({
    profit: (p, r) => (p - 0.5) * share(p, r, gain, loss),
    memory: MEMORY,
    discount: 0.98,
    lowest: 0.8,
    highest: 1.8,
    step,
  });
  const late = (problem: PricingProblem, firstReference: number) =>
    bestPricePath(problem, firstReference, 160).slice(100);

  it("without memory of prices, is the best price of a day: (1.6 + .2) / 2", () => {
    for (const price of late(linear(0, 0), 1)) expect(price).toBeCloseTo(0.9, 10);
  });

  it("settles at .885 where demand is linear and gain/loss .5/1", () => {
    for (const price of late(linear(0.5, 1), 1)) expect(Math.abs(price - 0.885)).toBeLessThan(0.0025);
  });

  it("settles where a lasting rise no longer pays: 1.6 - p = (p - .2) (1 + (1-d)/(1-d m) k), k the gain from above, the loss from below", () => {
    const steady = (k: number) => {
      const weight = 1 + (k * (1 - 0.98)) / (1 - 0.98 * MEMORY);
      return (1.6 + 0.2 * weight) / (1 + weight);
    };
    for (const price of late(linear(0.5, 1), 1.2)) expect(Math.abs(price - steady(0.5))).toBeLessThan(0.004);
    for (const price of late(linear(0.5, 1), 0.6)) expect(Math.abs(price - steady(1))).toBeLessThan(0.004);
  });

  it("cycles where demand is linear and gain/loss 1/.5", () => {
    const path = late(linear(1, 0.5), 1);
    expect(Math.max(...path) - Math.min(...path)).toBeGreaterThan(0.08);
    expect(rises(path)).toBeGreaterThan(20);
  });

  it("settles at 1.24 where demand is a logit and gain/loss .8/1.6", () => {
    for (const price of late(logit(0.8, 1.6), 1)) expect(price).toBeCloseTo(1.24, 6);
  });

  it("cycles between 1.20 and 1.41 where demand is a logit and gain/loss 1.6/.8", () => {
    const path = late(logit(1.6, 0.8, 0.005), 1);
    expect(Math.abs(Math.min(...path) - 1.2)).toBeLessThan(0.0051);
    expect(Math.abs(Math.max(...path) - 1.41)).toBeLessThan(0.0051);
    expect(rises(path)).toBeGreaterThan(20);
  });

  describe.each([
    ["loss-averse", 0.8, 1.6],
    ["gain-seeking", 1.6, 0.8],
  ])("the market with %s shoppers", (_, gain, loss) => {
    const shoppers = 12_000;
    const cycle = late(logit(1.6, 0.8), 1);
    // what a day without memory earns most at: p = .5 / (1 - 1 / (2.5 (1 - s))), s the chance at p
    const constant = new Float64Array(cycle.length).fill(1.29);

    it("demands what that logit demands, day by day along a cycle, within luck", () => {
      const { units } = sell(shelf(gain, loss), shoppers, cycle);
      let reference = cycle[0];
      let squares = 0;
      cycle.forEach((price, day) => {
        const chance = share(price, reference, gain, loss);
        squares += (units[day] - shoppers * chance) ** 2 / (shoppers * chance * (1 - chance));
        reference = MEMORY * reference + (1 - MEMORY) * price;
      });
      // a chi-square of as many degrees as days: its mean is their number, its variance twice that
      expect(Math.abs(squares - cycle.length)).toBeLessThan(3.5 * Math.sqrt(2 * cycle.length));
    });

    it(gain > loss ? "earns more by the cycle than by the best price for ever" : "earns less by the cycle", () => {
      const market = shelf(gain, loss);
      const up = sell(market, shoppers, cycle).profit;
      const flat = sell(market, shoppers, constant).profit;
      const differences = Array.from(up, (profit, day) => profit - flat[day]);
      // the cycle comes round every five days or so: sums of five are nearly alike, so that their spread is luck's
      const sums = Array.from({ length: 12 }, (_, k) => differences.slice(5 * k, 5 * k + 5).reduce((a, b) => a + b));
      const mean = sums.reduce((a, b) => a + b) / sums.length;
      const error = Math.sqrt(sums.reduce((s, x) => s + (x - mean) ** 2, 0) / (sums.length - 1) / sums.length);
      expect((gain > loss ? 1 : -1) * mean).toBeGreaterThan(3 * error);
    });
  });
});

describe("at carry-over 0, with ample stock and no budget, cool-down or lead time, days do not know of each other", () => {
  const arms = [0, 0.1, 0.3];
  const days = 5;
  /** days 0 and 1 are plain, days 2 to 4 a fair with the vendor's money: two contexts */
  const contexts = [0, 0, 1, 1, 1];
  const lucks = [0, 1, 2, 3, 4, 5];
  const plans = Array.from({ length: arms.length ** days }, (_, plan) =>
    Array.from({ length: days }, (_, day) => Math.floor(plan / arms.length ** (days - 1 - day)) % arms.length),
  );
  /** a contextual bandit's plans: one arm a context */
  const contextual = plans
    .map((_, plan) => plan)
    .filter((plan) => plans[plan].every((arm, day) => arm === plans[plan][contexts.indexOf(contexts[day])]));

  let free: Float64Array[];
  let bound: Float64Array[];
  beforeAll(() => {
    free = lucks.slice(0, 2).map((luck) => profitOfPlans(fair(0), luck, arms, days));
    bound = lucks.map((luck) => profitOfPlans(fair(1), luck, arms, days));
  });

  it("a plan's profit is the sum of what its days earn alone, to the money step", () => {
    for (const profit of free) {
      const none = profit[0];
      plans.forEach((plan, index) => {
        const alone = plan.map((arm, day) => profit[arm * arms.length ** (days - 1 - day)] - none);
        expect(profit[index] - none).toBe(alone.reduce((a, b) => a + b));
      });
    }
  });

  it("so that the best of all plans is the best arm in each context", () => {
    const mean = meanOver(free);
    expect(contextual).toHaveLength(arms.length ** 2);
    expect(contextual).toContain(best(mean, plans.keys()));
    expect(best(mean, plans.keys())).toBe(best(mean, contextual));
  });

  it("while at carry-over 1 planning pays: the best plan of three seasons earns more in three others, beyond 3 s.e.", () => {
    const [seen, unseen] = [bound.slice(0, 3), bound.slice(3)];
    const planned = best(meanOver(seen), plans.keys());
    // the bandit is even given the best arms of the seasons it is judged by
    const bandit = best(meanOver(unseen), contextual);
    const gains = unseen.map((profit) => profit[planned] - profit[bandit]);
    const mean = gains.reduce((a, b) => a + b) / gains.length;
    const error = Math.sqrt(gains.reduce((s, x) => s + (x - mean) ** 2, 0) / (gains.length - 1) / gains.length);
    expect(mean).toBeGreaterThan(3 * error);
    expect(mean / unseen[0][bandit]).toBeGreaterThan(0.005);
  });
});

/** Chance of a purchase at price p by who expects r: a logit against an outside good of utility 0. */
function share(p: number, r: number, gain: number, loss: number): number {
  return 1 / (1 + Math.exp(2.5 * Math.log(p) - ((r > p ? gain : loss) * (r - p)) / r));
}

/** How often a path turns from falling to rising. */
function rises(path: Float64Array): number {
  let count = 0;
  for (let day = 2; day < path.length; day++)
    if (path[day] > path[day - 1] && path[day - 1] <= path[day - 2]) count += 1;
  return count;
}

/**
 * Shoppers who all come every day and take one unit or none, as the logit says. A market's prices are cuts of a list price;
 * from 2 every price of the paths can be reached, and 2.5 ln 2 goes into the incidence.
 */
function shelf(gain: number, loss: number): Scenario {
  return scenarioSchema.parse({
    name: "shelf",
    warmUpDays: 0,
    quantityCap: 1,
    products: [{ name: "tea", category: "tea", listPrice: 2, unitCost: 0.5, initialStock: 1e9 }],
    segments: [
      {
        name: "all",
        share: 1,
        visit: { base: 20, storeValue: 0 },
        price: { sensitivity: 2.5, sensitivitySpread: 0, gain, loss, referenceMemory: MEMORY },
        promotion: { display: { "percent-off": 0 } },
        choice: { loyalty: 0, tasteSpread: 0 },
        category: { incidence: -2.5 * Math.log(2), value: 1, pantry: 0 },
      },
    ],
    promotions: { everyday: { depthLimit: 1 } },
  });
}

/** Units and profit, money, of every day at these prices, after sixty days at the first of them, which shoppers then expect. */
function sell(scenario: Scenario, population: number, prices: Float64Array) {
  const market = new Market({ ...scenario, population }, rootKey("theorem", "population", 0, 0));
  market.open(rootKey("theorem", "evaluate", 0, 0));
  const order = new Float64Array(1);
  const at = (price: number) =>
    market.runDay({ depth: Float64Array.of(1 - price / scenario.products[0].listPrice), order });
  for (let day = 0; day < 60; day++) at(prices[0]);
  const units = new Float64Array(prices.length);
  const profit = new Float64Array(prices.length);
  prices.forEach((price, day) => {
    const report = at(price);
    units[day] = report.units[0];
    profit[day] = dayProfit(report) * scenario.moneyStep;
  });
  return { units, profit };
}

/** A week's end with a fair, before shoppers who love to pay less than they are used to. */
function fair(carryOver: number): Scenario {
  return scenarioSchema.parse({
    name: "fair",
    population: 1000,
    warmUpDays: 10,
    carryOver,
    quantityCap: 1,
    products: [{ name: "tea", category: "tea", listPrice: 2, unitCost: 1.2, initialStock: 1e9 }],
    segments: [
      {
        name: "all",
        share: 1,
        visit: { base: 1, storeValue: 0 },
        price: { sensitivity: 2, gain: 10, loss: 0, referenceMemory: 0.3 },
        promotion: { display: { "percent-off": 0 } },
        choice: { loyalty: 0 },
        category: { incidence: -1.5, pantry: 0 },
      },
    ],
    calendar: { campaigns: [{ name: "fair", firstDay: 2, lastDay: 4, vendorFunding: 0.2 }] },
  });
}

/** Days without offers after a plan, counted to it. */
const AFTER = 3;

/** Profit in money steps of every plan of arms by day under one luck, shape [arms ^ days], the first day's arm leading. */
function profitOfPlans(scenario: Scenario, luck: number, arms: readonly number[], days: number): Float64Array {
  const nothing = new Float64Array(1);
  const market = new Market(scenario, rootKey("theorem", "population", 0, 0));
  market.open(rootKey("theorem", "warm-up", 0, 0));
  while (market.day < 0) market.runDay({ depth: nothing, order: nothing });
  market.endWarmUp();
  market.open(rootKey("theorem", "evaluate", luck, 0));
  const profits = new Float64Array(arms.length ** days);
  const follow = (plan: number, day: number, earned: number) => {
    if (day === days) {
      profits[plan] = earned;
      for (let after = 0; after < AFTER; after++)
        profits[plan] += dayProfit(market.runDay({ depth: nothing, order: nothing }));
      return;
    }
    const morning = market.snapshot();
    arms.forEach((depth, arm) => {
      market.restore(morning);
      const profit = dayProfit(market.runDay({ depth: Float64Array.of(depth), order: nothing }));
      follow(plan * arms.length + arm, day + 1, earned + profit);
    });
  };
  follow(0, 0, 0);
  return profits;
}

function meanOver(profits: readonly Float64Array[]): Float64Array {
  return profits[0].map((_, plan) => profits.reduce((sum, profit) => sum + profit[plan], 0) / profits.length);
}

function best(mean: Float64Array, among: Iterable<number>): number {
  return [...among].reduce((one, other) => (mean[other] > mean[one] ? other : one));
}
