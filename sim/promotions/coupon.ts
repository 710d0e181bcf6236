import { toSteps } from "../money.js";
import type { Coupons } from "../scenario/promotions.js";

/** The coupons that may be sent: a part off what they cover in one basket. Holds no state. */
export interface CouponTerms {
  /** most that one takes off, money steps */
  readonly maxOff: number;
  /** most that they may take off in all, money steps; Infinity where no limit */
  readonly budget: number;
  /** depth by level, 0 for level 0 */
  readonly depths: Float64Array;
}

export function couponTerms(coupons: Coupons, moneyStep: number): CouponTerms {
  return {
    maxOff: Math.max(1, Math.floor(coupons.maxOff / moneyStep + 1e-9)),
    budget: coupons.budget === null ? Infinity : Math.floor(coupons.budget / moneyStep + 1e-9),
    depths: Float64Array.of(0, ...coupons.depths),
  };
}

/** What a coupon takes off a basket with so much of what it covers, money steps. */
export function offByCoupon({ maxOff, depths }: CouponTerms, level: number, subtotal: number): number {
  return Math.min(maxOff, toSteps(depths[level] * subtotal, 1));
}
