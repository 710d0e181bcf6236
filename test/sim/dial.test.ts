import { describe, expect, it } from "vitest";
import type { Decisions } from "../../sim/decisions.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { richInput } from "./rich-scenario.js";

/**
 * The carry-over dial reaches every effect: at 0, given full shelves and no rule that remembers, a day is what it is
 * whatever was done before; at 1 it is not. (A follower among the rivals remembers by its nature and is left out.)
 */
function shop(carryOver: number): Scenario {
  return scenarioSchema.parse({
    ...structuredClone(richInput),
    carryOver,
    products: richInput.products.map((product) => ({
      ...product,
      initialStock: 1e6,
      shelfLifeDays: null,
      suppliers: [],
      leadTimeDays: 0,
    })),
    rivals: richInput.rivals?.filter((rival) => rival.process.kind !== "follower"),
    calendar: { campaigns: [] },
    promotions: {
      ...richInput.promotions,
      coupons: { ...richInput.promotions?.coupons, budget: null },
      everyday: { depthLimit: 0.5 },
    },
  });
}

/** a day's figures after ten days of everything at once, or of nothing */
function dayAfter(scenario: Scenario, past: Decisions): unknown {
  const market = new Market(scenario, rootKey("dial", "population", 0, 0));
  market.open(rootKey("dial", "warm-up", 0, 0));
  while (market.day < 0) market.runDay({});
  market.endWarmUp();
  market.open(rootKey("dial", "evaluate", 0, 0));
  for (let day = 0; day < 10; day++) market.runDay(past);
  const { visits, units, segmentUnits, segmentSatisfaction, churned, mechanicUnits } = market.runDay({
    offer: Int32Array.of(2, 4, 0, 5),
    basketOffer: 8,
    slate: Int32Array.of(0, 1, 2, -1),
  });
  return [visits, units, segmentUnits, segmentSatisfaction, churned, mechanicUnits].map((figures) => [...figures]);
}

const busy: Decisions = {
  offer: Int32Array.of(2, 4, 7, 5),
  basketOffer: 8,
  coupon: Uint8Array.of(2, 1),
  adSpend: Float64Array.of(50, 50),
  slate: Int32Array.of(3, 1, 2, 0),
};

describe("the dial with every effect on", () => {
  it("at 0 makes a day the same whatever was done before", () => {
    expect(dayAfter(shop(0), busy)).toEqual(dayAfter(shop(0), {}));
  });

  it("at 1 does not", () => {
    expect(dayAfter(shop(1), busy)).not.toEqual(dayAfter(shop(1), {}));
  });
});
