import type { LineDeal } from "./line-deal.js";
import type { SpendThreshold } from "./spend-threshold.js";

/** What is on offer today beneath what shoppers see of it; what is open just now stands in `offers.promoted`. */
export interface DealsOfDay {
  /** deal of each product, null none */
  readonly deal: (LineDeal | null)[];
  /** its unit price, and what that is below the regular price; money steps */
  readonly price: Float64Array;
  readonly unitOff: Float64Array;
  /** 1 where it is for members alone; what its gift costs, money steps */
  readonly membersOnly: Uint8Array;
  readonly giftCost: Float64Array;
  /** units it may still be given for */
  readonly unitsLeft: Float64Array;
  /** the basket's threshold while it is open */
  threshold: SpendThreshold | null;
  /** the rules it is under; products under the same rules count towards it */
  thresholdRules: number;
  /** whether any shopper may hold a coupon today */
  coupons: boolean;
}

/** of a day without any */
export function createDeals(products: number): DealsOfDay {
  return {
    deal: new Array<LineDeal | null>(products).fill(null),
    price: new Float64Array(products),
    unitOff: new Float64Array(products),
    membersOnly: new Uint8Array(products),
    giftCost: new Float64Array(products),
    unitsLeft: new Float64Array(products),
    threshold: null,
    thresholdRules: 0,
    coupons: false,
  };
}
