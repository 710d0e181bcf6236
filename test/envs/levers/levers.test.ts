import { describe, expect, test } from "vitest";
import { marketBrief } from "../../../envs/brief.js";
import { createSheet } from "../../../envs/levers/decision-sheet.js";
import { orderUpTo } from "../../../envs/levers/order-up-to.js";
import { promotionLever } from "../../../envs/levers/promotion.js";
import { restockLever } from "../../../envs/levers/restock.js";
import { createShop, type Shop } from "../../../envs/levers/shop.js";
import { powerOfTwo } from "../../../envs/levers/slot-table.js";
import { choicesOf } from "../../../envs/spaces.js";
import type { MultiDiscreteSpace } from "../../../envs/types.js";
import { Market } from "../../../sim/market.js";
import { rootKey } from "../../../sim/math/key.js";
import type { Scenario } from "../../../sim/scenario.js";
import { cornerShop } from "../corner-shop.js";

/** A market whose days run under decisions of the test's own. */
function open(scenario: Scenario) {
  const market = new Market(scenario, rootKey("levers", "population", 0, 0));
  market.open(rootKey("levers", "train", 0, 0));
  const shop = createShop(market);
  const brief = marketBrief(scenario, scenario.tailDays);
  const run = (depth = [0, 0, 0], order = [0, 0, 0]) => {
    market.runDay({ depth: Float64Array.from(depth), order: Float64Array.from(order) });
    shop.look();
  };
  return { market, shop, run, promotion: promotionLever(scenario, brief), restock: restockLever(scenario, brief) };
}

/** The amounts that an observation stands for, by slot name, in the units of the table. */
function amounts({ table }: ReturnType<typeof promotionLever>, shop: Shop): Map<string, number> {
  const observation = new Float32Array(table.slots.length);
  table.fill(shop, observation);
  return new Map(table.slots.map(({ name, scale = 1 }, i) => [name, observation[i] * scale]));
}

const legal = (lever: ReturnType<typeof promotionLever>, shop: Shop) => {
  const mask = new Uint8Array(choicesOf(lever.actionSpace));
  lever.mask(shop, mask);
  return mask;
};

