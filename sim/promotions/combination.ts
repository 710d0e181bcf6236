import { MECHANICS } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import { allot } from "./allot.js";
import type { Basket } from "./basket.js";
import { type CouponTerms, offByCoupon } from "./coupon.js";
import { exclusions } from "./rows.js";
import { missingToNextTier, offByNextTier, offByThreshold } from "./spend-threshold.js";

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
export class Combining {
  /** of the basket that was asked about last, see `missing` */
  wouldSave = 0;
  tierSpend = 0;
  private readonly prefer: Scenario["promotions"]["stacking"]["prefer"];
  private readonly couponFirst: boolean;
  /** 1 for the mechanics that exclude the coupon, and the threshold; whether there are any, and whether those two do */
  private readonly noCoupon: Uint8Array;
  private readonly noThreshold: Uint8Array;
  private readonly exclusive: boolean;
  private readonly apart: boolean;
  private readonly room: Float64Array;
  private readonly inCoupon: Uint8Array;
  private readonly inThreshold: Uint8Array;
  // sums over lines as they are marked: paid for those in, and what of it exceeds a step a unit
  private subtotal = 0;
  private couponRoom = 0;
  private counted = 0;
  private thresholdRoom = 0;
  /** lines that are in the one of coupon and threshold that comes off first, and in both */
  private inFirst = 0;
  private inBoth = 0;

  constructor(
    scenario: Scenario,
    private readonly coupon: CouponTerms | null,
  ) {
    const { stacking } = scenario.promotions;
    const L = scenario.products.length;
    this.prefer = stacking.prefer;
    this.couponFirst = stacking.basketOrder === "coupon-first";
    this.noCoupon = exclusions(scenario, "coupon");
    this.noThreshold = exclusions(scenario, "spend-threshold");
    this.exclusive = this.noCoupon.includes(1) || this.noThreshold.includes(1);
    this.apart = this.noCoupon[MECHANICS.indexOf("spend-threshold")] === 1;
    this.room = new Float64Array(L);
    this.inCoupon = new Uint8Array(L);
    this.inThreshold = new Uint8Array(L);
  }

  /** Finds the way to lay promotions upon the basket, with its `way`, `total` and `couponUsed`; lays nothing. */
  choose(basket: Basket): void {
    basket.couponClashes = this.exclusive && clashes(basket, basket.covered, this.noCoupon);
    basket.thresholdClashes = this.exclusive && clashes(basket, basket.counts, this.noThreshold);
    // most baskets have no coupon and reach no tier even at regular prices
    if (basket.level === 0 && !mayReach(basket)) {
      settleOn(basket, 0, basket.dealsAlone);
      return;
    }
    this.mark(basket, BOTH);
    if (this.prefer !== "best-for-shopper") this.chooseByRule(basket);
    else if (basket.couponClashes || basket.thresholdClashes) this.chooseBest(basket);
    else this.chooseBestOfAll(basket);
  }

  /**
   * Money steps missing to the threshold's next tier, with `wouldSave` what the basket would then cost less than now and
   * `tierSpend` that tier's spend; 0 where nothing is to be saved. To be asked of a basket whose way is chosen.
   */
  missing(basket: Basket): number {
    this.wouldSave = 0;
    this.tierSpend = 0;
    const { threshold, way, total } = basket;
    if (threshold === null) return 0;
    this.mark(basket, BOTH);
    const kept = this.apart ? 0 : way & (COUPON + WAIVE_FOR_COUPON);
    const clash = this.prefer === "best-for-shopper" && basket.thresholdClashes;
    const first = this.prefer === "basket-first" ? WAIVE_FOR_THRESHOLD : 0;
    let missing = 0;
    for (let waive = first; waive <= (clash ? WAIVE_FOR_THRESHOLD : first); waive += WAIVE_FOR_THRESHOLD) {
      this.price(basket, kept + THRESHOLD + waive);
      const more = missingToNextTier(threshold, basket.spend);
      if (more === 0) continue;
      // what coupon and deals take off stays as it is
      const save = total - (basket.afterDeals - basket.couponTotal - offByNextTier(threshold, basket.spend));
      if (save <= 0 || (missing > 0 && save - more <= this.wouldSave - missing)) continue;
      missing = more;
      this.wouldSave = save;
      this.tierSpend = basket.spend + more;
    }
    return missing;
  }

