import type { Info, MarketBrief, PlanningLog } from "../../envs/types.js";
import type { MarketReading } from "./market-reading.js";

/** A day as the shop saw it: what it did, what came of it. Segments' figures are 0 where no lever shows them. */
export interface DiaryDay {
  readonly day: number;
  /** index of the open campaign, -1 none */
  readonly campaign: number;
  readonly visits: number;
  /** share of the list price given away, shape [products] */
  readonly depth: Float64Array;
  /** shape [products] */
  readonly units: Float64Array;
  /** 1 where the shelf was empty at the close, shape [products] */
  readonly stockOut: Uint8Array;
  /** shape [promotion slots] */
  readonly choice: Int32Array;
  /** profit as the levers are credited with it, money, shape [categories] */
  readonly categoryProfit: Float64Array;
  /** shape [segments] each: shoppers, money, money, coupons, coupons */
  readonly segmentVisits: Float64Array;
  readonly segmentRevenue: Float64Array;
  readonly segmentMargin: Float64Array;
  readonly couponsSent: Float64Array;
  readonly couponsRedeemed: Float64Array;
  /** reach, and money, shape [advertising slots] */
  readonly adstock: Float64Array;
  readonly spend: Float64Array;
}

/** What the shop decided for the day that is now yesterday. */
export interface Decided {
  readonly choice: Int32Array;
  readonly spend: Float64Array;
}

/**
 * Collect: yesterday, out of this morning's observation and the credits that came with it.
 *
 * A segment's margin is what its levers are credited with, what was spent on advertising it added again; where only coupons
 * are at hand it is the margin less what sending cost.
 */
export function writeDay(
  brief: MarketBrief,
  day: number,
  seen: MarketReading,
  credit: Info["credit"],
  decided: Decided,
): DiaryDay {
  const { products, segments, advertisingSlots } = brief;
  const byLever = (credit ?? {}) as { readonly [lever: string]: Float64Array | undefined };
  const ofProducts = (name: string) => Float64Array.from(products, (product) => seen(name, product.name));
  const ofSegments = (name: string) => Float64Array.from(segments, (segment) => seen(name, segment));
  return {
    day,
    campaign: campaignOf(brief, day),
    visits: seen("visits"),
    depth: ofProducts("offer"),
    units: ofProducts("sales"),
    stockOut: Uint8Array.from(products, (product) => (seen("stock", product.name) > 0 ? 0 : 1)),
    choice: decided.choice.slice(),
    categoryProfit: categoryProfit(brief, byLever),
    segmentVisits: ofSegments("segment-visits"),
    segmentRevenue: ofSegments("segment-revenue"),
    segmentMargin: segmentMargin(brief, byLever, decided.spend),
    couponsSent: ofSegments("coupons-sent"),
    couponsRedeemed: ofSegments("coupons-redeemed"),
    adstock: Float64Array.from(advertisingSlots, (slot) => seen("adstock", slot.name)),
    spend: decided.spend.slice(),
  };
}

/** Index of the campaign open on a day, -1 none. */
export function campaignOf(brief: MarketBrief, day: number): number {
  return brief.campaigns.findIndex(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
}

/** The planning log with the diary's days after it, as one more season. */
export function continueLog(log: PlanningLog, brief: MarketBrief, diary: readonly DiaryDay[]): PlanningLog {
  const append = (field: "depth" | "units" | "credit" | "visits" | "profit", rows: readonly ArrayLike<number>[]) =>
    Float64Array.from([...log[field], ...rows.flatMap((row) => Array.from(row))]);
  return {
    days: log.days + diary.length,
    day: Int32Array.from([...log.day, ...diary.map(({ day }) => day)]),
    campaign: Int32Array.from([...log.campaign, ...diary.map(({ campaign }) => campaign)]),
    visits: append(
      "visits",
      diary.map(({ visits }) => [visits]),
    ),
    depth: append(
      "depth",
      diary.map(({ depth }) => depth),
    ),
    units: append(
      "units",
      diary.map(({ units }) => units),
    ),
    stockOut: Uint8Array.from([...log.stockOut, ...diary.flatMap(({ stockOut }) => Array.from(stockOut))]),
    choice: Int32Array.from([...log.choice, ...diary.flatMap(({ choice }) => Array.from(choice))]),
    credit: append(
      "credit",
      diary.map((row) => slotCredit(brief, row.categoryProfit)),
    ),
    profit: append(
      "profit",
      diary.map(({ categoryProfit }) => [sum(categoryProfit)]),
    ),
  };
}

/** Products that a promotion slot's credit speaks of: its category's, or all for the basket's. */
export function creditedProducts(brief: MarketBrief, slot: number): number[] {
  const covered = brief.promotionSlots[slot].products;
  const category = brief.products[covered[0]].category;
  const one = covered.every((p) => brief.products[p].category === category);
  return brief.products.flatMap((product, p) => (!one || product.category === category ? [p] : []));
}

function slotCredit(brief: MarketBrief, profit: Float64Array): number[] {
  return brief.promotionSlots.map((_, slot) => {
    const categories = new Set(creditedProducts(brief, slot).map((p) => brief.products[p].category));
    return [...categories].reduce((total, k) => total + profit[k], 0);
  });
}

/** Every lever that covers products is credited with its slot's category's profit: any one of them tells it. */
function categoryProfit(brief: MarketBrief, credit: { readonly [lever: string]: Float64Array | undefined }) {
  const profit = new Float64Array(brief.categories.length);
  const categoryOf = (p: number) => brief.products[p].category;
  brief.promotionSlots.forEach(({ name, products }, slot) => {
    if (credit.promotion && name !== "basket") profit[categoryOf(products[0])] = credit.promotion[slot];
  });
  brief.restockSlots.forEach(({ product }, slot) => {
    if (credit.restock) profit[categoryOf(product)] = credit.restock[slot];
  });
  brief.pricingSlots.forEach(({ products }, slot) => {
    if (credit.pricing) profit[categoryOf(products[0])] = credit.pricing[slot];
  });
  return profit;
}

function segmentMargin(
  brief: MarketBrief,
  credit: { readonly [lever: string]: Float64Array | undefined },
  spend: Float64Array,
): Float64Array {
  const margin = new Float64Array(brief.segments.length);
  if (credit.coupon && credit.coupon.length === margin.length) margin.set(credit.coupon);
  brief.advertisingSlots.forEach(({ segment }, slot) => {
    if (credit.advertising) margin[segment] = credit.advertising[slot] + spend[slot];
  });
  brief.slateSlots.forEach(({ segment }, slot) => {
    if (credit.slate) margin[segment] = credit.slate[slot];
  });
  return margin;
}

function sum(amounts: Float64Array): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
