import { describe, expect, test } from "vitest";
import { countDistribution } from "../../../agents/math/count-distribution.js";
import { expectedWaste } from "../../../agents/math/expected-waste.js";
import { solveFiniteHorizon } from "../../../agents/math/finite-horizon.js";
import { bestLostSales } from "../../../agents/math/lost-sales.js";
import {
  bestPerishable,
  bestPerishableLevel,
  type PerishableSystem,
  perishableCost,
} from "../../../agents/math/perishable.js";
import { bestReorderPolicy } from "../../../agents/math/reorder-point.js";

const certainly = (units: number) => Float64Array.from({ length: units + 1 }, (_, n) => (n === units ? 1 : 0));
const milk: PerishableSystem = {
  demand: countDistribution(2),
  shelfLife: 2,
  leadTime: 1,
  issuing: "oldest",
  holding: 1,
  penalty: 5,
  waste: 7,
  orderingCost: 0,
};

describe("worked by hand", () => {
  test("3 units a period for certain, orders at 10: of what keeps two periods 6 are ordered every other one, (10 + 3) / 2", () => {
    const system = { ...milk, demand: certainly(3), orderingCost: 10 };
    expect(bestPerishable(system).averageCost).toBeCloseTo(6.5, 5);
    // of what keeps one period 3 every period: 10
    expect(bestPerishable({ ...system, shelfLife: 1 }).averageCost).toBeCloseTo(10, 5);
  });

  test("what keeps one period is the newsvendor's: 0 or 2 wanted with a half each, 7 a unit wasted and 5 lacking", () => {
    // none: 5; one: (7 + 5) / 2 = 6; two: 7
    const system = { ...milk, demand: Float64Array.of(0.5, 0, 0.5), shelfLife: 1 };
    expect(bestPerishable(system).averageCost).toBeCloseTo(5, 5);
    expect(perishableCost(system, () => 1, 1)).toBeCloseTo(6, 5);
    expect(perishableCost(system, () => 2, 2)).toBeCloseTo(7, 5);
  });

  test("the freshest first throws away what the oldest first sells: 2 of each age and 2 wanted", () => {
    const system = { ...milk, demand: certainly(2), holding: 0 };
    // orders 2 a period and one time 2 more: they go from shelf to shelf, or are thrown away
    const once = (state: Int32Array) => (state[0] + state[1] === 0 ? 4 : 2);
    expect(perishableCost(system, once, 4)).toBeCloseTo(0, 5);
    expect(perishableCost({ ...system, issuing: "freshest" }, () => 4, 4)).toBeCloseTo(14, 5);
  });

  test("waste to expect: of 3 that go tonight and 2 tomorrow, with 0 or 4 wanted a day by a half each, 9/4", () => {
    // 0, 0: 5 (1/4); 0, 4: 3 (1/4); 4, 0: the fourth takes one of tomorrow's, 1 (1/4); 4, 4: 0
    const law = Float64Array.of(0.5, 0, 0, 0, 0.5);
    expect(expectedWaste([3, 2], [law, law])).toBeCloseTo(9 / 4, 12);
    expect(expectedWaste([], [])).toBe(0);
  });

  test("an order of what keeps a day is charged with its waste in a finite horizon: 2 of 0, 1, 2, 3 equally likely", () => {
    const problem = {
      demand: [Float64Array.of(0.25, 0.25, 0.25, 0.25), certainly(0)],
      price: 4,
      unitCost: 0,
      orderingCost: 0,
      holdingCost: 0,
      unmetCost: 0,
      salvageValue: 0,
      caseSize: 1,
      maxCases: 5,
      leadTime: 0,
      capacity: 10,
    };
    // a third unit is wanted with 1/4 and wasted with 3/4: at waste 2 it loses 1.5 - 1; a second gains 2 - 1
    const life = { periods: 1, waste: 2 };
    expect(solveFiniteHorizon(problem).order[0]).toBe(3);
    expect(solveFiniteHorizon({ ...problem, life }).order[0]).toBe(2);
    expect(solveFiniteHorizon({ ...problem, life }).value[0]).toBeCloseTo(4 * (0.75 + 0.5) - 2 * (0.25 + 0.5), 12);
  });
});

