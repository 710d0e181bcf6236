import type { Scenario } from "../scenario.js";
import type { DealsOfDay } from "./deals-of-day.js";
import type { LineTill } from "./line-till.js";
import { groupsOf } from "./rows.js";

/**
 * Today's offers in the form in which shoppers meet them. The promotion desk writes it, the pass over the shoppers reads it;
 * closing an offer in mid-day rewrites its entries.
 *
 * Shoppers of a segment see the same offers but for what they hold: a membership, a coupon. A **group** is what they hold:
 * couponLevel x (2 where there are members, else 1) + (1 for a member), and a **row** a segment and group, s x groups + group.
 */
export interface OffersOfDay {
  /** groups of a segment, 1 where there are neither members nor coupons */
  readonly groups: number;
  /** price that a shopper of the row perceives over list price, 0 < ratio, shape [rows, products] */
  readonly ratio: Float64Array;
  /** ln of it */
  readonly logRatio: Float64Array;
  /** pull of the badges on the product, utility before wear, shape [rows, products] */
  readonly pull: Float64Array;
  /** what a place on the segment's slate, or none, adds to utility, shape [segments, products] */
  readonly shown: Float64Array;
  /** these four side by side, in this order */
  readonly seen: Float64Array;
  /** price now for a shopper with nothing at hand, and what the offer takes off the regular price; money steps, [products] */
  readonly price: Float64Array;
  readonly discount: Float64Array;
  /** price now for a member without coupon; money steps, [products] */
  readonly memberPrice: Float64Array;
  /** 1 where an offer is open, shape [products] */
  readonly promoted: Float64Array;
  /** place in MECHANICS of the product's offer of the day, also while it is closed; -1 none; [products] */
  readonly mechanic: Int32Array;
  /** units that make a group of buy-x-get-y while it is open, 0 where there is none, and of them those to pay for; shape [products] */
  readonly groupSize: Int32Array;
  readonly groupPaid: Int32Array;
  /** true while any offer is open that wears shoppers out: of products, for members or for baskets */
  open: boolean;
  /** which rules the product is under today: a campaign's index, or the number of campaigns for everyday; [products] */
  readonly rulesOf: Int32Array;
  /** money steps that may still be given away under each set of rules, Infinity where no limit; [campaigns + 1] */
  readonly budgetLeft: Float64Array;
  /** most that one shopper's basket could take of it; [campaigns + 1] */
  readonly largestBasket: Float64Array;
  /**
   * true where a basket costs the sum of units x price, whoever buys it: then the pass books it itself, and the `Till`
   * is not asked. False with members' prices, coupons, thresholds, gifts, buy-x-get-y or limited units.
   */
  simple: boolean;
  /** true where an offer opens or closes at an hour of today: then `PromotionDesk.tick` is called through the day */
  timed: boolean;
  /** true on the day of a flash sale, whose notice brings shoppers */
  flash: boolean;
  /** true where a spend threshold is open */
  threshold: boolean;
}

/** A day without offers. */
export function createOffersOfDay(scenario: Scenario): OffersOfDay {
  const P = scenario.products.length;
  const S = scenario.segments.length;
  const groups = groupsOf(scenario);
  const rows = S * groups;
  const rulesCount = scenario.calendar.campaigns.length + 1;
  const size = rows * P;
  const seen = new Float64Array(3 * size + S * P);
  return {
    groups,
    ratio: seen.subarray(0, size),
    logRatio: seen.subarray(size, 2 * size),
    pull: seen.subarray(2 * size, 3 * size),
    shown: seen.subarray(3 * size),
    seen,
    price: new Float64Array(P),
    discount: new Float64Array(P),
    memberPrice: new Float64Array(P),
    promoted: new Float64Array(P),
    mechanic: new Int32Array(P),
    groupSize: new Int32Array(P),
    groupPaid: new Int32Array(P),
    open: false,
    rulesOf: new Int32Array(P),
    budgetLeft: new Float64Array(rulesCount),
    largestBasket: new Float64Array(rulesCount),
    simple: true,
    timed: false,
    flash: false,
    threshold: false,
  };
}

/** What the pass over the shoppers may ask of the promotion desk in the course of a day. */
export interface DeskOfDay {
  readonly offers: OffersOfDay;
  readonly till: Till;
  /** tells the time of the day, hours from 0 to 24, rising; offers that open or close then change their products */
  tick(hour: number): void;
  /** closes every offer under the rules for the rest of the day: a budget can no longer cover any basket */
  close(rules: number): void;
  /** what is on offer today */
  readonly deals: DealsOfDay;
  /** closes the offer of a product whose limited units are gone */
  soldOut(product: number): void;
  /** coupons that may still be sent under their budget, Infinity where there is none */
  couponsAffordable(): number;
}

/**
 * The till: what a basket of several products costs the shopper who brings it, by the offers of the day and the stacking
 * rules, and what goes into the books. One basket at a time; allocates nothing. Which promotions a basket gets where they
 * exclude each other: `combination.ts`. Whatever the order in which lines are added, each costs the same.
 *
 *     till.begin(s, group);
 *     till.add(product, units);                    // again for every product; lines of the same product are one
 *     if (offers.threshold) till.missing();        // then perhaps a filler, added like the others
 *     till.settle();                               // books it
 */
export interface Till {
  /** the same for baskets on which nothing is to be chosen */
  readonly byLine: LineTill;
  /** @param group  of the shopper: what she holds and thinks of; see OffersOfDay */
  begin(segment: number, group: number): void;
  add(product: number, units: number): void;
  /**
   * Whether more than this part of the first tier's spend is surely missing: told at regular prices, at a fraction of what
   * `missing` costs.
   */
  outOfReach(part: number): boolean;
  /**
   * Money steps still missing to the next tier of the spend threshold, and what reaching it would take off beyond what the
   * basket gets now; 0 missing where there is no tier to reach. Answers what is missing.
   */
  missing(): number;
  /** money steps, of the last `missing`: what reaching the tier would take off more, and the tier's spend */
  readonly wouldSave: number;
  readonly tierSpend: number;
  /**
   * Charges the basket: chooses among what may be combined, and books units' revenue, discounts by mechanic, gifts, promoted
   * units, budgets and limited units into the state. Closes what is used up.
   */
  settle(): void;
  /** Charges the basket as `settle` does and answers in the same places, but books nothing and closes nothing. */
  quote(): void;
  /** of the last basket settled or quoted: what was paid, money steps; whether the coupon was used; gifts that came with it */
  readonly paid: number;
  readonly couponUsed: boolean;
  readonly gifts: number;
  /** what the coupon took off it, money steps */
  readonly couponOff: number;
  /**
   * How much more its lines cost than a member with the deepest coupon, while any coupon is alive, would pay for them, as a
   * share of that; spend thresholds left aside; 0 for those and where they would pay no less
   */
  readonly overpaid: number;
  /** lines of the last basket settled, in the order in which they were added; shape [lines], what lies beyond means nothing */
  readonly lines: number;
  readonly lineProduct: Int32Array;
  readonly lineUnits: Float64Array;
  /** what was paid for the line, and what it cost less than at the regular price; money steps */
  readonly linePaid: Float64Array;
  readonly lineDiscount: Float64Array;
  /** of that, what the product's own deal, the coupon and the threshold took off */
  readonly lineDealOff: Float64Array;
  readonly lineCouponOff: Float64Array;
  readonly lineThresholdOff: Float64Array;
}
