import { describe, expect, it } from "vitest";
import type { Decisions } from "../../sim/decisions.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import type { Scenario, ScenarioInput } from "../../sim/scenario.js";
import { PlainMarket, type PlainToday } from "./plain-market.js";
import { smallInput, smallScenario } from "./small-scenario.js";

/**
 * The optional effects, each and then all together, held unit for unit and cent for cent to a second plain writing of their
 * equations (plain-market.ts). Shelves are full, so that the order of shoppers does not matter.
 */
const population = rootKey("shoppers", "population", 0, 0);
const luck = rootKey("luck", "evaluate", 0, 0);

const menu: NonNullable<ScenarioInput["promotions"]>["menu"] = [
  { mechanic: "member-price", depth: 0.15 },
  { mechanic: "buy-x-get-y", buy: 2, free: 1 },
  { mechanic: "gift", unitCost: 0.4, worth: 1.2 },
  { mechanic: "spend-threshold", tiers: [{ spend: 12, off: 2.5 }] },
];
/** places in the list of choices: no depth stands before the menu but one */
const [PERCENT, MEMBER, BUNDLE, GIFT, THRESHOLD] = [1, 2, 3, 4, 5];
const DEPTH = 0.2;

interface Day {
  decisions: Decisions;
  plain: PlainToday;
  prices: number[];
}

/** an offer of some kind on some products on some days, drawn by day and product */
function offersOf(scenario: Scenario, kinds: readonly number[], day: number): Day {
  const offer = scenario.products.map((_, p) => {
    const u = uniformAt(5, Math.floor(day / 2), p);
    return u < 0.6 ? (kinds[Math.floor((u / 0.6) * kinds.length)] ?? 0) : 0;
  });
  return {
    decisions: { offer: Int32Array.from(offer) },
    plain: {
      memberDepth: offer.map((kind) => (kind === MEMBER ? 0.15 : 0)),
      bundles: offer.map((kind) => (kind === BUNDLE ? { buy: 2, free: 1 } : null)),
      gifts: offer.map((kind) => (kind === GIFT ? { worth: 1.2 } : null)),
    },
    prices: scenario.products.map(
      ({ listPrice }, p) => Math.floor(listPrice * (offer[p] === PERCENT ? 1 - DEPTH : 1) * 100 + 0.5) / 100,
    ),
  };
}

function scenarioWith(changes: Partial<ScenarioInput>, segments: Partial<ScenarioInput["segments"][number]> = {}) {
  return smallScenario({
    products: smallInput.products.map((product) => ({ ...product, initialStock: 1e6 })),
    segments: smallInput.segments.map((segment) => ({
      ...segment,
      ...segments,
      visit: { ...segment.visit, ...segments.visit },
    })),
    calendar: { ...smallInput.calendar, campaigns: [] },
    promotions: { depths: [DEPTH], menu, everyday: { depthLimit: 1 } },
    ...changes,
  });
}

/** Runs both for 60 days, compares every day, and answers the sum of what the plain one says. */
function compare(scenario: Scenario, today: (day: number) => Day): Record<string, number> {
  const market = new Market(scenario, population);
  market.open(luck);
  const plain = new PlainMarket(scenario, population);
  const sums: Record<string, number> = {};
  for (let n = 0; n < 60; n++) {
    const { day } = market;
    const { decisions, plain: extras, prices } = today(day);
    const expected = plain.runDay(luck, day, prices, market.calendar.season(day), 0, extras);
    const report = market.runDay(decisions);
    const found = {
      visits: [...report.visits],
      units: [...report.units],
      demand: [...report.demand],
      churned: [...report.churned],
      acquired: [...report.acquired],
      redeemed: [...report.couponsRedeemed],
      revenue: Array.from(report.segmentRevenue, (steps) => Math.round(steps) / 100),
    };
    expect(found, `day ${day}`).toEqual({
      ...expected,
      revenue: expected.revenue.map((amount) => Math.round(amount * 100) / 100),
    });
    for (const [name, list] of Object.entries(expected))
      sums[name] = (sums[name] ?? 0) + (list as number[]).reduce((a, b) => a + b, 0);
  }
  return sums;
}

const plainDay = (scenario: Scenario): Day => ({
  decisions: {},
  plain: {},
  prices: scenario.products.map(({ listPrice }) => listPrice),
});

