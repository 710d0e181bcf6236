import { describe, expect, it } from "vitest";
import { LINES } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";
import { Trace } from "../../sim/trace.js";
import { PlainMarket } from "./plain-market.js";
import { smallInput, smallScenario } from "./small-scenario.js";

const population = rootKey("shoppers", "population", 0, 0);
const luck = rootKey("luck", "evaluate", 0, 0);
const nothing = (scenario: Scenario) => new Float64Array(scenario.products.length);

/** depths and orders that vary by day and product, some of them refused */
function decide(day: number, depth: Float64Array, order: Float64Array): void {
  for (let p = 0; p < depth.length; p++) {
    const u = uniformAt(11, day, p);
    depth[p] = u < 0.3 ? 0.1 : u < 0.5 ? 0.25 : u < 0.6 ? 0.4 : 0;
    order[p] = Math.floor(uniformAt(12, day, p) * 30);
  }
}

function traceOf(market: Market, days: number): string {
  const trace = new Trace();
  const depth = nothing(market.scenario);
  const order = nothing(market.scenario);
  for (let n = 0; n < days; n++) {
    decide(market.day, depth, order);
    const report = market.runDay({ depth, order });
    for (const line of LINES) trace.addArray(report.money[line]);
    trace.addArray(report.units);
    trace.addArray(report.demand);
    trace.addArray(report.stock);
    trace.addArray(report.visits);
    trace.add(report.refused);
  }
  return trace.digest();
}

function openMarket(scenario: Scenario): Market {
  const market = new Market(scenario, population);
  market.open(luck);
  return market;
}

describe("a day against the plain equations", () => {
  it("sells, unit for unit, what they say: 200 shoppers, 40 days, offers on and off, shelves full", () => {
    const scenario = smallScenario({
      products: smallInput.products.map((product) => ({ ...product, initialStock: 1e6 })),
      calendar: { ...smallInput.calendar, campaigns: [] },
      promotions: { everyday: {} },
    });
    const market = openMarket(scenario);
    const plain = new PlainMarket(scenario, population);
    const depth = nothing(scenario);
    for (let n = 0; n < 40; n++) {
      const day = market.day;
      for (let p = 0; p < depth.length; p++) depth[p] = uniformAt(1, Math.floor(day / 3), p) < 0.4 ? 0.2 : 0;
      const prices = scenario.products.map(
        (product, p) => Math.floor(product.listPrice * (1 - depth[p]) * 100 + 0.5) / 100,
      );
      const expected = plain.runDay(luck, day, prices, market.calendar.season(day), 0);
      const report = market.runDay({ depth, order: nothing(scenario) });
      expect([...report.visits]).toEqual(expected.visits);
      expect([...report.units]).toEqual(expected.units);
      expect([...report.demand]).toEqual(expected.demand);
    }
  });

  it("meets empty shelves as they say: one shopper, 400 days, a unit now and then", () => {
    const scenario = smallScenario({
      population: 1,
      segments: [{ ...smallInput.segments[0], visit: { base: 1.5, stockOutDrop: 0.4 } }],
      products: smallInput.products.map((product) => ({ ...product, initialStock: 1, leadTimeDays: 0 })),
    });
    const market = openMarket(scenario);
    const plain = new PlainMarket(scenario, population);
    let unmet = 0;
    for (let n = 0; n < 400; n++) {
      const day = market.day;
      const order = nothing(scenario);
      if (n % 5 === 0) order[n % 3] = 2;
      for (let p = 0; p < order.length; p++) plain.stock[p] += order[p];
      const prices = scenario.products.map((product) => product.listPrice);
      const campaign = market.campaignAt(day);
      const lift = campaign >= 0 ? scenario.calendar.campaigns[campaign].visitLift : 0;
      const expected = plain.runDay(luck, day, prices, market.calendar.season(day), lift);
      const report = market.runDay({ depth: nothing(scenario), order });
      expect([...report.visits]).toEqual(expected.visits);
      expect([...report.units]).toEqual(expected.units);
      expect([...report.demand]).toEqual(expected.demand);
      unmet += report.stockOut.reduce((a, b) => a + b, 0);
    }
    expect(unmet).toBeGreaterThan(50);
  });
});