describe("what is observed, by hand", () => {
  test("a Wednesday without a campaign: twelve days left, four until tea week", () => {
    const { shop, promotion } = open(cornerShop({ warmUpDays: 0 }));
    const seen = amounts(promotion, shop);
    expect(seen.get("days-left")).toBe(12);
    expect(seen.get("weekday/wednesday")).toBe(1);
    expect(seen.get("weekday/thursday")).toBe(0);
    expect([seen.get("campaign-open"), seen.get("campaign-days-left"), seen.get("vendor-funding")]).toEqual([0, 0, 0]);
    expect(seen.get("next-campaign")).toBe(4);
    expect(seen.get("budget-left")).toBe(1);
    expect([seen.get("visits"), seen.get("sales/green"), seen.get("mean-sales/green")]).toEqual([0, 0, 0]);
    expect([seen.get("stock/green"), seen.get("stock/rye"), seen.get("on-order/rye")]).toEqual([120, 150, 0]);
    expect([seen.get("offer/green"), seen.get("price/green"), seen.get("cool-down/green")]).toEqual([0, 1, 0]);
  });

  test("the second day of tea week, after a day at .2 off green: funding, budget spent, yesterday's price", () => {
    const { shop, run, promotion, market } = open(cornerShop({ warmUpDays: 0 }));
    for (let day = 0; day < 4; day++) run([0, 0, 0], [48, 48, 100]);
    run([0.2, 0, 0], [48, 48, 100]);
    const seen = amounts(promotion, shop);
    expect([seen.get("campaign-open"), seen.get("campaign-days-left"), seen.get("next-campaign")]).toEqual([1, 2, 32]);
    expect(seen.get("vendor-funding")).toBeCloseTo(0.1, 7);
    expect(seen.get("offer/green")).toBeCloseTo(0.2, 7);
    expect(seen.get("price/green")).toBeCloseTo(0.8, 7);
    const given = 0.8 * market.report.promotedUnits[0];
    expect(given).toBeGreaterThan(0);
    expect(seen.get("budget-left")).toBeCloseTo(1 - given / 60, 6);
  });

  test("an offer on day 0 may go on on day 1; if it does not, its product rests on days 1 to 3", () => {
    const { shop, run, promotion } = open(cornerShop({ warmUpDays: 0, calendar: {} }));
    run([0.1, 0, 0]);
    const left = [amounts(promotion, shop).get("cool-down/green")];
    for (let day = 0; day < 4; day++) {
      run();
      left.push(amounts(promotion, shop).get("cool-down/green"));
    }
    expect(left).toEqual([0, 2, 1, 0, 0]);
  });

  test("stock, orders, sales and visits read exactly as the books have them, day after day", () => {
    const { shop, run, promotion, restock, market } = open(cornerShop());
    for (let day = 0; day < 20; day++) {
      run([day % 3 === 0 ? 0.1 : 0, 0, 0], [24, 12 * (day % 2), 50]);
      for (const lever of [promotion, restock]) {
        const seen = amounts(lever, shop);
        const { report } = market;
        ["green", "black", "rye"].forEach((name, p) => {
          expect(seen.get(`stock/${name}`)).toBe(report.stock[p]);
          expect(seen.get(`on-order/${name}`)).toBe(report.onOrder[p]);
          expect(seen.get(`sales/${name}`)).toBe(report.units[p]);
          expect(seen.get(`offer/${name}`)).toBe(Math.fround(report.depth[p]));
        });
        expect(seen.get("visits")).toBe(report.visits.reduce((sum, n) => sum + n, 0));
      }
    }
  });

  test("an amount beyond the table's bounds reads as the bound", () => {
    const scenario = cornerShop({ warmUpDays: 0 });
    scenario.products[0].initialStock = 1e9;
    const { shop, restock } = open(scenario);
    const bound = restock.table.slots.find(({ name }) => name === "stock/green");
    expect(amounts(restock, shop).get("stock/green")).toBe((bound?.high ?? 0) * (bound?.scale ?? 0));
  });

  test("scales are powers of two, so that an element gives its amount back exactly", () => {
    const { promotion, restock } = open(cornerShop());
    for (const { scale = 1 } of [...promotion.table.slots, ...restock.table.slots])
      expect(powerOfTwo(scale)).toBe(scale);
    expect([0.3, 1, 1.5, 64, 65].map(powerOfTwo)).toEqual([1, 1, 2, 64, 128]);
  });

  test("no slot reads what a retailer cannot know", () => {
    const { shop, run, promotion, restock } = open(cornerShop());
    run();
    const hide = <T extends object>(thing: T, hidden: readonly string[]): T =>
      new Proxy(thing, {
        get(target, name) {
          if (hidden.includes(String(name))) throw new Error(`${String(name)} is latent`);
          const value = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    const latent = ["demand", "segmentUnits", "segmentRevenue", "segmentDiscount", "segmentSatisfaction", "stockOut"];
    const blind: Shop = {
      ...shop,
      report: hide(shop.report, latent),
      market: hide(shop.market, ["population", "report", "state", "snapshot", "fork", "runDay"]),
    };
    expect(() => blind.report.demand).toThrow("latent");
    expect(amounts(promotion, blind)).toEqual(amounts(promotion, shop));
    expect(amounts(restock, blind)).toEqual(amounts(restock, shop));
  });
});

describe("what may be done, by hand", () => {
  test("outside the campaign .3 is too deep; in it, tea may go to .3 and bread, which it does not cover, not", () => {
    const { shop, run, promotion } = open(cornerShop({ warmUpDays: 0 }));
    expect([...legal(promotion, shop)]).toEqual([1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]);
    for (let day = 0; day < 4; day++) run();
    expect([...legal(promotion, shop)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
  });

  test("a resting product allows none only", () => {
    const { shop, run, promotion } = open(cornerShop({ warmUpDays: 0 }));
    run([0.1, 0, 0]);
    run();
    expect([...legal(promotion, shop)].slice(0, 4)).toEqual([1, 0, 0, 0]);
  });

  test("a category's slot allows what all its products allow", () => {
    const scenario = cornerShop({ warmUpDays: 0 });
    scenario.promotions.slots = "category";
    const { shop, run, promotion } = open(scenario);
    expect((promotion.actionSpace as MultiDiscreteSpace).counts).toEqual([4, 4]);
    run([0.1, 0, 0]);
    run();
    expect([...legal(promotion, shop)]).toEqual([1, 0, 0, 0, 1, 1, 1, 0]);
  });

  test("after the horizon nothing may be promoted", () => {
    const { shop, run, promotion } = open(cornerShop({ warmUpDays: 0 }));
    for (let day = 0; day < 12; day++) run();
    expect([...legal(promotion, shop)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
  });

  test("choice k of a promotion slot is the k-th depth; a choice that the mask forbids is none, and counted", () => {
    const { shop, promotion } = open(cornerShop({ warmUpDays: 0 }));
    const sheet = createSheet(shop.scenario, 2, false);
    expect(promotion.decide(Int32Array.of(2, 0, 1), legal(promotion, shop), sheet)).toBe(0);
    expect([...sheet.depth]).toEqual([0.2, 0, 0.1]);
    expect(promotion.decide(Int32Array.of(3, 3, 1), legal(promotion, shop), sheet)).toBe(2);
    expect([...sheet.depth]).toEqual([0, 0, 0.1]);
  });

  test("a category's choice is an offer on each of its products", () => {
    const scenario = cornerShop({ warmUpDays: 0 });
    scenario.promotions.slots = "category";
    const { shop, promotion } = open(scenario);
    const sheet = createSheet(scenario, 2, false);
    promotion.decide(Int32Array.of(2, 0), legal(promotion, shop), sheet);
    expect([...sheet.depth]).toEqual([0.2, 0.2, 0]);
  });

  test("choice k of a restock slot is k cases, all of them legal", () => {
    const { shop, restock } = open(cornerShop());
    expect((restock.actionSpace as MultiDiscreteSpace).counts).toEqual([11, 11, 21]);
    expect(legal(restock, shop)).toEqual(new Uint8Array(43).fill(1));
    const sheet = createSheet(shop.scenario, 2, false);
    expect(restock.decide(Int32Array.of(0, 10, 3), legal(restock, shop), sheet)).toBe(0);
    expect([...sheet.order]).toEqual([0, 120, 30]);
  });
});

describe("background restocking", () => {
  test("orders up to 9 days of tea and 8 of bread and some for luck, in whole cases, at most the largest order", () => {
    const { shop } = open(cornerShop({ warmUpDays: 0 }));
    const sheet = createSheet(shop.scenario, 2, false);
    // tea: 10 a day x 9 days = 90, + 1.645 sqrt(90) = 105.6; less 30 there and 24 coming = 51.6: 5 cases of 12
    // black: 4 x 9 = 36 + 9.87 = 45.9, 120 there: nothing. bread: 60 x 8 = 480 + 36.0, none there: 20 cases are the most
    shop.meanSales.set([10, 4, 60]);
    shop.report.stock.set([30, 120, 0]);
    shop.report.onOrder.set([24, 0, 0]);
    orderUpTo(shop, sheet);
    expect([...sheet.order]).toEqual([60, 0, 200]);
  });

  test("before anything was sold it goes by what typically sells, so that empty shelves do not stay empty", () => {
    const scenario = cornerShop({ warmUpDays: 0 });
    for (const product of scenario.products) product.initialStock = 0;
    const { shop } = open(scenario);
    const sheet = createSheet(scenario, 2, false);
    orderUpTo(shop, sheet);
    expect(Math.min(...sheet.order)).toBeGreaterThan(0);
  });
});

test("credit is the profit of the slot's category, the same for all products of one", () => {
  const { shop, run, promotion, restock, market } = open(cornerShop());
  run([0.1, 0, 0], [24, 24, 50]);
  const { money } = market.report;
  const profit = [0, 1, 2].map(
    (p) =>
      money.grossSales[p] -
      money.discount[p] +
      money.vendorFunding[p] -
      money.unitCost[p] -
      money.ordering[p] -
      money.holding[p] -
      money.writeOff[p],
  );
  const tea = (profit[0] + profit[1]) * 0.01;
  for (const lever of [promotion, restock]) {
    const credit = new Float64Array(3);
    lever.credit(shop, createSheet(shop.scenario, 2, false), credit);
    expect([...credit]).toEqual([tea, tea, profit[2] * 0.01]);
  }
  expect(tea).not.toBe(0);
});