describe("against a reference", () => {
  // value iteration over net stock and the order under way, NumPy
  test("unmet demand waits, lead time 1, Poisson(5), orders at 5, holding 1, penalty 4: (8, 15) costs 8.353911", () => {
    const system = { demand: countDistribution(5), orderingCost: 5, holding: 1, penalty: 4, leadTime: 1 };
    const policy = bestReorderPolicy(system);
    expect(policy).toMatchObject({ reorderPoint: 8, orderUpTo: 15 });
    expect(policy.averageCost).toBeCloseTo(8.353911, 5);
    expect(() => bestReorderPolicy({ ...system, leadTime: 0.5 })).toThrow(RangeError);
  });
});

describe("laws", () => {
  test("waste costs: more than what keeps, less the longer it keeps, more where the freshest go first", () => {
    const kept = bestLostSales({ demand: milk.demand, leadTime: 1, holding: 1, penalty: 5 }).averageCost;
    const [two, three, four] = [2, 3, 4].map((shelfLife) => bestPerishable({ ...milk, shelfLife }).averageCost);
    expect(two).toBeGreaterThan(three);
    expect(three).toBeGreaterThan(four);
    expect(four).toBeGreaterThan(kept - 1e-5);
    expect(four).toBeLessThan(1.05 * kept);
    expect(bestPerishable({ ...milk, issuing: "freshest" }).averageCost).toBeGreaterThan(two);
  });

  test("the best rule costs what it says, and no more than the best level", () => {
    const best = bestPerishable(milk);
    expect(perishableCost(milk, best.rule, 12)).toBeCloseTo(best.averageCost, 5);
    expect(bestPerishableLevel(milk).averageCost).toBeGreaterThan(best.averageCost);
  });

  test("orders by the finite horizon and expected waste cost at most 5% more than the best, and less than the best level", () => {
    for (const shelfLife of [2, 3]) {
      const system = { ...milk, shelfLife, demand: countDistribution(4) };
      const capacity = 40;
      const { order } = solveFiniteHorizon({
        demand: new Array(30).fill(system.demand),
        price: 0,
        unitCost: 0,
        orderingCost: 0,
        holdingCost: system.holding,
        unmetCost: system.penalty,
        salvageValue: 0,
        caseSize: 1,
        maxCases: capacity,
        leadTime: 1,
        capacity,
        life: { periods: shelfLife, waste: system.waste },
      });
      const rule = (state: Int32Array) => {
        const there = state.reduce((sum, units) => sum + units, 0);
        const gone = expectedWaste(state.subarray(0, 1), [system.demand]);
        return order[Math.min(capacity, Math.max(0, Math.round(there - gone)))];
      };
      const cost = perishableCost(system, rule, 15);
      expect(cost / bestPerishable(system).averageCost, `shelf life ${shelfLife}`).toBeLessThan(1.05);
      expect(cost, `shelf life ${shelfLife}`).toBeLessThan(bestPerishableLevel(system).averageCost);
    }
  });

  test("a life, a lead time or a cost out of range is refused, and so is what has too many states", () => {
    expect(() => bestPerishable({ ...milk, shelfLife: 0 })).toThrow("shelfLife must be a whole number of at least 1");
    expect(() => bestPerishable({ ...milk, leadTime: -1 })).toThrow("leadTime must be");
    expect(() => bestPerishable({ ...milk, waste: Number.NaN })).toThrow("waste must be at least 0, got NaN");
    expect(() => bestPerishable({ ...milk, shelfLife: 20 })).toThrow("states at shelf life 20");
  });
});