  /** Lays the promotions of the basket's way upon it, line by line. */
  lay(basket: Basket): void {
    const { way } = basket;
    if (clash(basket)) this.mark(basket, way);
    basket.couponTotal = 0;
    basket.thresholdTotal = 0;
    if ((way & BOTH) === BOTH) this.takeBoth(basket);
    else if ((way & COUPON) > 0) this.takeCoupon(basket);
    else if ((way & THRESHOLD) > 0) this.takeThreshold(basket);
  }

  private chooseBest(basket: Basket): void {
    let best = 0;
    let least = basket.dealsAlone;
    for (let w = 0; w < WAYS.length; w++) {
      const way = WAYS[w];
      if (!this.isOpen(basket, way)) continue;
      if ((way & WAIVE_FOR_COUPON) > 0 && !basket.couponClashes) continue;
      if ((way & WAIVE_FOR_THRESHOLD) > 0 && !basket.thresholdClashes) continue;
      const total = this.price(basket, way);
      if (total >= least) continue;
      least = total;
      best = way;
    }
    settleOn(basket, best, least);
  }

  /** The same where nothing clashes with anything: then what takes something off helps, and a coupon reaches no tier. */
  private chooseBestOfAll(basket: Basket): void {
    const byThreshold = basket.threshold === null ? Infinity : this.price(basket, THRESHOLD);
    const byCoupon = basket.level === 0 ? Infinity : this.price(basket, COUPON);
    const byBoth =
      this.apart || byThreshold === Infinity || byCoupon === Infinity ? Infinity : this.price(basket, BOTH);
    if (byBoth < byThreshold && byBoth < byCoupon) settleOn(basket, BOTH, byBoth);
    else if (byCoupon < byThreshold) settleOn(basket, COUPON, byCoupon);
    else if (byThreshold < Infinity) settleOn(basket, THRESHOLD, byThreshold);
    else settleOn(basket, 0, basket.dealsAlone);
  }

  private chooseByRule(basket: Basket): void {
    const byRule = this.couponFirst ? COUPON_FIRST : THRESHOLD_FIRST;
    const waivers = this.prefer === "basket-first" ? WAIVE_FOR_COUPON + WAIVE_FOR_THRESHOLD : 0;
    for (let w = 0; w < byRule.length; w++) {
      if (!this.isOpen(basket, byRule[w])) continue;
      const way = byRule[w] + waivers;
      const total = this.price(basket, way);
      if (total === Infinity) continue;
      settleOn(basket, way, total);
      return;
    }
  }

  private isOpen({ level, threshold }: Basket, way: number): boolean {
    if ((way & COUPON) > 0 && level === 0) return false;
    if ((way & THRESHOLD) > 0 && threshold === null) return false;
    return (way & BOTH) !== BOTH || !this.apart;
  }

  /**
   * What the basket costs in a way, Infinity where coupon or threshold would take nothing off; with their parts, and what
   * counted, in the basket. Lines are looked at one by one only where something clashes, or where the first takes in some of
   * the second's and others too.
   */
  private price(basket: Basket, way: number): number {
    // where nothing clashes, lines stand as they are in every way
    if (clash(basket)) this.mark(basket, way);
    const { couponFirst, couponRoom, thresholdRoom, inBoth } = this;
    const total = basket.afterDeals;
    let ofCoupon = 0;
    let ofThreshold = 0;
    let spend = this.counted;
    if ((way & BOTH) !== BOTH) {
      if ((way & COUPON) > 0) ofCoupon = Math.min(this.couponOff(basket, this.subtotal), couponRoom);
      if ((way & THRESHOLD) > 0) ofThreshold = Math.min(thresholdOff(basket, spend), thresholdRoom);
    } else if (inBoth > 0 && inBoth < this.inFirst) {
      this.takeBoth(basket);
      ofCoupon = basket.couponTotal;
      ofThreshold = basket.thresholdTotal;
      spend = basket.spend;
      this.mark(basket, way);
    } else if (couponFirst) {
      ofCoupon = Math.min(this.couponOff(basket, this.subtotal), couponRoom);
      const taken = inBoth > 0 ? ofCoupon : 0;
      spend -= taken;
      ofThreshold = Math.min(thresholdOff(basket, spend), thresholdRoom - taken);
    } else {
      ofThreshold = Math.min(thresholdOff(basket, spend), thresholdRoom);
      const taken = inBoth > 0 ? ofThreshold : 0;
      ofCoupon = Math.min(this.couponOff(basket, this.subtotal - taken), couponRoom - taken);
    }
    basket.couponTotal = ofCoupon;
    basket.thresholdTotal = ofThreshold;
    basket.spend = spend;
    if ((way & COUPON) > 0 && ofCoupon === 0) return Infinity;
    if ((way & THRESHOLD) > 0 && ofThreshold === 0) return Infinity;
    return total - ofCoupon - ofThreshold;
  }

