import { describe, expect, it } from "vitest";
import type { Decisions } from "../../sim/decisions.js";
import type { DayReport } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { orderPlaces } from "../../sim/supply.js";
import { richInput } from "./rich-scenario.js";
import { smallInput, smallScenario } from "./small-scenario.js";

type Segment = ScenarioInput["segments"][number];

const menu: NonNullable<ScenarioInput["promotions"]>["menu"] = [
  { mechanic: "amount-off", amount: 0.6 },
  { mechanic: "member-price", depth: 0.15 },
  { mechanic: "buy-x-get-y", buy: 2, free: 1 },
  { mechanic: "gift", unitCost: 0.4, worth: 1.2 },
  { mechanic: "spend-threshold", tiers: [{ spend: 12, off: 2.5 }] },
  { mechanic: "flash-sale", depth: 0.3, fromHour: 8, toHour: 14 },
  { mechanic: "flash-sale", depth: 0.3, fromHour: 8, toHour: 20, units: 40 },
];
const [PERCENT, AMOUNT, MEMBER, BUNDLE, GIFT, THRESHOLD, FLASH, LIMITED] = [1, 2, 3, 4, 5, 6, 7, 8];

/** the small scenario with an effect, without spread and memory, on full shelves */
function plain(
  fidelity: "shopper" | "cohort",
  changes: Partial<ScenarioInput> = {},
  effect: Partial<Segment> = {},
): Scenario {
  return smallScenario({
    fidelity,
    population: 1500,
    quantityCap: 20,
    products: smallInput.products.map((product) => ({ ...product, initialStock: 1e9 })),
    calendar: {},
    ...changes,
    promotions: { depths: [0.25], menu, everyday: { depthLimit: 1 }, ...changes.promotions },
    segments: smallInput.segments.map((segment) => ({
      ...segment,
      ...effect,
      visit: { ...segment.visit, storeValue: 0, stockOutDrop: 0, unfairDrop: 0, giftJoy: 0 },
      price: { ...segment.price, sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { wear: 0, ...effect.promotion },
      choice: { loyalty: 0, tasteSpread: 0, appeal: segment.choice?.appeal },
      category: { ...segment.category, pantry: 0 },
      categories: {},
    })),
  });
}

const open = (scenario: Scenario, seed = "effects"): Market => {
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "evaluate", 0, 0));
  return market;
};

const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + b, 0);

function figures(report: DayReport): Record<string, number> {
  const P = report.units.length;
  const found: Record<string, number> = {
    visits: sum(report.visits),
    buyers: sum(report.buyers),
    revenue: sum(report.segmentRevenue),
    gifts: sum(report.money.giftCost),
    sent: sum(report.couponsSent),
    redeemed: sum(report.couponsRedeemed),
    active: sum(report.active),
    churned: sum(report.churned),
    acquired: sum(report.acquired),
  };
  report.units.forEach((units, p) => {
    found[`units ${p}`] = units;
    found[`promoted units ${p}`] = report.promotedUnits[p];
  });
  MECHANICS.forEach((mechanic, m) => {
    found[`units with ${mechanic}`] = sum(report.mechanicUnits.subarray(m * P, (m + 1) * P));
    found[`given by ${mechanic}`] = sum(report.mechanicDiscount.subarray(m * P, (m + 1) * P));
  });
  return found;
}

function observe(scenario: Scenario, days: number, decide: (day: number) => Decisions) {
  const market = open(scenario);
  const rows = new Map<string, number[]>();
  for (let n = 0; n < days; n++)
    for (const [name, value] of Object.entries(figures(market.runDay(decide(market.day)))))
      rows.set(name, [...(rows.get(name) ?? []), value]);
  return rows;
}

function moments(row: readonly number[]) {
  const mean = sum(row) / row.length;
  const variance = row.reduce((a, x) => a + (x - mean) ** 2, 0) / (row.length - 1);
  return { mean, ofMean: Math.sqrt(variance / row.length) };
}

const coupons = { depths: [0.1, 0.3], lagDays: 1, validDays: 5, maxOff: 3 };
const send = (day: number): Decisions => ({ coupon: Uint8Array.of(day % 9 === 0 ? 2 : 0, day % 4 === 0 ? 1 : 0) });
const offer = (...choices: number[]) => ({ offer: Int32Array.from(choices) });

