import type { DayFrame } from "../experiments/wire.js";

/** The lines of a day's books in the order they lead to the profit, with the sign each has in it. */
export const BOOK_LINES = [
  { line: "grossSales", label: "sales", meaning: "sales at list price", sign: 1 },
  { line: "discount", label: "offers", meaning: "given away in offers", sign: -1 },
  { line: "vendorFunding", label: "vendor", meaning: "vendor funding of offers", sign: 1 },
  { line: "unitCost", label: "goods", meaning: "cost of the units sold", sign: -1 },
  { line: "ordering", label: "orders", meaning: "cost of ordering", sign: -1 },
  { line: "holding", label: "holding", meaning: "cost of holding stock", sign: -1 },
  { line: "giftCost", label: "gifts", meaning: "cost of gifts", sign: -1 },
  { line: "purchaseVariance", label: "suppliers", meaning: "paid to suppliers beyond standard cost", sign: -1 },
  { line: "adSpend", label: "ads", meaning: "spent on advertising", sign: -1 },
  { line: "couponSending", label: "coupons", meaning: "cost of sending coupons", sign: -1 },
  { line: "writeOff", label: "written off", meaning: "leftover stock written down at the end", sign: -1 },
] as const;

/** What shoppers paid on a day, money. */
export function revenueOf(frame: DayFrame): number {
  return frame.money.grossSales - frame.money.discount;
}
