import { describe, expect, it } from "vitest";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";
import { smallInput, smallScenario } from "./small-scenario.js";

const none = Float64Array.of(0, 0, 0);

function dayZero(scenario: Scenario): Market {
  const market = new Market(scenario, rootKey("1", "population", 0, 0));
  market.open(rootKey("1", "evaluate", 0, 0));
  while (market.day < 0) market.runDay({ depth: none, order: Float64Array.of(20, 20, 20) });
  market.endWarmUp();
  return market;
}

describe("deliveries", () => {
  it("arrive leadTimeDays after the order, at once where that is 0", () => {
    const market = dayZero(smallScenario({ warmUpDays: 0 }));
    expect([...market.runDay({ depth: none, order: Float64Array.of(12, 8, 5) }).received]).toEqual([0, 0, 5]);
    expect([market.onOrder(0), market.onOrder(1), market.onOrder(2)]).toEqual([12, 8, 0]);
    expect([...market.runDay({ depth: none, order: none }).received]).toEqual([0, 0, 0]);
    expect([...market.runDay({ depth: none, order: none }).received]).toEqual([12, 0, 0]);
    expect([...market.runDay({ depth: none, order: none }).received]).toEqual([0, 8, 0]);
    expect([market.onOrder(0), market.onOrder(1)]).toEqual([0, 0]);
  });

  it("cost the ordering cost once an order: 2.50, 3 and 1", () => {
    const market = dayZero(smallScenario({ warmUpDays: 0 }));
    const { money } = market.runDay({ depth: none, order: Float64Array.of(12, 0, 5) });
    expect([...money.ordering]).toEqual([250, 0, 100]);
  });

  it("and holding is paid for what is left at night, rounded once a product: 60 less sales at 1.3 cents", () => {
    const market = dayZero(smallScenario({ warmUpDays: 0 }));
    const report = market.runDay({ depth: none, order: none });
    expect(report.stock[0]).toBe(60 - report.units[0]);
    expect(report.money.holding[0]).toBe(Math.floor((60 - report.units[0]) * 1.3 + 0.5));
  });
});

describe("writeDown", () => {
  it("takes what is left and on order from cost to salvage: tea (2 - .70) a unit, by hand", () => {
    const market = dayZero(smallScenario({ warmUpDays: 0 }));
    const report = market.runDay({ depth: none, order: Float64Array.of(12, 0, 0) });
    const before = report.stock[0] + 12;
    const steps = market.writeDown();
    expect(report.money.writeOff[0]).toBe(before * 130);
    expect(steps).toBe(report.money.writeOff.reduce((a, b) => a + b, 0));
  });

  it("never values a unit above its cost", () => {
    const rich = smallInput.products.map((product) => ({ ...product, salvageValue: 100 }));
    const market = dayZero(smallScenario({ products: rich, warmUpDays: 0 }));
    market.runDay({ depth: none, order: none });
    expect(market.writeDown()).toBe(0);
  });
});

