import type { State } from "../layout.js";
import type { Scenario } from "../scenario.js";
import { allot } from "./allot.js";
import type { BasketBooks } from "./basket-books.js";
import { type CouponTerms, offByCoupon } from "./coupon.js";
import type { DealsOfDay } from "./deals-of-day.js";
import type { OffersOfDay, Till } from "./offers-of-day.js";
import { exclusions, memberWays } from "./rows.js";

interface LineTillOptions {
  readonly scenario: Scenario;
  readonly state: State;
  readonly offers: OffersOfDay;
  readonly deals: DealsOfDay;
  readonly coupon: CouponTerms | null;
  readonly books: BasketBooks;
  /** 1 for products that coupons cover, shape [products] */
  readonly covers: Uint8Array;
}

/**
 * The till for plain baskets, on which nothing is to be chosen: each line has its deal, and the coupon comes off what it
 * covers. Lines are read as they are added, and kept for the `Till` where it turns out that a basket is not plain. Bill and
 * books are those of the `Till`, in a third of the time. No product twice, and no basket beyond `offers.largestBasket`: whether
 * a budget is overdrawn is not looked at.
 *
 *     till.begin(s, group, atOnce);
 *     till.add(product, units);
 *     if (till.isPlain()) till.settle();
 */
export class LineTill implements Pick<Till, "outOfReach" | "missing" | "wouldSave" | "tierSpend"> {
  /** of the last basket settled, see `Till` */
  gifts = 0;
  overpaid = 0;
  couponOff = 0;
  wouldSave = 0;
  tierSpend = 0;
  // the basket at hand
  lines = 0;
  readonly product: Int32Array;
  readonly units: Float64Array;
  private segment = 0;
  private member = 0;
  private level = 0;
  private atOnce = false;
  /** place in MECHANICS of the deal that the line gets, -1 none; units that get it, and what it takes off */
  private readonly mechanic: Int32Array;
  private readonly dealUnits: Float64Array;
  private readonly dealOff: Float64Array;
  /** units of the line that count as promoted before the coupon */
  private readonly promoted: Float64Array;
  /** most that a coupon could take off the line, and what it does */
  private readonly room: Float64Array;
  private readonly off: Float64Array;
  /** sums over lines at regular prices, after deals, and as a member would pay; the latter two also for what coupons cover */
  private full = 0;
  private due = 0;
  private dueCovered = 0;
  private least = 0;
  private leastCovered = 0;
  private unitsCovered = 0;
  /** what counts towards the threshold; lines that coupons cover, and of them those that count */
  private counted = 0;
  private coveredLines = 0;
  private coveredCounted = 0;
  private readonly state: State;
  private readonly offers: OffersOfDay;
  private readonly deals: DealsOfDay;
  private readonly coupon: CouponTerms | null;
  private readonly books: BasketBooks;
  private readonly covers: Uint8Array;
  private readonly ways: number;
  private readonly deepest: number;
  private readonly exclusive: boolean;
  private readonly couponFirst: boolean;

  constructor({ scenario, state, offers, deals, coupon, books, covers }: LineTillOptions) {
    const P = scenario.products.length;
    this.state = state;
    this.offers = offers;
    this.deals = deals;
    this.coupon = coupon;
    this.books = books;
    this.covers = covers;
    this.ways = memberWays(scenario.segments);
    this.deepest = coupon ? coupon.depths.length - 1 : 0;
    this.exclusive = exclusions(scenario, "coupon").includes(1) || exclusions(scenario, "spend-threshold").includes(1);
    this.couponFirst = scenario.promotions.stacking.basketOrder === "coupon-first";
    this.product = new Int32Array(P);
    this.units = new Float64Array(P);
    this.mechanic = new Int32Array(P);
    this.dealUnits = new Float64Array(P);
    this.dealOff = new Float64Array(P);
    this.promoted = new Float64Array(P);
    this.room = new Float64Array(P);
    this.off = new Float64Array(P);
  }

  /** Whether every basket of the group is plain just now. */
  suits(group: number): boolean {
    return this.deals.threshold === null && (!this.exclusive || group < this.ways);
  }

  /**
   * @param group    of the shopper, see OffersOfDay
   * @param atOnce   whether lines are booked as they are added, as is right where the till `suits` her
   */
  begin(segment: number, group: number, atOnce: boolean): void {
    this.segment = segment;
    this.member = group % this.ways;
    this.level = this.deals.coupons ? (group - this.member) / this.ways : 0;
    this.atOnce = atOnce;
    this.lines = 0;
    this.gifts = 0;
    this.full = 0;
    this.due = 0;
    this.dueCovered = 0;
    this.least = 0;
    this.leastCovered = 0;
    this.unitsCovered = 0;
    this.counted = 0;
    this.coveredLines = 0;
    this.coveredCounted = 0;
    this.books.usedUp = false;
  }

