import { LINES, STORE_LINES } from "./ledger.js";
import type { Population } from "./population.js";
import { MECHANICS } from "./scenario/promotions.js";
import type { Scenario } from "./scenario.js";

/** Days of sales the shop keeps for its own reckoning. */
export const SALES_WINDOW = 28;

/** Makes the view of the next array: its kind, then its length. */
interface Placer {
  f64(length: number): Float64Array;
  f32(length: number): Float32Array;
  i32(length: number): Int32Array;
  i16(length: number): Int16Array;
  u8(length: number): Uint8Array;
}

/** Places in `clock`. The root key's words are signed here. */
export const CLOCK = {
  day: 0,
  reportDay: 1,
  reportCampaign: 2,
  refused: 3,
  root0: 4,
  root1: 5,
  anchored: 6,
  basketOffer: 7,
} as const;

/**
 * Where each array of a market's state lies in its one buffer, in this order. What stands here is what a snapshot holds;
 * all else follows from scenario and population.
 */
function place(scenario: Scenario, population: Population, { f64, f32, i32, i16, u8 }: Placer) {
  const N = population.entity.length;
  const P = scenario.products.length;
  const S = scenario.segments.length;
  const K = population.categories.length;
  const cohorts = population.types ? S : 0;
  const R = scenario.rivals.length;
  const channels = scenario.advertising.channels.length;
  const M = MECHANICS.length;
  const wallets = scenario.promotions.coupons ? 1 : 0;
  const mortal = scenario.segments.some((segment) => segment.churn) ? 1 : 0;
  const anchored = scenario.carryOver < 1 ? 1 : 0;
  return {
    // the shop
    stock: f64(P),
    onOrder: f64(P),
    /** units by arrival day modulo (longest lead time + 1), [slots, products] */
    pipeline: f64(P * (longestLeadTime(scenario) + 1)),
    /** of perishable products: units by the days they may still be sold, today's last first, [products, longest shelf life] */
    batches: f64(P * longestShelfLife(scenario)),
    /** money steps given away, by campaign, the last but one for days outside campaigns, the last by coupons */
    given: f64(scenario.calendar.campaigns.length + 2),
    /** coupons alive, whose maxOff is reserved */
    liveCoupons: f64(1),
    /** adstock, [channels, segments] */
    adstock: f64(channels * S),
    /** rivals' discounts today, [rivals, categories]; deviations of autoregressive ones; days left of promotions */
    rivalDiscount: f64(R * K),
    rivalDeviation: f64(R * K),
    rivalPromotion: i32(R * K),
    /** this shop's mean discount by day modulo SALES_WINDOW, [SALES_WINDOW, categories] */
    recentDiscount: f64(R > 0 ? K * SALES_WINDOW : 0),
    /** units sold, by day modulo SALES_WINDOW, [SALES_WINDOW, products] */
    recentUnits: i32(P * SALES_WINDOW),
    recentStockOut: u8(P * SALES_WINDOW),
    /** their sums: of all units, of units on days with a stock-out, and of such days */
    recentSum: f64(P),
    recentSumOut: f64(P),
    recentDaysOut: f64(P),
    /** a shop's own figures of its last day: the market never looks at them; a number a product, category, segment, line and one */
    notes: f64(P + K + S + LINES.length + 1),
    /** last day with an offer on the product */
    lastOffer: i32(P),
    /** see CLOCK */
    clock: i32(12),
    // the last day's report
    grossSales: f64(P),
    discount: f64(P),
    vendorFunding: f64(P),
    unitCost: f64(P),
    ordering: f64(P),
    holding: f64(P),
    writeOff: f64(P),
    giftCost: f64(P),
    purchaseVariance: f64(P),
    store: f64(STORE_LINES.length),
    depth: f64(P),
    price: f64(P),
    regularPrice: f64(P),
    units: f64(P),
    promotedUnits: f64(P),
    mechanicUnits: f64(M * P),
    mechanicDiscount: f64(M * P),
    demand: f64(P),
    received: f64(P),
    ordered: f64(P),
    expired: f64(P),
    offer: i32(P),
    stockOut: u8(P),
    active: f64(S),
    churned: f64(S),
    acquired: f64(S),
    couponsSent: f64(S),
    couponsRedeemed: f64(S),
    visits: f64(S),
    buyers: f64(S),
    segmentUnits: f64(S * P),
    segmentRevenue: f64(S),
    segmentDiscount: f64(S),
    segmentSatisfaction: f64(S),
    // the shoppers' memory, and what it was at the end of warm-up where the dial needs it
    /** reference price over list price, [shoppers, products] */
    reference: f32(N * P),
    /** units at home, [shoppers, categories] */
    pantry: f32(N * K),
    /** product bought last, [shoppers, categories] */
    lastBought: i16(N * K),
    /** mean category value met on past visits */
    storeValue: f32(N),
    fatigue: f32(N),
    /** log-odds of a visit lost (below 0) to stock-outs */
    satisfaction: f32(N),
    /** 1 where the shopper has left for good */
    gone: u8(mortal * N),
    /** coupon at hand: 0 none, k the k-th depth; and the first day it can no longer be used */
    couponLevel: u8(wallets * N),
    couponUntil: i32(wallets * N),
    /** adstock at the end of warm-up, [channels, segments] */
    anchorAdstock: f64(anchored * channels * S),
    anchorReference: f32(anchored * N * P),
    anchorPantry: f32(anchored * N * K),
    anchorGone: u8(anchored * mortal * N),
    anchorLastBought: i16(anchored * N * K),
    anchorStoreValue: f32(anchored * N),
    anchorFatigue: f32(anchored * N),
    anchorSatisfaction: f32(anchored * N),
    // the same as means over shoppers, in cohort fidelity; products here stand by category, as in categoryProducts
    /** reference price over list price, [segments, products] */
    meanReference: f64(cohorts * P),
    meanStoreValue: f64(cohorts),
    meanFatigue: f64(cohorts),
    meanSatisfaction: f64(cohorts),
    /** units at home, [segments, categories] */
    meanPantry: f64(cohorts * K),
    pantryVariance: f64(cohorts * K),
    /** part of the shoppers who bought the product last in its category, [segments, products] */
    lastShare: f64(cohorts * P),
    /** shoppers who have left for good */
    goneShoppers: f64(cohorts * mortal),
    anchorGoneShoppers: f64(anchored * cohorts * mortal),
    /** shoppers who hold a coupon, by the first day it can no longer be used, modulo days, [segments, levels, days] */
    couponHolders: f64(cohorts * couponPlaces(scenario)),
    anchorMeanReference: f64(anchored * cohorts * P),
    anchorMeanStoreValue: f64(anchored * cohorts),
    anchorMeanFatigue: f64(anchored * cohorts),
    anchorMeanSatisfaction: f64(anchored * cohorts),
    anchorMeanPantry: f64(anchored * cohorts * K),
    anchorPantryVariance: f64(anchored * cohorts * K),
    anchorLastShare: f64(anchored * cohorts * P),
  };
}