describe("guard rails", () => {
  const ample = smallInput.products.map((product) => ({ ...product, initialStock: 1e6 }));

  it("refuse a depth beyond the limit, and count it", () => {
    const market = dayZero(smallScenario({ products: ample }));
    expect([market.offerAllowed(0, 0.3), market.offerAllowed(0, 0.31), market.offerAllowed(0, 0)]).toEqual([
      true,
      false,
      true,
    ]);
    const report = market.runDay({ depth: Float64Array.of(0.4, 0.25, 0), order: none });
    expect([...report.depth]).toEqual([0, 0.25, 0]);
    expect(report.refused).toBe(1);
  });

  it("let a product rest coolDownDays after an offer ends, but let an offer run on", () => {
    const market = dayZero(
      smallScenario({ products: ample, calendar: {}, promotions: { everyday: { coolDownDays: 3 } } }),
    );
    const tea = Float64Array.of(0.1, 0, 0);
    market.runDay({ depth: tea, order: none });
    expect(market.runDay({ depth: tea, order: none }).refused).toBe(0);
    market.runDay({ depth: none, order: none });
    expect(market.coolDownLeft(0)).toBe(2);
    expect(market.offerAllowed(0, 0.1)).toBe(false);
    expect(market.offerAllowed(1, 0.1)).toBe(true);
    market.runDay({ depth: none, order: none });
    expect(market.runDay({ depth: tea, order: none }).refused).toBe(1);
    expect(market.coolDownLeft(0)).toBe(0);
    expect(market.runDay({ depth: tea, order: none }).refused).toBe(0);
  });

  it("hold the margin floor, vendor funding counted: tea at 3.50 x .75 = 2.63, funding .35, cost 2", () => {
    // (2.63 + .35 - 2) / 2.63 = .3726
    const floor = (marginFloor: number) => {
      const campaigns = [{ name: "c", firstDay: 0, lastDay: 5, vendorFunding: 0.1, marginFloor }];
      return dayZero(smallScenario({ products: ample, calendar: { campaigns } })).offerAllowed(0, 0.25);
    };
    expect([floor(0.372), floor(0.373)]).toEqual([true, false]);
  });

  it("allow no mechanic that the campaign does not list", () => {
    const campaigns = [{ name: "quiet", firstDay: 0, lastDay: 5, mechanics: [] }];
    expect(dayZero(smallScenario({ products: ample, calendar: { campaigns } })).offerAllowed(0, 0.1)).toBe(false);
  });

  it("never exceed a budget: offers close in mid-day when another basket might", () => {
    const budget = 150;
    const campaigns = [{ name: "tight", firstDay: 0, lastDay: 30, budget }];
    const market = dayZero(
      smallScenario({ population: 3000, products: ample, calendar: { campaigns }, quantityCap: 4 }),
    );
    let given = 0;
    let closedInMidDay = false;
    for (let day = 0; day < 12; day++) {
      const report = market.runDay({ depth: Float64Array.of(0.25, 0.25, 0.25), order: none });
      const today = report.money.discount.reduce((a, b) => a + b, 0);
      given += today;
      const promoted = report.promotedUnits.reduce((a, b) => a + b, 0);
      if (promoted > 0 && promoted < report.units.reduce((a, b) => a + b, 0)) closedInMidDay = true;
      expect(market.budgetLeft()).toBeCloseTo(budget - given / 100, 6);
    }
    expect(given).toBeLessThanOrEqual(budget * 100);
    expect(given).toBeGreaterThan(0.8 * budget * 100);
    expect(closedInMidDay).toBe(true);
    expect(market.offerAllowed(1, 0.25)).toBe(false);
  });

  it("keep the campaign's budget and the everyday budget apart", () => {
    const campaigns = [{ name: "food-week", firstDay: 0, lastDay: 30, categories: ["food"], budget: 500 }];
    const market = dayZero(
      smallScenario({ products: ample, calendar: { campaigns }, promotions: { everyday: { budget: 900 } } }),
    );
    const report = market.runDay({ depth: Float64Array.of(0.25, 0, 0.25), order: none });
    expect(report.money.vendorFunding.every((amount) => amount === 0)).toBe(true);
    expect(market.budgetLeft()).toBeCloseTo(500 - report.money.discount[2] / 100, 6);
  });

  it("pay vendor funding for promoted units in campaigns only: 10% of 3.50", () => {
    const market = dayZero(smallScenario({ products: ample }));
    const before = market.runDay({ depth: Float64Array.of(0.25, 0, 0), order: none });
    expect(before.money.vendorFunding[0]).toBe(0);
    while (market.day < 5) market.runDay({ depth: none, order: none });
    const during = market.runDay({ depth: Float64Array.of(0.25, 0, 0), order: none });
    expect(during.promotedUnits[0]).toBeGreaterThan(0);
    expect(during.money.vendorFunding[0]).toBe(Math.floor(during.promotedUnits[0] * 35 + 0.5));
  });
});

describe("meanSales", () => {
  it("averages the last 28 days, those with a stock-out left out", () => {
    const market = dayZero(smallScenario({ warmUpDays: 0, population: 400 }));
    const kept: number[] = [];
    for (let day = 0; day < 40; day++) {
      const report = market.runDay({ depth: none, order: Float64Array.of(day % 4 === 0 ? 200 : 0, 0, 0) });
      kept.push(report.stockOut[0] === 1 ? -1 : report.units[0]);
    }
    const full = kept.slice(-28).filter((units) => units >= 0);
    expect(full.length).toBeGreaterThan(5);
    expect(market.meanSales(0)).toBeCloseTo(full.reduce((a, b) => a + b, 0) / full.length, 10);
  });
});
