import type { DiaryDay } from "../../../agents/loop/diary.js";
import { type DemandModel, EFFECT } from "../../../agents/models/demand.js";
import type { MarketBrief } from "../../../envs/types.js";

/** Two products of one category at 10, cost 4; two segments; one slot each of offers none and 20% off, one of baskets. */
export function aShop(changes: Partial<MarketBrief> = {}): MarketBrief {
  const product = (name: string) => ({
    name,
    category: 0,
    listPrice: 10,
    unitCost: 4,
    holdingCost: 0,
    orderingCost: 0,
    leadTimeDays: 1,
    initialStock: 100,
    salvageValue: 0,
  });
  const choices = [
    { mechanic: "none" as const, depth: 0 },
    { mechanic: "percent-off" as const, depth: 0.2 },
  ];
  return {
    products: [product("tea"), product("milk")],
    categories: ["drinks"],
    horizonDays: 30,
    tailDays: 0,
    promotionSlots: [
      { name: "tea", products: [0], choices },
      { name: "milk", products: [1], choices },
    ],
    pricingSlots: [],
    couponSlots: [],
    restockSlots: [],
    advertisingSlots: [],
    slateSlots: [],
    segments: ["young", "old"],
    everyday: {
      mechanics: ["percent-off"],
      depthLimit: 1,
      budget: Number.POSITIVE_INFINITY,
      coolDownDays: 0,
      marginFloor: -1,
    },
    campaigns: [],
    firstWeekday: 0,
    ...changes,
  };
}

/** Demand of so many units a day of each product, whose pull of an offer is `own` x -ln(1 - depth). */
export function steadyDemand(units: readonly number[], own: number): DemandModel {
  const effects = 7 + 7;
  return {
    coefficients: units.map((mean) => {
      const coefficients = new Float64Array(effects);
      coefficients[EFFECT.level] = Math.log(mean);
      coefficients[EFFECT.own] = own;
      return coefficients;
    }),
    covariance: units.map(() => new Float64Array(effects * effects)),
    dispersion: new Float64Array(units.length).fill(1),
    days: new Int32Array(units.length),
    share: new Float64Array(units.length).fill(1 / units.length),
    categoryOf: new Int32Array(units.length),
    campaigns: 0,
  };
}

/** A day of the shop's diary on which nothing happened but what is said. */
export function aDay(day: number, changes: Partial<DiaryDay> = {}): DiaryDay {
  return {
    day,
    campaign: -1,
    visits: 0,
    depth: new Float64Array(2),
    units: new Float64Array(2),
    stockOut: new Uint8Array(2),
    choice: new Int32Array(2),
    categoryProfit: new Float64Array(1),
    segmentVisits: new Float64Array(2),
    segmentRevenue: new Float64Array(2),
    segmentMargin: new Float64Array(2),
    couponsSent: new Float64Array(2),
    couponsRedeemed: new Float64Array(2),
    adstock: new Float64Array(0),
    spend: new Float64Array(0),
    ...changes,
  };
}
