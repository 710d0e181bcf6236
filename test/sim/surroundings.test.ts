import { describe, expect, it } from "vitest";
import type { Decisions } from "../../sim/decisions.js";
import { EventLog } from "../../sim/events.js";
import { LINES } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { orderPlaces } from "../../sim/supply.js";
import { Trace } from "../../sim/trace.js";
import { richInput } from "./rich-scenario.js";

function open(scenario: Scenario): Market {
  const market = new Market(scenario, rootKey("w", "population", 0, 0));
  market.open(rootKey("w", "evaluate", 0, 0));
  return market;
}

describe("a flash sale", () => {
  const scenario = (notice: number) =>
    scenarioSchema.parse({
      name: "flash",
      population: 4000,
      warmUpDays: 0,
      products: [
        { name: "tea", category: "tea", listPrice: 4, unitCost: 1, initialStock: 1e6 },
        { name: "pen", category: "paper", listPrice: 2, unitCost: 1, initialStock: 1e6 },
      ],
      segments: [{ name: "at home", share: 1, visit: { base: -20, storeValue: 0, notice } }],
      promotions: { menu: [{ mechanic: "flash-sale", depth: 0.3, fromHour: 10, toHour: 12 }], depths: [0.2] },
    });
  const visitsOn = (market: Market, choice: number) => market.runDay({ offer: Int32Array.of(choice, 0) }).visits[0];

  it("brings by its notice those who would have stayed at home: -20 + 20 logits is one in two, on its day alone", () => {
    const market = open(scenario(20));
    expect([visitsOn(market, 0), visitsOn(market, 1)]).toEqual([0, 0]);
    const came = visitsOn(market, 2);
    // Binomial(4000, 1/2): 4 standard errors
    expect(Math.abs(came - 2000)).toBeLessThan(4 * Math.sqrt(1000));
    expect(visitsOn(market, 0)).toBe(0);
  });

  it("that is refused is not announced", () => {
    const refused = scenario(20);
    refused.promotions.everyday.mechanics = ["percent-off"];
    expect(visitsOn(open(refused), 2)).toBe(0);
  });
});

/** decisions on every lever there is, drawn by day */
function decide(scenario: Scenario, day: number): Decisions {
  const P = scenario.products.length;
  const S = scenario.segments.length;
  const draw = (lever: number, n: number) => uniformAt(31 + lever, day, n);
  const some = (length: number, lever: number, of: number) =>
    Int32Array.from({ length }, (_, n) => Math.floor(draw(lever, n) * of));
  return {
    offer: some(P, 0, 2 * scenario.promotions.menu.length),
    basketOffer: day % 4 === 0 ? scenario.promotions.depths.length + scenario.promotions.menu.length : 0,
    price: Float64Array.from({ length: P }, (_, p) => 0.9 + 0.1 * Math.floor(3 * draw(1, p))),
    coupon: some(S, 2, 3),
    order: Float64Array.from({ length: orderPlaces(scenario) }, (_, n) => Math.floor(25 * draw(3, n))),
    adSpend: Float64Array.from({ length: S * scenario.advertising.channels.length }, (_, n) => 30 * draw(4, n)),
    slate: Int32Array.from({ length: S * scenario.slates.slots }, (_, n) => (n + day) % P),
  };
}

function play(market: Market, days: number): string {
  const trace = new Trace();
  for (let n = 0; n < days; n++) {
    const report = market.runDay(decide(market.scenario, market.day));
    for (const line of LINES) trace.addArray(report.money[line]);
    for (const figures of [report.store, report.units, report.stock, report.onOrder, report.expired, report.visits])
      trace.addArray(figures);
    for (const figures of [report.rivalDiscount, report.adstock, report.couponsRedeemed, report.churned])
      trace.addArray(figures);
  }
  return trace.digest();
}

describe.each(["shopper", "cohort"] as const)(
  "at %s fidelity, with every effect on and every lever pulled",
  (fidelity) => {
    const rich = (changes: Partial<ScenarioInput> = {}) =>
      scenarioSchema.parse({ ...richInput, fidelity, events: {}, ...changes });
    const warm = (scenario: Scenario) => {
      const market = open(scenario);
      while (market.day < 0) market.runDay(decide(scenario, market.day));
      market.endWarmUp();
      return market;
    };

    it.each([1, 0.5])("a snapshot, a fork and a fresh start go on to the bit, at dial %s", (carryOver) => {
      const market = warm(rich({ carryOver }));
      play(market, 9);
      const at = market.snapshot();
      const fork = market.fork();
      const went = play(market, 25);
      expect(play(fork, 25)).toBe(went);
      market.restore(at);
      expect(play(market, 25)).toBe(went);
      const again = warm(rich({ carryOver }));
      play(again, 9);
      expect(play(again, 25)).toBe(went);
    });

    it("other luck is other: the same decisions under another root sell otherwise", () => {
      const [one, other] = [warm(rich()), warm(rich())];
      other.open(rootKey("w", "evaluate", 1, 0));
      expect(play(one, 5)).not.toBe(play(other, 5));
    });
  },
);

describe("record", () => {
  const scenario = scenarioSchema.parse(richInput);

  it("writes down a day at a time, changes nothing of the market's course, and is not a fork's business", () => {
    const [silent, recorded] = [open(scenario), open(scenario)];
    const log = new EventLog(1);
    recorded.record(log);
    expect(play(recorded, 12)).toBe(play(silent, 12));
    expect(log.length).toBeGreaterThan(100);
    expect(log.columns.day[0]).toBe(-scenario.warmUpDays);
    expect(log.columns.day[log.length - 1]).toBe(11 - scenario.warmUpDays);
    log.clear();
    recorded.fork().runDay(decide(scenario, 3));
    expect(log.length).toBe(0);
    recorded.record(null);
    recorded.runDay(decide(scenario, 3));
    expect(log.length).toBe(0);
  });

  it("is refused at cohort fidelity, where there is nobody to follow", () => {
    const market = open(scenarioSchema.parse({ ...richInput, fidelity: "cohort", events: {} }));
    expect(() => market.record(new EventLog(1))).toThrow(/cohort fidelity has no shoppers/);
    expect(() => market.record(null)).not.toThrow();
  });
});