describe("an effect against its plain equations", () => {
  it.each([
    ["per-cent off", [PERCENT]],
    ["members' prices", [MEMBER]],
    ["buy two, get one free", [BUNDLE]],
    ["gifts", [GIFT]],
    ["all four", [PERCENT, MEMBER, BUNDLE, GIFT]],
  ])("%s", (_name, kinds) => {
    const scenario = scenarioWith({}, { members: 0.4, visit: { unfairDrop: 0 } });
    compare(scenario, (day) => offersOf(scenario, kinds, day));
  });

  it("a spend threshold, and fillers of those who come near it", () => {
    const scenario = scenarioWith({});
    const of = (base: number) => scenarioWith({}, { promotion: { filler: { reach: 0.9, base } } });
    const with_ = (shop: Scenario) =>
      compare(shop, (day) => ({
        ...plainDay(shop),
        decisions: { basketOffer: day % 3 === 0 ? 0 : THRESHOLD },
        plain: day % 3 === 0 ? {} : { threshold: { spend: 12, off: 2.5 } },
      }));
    expect(with_(of(8)).units).toBeGreaterThan(with_(scenario).units);
    expect(with_(of(-8)).units).toBeLessThan(with_(of(8)).units);
  });

  it("coupons: sent by segment, used from the next day on, up to five days, once", () => {
    const coupons = { depths: [0.1, 0.3], lagDays: 1, validDays: 5, maxOff: 3 };
    const scenario = scenarioWith(
      { promotions: { depths: [DEPTH], menu, coupons, everyday: { depthLimit: 1 } } },
      { visit: { unfairDrop: 0 } },
    );
    const { redeemed } = compare(scenario, (day) => {
      const couponTo = [day % 9 === 0 ? 2 : 0, day % 4 === 0 ? 1 : 0];
      return { ...plainDay(scenario), decisions: { coupon: Uint8Array.from(couponTo) }, plain: { couponTo } };
    });
    expect(redeemed).toBeGreaterThan(100);
  });

  it("slates: what is shown, by place, and what is not", () => {
    const scenario = scenarioWith({ slates: { slots: 2, attention: 0.6 } }, { slate: { pull: 0.9, unseen: 0.5 } });
    const slate = Int32Array.from([2, 0, -1, -1]);
    const hidden = Math.log(0.5);
    const second = 0.9 * 0.6 + Math.log(0.5 + 0.5 * 0.6);
    compare(scenario, () => ({
      ...plainDay(scenario),
      decisions: { slate },
      plain: {
        shown: [
          [second, hidden, 0.9],
          [0, 0, 0],
        ],
      },
    }));
  });

  it("links between categories", () => {
    const links: ScenarioInput["links"] = [{ categories: ["food", "drinks"], lift: 1.5 }];
    const linked = scenarioWith({ links });
    compare(linked, () => plainDay(linked));
  });

  it("churn and acquisition, with advertising", () => {
    const scenario = scenarioWith(
      { advertising: { channels: [{ name: "radio", saturation: 50, keep: 0.5 }], maxSpend: 100 } },
      { advertising: 0.3, churn: { hazard: 0.03, dissatisfaction: 1, acquisition: 0.02, advertising: 1 } },
    );
    const { churned, acquired } = compare(scenario, (day) => {
      const spent = [20, 60];
      const days = day + scenario.warmUpDays + 1;
      // a geometric sum of the same reach every day
      const adstock = spent.map((money) => ((1 - Math.exp(-money / 50)) * (1 - 0.5 ** days)) / 0.5);
      return {
        ...plainDay(scenario),
        decisions: { adSpend: Float64Array.from(spent) },
        plain: { adstock, visitLift: adstock.map((stock) => 0.3 * stock) },
      };
    });
    expect(churned).toBeGreaterThan(50);
    expect(acquired).toBeGreaterThan(20);
  });

  it("all of them together", () => {
    const coupons = { depths: [0.1, 0.3], lagDays: 2, validDays: 6, maxOff: 3 };
    const scenario = scenarioWith(
      {
        promotions: { depths: [DEPTH], menu, coupons, everyday: { depthLimit: 1 } },
        links: [{ categories: ["food", "drinks"], lift: 0.8 }],
        slates: { slots: 1 },
      },
      {
        members: 0.3,
        slate: { pull: 0.4, unseen: 0.8 },
        churn: { hazard: 0.02, acquisition: 0.03 },
        visit: { unfairDrop: 0 },
      },
    );
    compare(scenario, (day) => {
      const offers = offersOf(scenario, [PERCENT, MEMBER, BUNDLE, GIFT], day);
      const couponTo = [day % 7 === 0 ? 1 : 0, day % 5 === 0 ? 2 : 0];
      const open = day % 2 === 0;
      return {
        prices: offers.prices,
        decisions: {
          ...offers.decisions,
          coupon: Uint8Array.from(couponTo),
          basketOffer: open ? THRESHOLD : 0,
          slate: Int32Array.from([1, 2]),
        },
        plain: {
          ...offers.plain,
          couponTo,
          ...(open && { threshold: { spend: 12, off: 2.5 } }),
          shown: [
            [Math.log(0.8), 0.4, Math.log(0.8)],
            [Math.log(0.8), Math.log(0.8), 0.4],
          ],
        },
      };
    });
  });
});