describe("an effect at cohort fidelity, without spread and memory, is the shoppers' in mean (every figure within 4.5 s.e.)", () => {
  const cases: [string, Partial<ScenarioInput>, Partial<Segment>, (day: number) => Decisions][] = [
    ["members' prices", {}, { members: 0.5 }, () => offer(MEMBER, 0, PERCENT)],
    ["buy two, get one free", {}, {}, () => offer(BUNDLE, AMOUNT, BUNDLE)],
    ["gifts", {}, {}, () => offer(GIFT, 0, 0)],
    [
      "a spend threshold and fillers",
      {},
      { promotion: { filler: { reach: 0.9, base: 1 } } },
      () => ({
        basketOffer: THRESHOLD,
      }),
    ],
    [
      "a spend threshold over an offer, without fillers",
      {},
      { promotion: { filler: { base: -9 } } },
      () => ({
        basketOffer: THRESHOLD,
        ...offer(PERCENT, 0, 0),
      }),
    ],
    ["coupons", { promotions: { coupons } }, {}, send],
    [
      "coupons that exclude the offers",
      { promotions: { coupons: { ...coupons, lagDays: 0 }, stacking: { exclusive: [["coupon", "percent-off"]] } } },
      {},
      (day) => ({ ...send(day), ...offer(PERCENT, 0, PERCENT) }),
    ],
    ["a flash sale", {}, {}, () => offer(FLASH, 0, 0)],
    ["a flash sale of limited units", {}, {}, () => offer(LIMITED, 0, 0)],
    ["links between categories", { links: [{ categories: ["food", "drinks"], lift: 1.5 }] }, {}, () => ({})],
    [
      "slates",
      { slates: { slots: 2, attention: 0.6 } },
      { slate: { pull: 0.9, unseen: 0.5 } },
      () => ({
        slate: Int32Array.of(2, 0, -1, -1),
      }),
    ],
    ["another regular price", {}, {}, () => ({ price: Float64Array.of(0.8, 1, 1.2) })],
  ];
  it.each(cases)("%s", (_name, changes, effect, decide) => {
    const days = 120;
    const shopper = observe(plain("shopper", changes, effect), days, decide);
    for (const [name, row] of observe(plain("cohort", changes, effect), days, decide)) {
      const a = moments(shopper.get(name) ?? []);
      const b = moments(row);
      expect(Math.abs(a.mean - b.mean), `${name}: ${a.mean}, ${b.mean}`).toBeLessThanOrEqual(
        // a membership is drawn once for a shopper: 1,500 of them
        4.5 * Math.hypot(a.ofMean, b.ofMean) + (effect.members ? 0.05 * a.mean : 0) + 1e-9,
      );
    }
  });

  it("churn and acquisition: as many are left after 250 days (within 4% and 20 shoppers)", () => {
    const churn = { hazard: 0.03, dissatisfaction: 1, acquisition: 0.02, advertising: 0.5 };
    const [a, b] = (["shopper", "cohort"] as const).map((fidelity) => {
      const market = open(plain(fidelity, {}, { churn }));
      let left = 0;
      let came = 0;
      let report = market.runDay({});
      for (let n = 1; n < 250; n++) {
        expect(sum(report.active)).toBe(1500 - left + came);
        left += sum(report.churned);
        came += sum(report.acquired);
        report = market.runDay({});
      }
      return { active: sum(report.active), left, came };
    });
    expect(a.left).toBeGreaterThan(700);
    for (const name of ["active", "left", "came"] as const)
      expect(Math.abs(a[name] - b[name]), name).toBeLessThan(0.04 * a[name] + 20);
  });
});

