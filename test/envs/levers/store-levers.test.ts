import { describe, expect, test } from "vitest";
import { marketBrief } from "../../../envs/brief.js";
import { createLever, type LeverForms } from "../../../envs/levers/create-levers.js";
import { createSheet, decisionsOf } from "../../../envs/levers/decision-sheet.js";
import type { LeverName } from "../../../envs/levers/lever.js";
import { orderUpTo } from "../../../envs/levers/order-up-to.js";
import { createShop } from "../../../envs/levers/shop.js";
import { choicesOf, sizeOf } from "../../../envs/spaces.js";
import type { MultiDiscreteSpace } from "../../../envs/types.js";
import { dayProfit } from "../../../sim/ledger.js";
import { Market } from "../../../sim/market.js";
import { rootKey } from "../../../sim/math/key.js";
import type { Scenario } from "../../../sim/scenario.js";
import { departmentStore } from "../department-store.js";

/** A lever of a market whose days run as the sheet says. */
function open(name: LeverName, scenario: Scenario = departmentStore({ warmUpDays: 0 }), forms: LeverForms = {}) {
  const market = new Market(scenario, rootKey("store", "population", 0, 0));
  market.open(rootKey("store", "train", 0, 0));
  const shop = createShop(market);
  const lever = createLever(name, scenario, marketBrief(scenario, 5), forms);
  const sheet = createSheet(scenario, market.categories.length, forms.perShopper ?? false);
  const decisions = decisionsOf(sheet, new Set([name]));
  return {
    market,
    shop,
    lever,
    sheet,
    mask() {
      const mask = new Uint8Array(choicesOf(lever.actionSpace));
      lever.mask(shop, mask);
      return mask;
    },
    decide(...action: number[]) {
      return lever.decide(Int32Array.from(action), this.mask(), sheet);
    },
    run() {
      market.runDay(decisions);
      shop.look();
    },
    credit() {
      const credit = new Float64Array(sizeOf(lever.actionSpace));
      lever.credit(shop, sheet, credit);
      return [...credit];
    },
    /** amounts by slot name, in the table's units */
    seen() {
      const observation = new Float32Array(lever.table.slots.length);
      lever.table.fill(shop, observation);
      return new Map(lever.table.slots.map((slot, i) => [slot.name, observation[i] * (slot.scale ?? 1)]));
    },
  };
}

const counts = ({ lever }: ReturnType<typeof open>) => (lever.actionSpace as MultiDiscreteSpace).counts;

describe("promotion with a menu", () => {
  test("product slots have none, three depths and the menu's three product offers; a basket slot the threshold", () => {
    const shop = open("promotion");
    expect(counts(shop)).toEqual([7, 7, 7, 2]);
    // the list: depths 1 to 3, then the menu 4 to 7. Choice 6 of green is its member price, 5 of black its gift
    expect(shop.decide(6, 5, 2, 1)).toBe(0);
    expect([...shop.sheet.offer]).toEqual([7, 6, 0]);
    expect([...shop.sheet.depth]).toEqual([0, 0, 0.2]);
    expect(shop.sheet.basketOffer).toBe(5);
    shop.run();
    expect([...shop.market.report.offer]).toEqual([7, 6, 2]);
  });

  test("the brief names them, with the largest share of the price that each gives away", () => {
    const { promotionSlots } = marketBrief(departmentStore(), 5);
    expect(promotionSlots[0].choices.map(({ mechanic, depth }) => [mechanic, depth])).toEqual([
      ["none", 0],
      ["percent-off", 0.1],
      ["percent-off", 0.2],
      ["percent-off", 0.3],
      ["buy-x-get-y", 1 / 3],
      ["gift", 0],
      ["member-price", 0.15],
    ]);
    expect(promotionSlots[3]).toMatchObject({ name: "basket", products: [0, 1, 2] });
    expect(promotionSlots[3].choices[1]).toEqual({ mechanic: "spend-threshold", depth: 0.2 });
  });

  test("what the rules forbid is masked: a third off is deeper than everyday's fifth, a basket's fifth is not", () => {
    const mask = open("promotion").mask();
    expect([...mask]).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]);
  });

  test("the basket's slot is credited with the day's whole profit", () => {
    const shop = open("promotion");
    shop.decide(0, 0, 0, 1);
    shop.run();
    expect(shop.credit()[3]).toBeCloseTo(dayProfit(shop.market.report) * 0.01, 10);
  });
});

