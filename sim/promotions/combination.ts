import { MECHANICS } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import { allot } from "./allot.js";
import type { Basket } from "./basket.js";
import type { CouponTerms } from "./coupon.js";
import { exclusions } from "./rows.js";

/**
 * Which promotions a basket gets. A product has one deal a day, which is always wanted; a coupon takes its part off what it
 * covers, at most its maxOff; a threshold takes off the highest tier that is reached by what counts, after deals, and after
 * the coupon where `basketOrder` is coupon-first (else the coupon's part is of what is left after the threshold). Both leave
 * at least one money step a unit, and are allotted to their lines in proportion to what exceeds that.
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
  /** Finds the way to lay promotions upon the basket, with its `way`, `total` and `couponUsed`; lays nothing. */
  choose(basket: Basket): void;
  /**
   * Money steps missing to the threshold's next tier, with `wouldSave` what the basket would then cost less than now and
   * `tierSpend` that tier's spend; 0 where nothing is to be saved. To be asked of a basket whose way is chosen.
   */
  missing(basket: Basket): number;
  wouldSave: number;
  tierSpend: number;
  /** Lays the promotions of the basket's way upon it, line by line. */
  lay(basket: Basket): void;
}

// a way to lay promotions upon a basket is a sum of these
const THRESHOLD = 1;
const COUPON = 2;
const WAIVE_FOR_THRESHOLD = 4;
const WAIVE_FOR_COUPON = 8;
const BOTH = THRESHOLD + COUPON;
const WAYS = [
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
  const couponOff = (basket: Basket, subtotal: number) =>
    coupon ? Math.min(coupon.off(basket.level, subtotal), basket.couponMost) : 0;
  const thresholdOff = ({ threshold }: Basket, spend: number) => (threshold ? threshold.off(spend) : 0);

  /** Marks the lines that coupon and threshold take in and those whose deal is waived; fills `paid` without either's part. */
  function mark(basket: Basket, way: number): void {
    const { lines, mechanic, covered, counts, full, dealOff, waived, paid } = basket;
    const withCoupon = (way & COUPON) > 0 ? 1 : 0;
    const withThreshold = (way & THRESHOLD) > 0 ? 1 : 0;
    for (let l = 0; l < lines; l++) {
      const deal = mechanic[l];
      let forCoupon = withCoupon & covered[l];
      let forThreshold = withThreshold & counts[l];
      let gone = 0;
      if (deal >= 0) {
        const couponClash = forCoupon & noCoupon[deal];
        const thresholdClash = forThreshold & noThreshold[deal];
        if (couponClash === 1 && (way & WAIVE_FOR_COUPON) > 0) gone = 1;
        if (thresholdClash === 1 && (way & WAIVE_FOR_THRESHOLD) > 0) gone = 1;
        if (gone === 0) {
          forCoupon &= 1 - couponClash;
          forThreshold &= 1 - thresholdClash;
        }
      }
      waived[l] = gone;
      inCoupon[l] = forCoupon;
      inThreshold[l] = forThreshold;
      paid[l] = gone === 1 ? full[l] : full[l] - dealOff[l];
    }
  }

  /**
   * What the basket costs in a way, Infinity where coupon or threshold would take nothing off; with their parts, and what
   * counted, in the basket. Lines are looked at one by one only where the first takes in some of the second's and others too.
   */
  function price(basket: Basket, way: number): number {
    const { lines, units, paid } = basket;
    mark(basket, way);
    let total = 0;
    let subtotal = 0;
    let couponRoom = 0;
    let spend = 0;
    let thresholdRoom = 0;
    let inOne = 0;
    let inBoth = 0;
    for (let l = 0; l < lines; l++) {
      total += paid[l];
      const over = paid[l] - units[l];
      if (inCoupon[l] === 1) {
        subtotal += paid[l];
        couponRoom += over;
      }
      if (inThreshold[l] === 1) {
        spend += paid[l];
        thresholdRoom += over;
      }
      const first = couponFirst ? inCoupon[l] : inThreshold[l];
      inOne += first;
      inBoth += inCoupon[l] & inThreshold[l];
    }
    basket.afterDeals = total;
    let ofCoupon = 0;
    let ofThreshold = 0;
    if ((way & BOTH) !== BOTH) {
      if ((way & COUPON) > 0) ofCoupon = Math.min(couponOff(basket, subtotal), couponRoom);
      if ((way & THRESHOLD) > 0) ofThreshold = Math.min(thresholdOff(basket, spend), thresholdRoom);
    } else if (inBoth > 0 && inBoth < inOne) {
      takeBoth(basket);
      ofCoupon = basket.couponTotal;
      ofThreshold = basket.thresholdTotal;
      spend = basket.spend;
    } else if (couponFirst) {
      ofCoupon = Math.min(couponOff(basket, subtotal), couponRoom);
      const taken = inBoth > 0 ? ofCoupon : 0;
      spend -= taken;
      ofThreshold = Math.min(thresholdOff(basket, spend), thresholdRoom - taken);
    } else {
      ofThreshold = Math.min(thresholdOff(basket, spend), thresholdRoom);
      const taken = inBoth > 0 ? ofThreshold : 0;
      ofCoupon = Math.min(couponOff(basket, subtotal - taken), couponRoom - taken);
    }
    basket.couponTotal = ofCoupon;
    basket.thresholdTotal = ofThreshold;
    basket.spend = spend;
    if ((way & COUPON) > 0 && ofCoupon === 0) return Infinity;
    if ((way & THRESHOLD) > 0 && ofThreshold === 0) return Infinity;
    return total - ofCoupon - ofThreshold;
  }

  /** Takes an amount off the lines that are in, but for a step a unit; answers what was taken. */
  function takeOff(
    { lines, product, units, paid }: Basket,
    amount: number,
    isIn: Uint8Array,
    out: Float64Array,
  ): number {
    let most = 0;
    for (let l = 0; l < lines; l++) {
      room[l] = isIn[l] === 1 ? paid[l] - units[l] : 0;
      most += room[l];
    }
    const taken = Math.min(amount, most);
    allot(taken, lines, room, product, out);
    for (let l = 0; l < lines; l++) paid[l] -= out[l];
    return taken;
  }

  function takeCoupon(basket: Basket): void {
    const off = couponOff(basket, paidOf(basket, inCoupon));
    basket.couponTotal = takeOff(basket, off, inCoupon, basket.couponOff);
  }

  function takeThreshold(basket: Basket): void {
    basket.spend = paidOf(basket, inThreshold);
    basket.thresholdTotal = takeOff(basket, thresholdOff(basket, basket.spend), inThreshold, basket.thresholdOff);
  }

  /** of lines that are marked */
  function takeBoth(basket: Basket): void {
    if (couponFirst) takeCoupon(basket);
    takeThreshold(basket);
    if (!couponFirst) takeCoupon(basket);
  }

  function lay(basket: Basket): void {
    const { way } = basket;
    mark(basket, way);
    basket.couponTotal = 0;
    basket.thresholdTotal = 0;
    basket.couponOff.fill(0, 0, basket.lines);
    basket.thresholdOff.fill(0, 0, basket.lines);
    if ((way & BOTH) === BOTH) takeBoth(basket);
    else if ((way & COUPON) > 0) takeCoupon(basket);
    else if ((way & THRESHOLD) > 0) takeThreshold(basket);
  }

  /** Whether any line has a deal that excludes what is touched. */
  function clashes({ lines, mechanic }: Basket, touched: Uint8Array, excluded: Uint8Array): boolean {
    for (let l = 0; l < lines; l++) if (mechanic[l] >= 0 && (touched[l] & excluded[mechanic[l]]) === 1) return true;
    return false;
  }

  function settleOn(basket: Basket, way: number, total: number): void {
    basket.way = way;
    basket.total = total;
    basket.couponUsed = (way & COUPON) > 0;
  }

  /** what is paid where neither coupon nor threshold is used */
  function dealsAlone({ lines, full, dealOff }: Basket): number {
    let sum = 0;
    for (let l = 0; l < lines; l++) sum += full[l] - dealOff[l];
    return sum;
  }

  function chooseBest(basket: Basket): void {
    const couponClashes = basket.level > 0 && clashes(basket, basket.covered, noCoupon);
    const thresholdClashes = basket.threshold !== null && clashes(basket, basket.counts, noThreshold);
    if (!couponClashes && !thresholdClashes) {
      chooseBestOfAll(basket);
      return;
    }
    let best = 0;
    let least = dealsAlone(basket);
    for (let w = 0; w < WAYS.length; w++) {
      const way = WAYS[w];
      if (!isOpen(basket, way)) continue;
      if ((way & WAIVE_FOR_COUPON) > 0 && !couponClashes) continue;
      if ((way & WAIVE_FOR_THRESHOLD) > 0 && !thresholdClashes) continue;
      const total = price(basket, way);
      if (total >= least) continue;
      least = total;
      best = way;
    }
    settleOn(basket, best, least);
  }

  /** The same where nothing clashes with anything: then what takes something off helps, and a coupon reaches no tier. */
  function chooseBestOfAll(basket: Basket): void {
    const byThreshold = basket.threshold === null ? Infinity : price(basket, THRESHOLD);
    const byCoupon = basket.level === 0 ? Infinity : price(basket, COUPON);
    const byBoth = apart || byThreshold === Infinity || byCoupon === Infinity ? Infinity : price(basket, BOTH);
    if (byBoth < byThreshold && byBoth < byCoupon) settleOn(basket, BOTH, byBoth);
    else if (byCoupon < byThreshold) settleOn(basket, COUPON, byCoupon);
    else if (byThreshold < Infinity) settleOn(basket, THRESHOLD, byThreshold);
    else settleOn(basket, 0, dealsAlone(basket));
  }

  function isOpen({ level, threshold }: Basket, way: number): boolean {
    if ((way & COUPON) > 0 && level === 0) return false;
    if ((way & THRESHOLD) > 0 && threshold === null) return false;
    return (way & BOTH) !== BOTH || !apart;
  }

  function chooseByRule(basket: Basket): void {
    for (let w = 0; w < byRule.length; w++) {
      if (!isOpen(basket, byRule[w])) continue;
      const way = byRule[w] + waivers;
      const total = price(basket, way);
      if (total === Infinity) continue;
      settleOn(basket, way, total);
      return;
    }
  }

  const combining: Combining = {
    choose(basket) {
      if (basket.level === 0 && basket.threshold === null) settleOn(basket, 0, dealsAlone(basket));
      else if (prefer === "best-for-shopper") chooseBest(basket);
      else chooseByRule(basket);
    },
    missing(basket) {
      combining.wouldSave = 0;
      combining.tierSpend = 0;
      const { threshold, way, total } = basket;
      if (threshold === null) return 0;
      const kept = apart ? 0 : way & (COUPON + WAIVE_FOR_COUPON);
      const clash = prefer === "best-for-shopper" && clashes(basket, basket.counts, noThreshold);
      const first = prefer === "basket-first" ? WAIVE_FOR_THRESHOLD : 0;
      let missing = 0;
      for (let waive = first; waive <= (clash ? WAIVE_FOR_THRESHOLD : first); waive += WAIVE_FOR_THRESHOLD) {
        price(basket, kept + THRESHOLD + waive);
        const more = threshold.missing(basket.spend);
        if (more === 0) continue;
        // what coupon and deals take off stays as it is
        const save = total - (basket.afterDeals - basket.couponTotal - threshold.nextOff(basket.spend));
        if (save <= 0 || (missing > 0 && save - more <= combining.wouldSave - missing)) continue;
        missing = more;
        combining.wouldSave = save;
        combining.tierSpend = basket.spend + more;
      }
      return missing;
    },
    wouldSave: 0,
    tierSpend: 0,
    lay,
  };
  return combining;
}

/** what is paid for the lines that are in */
function paidOf({ lines, paid }: Basket, isIn: Uint8Array): number {
  let sum = 0;
  for (let l = 0; l < lines; l++) if (isIn[l] === 1) sum += paid[l];
  return sum;
}
