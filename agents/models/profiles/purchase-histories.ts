import { type ByShopper, type Purchases, spanOf } from "./purchases.js";

/** What a model of who comes again needs to know of each shopper, in one unit of time (weeks, days), shape [shoppers] each. */
export interface PurchaseHistories {
  /** days with a purchase after the first one, whole */
  readonly repeats: ArrayLike<number>;
  /** time from the first purchase to the last; 0 without a repeat */
  readonly last: ArrayLike<number>;
  /** time from the first purchase to the end of the log, at least `last` */
  readonly observed: ArrayLike<number>;
}

/**
 * Histories of the shoppers of a log: a purchase is a day with one, however many lines it has.
 *
 * @param unitDays  days in a unit of time; default 7: weeks
 * @param end       the day the log ends with; default its last one
 * @throws RangeError when a purchase is after the end
 */
export function purchaseHistories(
  purchases: Purchases,
  { start, row, days }: ByShopper,
  { unitDays = 7, end = spanOf(purchases).last }: { unitDays?: number; end?: number } = {},
): { readonly repeats: Float64Array; readonly last: Float64Array; readonly observed: Float64Array } {
  const shoppers = days.length;
  const repeats = new Float64Array(shoppers);
  const last = new Float64Array(shoppers);
  const observed = new Float64Array(shoppers);
  for (let i = 0; i < shoppers; i++) {
    const firstDay = Math.floor(purchases.day[row[start[i]]]);
    const lastDay = Math.floor(purchases.day[row[start[i + 1] - 1]]);
    if (lastDay > end) throw new RangeError(`purchaseHistories: a purchase on day ${lastDay}, after the end ${end}`);
    repeats[i] = days[i] - 1;
    last[i] = (lastDay - firstDay) / unitDays;
    observed[i] = (end - firstDay) / unitDays;
  }
  return { repeats, last, observed };
}
