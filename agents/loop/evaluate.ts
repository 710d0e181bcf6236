import type { MarketBrief } from "../../envs/types.js";
import { type DemandModel, remember } from "../models/demand.js";
import type { DiaryDay } from "./diary.js";
import { expectedProfit } from "./expected-day.js";

/** What some days brought, as a shop reports it; a figure whose base is 0 is 0. */
export interface Evaluation {
  /** units a visit: the shop sees no baskets */
  readonly conversion: number;
  /** money paid a visit */
  readonly basketValue: number;
  /** part of all units that were sold on offer */
  readonly participation: number;
  /** coupons used of those sent */
  readonly couponUse: number;
  /** money given away on offers */
  readonly given: number;
  /** profit beyond what the same days bring without offers, by the model, for each unit of money given away */
  readonly promotionReturn: number;
  /** satisfaction as far as it is seen: part of product-days whose shelf was not empty at the close */
  readonly onShelf: number;
}

/**
 * Evaluate: the measures of the diary's last days.
 *
 *   promotion return = (sum of categories' profit - sum of profit expected without offers) / money given away
 *
 * The baseline lets memory of offers made before and the recent level stand, and leaves ordering and holding costs out: the
 * return is therefore somewhat too low, alike for all offers.
 */
export function evaluate(
  model: DemandModel,
  brief: MarketBrief,
  diary: readonly DiaryDay[],
  days: number,
  level: Float64Array,
): Evaluation {
  const P = brief.products.length;
  const none = new Float64Array(P);
  const memory = new Float64Array(P);
  const usual = new Float64Array(P);
  const sums = { units: 0, visits: 0, paid: 0, promoted: 0, sent: 0, used: 0, given: 0, profit: 0, usual: 0, there: 0 };
  const from = Math.max(0, diary.length - days);
  diary.forEach((row, at) => {
    if (at >= from) {
      sums.visits += row.visits;
      expectedProfit(model, brief, { day: row.day, depth: none, memory }, level, usual);
      for (let p = 0; p < P; p++) {
        const gross = row.units[p] * brief.products[p].listPrice;
        sums.units += row.units[p];
        sums.paid += gross * (1 - row.depth[p]);
        sums.given += gross * row.depth[p];
        if (row.depth[p] > 0) sums.promoted += row.units[p];
        sums.usual += usual[p];
        sums.there += 1 - row.stockOut[p];
      }
      for (const profit of row.categoryProfit) sums.profit += profit;
      row.couponsSent.forEach((sent, s) => {
        sums.sent += sent;
        sums.used += row.couponsRedeemed[s];
      });
    }
    remember(memory, row.depth);
  });
  return {
    conversion: ratio(sums.units, sums.visits),
    basketValue: ratio(sums.paid, sums.visits),
    participation: ratio(sums.promoted, sums.units),
    couponUse: ratio(sums.used, sums.sent),
    given: sums.given,
    promotionReturn: ratio(sums.profit - sums.usual, sums.given),
    onShelf: ratio(sums.there, (diary.length - from) * P),
  };
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