  /** Marks the lines that coupon and threshold take in and those whose deal is waived; nothing is taken off them yet. */
  private mark(basket: Basket, way: number): void {
    const { lines, units, mechanic, covered, counts, full, dealOff, waived, paid, couponOff, thresholdOff } = basket;
    const { noCoupon, noThreshold, inCoupon, inThreshold } = this;
    const withCoupon = (way & COUPON) > 0 ? 1 : 0;
    const withThreshold = (way & THRESHOLD) > 0 ? 1 : 0;
    let total = 0;
    let subtotal = 0;
    let couponRoom = 0;
    let counted = 0;
    let thresholdRoom = 0;
    let inFirst = 0;
    let inBoth = 0;
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
      const due = gone === 1 ? full[l] : full[l] - dealOff[l];
      const over = due - units[l];
      paid[l] = due;
      couponOff[l] = 0;
      thresholdOff[l] = 0;
      total += due;
      subtotal += forCoupon * due;
      couponRoom += forCoupon * over;
      counted += forThreshold * due;
      thresholdRoom += forThreshold * over;
      inFirst += this.couponFirst ? forCoupon : forThreshold;
      inBoth += forCoupon & forThreshold;
    }
    basket.afterDeals = total;
    this.subtotal = subtotal;
    this.couponRoom = couponRoom;
    this.counted = counted;
    this.thresholdRoom = thresholdRoom;
    this.inFirst = inFirst;
    this.inBoth = inBoth;
  }

  private couponOff({ level, couponMost }: Basket, subtotal: number): number {
    return this.coupon ? Math.min(offByCoupon(this.coupon, level, subtotal), couponMost) : 0;
  }

  private takeCoupon(basket: Basket): void {
    const off = this.couponOff(basket, paidOf(basket, this.inCoupon));
    basket.couponTotal = this.takeOff(basket, off, this.inCoupon, basket.couponOff);
  }

  private takeThreshold(basket: Basket): void {
    basket.spend = paidOf(basket, this.inThreshold);
    basket.thresholdTotal = this.takeOff(
      basket,
      thresholdOff(basket, basket.spend),
      this.inThreshold,
      basket.thresholdOff,
    );
  }

  /** of lines that are marked */
  private takeBoth(basket: Basket): void {
    if (this.couponFirst) this.takeCoupon(basket);
    this.takeThreshold(basket);
    if (!this.couponFirst) this.takeCoupon(basket);
  }

  /** Takes an amount off the lines that are in, but for a step a unit; answers what was taken. */
  private takeOff(
    { lines, product, units, paid }: Basket,
    amount: number,
    isIn: Uint8Array,
    out: Float64Array,
  ): number {
    const { room } = this;
    let most = 0;
    for (let l = 0; l < lines; l++) {
      room[l] = isIn[l] === 1 ? paid[l] - units[l] : 0;
      most += room[l];
    }
    const taken = Math.min(amount, most);
    if (lines === 1) out[0] = taken;
    else allot(taken, lines, room, product, out);
    for (let l = 0; l < lines; l++) paid[l] -= out[l];
    return taken;
  }
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
const COUPON_FIRST = [BOTH, COUPON, THRESHOLD, 0];
const THRESHOLD_FIRST = [BOTH, THRESHOLD, COUPON, 0];

function clash({ couponClashes, thresholdClashes }: Basket): boolean {
  return couponClashes || thresholdClashes;
}

function mayReach({ threshold, fullTotal }: Basket): boolean {
  return threshold !== null && fullTotal >= threshold.spends[1];
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

function thresholdOff({ threshold }: Basket, spend: number): number {
  return threshold ? offByThreshold(threshold, spend) : 0;
}

/** what is paid for the lines that are in */
function paidOf({ lines, paid }: Basket, isIn: Uint8Array): number {
  let sum = 0;
  for (let l = 0; l < lines; l++) if (isIn[l] === 1) sum += paid[l];
  return sum;
}
