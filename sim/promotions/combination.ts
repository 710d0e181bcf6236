import { MECHANICS } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import { allot } from "./allot.js";
import type { Basket } from "./basket.js";
import type { CouponTerms } from "./coupon.js";
import { exclusions } from "./rows.js";

/**
 * Which promotions a basket gets. A product's own deal is always wanted; a coupon takes its part off what it covers, at most
 * its maxOff; a threshold takes off the highest tier that is reached by what counts, after deals, and after the coupon where
 * `basketOrder` is coupon-first (else the coupon's part is of what is left after the threshold). Both leave at least one
 * money step a unit, and are allotted to their lines in proportion to what exceeds that.
 *
 * Where the deal of a line and the coupon, or the threshold, exclude each other, there are two ways: **leave** all such lines
 * out of it, or **waive** their deals. Coupon and threshold that exclude each other are never used on one basket. A coupon or
 * threshold that would take nothing off is not used. So the ways are, coupon's before threshold's,
 *
 *     none; threshold (leave, waive); coupon (leave, waive); both (leave, leave), (leave, waive), (waive, leave), (waive, waive)
 *
 * Of these, by `stacking.prefer`:
 * - best-for-shopper: where she pays least; of equals the first in this list, which spares coupon and deals.
 * - line-first: leaving lines out, the first that can be of: both, the one of `basketOrder`, the other one, none.
 * - basket-first: the same, waiving deals.
 */
export interface Combining {
  /** Lays promotions upon the basket as the stacking rules say. */
  combine(basket: Basket): void;
  /**
   * Money steps missing to the threshold's next tier, with `wouldSave` what the basket would then cost less than now and
   * `tierSpend` that tier's spend; 0 where nothing is to be saved. To be asked of a basket that is combined, and stays so.
   */
  missing(basket: Basket): number;
  wouldSave: number;
  tierSpend: number;
}

// a way to lay promotions upon a basket is a sum of these
const THRESHOLD = 1;
const COUPON = 2;
const WAIVE_FOR_THRESHOLD = 4;
const WAIVE_FOR_COUPON = 8;
const BOTH = THRESHOLD + COUPON;
const WAYS = [
  0,
  THRESHOLD,
  THRESHOLD + WAIVE_FOR_THRESHOLD,
  COUPON,
  COUPON + WAIVE_FOR_COUPON,
  BOTH,
  BOTH + WAIVE_FOR_THRESHOLD,
  BOTH + WAIVE_FOR_COUPON,
  BOTH + WAIVE_FOR_THRESHOLD + WAIVE_FOR_COUPON,
];

