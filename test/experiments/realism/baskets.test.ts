import { describe, expect, it } from "vitest";
import { countBaskets, measureBasketLift } from "../../../experiments/realism/baskets.js";
import { openTrialShop, type TrialShop } from "../../../experiments/realism/trial-shop.js";
import { EVENT, EventLog } from "../../../sim/events.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

/** Three categories of one product each; the first two are complements as strong as `lift`. */
function larder(lift: number): Scenario {
  const input: ScenarioInput = {
    name: "larder",
    warmUpDays: 0,
    products: ["pasta", "sauce", "soap"].map((name) => ({
      name,
      category: name,
      listPrice: 2,
      unitCost: 1,
      initialStock: 0,
    })),
    segments: [
      {
        name: "all",
        share: 1,
        visit: { base: 0, storeValue: 0 },
        category: { incidence: -1, pantry: 0, value: 0 },
        choice: { tasteSpread: 0 },
      },
    ],
    links: [{ categories: ["pasta", "sauce"], lift }],
  };
  return scenarioSchema.parse(input);
}

describe("baskets", () => {
  it("by hand: three visits of two shoppers on two days, two of them with two categories", () => {
    const log = new EventLog(1, ["purchase"]);
    const buys = (day: number, shopper: number, category: number) => {
      log.day = day;
      log.add(EVENT.purchase, shopper, 0, category, category, 1, 100, 0, 0);
    };
    buys(0, 7, 0);
    buys(0, 7, 1);
    buys(0, 8, 1);
    buys(1, 8, 1);
    buys(1, 8, 2);
    buys(1, 8, 2);
    const { visits, together } = countBaskets(log, 10, 3);
    expect(visits).toBe(10);
    expect([...together]).toEqual([1, 1, 0, 1, 3, 1, 0, 1, 1]);
  });

  it("lift by hand: of 100 visits 20 buy the one, 30 the other, 12 both: .12 / (.2 x .3) = 2", () => {
    const together = Float64Array.from([20, 12, 0, 12, 30, 0, 0, 0, 5]);
    const shop = { scenario: larder(1), baskets: () => ({ visits: 100, together }) } as unknown as TrialShop;
    expect(measureBasketLift([shop, shop])).toEqual({ value: 2, se: 0 });
  });

  it("complements are bought together, substitutes are not looked at, and a link of 0 is chance", () => {
    const shops = (lift: number) => ["a", "b"].map((seed) => openTrialShop(larder(lift), 2000, seed));
    // log-odds of -1 - .27 = .219 apart from it, up by 1 - .269 after a purchase: .433 for .269 and .235
    const { value, se } = measureBasketLift(shops(1))!;
    const b = 1 / (1 + Math.exp(1));
    const withIt = 1 / (1 + Math.exp(1 - (1 - b)));
    const without = 1 / (1 + Math.exp(1 + b));
    expect(Math.abs(value - withIt / (b * withIt + (1 - b) * without))).toBeLessThan(3 * se + 0.01);
    expect(measureBasketLift(shops(-1))).toBeNull();
    expect(measureBasketLift(shops(0))).toBeNull();
    expect(measureBasketLift([openTrialShop({ ...larder(1), fidelity: "cohort" }, 2000, "a")])).toBeNull();
  });
});