  add(p: number, units: number): void {
    const { offers, deals, lines } = this;
    const regular = this.state.regularPrice[p];
    const full = units * regular;
    const covered = this.covers[p];
    let off = 0;
    let got = 0;
    let deal = -1;
    if (offers.promoted[p] > 0) {
      const most = Math.min(units, deals.unitsLeft[p]);
      const gift = deals.giftCost[p];
      off = offers.groupSize[p] === 0 ? most * deals.unitOff[p] : +groupDiscount(deals, p, most, regular);
      if (deals.membersOnly[p] <= this.member && (off > 0 || gift > 0)) {
        deal = offers.mechanic[p];
        got = off;
        if (gift > 0) this.gifts += 1;
        this.dealUnits[lines] = most;
        this.dealOff[lines] = off;
      }
    }
    const due = full - got;
    this.product[lines] = p;
    this.units[lines] = units;
    this.mechanic[lines] = deal;
    this.room[lines] = covered * (due - units);
    this.lines = lines + 1;
    this.full += full;
    this.due += due;
    this.dueCovered += covered * due;
    this.least += full - off;
    this.leastCovered += covered * (full - off);
    this.unitsCovered += covered * units;
    if (this.atOnce) this.book(lines);
    else this.count(p, due, covered);
  }

  private count(p: number, due: number, covered: number): void {
    const counts = this.deals.threshold !== null && this.offers.rulesOf[p] === this.deals.thresholdRules ? 1 : 0;
    this.counted += counts * due;
    this.coveredLines += covered;
    this.coveredCounted += covered & counts;
  }

  private book(l: number): void {
    if (this.mechanic[l] < 0) {
      this.promoted[l] = 0;
      return;
    }
    const p = this.product[l];
    const reached = this.books.bookDeal(p, this.dealUnits[l], this.dealOff[l]);
    this.promoted[l] = reached;
    this.state.promotedUnits[p] += reached;
  }

  isPlain(): boolean {
    const { level } = this;
    const { threshold } = this.deals;
    if (this.exclusive && (level > 0 || threshold !== null)) return false;
    if (threshold === null) return true;
    // a coupon on some lines that count and some that do not: what it leaves to count is told line by line
    const mixed = level > 0 && this.coveredCounted > 0 && this.coveredCounted < this.coveredLines;
    return this.full < threshold.spends[1] && !mixed;
  }

  outOfReach(part: number): boolean {
    const { threshold } = this.deals;
    return threshold === null || this.full + 1 < (1 - part) * threshold.spends[1];
  }

  /** As `Till.missing`, of a plain basket: it has reached no tier. */
  missing(): number {
    const { threshold } = this.deals;
    if (threshold === null || threshold.offs[1] === 0) return 0;
    this.wouldSave = threshold.offs[1];
    this.tierSpend = threshold.spends[1];
    const taken = this.couponFirst && this.coveredCounted > 0 ? this.byCoupon() : 0;
    return this.tierSpend - (this.counted - taken);
  }

  /** Books the basket, as far as it is not booked. */
  settle(): void {
    const { state, segment, coupon, due, least, leastCovered } = this;
    const { coupons } = this.deals;
    if (!this.atOnce) for (let l = 0; l < this.lines; l++) this.book(l);
    const byCoupon = this.byCoupon();
    this.couponOff = byCoupon;
    if (byCoupon > 0) this.bookCoupon(byCoupon);
    const own = due - byCoupon;
    state.segmentRevenue[segment] += own;
    state.segmentDiscount[segment] += this.full - own;
    this.overpaid = 0;
    if (this.ways > 1 || coupons) {
      const floor =
        coupons && coupon && leastCovered > 0 ? least - offByCoupon(coupon, this.deepest, leastCovered) : least;
      if (own > floor && floor > 0) this.overpaid = (own - floor) / floor;
    }
    if (this.books.usedUp) this.books.closeWhatIsUsedUp(this.lines, this.product, this.mechanic);
  }

  /** What the coupon at hand takes off. */
  private byCoupon(): number {
    const { coupon, level, dueCovered, unitsCovered } = this;
    const { given } = this.state;
    if (level === 0 || coupon === null) return 0;
    const left = coupon.budget - given[given.length - 1];
    return Math.min(offByCoupon(coupon, level, dueCovered), left, dueCovered - unitsCovered);
  }

  private bookCoupon(inAll: number): void {
    const { state, lines, product, units, promoted, room, off } = this;
    const { given, promotedUnits } = state;
    if (lines === 1) off[0] = inAll;
    else allot(inAll, lines, room, product, off);
    for (let l = 0; l < lines; l++) {
      if (off[l] === 0) continue;
      promotedUnits[product[l]] += units[l] - promoted[l];
      this.books.bookCoupon(product[l], units[l], off[l]);
    }
    given[given.length - 1] += inAll;
  }
}

/** What a product's deal on groups of units takes off so many of them, money steps. */
export function groupDiscount({ deal, unitOff }: DealsOfDay, p: number, units: number, regular: number): number {
  return deal[p]?.discount(units, regular, regular - unitOff[p]) ?? 0;
}