describe("luck", () => {
  it("is the same for two policies: with no pull of past value on visits, both meet the same visits", () => {
    const scenario = smallScenario({
      calendar: {},
      promotions: { everyday: {} },
      products: smallInput.products.map((product) => ({ ...product, initialStock: 1e6 })),
      segments: smallInput.segments.map((segment) => ({
        ...segment,
        visit: { ...segment.visit, storeValue: 0, stockOutDrop: 0 },
      })),
    });
    const promoting = openMarket(scenario);
    const idle = openMarket(scenario);
    let differing = 0;
    for (let n = 0; n < 30; n++) {
      const depth = nothing(scenario).fill(0.25);
      const a = promoting.runDay({ depth, order: nothing(scenario).fill(20) });
      const b = idle.runDay({ depth: nothing(scenario), order: nothing(scenario).fill(20) });
      expect([...a.visits]).toEqual([...b.visits]);
      if (a.units.some((units, p) => units !== b.units[p])) differing += 1;
    }
    expect(differing).toBeGreaterThan(20);
  });

  it("moves no one between two products that a promotion does not touch (all else equal)", () => {
    // incidence and quantity out of reach of prices: only the race decides
    const still = { incidence: 0, value: 0, pantry: 0, pantryKeep: 0.5 };
    const scenario = smallScenario({
      population: 2000,
      warmUpDays: 0,
      products: smallInput.products.map((product) => ({ ...product, category: "all", initialStock: 1e6 })),
      segments: [{ ...smallInput.segments[0], category: still, categories: {}, quantity: { base: -20, price: 0 } }],
      calendar: {},
      promotions: { everyday: {} },
    });
    const plainDay = openMarket(scenario).runDay({ depth: nothing(scenario), order: nothing(scenario) });
    const offerDay = openMarket(scenario).runDay({ depth: Float64Array.of(0.4, 0, 0), order: nothing(scenario) });
    const total = (units: Float64Array) => units.reduce((a, b) => a + b, 0);
    expect(total(offerDay.units)).toBe(total(plainDay.units));
    expect(offerDay.units[0]).toBeGreaterThan(plainDay.units[0]);
    expect(offerDay.units[1]).toBeLessThanOrEqual(plainDay.units[1]);
    expect(offerDay.units[2]).toBeLessThanOrEqual(plainDay.units[2]);
  });

  it("of the old products stays as it was when a product is added", () => {
    const before = new Market(smallScenario(), population).population;
    const ample = smallInput.products.map((product) => ({ ...product, initialStock: 1e6 }));
    const added = { ...ample[0], name: "cocoa" };
    const after = new Market(smallScenario({ products: [added, ...ample] }), population).population;
    for (let i = 0; i < before.size; i++)
      for (let p = 0; p < 3; p++) expect(after.appeal[i * 4 + p + 1]).toBe(before.appeal[i * 3 + p]);
    expect([...after.beta]).toEqual([...before.beta]);

    // an unattractive product more changes nobody's visit and hardly a purchase
    const unwanted = { ...added, appeal: -19, category: "drinks" };
    const with3 = openMarket(smallScenario({ products: ample }));
    const with4 = openMarket(smallScenario({ products: [unwanted, ...ample] }));
    for (let n = 0; n < 10; n++) {
      const three = with3.runDay({ depth: new Float64Array(3), order: new Float64Array(3) });
      const four = with4.runDay({ depth: new Float64Array(4), order: new Float64Array(4) });
      expect([...four.visits]).toEqual([...three.visits]);
      expect([...four.units.slice(1)]).toEqual([...three.units]);
    }
  });

  it("of a segment's shoppers stays as it was when another segment is renamed", () => {
    const before = new Market(smallScenario(), population).population;
    const renamed = smallScenario({ segments: [smallInput.segments[0], { ...smallInput.segments[1], name: "other" }] });
    const after = new Market(renamed, population).population;
    const firstSegment = Math.round(0.6 * 200);
    expect([...after.entity.slice(0, firstSegment)]).toEqual([...before.entity.slice(0, firstSegment)]);
    expect(after.entity[firstSegment]).not.toBe(before.entity[firstSegment]);
  });

  it("differs between episodes of one replicate, and not between markets of one root", () => {
    const a = openMarket(smallScenario());
    const b = openMarket(smallScenario());
    const c = new Market(smallScenario(), population);
    c.open(rootKey("luck", "evaluate", 1, 0));
    const traces = [traceOf(a, 20), traceOf(b, 20), traceOf(c, 20)];
    expect(traces[1]).toBe(traces[0]);
    expect(traces[2]).not.toBe(traces[0]);
  });
});