export function createCombining(scenario: Scenario, coupon: CouponTerms | null): Combining {
  const { prefer, basketOrder } = scenario.promotions.stacking;
  const noCoupon = exclusions(scenario, "coupon");
  const noThreshold = exclusions(scenario, "spend-threshold");
  const apart = noCoupon[MECHANICS.indexOf("spend-threshold")] === 1;
  const couponFirst = basketOrder === "coupon-first";
  const byRule = couponFirst ? [BOTH, COUPON, THRESHOLD, 0] : [BOTH, THRESHOLD, COUPON, 0];
  const waivers = prefer === "basket-first" ? WAIVE_FOR_COUPON + WAIVE_FOR_THRESHOLD : 0;
  const L = scenario.products.length;
  const room = new Float64Array(L);
  const inCoupon = new Uint8Array(L);
  const inThreshold = new Uint8Array(L);

  /** Takes an amount off the lines that are in, but for a step a unit; answers what was taken. */
  function takeOff(basket: Basket, amount: number, isIn: Uint8Array, out: Float64Array): number {
    const { lines, paid, units } = basket;
    let most = 0;
    for (let l = 0; l < lines; l++) {
      room[l] = isIn[l] === 1 ? paid[l] - units[l] : 0;
      most += room[l];
    }
    const taken = Math.min(amount, most);
    allot(taken, lines, room, basket.product, out);
    for (let l = 0; l < lines; l++) paid[l] -= out[l];
    return taken;
  }

  function paidOf({ lines, paid }: Basket, isIn: Uint8Array): number {
    let sum = 0;
    for (let l = 0; l < lines; l++) if (isIn[l] === 1) sum += paid[l];
    return sum;
  }

  function takeCoupon(basket: Basket): void {
    if (!coupon || !basket.couponUsed) return;
    const off = Math.min(coupon.off(basket.level, paidOf(basket, inCoupon)), basket.couponMost);
    basket.couponTotal = takeOff(basket, off, inCoupon, basket.couponOff);
  }

  function takeThreshold(basket: Basket): void {
    if (!basket.threshold || !basket.thresholdUsed) return;
    basket.spend = paidOf(basket, inThreshold);
    basket.thresholdTotal = takeOff(basket, basket.threshold.off(basket.spend), inThreshold, basket.thresholdOff);
  }

  /** Lays the promotions of a way upon the basket; false where one of them takes nothing off. */
  function lay(basket: Basket, way: number): boolean {
    const { lines, mechanic, covered, counts, full, dealOff, waived, paid } = basket;
    basket.couponUsed = (way & COUPON) > 0;
    basket.thresholdUsed = (way & THRESHOLD) > 0;
    basket.couponTotal = 0;
    basket.thresholdTotal = 0;
    for (let l = 0; l < lines; l++) {
      const deal = mechanic[l];
      const forCoupon = basket.couponUsed ? covered[l] : 0;
      const forThreshold = basket.thresholdUsed ? counts[l] : 0;
      const couponClash = deal >= 0 ? forCoupon & noCoupon[deal] : 0;
      const thresholdClash = deal >= 0 ? forThreshold & noThreshold[deal] : 0;
      const gone =
        (couponClash === 1 && (way & WAIVE_FOR_COUPON) > 0) ||
        (thresholdClash === 1 && (way & WAIVE_FOR_THRESHOLD) > 0);
      waived[l] = gone ? 1 : 0;
      paid[l] = full[l] - (gone ? 0 : dealOff[l]);
      inCoupon[l] = forCoupon === 1 && (couponClash === 0 || gone) ? 1 : 0;
      inThreshold[l] = forThreshold === 1 && (thresholdClash === 0 || gone) ? 1 : 0;
      basket.couponOff[l] = 0;
      basket.thresholdOff[l] = 0;
    }
    if (couponFirst) takeCoupon(basket);
    takeThreshold(basket);
    if (!couponFirst) takeCoupon(basket);
    basket.total = 0;
    for (let l = 0; l < lines; l++) basket.total += paid[l];
    basket.way = way;
    return (!basket.couponUsed || basket.couponTotal > 0) && (!basket.thresholdUsed || basket.thresholdTotal > 0);
  }

  /** Whether a way exists for the basket and differs from those before it in the list. */
  function isOpen(basket: Basket, way: number): boolean {
    if ((way & COUPON) > 0 && basket.level === 0) return false;
    if ((way & THRESHOLD) > 0 && basket.threshold === null) return false;
    return (way & BOTH) !== BOTH || !apart;
  }

  function clashes({ lines, mechanic }: Basket, touches: Uint8Array, excluded: Uint8Array): boolean {
    for (let l = 0; l < lines; l++)
      if (touches[l] === 1 && mechanic[l] >= 0 && excluded[mechanic[l]] === 1) return true;
    return false;
  }

  function combineBest(basket: Basket): void {
    const couponClashes = clashes(basket, basket.covered, noCoupon);
    const thresholdClashes = clashes(basket, basket.counts, noThreshold);
    let best = 0;
    let least = Infinity;
    for (let w = 0; w < WAYS.length; w++) {
      const way = WAYS[w];
      if (!isOpen(basket, way)) continue;
      if ((way & WAIVE_FOR_COUPON) > 0 && !couponClashes) continue;
      if ((way & WAIVE_FOR_THRESHOLD) > 0 && !thresholdClashes) continue;
      if (!lay(basket, way) || basket.total >= least) continue;
      least = basket.total;
      best = way;
    }
    if (basket.way !== best) lay(basket, best);
  }

  function combine(basket: Basket): void {
    if (basket.level === 0 && basket.threshold === null) lay(basket, 0);
    else if (prefer === "best-for-shopper") combineBest(basket);
    else
      for (let w = 0; w < byRule.length; w++)
        if (isOpen(basket, byRule[w]) && lay(basket, byRule[w] === 0 ? 0 : byRule[w] + waivers)) return;
  }

  const combining: Combining = {
    combine,
    missing(basket) {
      combining.wouldSave = 0;
      combining.tierSpend = 0;
      const { threshold, way, total } = basket;
      if (threshold === null) return 0;
      const kept = apart ? 0 : way & (COUPON + WAIVE_FOR_COUPON);
      let missing = 0;
      for (let waive = 0; waive <= WAIVE_FOR_THRESHOLD; waive += WAIVE_FOR_THRESHOLD) {
        if (prefer === "line-first" && waive > 0) continue;
        if (prefer === "basket-first" && waive === 0) continue;
        lay(basket, kept + THRESHOLD + waive);
        const more = threshold.missing(basket.spend);
        if (more === 0) continue;
        // what coupon and deals take off stays as it is
        const save = total - (basket.total + basket.thresholdTotal - threshold.nextOff(basket.spend));
        if (save <= 0 || (missing > 0 && save - more <= combining.wouldSave - missing)) continue;
        missing = more;
        combining.wouldSave = save;
        combining.tierSpend = basket.spend + more;
      }
      lay(basket, way);
      return missing;
    },
    wouldSave: 0,
    tierSpend: 0,
  };
  return combining;
}