describe("pricing", () => {
  test("choice k sets the k-th factor of the list price, which shoppers then pay and the shop sees", () => {
    const shop = open("pricing");
    expect(counts(shop)).toEqual([5, 5, 5]);
    expect(shop.decide(0, 2, 4)).toBe(0);
    expect([...shop.sheet.price]).toEqual([0.8, 1, 1.2]);
    shop.run();
    expect([...shop.market.report.regularPrice]).toEqual([320, 300, 300]);
    const seen = shop.seen();
    expect(seen.get("regular-price/green")).toBeCloseTo(0.8, 6);
    expect(seen.get("regular-price/rye")).toBeCloseTo(1.2, 6);
  });

  test("by category one choice prices all of it; as a box any factor between the least and the greatest", () => {
    const base = departmentStore({ warmUpDays: 0 });
    const byCategory = open("pricing", { ...base, promotions: { ...base.promotions, slots: "category" } });
    byCategory.decide(1, 3);
    expect([...byCategory.sheet.price]).toEqual([0.9, 0.9, 1.1]);
    const box = open("pricing", base, { action: "box" });
    expect(box.lever.actionSpace).toMatchObject({ kind: "box", shape: [3] });
    box.lever.decide(Float32Array.of(0.5, 0.875, 7), new Uint8Array(0), box.sheet);
    expect([...box.sheet.price]).toEqual([0.8, 0.875, 1.2]);
  });
});

