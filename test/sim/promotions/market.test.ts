import { describe, expect, it } from "vitest";
import { Market } from "../../../sim/market.js";
import { rootKey, uniformAt } from "../../../sim/math/key.js";
import { MECHANICS } from "../../../sim/scenario/promotions.js";
import { smallInput, smallScenario } from "../small-scenario.js";
import { sum } from "./shop.js";

const everyMechanic = {
  depths: [0.1, 0.25],
  menu: [
    { mechanic: "amount-off" as const, amount: 0.5 },
    { mechanic: "buy-x-get-y" as const, buy: 2, free: 1 },
    { mechanic: "flash-sale" as const, depth: 0.4, fromHour: 8, toHour: 14, units: 9 },
    { mechanic: "member-price" as const, depth: 0.2 },
    { mechanic: "gift" as const, unitCost: 0.3, worth: 1 },
    { mechanic: "spend-threshold" as const, tiers: [{ spend: 12, off: 2 }] },
  ],
  coupons: { depths: [0.2], maxOff: 2, budget: 120, lagDays: 0, validDays: 5 },
  stacking: { exclusive: [["coupon", "flash-sale"] as ["coupon", "flash-sale"]] },
  everyday: { budget: 300, depthLimit: 1 },
};

/** 40 days of all mechanics drawn at random, in a market with members, and scarce stock */
function seasons() {
  const scenario = smallScenario({
    promotions: everyMechanic,
    quantityCap: 4,
    segments: smallInput.segments.map((segment) => ({ ...segment, members: 0.4 })),
  });
  const market = new Market(scenario, rootKey("1", "population", 0, 0));
  market.open(rootKey("1", "evaluate", 0, 0));
  const choices = scenario.promotions.depths.length + scenario.promotions.menu.length;
  const days = [];
  let given = 0;
  let byCoupons = 0;
  for (let day = 0; day < 40; day++) {
    const offer = Int32Array.from({ length: 3 }, (_, p) => Math.floor(uniformAt(1, day, p) * choices));
    const basketOffer = day % 3 === 0 ? choices : 0;
    const coupon = Int32Array.of(day % 6 === 0 ? 1 : 0, 0);
    const report = market.runDay({ offer, basketOffer, coupon, order: Float64Array.of(18, 12, 15) });
    const P = 3;
    const at = MECHANICS.indexOf("coupon") * P;
    const ofCoupons = sum(report.mechanicDiscount.subarray(at, at + P));
    byCoupons += ofCoupons;
    if (report.campaign < 0) given += sum(report.mechanicDiscount) - ofCoupons + sum(report.money.giftCost);
    days.push({
      gross: sum(report.money.grossSales),
      discount: [...report.money.discount],
      byMechanic: Array.from({ length: P }, (_, p) =>
        MECHANICS.reduce((total, _, m) => total + report.mechanicDiscount[m * P + p], 0),
      ),
      revenue: sum(report.segmentRevenue),
      off: sum(report.segmentDiscount),
      mechanicUnits: MECHANICS.map((_, m) => sum(report.mechanicUnits.subarray(m * P, m * P + P))),
      promotedUnits: [...report.promotedUnits],
      units: [...report.units],
    });
  }
  return { days, given, byCoupons };
}

describe("a market with every mechanic", () => {
  const { days, given, byCoupons } = seasons();

  it("books each product's discount as the sum over mechanics, and what shoppers paid as sales less it", () => {
    for (const day of days) {
      expect(day.byMechanic).toEqual(day.discount);
      expect(day.off).toBe(sum(day.discount));
      expect(day.revenue).toBe(day.gross - sum(day.discount));
    }
  });

  it("promotes no unit that it did not sell", () => {
    for (const day of days) for (let p = 0; p < 3; p++) expect(day.promotedUnits[p]).toBeLessThanOrEqual(day.units[p]);
  });

  it("uses every mechanic, and never sells more units of a flash sale than there are", () => {
    const used = MECHANICS.map((_, m) => days.reduce((total, day) => total + day.mechanicUnits[m], 0));
    expect(Math.min(...used)).toBeGreaterThan(0);
    const flash = MECHANICS.indexOf("flash-sale");
    expect(Math.max(...days.map((day) => day.mechanicUnits[flash]))).toBeLessThanOrEqual(3 * 9);
  });

  it("exceeds neither the everyday budget nor that of coupons, and comes near both", () => {
    expect(given).toBeLessThanOrEqual(30_000);
    expect(byCoupons).toBeLessThanOrEqual(12_000);
    expect(given).toBeGreaterThan(15_000);
    expect(byCoupons).toBeGreaterThan(1_000);
  });
});
