/**
 * The lines of the books, in the order they are kept. Amounts are whole money steps; the sign that a line has in the profit
 * stands in LINE_SIGN. None is negative but purchaseVariance: what an order cost beyond its units' standard `unitCost`,
 * booked with the order.
 *
 * Stock is an asset: buying it costs nothing, selling a unit costs `unitCost`, and what is left after the tail is written
 * down from cost to min(cost, salvage). Over an episode this equals cash in less cash out, less the opening stock's cost.
 */
export const LINES = [
  "grossSales",
  "discount",
  "vendorFunding",
  "unitCost",
  "ordering",
  "holding",
  "writeOff",
  "giftCost",
  "purchaseVariance",
] as const;
export type Line = (typeof LINES)[number];
export const LINE_SIGN: Readonly<Record<Line, 1 | -1>> = {
  grossSales: 1,
  discount: -1,
  vendorFunding: 1,
  unitCost: -1,
  ordering: -1,
  holding: -1,
  writeOff: -1,
  giftCost: -1,
  purchaseVariance: -1,
};

/** Lines of the store as a whole, not of a product; whole money steps, and all costs. */
export const STORE_LINES = ["adSpend", "couponSending"] as const;
export type StoreLine = (typeof STORE_LINES)[number];

/** One day of the market, as arrays by product and by segment. The market's own, overwritten every day. */
export interface DayReport {
  /** 0 is the first scored day; warm-up days are negative */
  day: number;
  /** index of the open campaign, -1 none */
  campaign: number;
  /** offers the guard rails turned into none today */
  refused: number;
  /** by line: whole money steps, shape [products] */
  readonly money: Readonly<Record<Line, Float64Array>>;
  /** by line of the store: whole money steps, shape [STORE_LINES] */
  readonly store: Float64Array;
  /** offer of the day: the part of the regular price that one unit, or one group of units, costs less; shape [products] */
  readonly depth: Float64Array;
  /** offer of the day as in `Decisions.offer`; a depth that is not in the list reads -1; shape [products] */
  readonly offer: Int32Array;
  /** what a shopper without coupon pays for a unit while the offer is open, whole money steps, shape [products] */
  readonly price: Float64Array;
  /** the same without the offer, shape [products] */
  readonly regularPrice: Float64Array;
  /** units sold, shape [products] */
  readonly units: Float64Array;
  /** of them, sold with a discount or a gift, shape [products] */
  readonly promotedUnits: Float64Array;
  /** units sold with each mechanic (a unit counts for every one it got), shape [MECHANICS, products] */
  readonly mechanicUnits: Float64Array;
  /** given away by each mechanic, whole money steps; sums to the discount line, shape [MECHANICS, products] */
  readonly mechanicDiscount: Float64Array;
  /** units that would have sold from full shelves: latent, no agent sees it, shape [products] */
  readonly demand: Float64Array;
  /** units on the shelf at the end of the day, shape [products] */
  readonly stock: Float64Array;
  /** units ordered and not yet there, after today's order, shape [products] */
  readonly onOrder: Float64Array;
  /** units that arrived this morning, shape [products] */
  readonly received: Float64Array;
  /** units ordered today, shape [products] */
  readonly ordered: Float64Array;
  /** units past their shelf life, written off this morning, shape [products] */
  readonly expired: Float64Array;
  /** 1 where somebody wanted the product and it was out, shape [products] */
  readonly stockOut: Uint8Array;
  /** shoppers who had not left at the day's start, left today, and came new this morning, shape [segments] */
  readonly active: Float64Array;
  readonly churned: Float64Array;
  readonly acquired: Float64Array;
  /** coupons sent this morning, and used today, shape [segments] */
  readonly couponsSent: Float64Array;
  readonly couponsRedeemed: Float64Array;
  /** what rivals give away today, share of the price, shape [rivals, categories] */
  readonly rivalDiscount: Float64Array;
  /** advertising as it works today, shape [channels, segments] */
  readonly adstock: Float64Array;
  /** shoppers who came, shape [segments] */
  readonly visits: Float64Array;
  /** of them, who bought anything, shape [segments] */
  readonly buyers: Float64Array;
  /** units, shape [segments, products] */
  readonly segmentUnits: Float64Array;
  /** paid, whole money steps, shape [segments] */
  readonly segmentRevenue: Float64Array;
  /** given away, whole money steps, shape [segments] */
  readonly segmentDiscount: Float64Array;
  /** sum over the shoppers who came of their satisfaction, logits (0 is unharmed), shape [segments] */
  readonly segmentSatisfaction: Float64Array;
}

/** Profit of the day: the signed sum of all lines, the store's among them, whole money steps. */
export function dayProfit(report: DayReport): number {
  let sum = 0;
  for (const line of LINES) {
    const amounts = report.money[line];
    let total = 0;
    for (let p = 0; p < amounts.length; p++) total += amounts[p];
    sum += LINE_SIGN[line] * total;
  }
  for (let l = 0; l < report.store.length; l++) sum -= report.store[l];
  return sum;
}
