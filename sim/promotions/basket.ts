import type { SpendThreshold } from "./spend-threshold.js";

/**
 * A basket as the till reads it, and what it costs with the promotions that are laid upon it. Arrays have a place for each
 * line, no product twice; money is whole steps. What stands above the line is given, `combination.ts` fills in the rest.
 */
export interface Basket {
  lines: number;
  readonly product: Int32Array;
  readonly units: Float64Array;
  /** at regular prices */
  readonly full: Float64Array;
  /** place in MECHANICS of the deal that the shopper gets on the line, -1 none; also where the deal is waived */
  readonly mechanic: Int32Array;
  /** what that deal takes off; 0 for gifts */
  readonly dealOff: Float64Array;
  /** sum of `full` */
  fullTotal: number;
  /** what is paid for all lines where neither coupon nor threshold is used; `paid` and its kin are given for that way */
  dealsAlone: number;
  /** 1 where the coupon covers the line, and where the line counts towards the threshold */
  readonly covered: Uint8Array;
  readonly counts: Uint8Array;
  /** level of the coupon at hand, 0 none; and most it may take off */
  level: number;
  couponMost: number;
  /** the threshold that is open, null none */
  threshold: SpendThreshold | null;
  // ---
  /** whether there are lines whose deal and the coupon exclude each other; the same of deals and the threshold */
  couponClashes: boolean;
  thresholdClashes: boolean;
  /** 1 where the line's deal is waived for the sake of the coupon or the threshold */
  readonly waived: Uint8Array;
  /** what is paid for the line, and what coupon and threshold took off it */
  readonly paid: Float64Array;
  readonly couponOff: Float64Array;
  readonly thresholdOff: Float64Array;
  /** the way that is chosen for it, a number of combination.ts; whether the coupon is used then, and what is paid in all */
  way: number;
  couponUsed: boolean;
  total: number;
  // of the way looked at last: what coupon and threshold take off, what counts towards the threshold, and what would be paid
  // with neither
  couponTotal: number;
  thresholdTotal: number;
  spend: number;
  afterDeals: number;
}

/** @param lines   most of them */
export function createBasket(lines: number): Basket {
  return {
    lines: 0,
    product: new Int32Array(lines),
    units: new Float64Array(lines),
    full: new Float64Array(lines),
    mechanic: new Int32Array(lines),
    dealOff: new Float64Array(lines),
    fullTotal: 0,
    dealsAlone: 0,
    covered: new Uint8Array(lines),
    counts: new Uint8Array(lines),
    level: 0,
    couponMost: 0,
    threshold: null,
    couponClashes: false,
    thresholdClashes: false,
    waived: new Uint8Array(lines),
    paid: new Float64Array(lines),
    couponOff: new Float64Array(lines),
    thresholdOff: new Float64Array(lines),
    way: 0,
    couponUsed: false,
    total: 0,
    couponTotal: 0,
    thresholdTotal: 0,
    spend: 0,
    afterDeals: 0,
  };
}
