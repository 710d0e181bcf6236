import { describe, expect, test } from "vitest";
import { countDistribution } from "../../../agents/math/count-distribution.js";
import { bestFixedPrice, bestPrice, bestRevenue, fluidRevenue } from "../../../agents/math/gallego-van-ryzin.js";
import {
  baseStockRule,
  bestBaseStock,
  bestCappedBaseStock,
  bestLostSales,
  lostSalesCost,
  myopicRule,
} from "../../../agents/math/lost-sales.js";
import { bestReorderPolicy } from "../../../agents/math/reorder-point.js";

/** One unit is wanted every period, for certain. */
const ONE = Float64Array.of(0, 1);

describe("lost sales", () => {
  test("by hand: a certain unit a period is ordered every period and costs nothing", () => {
    const system = { demand: ONE, leadTime: 2, holding: 1, penalty: 4 };
    const { rule, averageCost } = bestLostSales(system);
    expect(averageCost).toBeCloseTo(0, 6);
    expect(rule(Int32Array.of(1, 1))).toBe(1);
    expect(rule(Int32Array.of(2, 1))).toBe(0);
    expect(bestBaseStock(system)).toMatchObject({ level: 3 });
  });

  test("by hand: ordering nothing loses the mean demand", () => {
    const system = { demand: countDistribution(2), leadTime: 1, holding: 1, penalty: 3 };
    expect(lostSalesCost(system, () => 0)).toBeCloseTo(6, 6);
  });

  test("by hand: a unit wanted half of the time at lead time 1 and base-stock 1 costs .5 x 1 / 3 x ... as its chain says", () => {
    // states 0 and 1 on hand after receipt; from 1: half stays 1 (holding), half sells and 0 arrives, from 0 an order of 1 arrives next
    const system = { demand: Float64Array.of(0.5, 0.5), leadTime: 1, holding: 1, penalty: 4 };
    // pi(1) = pi(1) / 2 + pi(0), so pi(1) = 2/3: cost 2/3 x 1/2 x 1 + 1/3 x 1/2 x 4 = 1
    expect(lostSalesCost(system, baseStockRule(1))).toBeCloseTo(1, 6);
  });

  test.each([
    [1, 4],
    [2, 9],
    [3, 4],
  ])(
    "at lead time %i and penalty %i no rule costs less than the best, and a cap costs no more than none",
    (leadTime, penalty) => {
      const system = { demand: countDistribution(3), leadTime, holding: 1, penalty };
      const best = bestLostSales(system);
      const capped = bestCappedBaseStock(system).averageCost;
      const level = bestBaseStock(system).averageCost;
      expect(lostSalesCost(system, best.rule)).toBeCloseTo(best.averageCost, 5);
      expect(best.averageCost).toBeLessThan(capped + 1e-6);
      expect(capped).toBeLessThanOrEqual(level);
      expect(best.averageCost).toBeLessThan(lostSalesCost(system, myopicRule(system)) + 1e-6);
    },
  );

  test("too many states are refused", () => {
    expect(() => bestLostSales({ demand: countDistribution(40), leadTime: 6, holding: 1, penalty: 9 })).toThrow(
      "states",
    );
    expect(() => bestLostSales({ demand: ONE, leadTime: 0, holding: 1, penalty: 4 })).toThrow("leadTime");
  });
});

describe("(s, S)", () => {
  test("by hand: a certain unit a period, ordering 8, holding 1, far dearer to wait: order 4 or 5 at a time", () => {
    // n a cycle, none left at its end: (8 + 0 + 1 + ... + n - 1) / n is least at n = 4: (8 + 6) / 4
    const { averageCost, reorderPoint, orderUpTo } = bestReorderPolicy({
      demand: ONE,
      orderingCost: 8,
      holding: 1,
      penalty: 1000,
    });
    expect(averageCost).toBeCloseTo(3.5, 12);
    expect(orderUpTo - reorderPoint).toBe(4);
  });

  test("law: without an ordering cost it is the newsvendor's level, ordered up to every period", () => {
    const { reorderPoint, orderUpTo } = bestReorderPolicy({
      demand: countDistribution(50),
      orderingCost: 0,
      holding: 0.18,
      penalty: 0.7,
    });
    expect([reorderPoint, orderUpTo]).toEqual([55, 56]);
  });

  test("nothing ever wanted is refused", () => {
    expect(() => bestReorderPolicy({ demand: Float64Array.of(1), orderingCost: 1, holding: 1, penalty: 1 })).toThrow(
      RangeError,
    );
  });
});

describe("Gallego and van Ryzin", () => {
  test("by hand: the last unit of a season of scale 1 is worth ln 2 at a price of 1 + ln 2", () => {
    expect(bestRevenue(1, 1)).toBeCloseTo(Math.LN2, 12);
    expect(bestPrice(1, 1)).toBeCloseTo(1 + Math.LN2, 12);
  });

  test("laws: fixed below best below fluid, and a price falls with the stock", () => {
    for (const stock of [1, 4, 9, 20]) {
      const best = bestRevenue(stock, 8);
      expect(bestFixedPrice(stock, 8).revenue).toBeLessThan(best);
      expect(best).toBeLessThan(fluidRevenue(stock, 8));
      expect(bestPrice(stock + 1, 8)).toBeLessThan(bestPrice(stock, 8));
    }
  });
});