describe("everything at once at cohort fidelity", () => {
  const rich = (changes: Partial<ScenarioInput> = {}) =>
    scenarioSchema.parse({ ...richInput, events: {}, fidelity: "cohort", population: 400, ...changes });

  /** warm-up and days under random decisions of every kind */
  function play(market: Market, seed: number, days: number, look: (report: DayReport) => void): void {
    const { scenario } = market;
    const P = scenario.products.length;
    const S = scenario.segments.length;
    const lines = scenario.promotions.depths.length + scenario.promotions.menu.length;
    for (let n = 0; n < days; n++) {
      const { day } = market;
      const u = (what: number, i: number) => uniformAt(seed * 64 + what, day, i);
      look(
        market.runDay({
          offer: Int32Array.from({ length: P }, (_, p) => (u(1, p) < 0.5 ? Math.floor(u(2, p) * (lines + 1)) : 0)),
          basketOffer: u(3, 0) < 0.5 ? lines : 0,
          price: Float64Array.from({ length: P }, (_, p) => (u(4, p) < 0.2 ? 1.1 : 1)),
          coupon: Uint8Array.from({ length: S }, (_, s) => (u(5, s) < 0.3 ? 1 + Math.floor(2 * u(6, s)) : 0)),
          order: Float64Array.from({ length: orderPlaces(scenario) }, (_, o) => (u(7, o) < 0.3 ? 60 : 0)),
          adSpend: Float64Array.from({ length: S }, (_, s) => 30 * u(8, s)),
          slate: Int32Array.of(0, 2, 3, 1),
        }),
      );
    }
  }

  it("keeps money and units to the step, and no budget is overdrawn", () => {
    let promoted = 0;
    for (let seed = 0; seed < 8; seed++) {
      const scenario = rich({ population: [1, 40, 400, 1e6][seed % 4], carryOver: seed % 3 === 0 ? 0.4 : 1 });
      const P = scenario.products.length;
      const market = open(scenario, String(seed));
      let given = 0;
      let byCoupons = 0;
      play(market, seed, 50, (report) => {
        const { grossSales, discount, giftCost } = report.money;
        expect(sum(report.segmentRevenue)).toBe(sum(grossSales) - sum(discount));
        expect(sum(report.segmentDiscount)).toBe(sum(discount));
        for (let p = 0; p < P; p++) {
          let byMechanic = 0;
          for (let m = 0; m < MECHANICS.length; m++) byMechanic += report.mechanicDiscount[m * P + p];
          expect(byMechanic).toBe(discount[p]);
          expect(discount[p]).toBeLessThanOrEqual(grossSales[p] - report.units[p]);
          expect(report.promotedUnits[p]).toBeLessThanOrEqual(report.units[p]);
          expect(report.stock[p]).toBeGreaterThanOrEqual(0);
          expect([report.units[p], discount[p], giftCost[p], report.promotedUnits[p]].every(Number.isInteger)).toBe(
            true,
          );
          let bySegment = 0;
          for (let s = 0; s < scenario.segments.length; s++) bySegment += report.segmentUnits[s * P + p];
          expect(bySegment).toBe(report.units[p]);
          promoted += report.promotedUnits[p];
        }
        for (let s = 0; s < scenario.segments.length; s++) {
          expect(report.buyers[s]).toBeLessThanOrEqual(report.visits[s]);
          expect(report.visits[s]).toBeLessThanOrEqual(report.active[s]);
          expect(report.couponsRedeemed[s]).toBeLessThanOrEqual(report.buyers[s]);
        }
        const coupon = MECHANICS.indexOf("coupon");
        const couponGiven = sum(report.mechanicDiscount.subarray(coupon * P, (coupon + 1) * P));
        byCoupons += couponGiven;
        if (report.campaign < 0) given += sum(discount) - couponGiven + sum(giftCost);
      });
      const { everyday, coupons } = scenario.promotions;
      expect(given * scenario.moneyStep).toBeLessThanOrEqual((everyday.budget ?? 0) + 1e-9);
      expect(byCoupons * scenario.moneyStep).toBeLessThanOrEqual((coupons?.budget ?? 0) + 1e-9);
    }
    expect(promoted).toBeGreaterThan(1000);
  });

  it.each([1, 0.4])("snapshot, restore and fork go on to the bit, dial at %d", (carryOver) => {
    const market = open(rich({ carryOver }));
    const days = (of: Market) => {
      const reports: string[] = [];
      play(of, 3, 15, (report) => {
        reports.push(JSON.stringify([figures(report), [...report.stock], [...report.segmentSatisfaction]]));
      });
      return reports;
    };
    days(market);
    market.endWarmUp();
    const snapshot = market.snapshot();
    const twin = market.fork();
    const first = days(market);
    expect(days(twin)).toEqual(first);
    market.restore(snapshot);
    expect(days(market)).toEqual(first);
  });

  it("a coupon is used up by one basket, and lost with the day it ends", () => {
    const scenario = plain("cohort", { promotions: { coupons: { ...coupons, lagDays: 2, validDays: 3 } } });
    const market = open(scenario);
    let redeemed = 0;
    for (let n = 0; n < 8; n++) {
      const report = market.runDay(n === 0 ? { coupon: Uint8Array.of(2, 0) } : {});
      const today = report.couponsRedeemed[0];
      expect(report.couponsRedeemed[1]).toBe(0);
      expect(today > 0).toBe(n >= 2 && n < 5);
      redeemed += today;
    }
    expect(redeemed).toBeLessThanOrEqual(1500);
  });

  it("has no single shoppers to send coupons to, and none to follow", () => {
    const market = open(rich());
    expect(() => market.runDay({ coupon: new Uint8Array(400) })).toThrow(
      "coupon: found 400 levels, expected 2 (segments); cohort fidelity has no single shoppers",
    );
    const refused = scenarioSchema.safeParse({ ...richInput, fidelity: "cohort", events: { rate: 0.1 } });
    expect(refused.error?.issues.map(({ path }) => path.join("."))).toEqual(["events.rate"]);
  });
});