/** Levels of coupons times the days on which they may end, by the day modulo that; 0 where there are none. */
export function couponPlaces({ promotions: { coupons } }: Scenario): number {
  return coupons ? coupons.depths.length * (coupons.lagDays + coupons.validDays + 1) : 0;
}

/** Most days that an order of any product may take. */
export function longestLeadTime({ products }: Scenario): number {
  let longest = 0;
  for (const { leadTimeDays, suppliers } of products) {
    if (suppliers.length === 0) longest = Math.max(longest, leadTimeDays);
    for (const supplier of suppliers) longest = Math.max(longest, supplier.leadTimeDays + supplier.leadTimeSpread);
  }
  return longest;
}

/** Longest shelf life of a perishable product, 0 where none is. */
export function longestShelfLife({ products }: Scenario): number {
  return products.reduce((most, { shelfLifeDays }) => Math.max(most, shelfLifeDays ?? 0), 0);
}

export type State = ReturnType<typeof place> & { readonly buffer: ArrayBuffer };

/** A new state of zeros. It is placed twice: to learn its size, and for good. */
export function createState(scenario: Scenario, population: Population): State {
  let bytes = 0;
  const next = (size: number) => {
    const at = bytes;
    bytes += Math.ceil(size / 8) * 8;
    return at;
  };
  const over = (buffer: ArrayBuffer, real: 0 | 1): Placer => ({
    f64: (length) => new Float64Array(buffer, real * next(8 * length), real * length),
    f32: (length) => new Float32Array(buffer, real * next(4 * length), real * length),
    i32: (length) => new Int32Array(buffer, real * next(4 * length), real * length),
    i16: (length) => new Int16Array(buffer, real * next(2 * length), real * length),
    u8: (length) => new Uint8Array(buffer, real * next(length), real * length),
  });
  place(scenario, population, over(new ArrayBuffer(0), 0));
  const buffer = new ArrayBuffer(bytes);
  bytes = 0;
  return { ...place(scenario, population, over(buffer, 1)), buffer };
}
