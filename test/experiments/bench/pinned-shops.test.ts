import { describe, expect, it } from "vitest";
import { openShop, visitedAt, visitProbability } from "../../../experiments/bench/open-shop.js";
import {
  cityOfShoppers,
  cohortSupermarket,
  plainShop,
  shopOfAllEffects,
  withStock,
} from "../../../experiments/bench/pinned-shops.js";
import { LINES, STORE_LINES } from "../../../sim/ledger.js";
import { MECHANICS } from "../../../sim/scenario/promotions.js";
import type { Scenario } from "../../../sim/scenario.js";

/** a tenth of the bench's shoppers, with stock in proportion */
const tenth = (scenario: Scenario): Scenario => ({ ...withStock(scenario, 0.1), population: 1000 });

function seasonSums(scenario: Scenario) {
  const shop = openShop(scenario);
  const { report } = shop.market;
  const sums = new Map<string, number>();
  const add = (name: string, amounts: ArrayLike<number>) => {
    for (let n = 0; n < amounts.length; n++) sums.set(name, (sums.get(name) ?? 0) + Math.abs(amounts[n]));
  };
  const P = scenario.products.length;
  for (let d = 0; d < scenario.horizonDays; d++) {
    shop.day();
    MECHANICS.forEach((mechanic, m) => {
      add(mechanic, report.mechanicUnits.subarray(m * P, (m + 1) * P));
    });
    for (const line of LINES) add(line, report.money[line]);
    STORE_LINES.forEach((line, l) => {
      add(line, [report.store[l]]);
    });
    add("expired", report.expired);
    add("churned", report.churned);
    add("acquired", report.acquired);
    add("coupons redeemed", report.couponsRedeemed);
    add("rivals' discounts", report.rivalDiscount);
    add("adstock", report.adstock);
    add("refused", [report.refused]);
  }
  return sums;
}

/** what plain campaign-season has none of */
const OPTIONAL = [
  ...MECHANICS.filter((mechanic) => mechanic !== "percent-off"),
  ...["giftCost", "purchaseVariance", "adSpend", "couponSending", "expired", "churned", "acquired"],
  ...["coupons redeemed", "rivals' discounts", "adstock"],
];

describe("the shop of all effects", () => {
  const all = shopOfAllEffects();
  const sums = seasonSums(tenth(all));

  it("has every mechanic sold, every line booked, and people, coupons, rivals and advertising at work", () => {
    for (const [name, sum] of sums) if (name !== "refused" && name !== "writeOff") expect(sum, name).toBeGreaterThan(0);
    expect(sums.get("refused")).toBe(0);
  });

  it("has slates, links and members, and writes nothing down", () => {
    expect(all.slates.slots).toBeGreaterThan(0);
    expect(all.links).toHaveLength(1);
    expect(all.segments.every(({ members }) => members > 0)).toBe(true);
    expect(all.events.rate).toBe(0);
  });

  it("is the plain shop but for them: of those the plain one has none", () => {
    const plain = seasonSums(tenth(plainShop()));
    for (const name of OPTIONAL) expect(plain.get(name) ?? 0, name).toBe(0);
    expect(plain.get("percent-off")).toBeGreaterThan(0);
    expect(all.products.map(({ name }) => name)).toEqual(plainShop().products.map(({ name }) => name));
    expect(all.segments.map(({ name }) => name)).toEqual(plainShop().segments.map(({ name }) => name));
  });

  it("is visited as the plain one is, once its visits are brought to those (within 2%)", () => {
    const wanted = visitProbability(tenth(plainShop()));
    expect(visitProbability(visitedAt(tenth(all), wanted)) / wanted).toBeGreaterThan(0.98);
    expect(visitProbability(visitedAt(tenth(all), wanted)) / wanted).toBeLessThan(1.02);
  });
});

describe("the sizes that must work", () => {
  it("are a million shoppers by 50 products, and 1,000 products by 20 segments", () => {
    const city = cityOfShoppers();
    expect([city.fidelity, city.population, city.products.length]).toEqual(["shopper", 1_000_000, 50]);
    const supermarket = cohortSupermarket();
    expect(supermarket.fidelity).toBe("cohort");
    expect([supermarket.products.length, supermarket.segments.length]).toEqual([1000, 20]);
  });

  it("sell: each has visits and units on a day, the city with a thousandth of its shoppers", () => {
    const city = { ...cityOfShoppers(), population: 1000 };
    for (const scenario of [city, { ...cohortSupermarket(), warmUpDays: 1 }]) {
      const shop = openShop(scenario);
      expect(shop.day()).toBeGreaterThan(0);
      expect(shop.market.report.units.filter((units) => units > 0).length).toBeGreaterThan(40);
    }
  });
});