describe.each([1, 0.5])("snapshot, restore and fork at carry-over %d", (carryOver) => {
  it("go on to the bit as before", () => {
    const market = openMarket(smallScenario({ carryOver }));
    traceOf(market, 14);
    market.endWarmUp();
    traceOf(market, 7);
    const snapshot = market.snapshot();
    const twin = market.fork();
    const first = traceOf(market, 12);
    market.restore(snapshot);
    expect(market.day).toBe(7);
    expect(traceOf(market, 12)).toBe(first);
    expect(traceOf(twin, 12)).toBe(first);
  });

  it("leave each other alone", () => {
    const market = openMarket(smallScenario({ carryOver }));
    const twin = market.fork();
    traceOf(twin, 5);
    expect(market.day).toBe(-14);
    expect(traceOf(market, 8)).toBe(traceOf(openMarket(smallScenario({ carryOver })), 8));
  });

  it("refuse a snapshot of another market", () => {
    const other = openMarket(smallScenario({ carryOver, population: 10 }));
    expect(() => openMarket(smallScenario({ carryOver })).restore(other.snapshot())).toThrow(/restore: a snapshot of/);
  });
});

describe("the carry-over dial", () => {
  const ample = {
    products: smallInput.products.map((product) => ({ ...product, initialStock: 1e6 })),
    calendar: { campaigns: [] },
    promotions: { everyday: {} },
  };
  const dayTen = (carryOver: number, promoteBefore: boolean) => {
    const market = openMarket(smallScenario({ ...ample, carryOver }));
    const scenario = market.scenario;
    while (market.day < 0) market.runDay({ depth: nothing(scenario), order: nothing(scenario) });
    market.endWarmUp();
    for (let day = 0; day < 10; day++)
      market.runDay({ depth: nothing(scenario).fill(promoteBefore ? 0.4 : 0), order: nothing(scenario) });
    return [...market.runDay({ depth: nothing(scenario), order: nothing(scenario) }).units];
  };

  it("at 0 makes days independent: what was promoted before leaves no trace in today's sales", () => {
    expect(dayTen(0, true)).toEqual(dayTen(0, false));
  });

  it("at 1 lets the past speak: after ten days of offers less is sold", () => {
    const sum = (units: number[]) => units.reduce((a, b) => a + b, 0);
    expect(sum(dayTen(1, true))).toBeLessThan(sum(dayTen(1, false)));
  });

  it("leaves the market at 1 as if there were no dial", () => {
    const market = openMarket(smallScenario(ample));
    const unmarked = openMarket(smallScenario(ample));
    market.endWarmUp();
    expect(traceOf(market, 6)).toBe(traceOf(unmarked, 6));
  });
});

describe("warm-up", () => {
  it("reaches a steady state: weeks 7 and 8 sell alike, and the pantry's mean is about what S0 takes it for", () => {
    const scenario = smallScenario({
      population: 4000,
      warmUpDays: 56,
      products: smallInput.products.map((product) => ({ ...product, initialStock: 1e7 })),
    });
    const market = openMarket(scenario);
    const weeks = Array.from({ length: 8 }, () => {
      let units = 0;
      for (let day = 0; day < 7; day++)
        units += market.runDay({ depth: nothing(scenario), order: nothing(scenario) }).units.reduce((a, b) => a + b, 0);
      return units;
    });
    // holidays are out of reach before March 2, so only the yearly wave moves sales
    expect(Math.abs(weeks[7] / weeks[6] - 1)).toBeLessThan(0.05);
  });
});