describe("coupons", () => {
  test("choice k sends the k-th depth to every shopper of the segment, once a day in their hands", () => {
    const shop = open("coupon");
    expect(counts(shop)).toEqual([3, 3]);
    expect(shop.decide(0, 2)).toBe(0);
    shop.run();
    // 300 shoppers, 2 to 1; the budget of 600 reserves 3 for each of the 100 hunters
    expect([...shop.market.report.couponsSent]).toEqual([0, 100]);
    const seen = shop.seen();
    expect([seen.get("coupons-sent/regulars"), seen.get("coupons-sent/hunters")]).toEqual([0, 100]);
    expect(seen.get("coupons-affordable")).toBeCloseTo(100 / 300, 6);
  });

  test("are masked once the budget takes no more, and refused", () => {
    const shop = open("coupon");
    shop.decide(1, 0);
    shop.run();
    expect([...shop.mask()]).toEqual([1, 0, 0, 1, 0, 0]);
    expect(shop.decide(1, 2)).toBe(2);
    expect([...shop.sheet.coupon]).toEqual([0, 0]);
  });

  test("credit: what the segment paid less what its units cost and sending did", () => {
    const shop = open("coupon");
    shop.decide(0, 1);
    shop.run();
    const { segmentRevenue, segmentUnits } = shop.market.report;
    const margin = (s: number) =>
      segmentRevenue[s] * 0.01 -
      2 * segmentUnits[3 * s] -
      1.5 * segmentUnits[3 * s + 1] -
      1.25 * segmentUnits[3 * s + 2];
    const [regulars, hunters] = shop.credit();
    expect(regulars).toBeCloseTo(margin(0), 8);
    expect(hunters).toBeCloseTo(margin(1) - 100 * 0.05, 8);
    expect(margin(0)).toBeGreaterThan(0);
  });

  test("shopper by shopper: one slot each, and only those chosen get one", () => {
    const shop = open("coupon", departmentStore({ warmUpDays: 0 }), { perShopper: true });
    const action = Array.from({ length: 300 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    shop.decide(...action);
    shop.run();
    expect([...shop.market.report.couponsSent]).toEqual([20, 10]);
  });
});

describe("restocking from several suppliers", () => {
  test("has a slot each, product by product; less than a supplier's smallest order is masked and refused", () => {
    const shop = open("restock");
    expect(counts(shop)).toEqual([11, 5, 9, 21]);
    expect([...shop.mask().subarray(16, 25)]).toEqual([1, 0, 1, 1, 1, 1, 1, 1, 1]);
    expect(shop.decide(1, 2, 1, 3)).toBe(1);
    expect([...shop.sheet.order]).toEqual([12, 24, 0, 30]);
  });

  test("the background asks the first supplier, and the next for what it cannot deliver", () => {
    const { market, shop } = open("restock");
    const { sheet } = open("restock");
    shop.meanSales.set([10, 20, 60]);
    market.report.stock.set([30, 30, 0]);
    market.report.onOrder.set([24, 0, 0]);
    orderUpTo(shop, sheet);
    // black: 20 x (1 + 7) = 160, + 1.645 sqrt(160) = 180.8, less 30: 13 cases of 12; near brings 4, far 8
    // rye keeps 4 days: 60 x (1 + 4) = 300, + 28.5: 33 cases of 10, at most 20
    expect([...sheet.order]).toEqual([60, 48, 96, 200]);
  });
});

describe("advertising", () => {
  test("is spent as it is told, within its bounds, and credited with the segment's margin less the spend", () => {
    const shop = open("advertising");
    expect(shop.lever.actionSpace).toMatchObject({ kind: "box", shape: [2, 2] });
    shop.lever.decide(Float32Array.of(10, 99, -5, 0), new Uint8Array(0), shop.sheet);
    expect([...shop.sheet.adSpend]).toEqual([10, 40, 0, 0]);
    shop.run();
    expect(shop.market.report.store[0]).toBe(5000);
    const [tvRegulars, tvHunters, mailRegulars, mailHunters] = shop.credit();
    expect(mailRegulars - tvRegulars).toBeCloseTo(10, 8);
    expect(mailHunters - tvHunters).toBeCloseTo(40, 8);
    // kappa 50: 1 - exp(-10 / 50) = .18127 of the regulars
    expect(shop.seen().get("adstock/tv/regulars")).toBeCloseTo(0.18127, 4);
  });
});

describe("slates", () => {
  test("choice p + 1 shows product p; one already in the segment's slate becomes none, and is counted", () => {
    const shop = open("slate");
    expect(counts(shop)).toEqual([4, 4, 4, 4]);
    expect(shop.decide(3, 3, 1, 0)).toBe(1);
    expect([...shop.sheet.slate]).toEqual([2, -1, 0, -1]);
    expect(shop.decide(0, 2, 2, 0)).toBe(0);
    expect([...shop.sheet.slate]).toEqual([-1, 1, 1, -1]);
  });

  test("what was sold out at yesterday's close may not be shown", () => {
    const shop = open("slate");
    shop.market.report.stock[1] = 0;
    expect([...shop.mask().subarray(0, 4)]).toEqual([1, 1, 0, 1]);
    expect(shop.decide(2, 1, 0, 0)).toBe(1);
    expect([...shop.sheet.slate]).toEqual([-1, 0, -1, -1]);
  });
});

test("the shop's own reckoning of a day's profit is the ledger's, whatever was decided", () => {
  const shop = open("advertising");
  shop.lever.decide(Float32Array.of(20, 5, 5, 0), new Uint8Array(0), shop.sheet);
  for (let day = 0; day < 6; day++) {
    shop.run();
    expect(shop.shop.profit).toBe(dayProfit(shop.market.report));
  }
});

test.each([
  ["coupon", { promotions: {} }, "has no promotions.coupons"],
  ["advertising", { advertising: {} }, "has no advertising.channels"],
  ["slate", { slates: {} }, "has no slates.slots"],
] as const)("without anything for it the lever %s is refused", (name, changes, message) => {
  expect(() => open(name, departmentStore(changes))).toThrow(message);
});

test("cohorts have no shoppers to send coupons to one by one", () => {
  expect(() => open("coupon", departmentStore({ fidelity: "cohort" }), { perShopper: true })).toThrow(
    "perShopper needs shopper fidelity",
  );
});
