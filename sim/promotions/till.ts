import type { State } from "../layout.js";
import { MECHANICS } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import { createBasket } from "./basket.js";
import { BasketBooks } from "./basket-books.js";
import { Combining } from "./combination.js";
import { type CouponTerms, offByCoupon } from "./coupon.js";
import type { DealsOfDay } from "./deals-of-day.js";
import { groupDiscount, LineTill } from "./line-till.js";
import type { OffersOfDay, Till } from "./offers-of-day.js";
import { memberWays } from "./rows.js";

interface TillOptions {
  readonly scenario: Scenario;
  readonly state: State;
  readonly offers: OffersOfDay;
  readonly deals: DealsOfDay;
  readonly coupon: CouponTerms | null;
  /** closes the offer of a product whose limited units are gone */
  readonly soldOut: (product: number) => void;
  /** closes every offer under the rules */
  readonly close: (rules: number) => void;
}

/**
 * The till over the deals of the day.
 *
 * No budget is overdrawn, whatever the basket: offers under rules that cannot cover what this basket would get of them close
 * before it is charged. With baskets up to `offers.largestBasket` that never comes to pass.
 *
 * A class, as closures of several markets in one process are not inlined: half of the time.
 */
export class DealTill implements Till {
  wouldSave = 0;
  tierSpend = 0;
  gifts = 0;
  overpaid = 0;
  readonly byLine: LineTill;
  readonly lineProduct: Int32Array;
  readonly lineUnits: Float64Array;
  readonly linePaid: Float64Array;
  readonly lineDiscount: Float64Array;
  readonly lineDealOff: Float64Array;
  readonly lineCouponOff: Float64Array;
  readonly lineThresholdOff: Float64Array;
  private readonly state: State;
  private readonly offers: OffersOfDay;
  private readonly deals: DealsOfDay;
  private readonly coupon: CouponTerms | null;
  private readonly close: (rules: number) => void;
  private readonly products: number;
  private readonly books: BasketBooks;
  private readonly ways: number;
  private readonly deepest: number;
  /** 1 for products that coupons cover, shape [products] */
  private readonly covers: Uint8Array;
  private readonly basket;
  private readonly combining: Combining;
  /** line of each product, -1 none */
  private readonly lineOf: Int32Array;
  /** units of the line that get the product's deal */
  private readonly dealUnits: Float64Array;
  /** what the basket takes of each budget */
  private readonly asked: Float64Array;
  private segment = 0;
  private member = 0;
  private level = 0;
  private charged = false;
  // what a member would pay for the lines, and of that what coupons cover
  private least = 0;
  private leastCovered = 0;

  constructor({ scenario, state, offers, deals, coupon, soldOut, close }: TillOptions) {
    const { coupons } = scenario.promotions;
    const P = scenario.products.length;
    this.state = state;
    this.offers = offers;
    this.deals = deals;
    this.coupon = coupon;
    this.close = close;
    this.products = P;
    this.ways = memberWays(scenario.segments);
    this.deepest = coupon ? coupon.depths.length - 1 : 0;
    this.covers = Uint8Array.from(
      scenario.products,
      ({ category }) =>
        +(coupons !== null && (coupons.categories.length === 0 || coupons.categories.includes(category))),
    );
    this.books = new BasketBooks({ state, offers, deals, soldOut, close });
    this.byLine = new LineTill({ scenario, state, offers, deals, coupon, books: this.books, covers: this.covers });
    this.basket = createBasket(P);
    this.combining = new Combining(scenario, coupon);
    this.lineOf = new Int32Array(P).fill(-1);
    this.dealUnits = new Float64Array(P);
    this.asked = new Float64Array(offers.budgetLeft.length);
    this.lineProduct = this.basket.product;
    this.lineUnits = this.basket.units;
    this.linePaid = this.basket.paid;
    this.lineDiscount = new Float64Array(P);
    this.lineDealOff = this.basket.dealOff;
    this.lineCouponOff = this.basket.couponOff;
    this.lineThresholdOff = this.basket.thresholdOff;
  }

  get lines(): number {
    return this.basket.lines;
  }

  get paid(): number {
    return this.basket.total;
  }

  get couponUsed(): boolean {
    return this.basket.couponUsed;
  }

  get couponOff(): number {
    return this.basket.couponTotal;
  }

  begin(segment: number, group: number): void {
    const { basket, lineOf } = this;
    for (let l = 0; l < basket.lines; l++) lineOf[basket.product[l]] = -1;
    basket.lines = 0;
    this.segment = segment;
    this.member = group % this.ways;
    this.level = (group - this.member) / this.ways;
    this.charged = false;
  }

  add(p: number, more: number): void {
    const { basket, lineOf } = this;
    let l = lineOf[p];
    if (l < 0) {
      l = basket.lines;
      basket.lines += 1;
      lineOf[p] = l;
      basket.product[l] = p;
      basket.units[l] = 0;
    }
    basket.units[l] += more;
    this.charged = false;
  }

  outOfReach(part: number): boolean {
    const { threshold } = this.deals;
    const { lines, product, units } = this.basket;
    const { regularPrice } = this.state;
    if (threshold === null) return true;
    let inFull = 0;
    for (let l = 0; l < lines; l++) inFull += units[l] * regularPrice[product[l]];
    return inFull + 1 < (1 - part) * threshold.spends[1];
  }

  missing(): number {
    this.charge();
    const missing = this.combining.missing(this.basket);
    this.wouldSave = this.combining.wouldSave;
    this.tierSpend = this.combining.tierSpend;
    return missing;
  }

  settle(): void {
    this.answer();
    for (let rules = this.overdrawn(); rules >= 0; rules = this.overdrawn()) {
      this.close(rules);
      this.answer();
    }
    this.book();
    this.closeWhatIsUsedUp();
  }

  quote(): void {
    this.answer();
  }

  /** Finds out what the basket would cost, unless that is known. */
  private charge(): void {
    if (this.charged) return;
    this.charged = true;
    const { basket, covers, dealUnits, coupon } = this;
    const { product, units, full, dealOff, mechanic, covered, counts, paid, waived, couponOff, thresholdOff } = basket;
    const { regularPrice, given } = this.state;
    const { promoted, rulesOf, groupSize, mechanic: mechanicOf } = this.offers;
    const { unitsLeft, unitOff, membersOnly, giftCost, threshold, thresholdRules, coupons } = this.deals;
    const { member } = this;
    basket.level = coupons ? this.level : 0;
    basket.threshold = threshold;
    basket.couponMost = coupon ? Math.min(coupon.maxOff, coupon.budget - given[given.length - 1]) : 0;
    let inFull = 0;
    let alone = 0;
    let least = 0;
    let leastCovered = 0;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      const regular = regularPrice[p];
      const all = units[l] * regular;
      let off = 0;
      let got = 0;
      let deal = -1;
      let reached = 0;
      if (promoted[p] > 0) {
        const n = Math.min(units[l], unitsLeft[p]);
        off = groupSize[p] === 0 ? n * unitOff[p] : groupDiscount(this.deals, p, n, regular);
        if (membersOnly[p] <= member && (off > 0 || giftCost[p] > 0)) {
          got = off;
          deal = mechanicOf[p];
          reached = n;
        }
      }
      full[l] = all;
      dealOff[l] = got;
      dealUnits[l] = reached;
      mechanic[l] = deal;
      paid[l] = all - got;
      waived[l] = 0;
      couponOff[l] = 0;
      thresholdOff[l] = 0;
      covered[l] = basket.level > 0 ? covers[p] : 0;
      counts[l] = threshold !== null && rulesOf[p] === thresholdRules ? 1 : 0;
      inFull += all;
      alone += all - got;
      least += all - off;
      if (coupons && covers[p] === 1) leastCovered += all - off;
    }
    basket.fullTotal = inFull;
    basket.dealsAlone = alone;
    this.least = least;
    this.leastCovered = leastCovered;
    this.combining.choose(basket);
  }

  /** Lays the chosen promotions upon the basket and notes what comes of it, line by line. */
  private answer(): void {
    this.charge();
    this.charged = false;
    const { basket, dealUnits, lineDiscount } = this;
    const { giftCost, coupons } = this.deals;
    const { product, full, paid, mechanic, dealOff, waived } = basket;
    this.combining.lay(basket);
    let gifts = 0;
    for (let l = 0; l < basket.lines; l++) {
      lineDiscount[l] = full[l] - paid[l];
      if (waived[l] === 1) {
        mechanic[l] = -1;
        dealOff[l] = 0;
        dealUnits[l] = 0;
      }
      if (mechanic[l] >= 0 && giftCost[product[l]] > 0) gifts += 1;
    }
    this.gifts = gifts;
    this.overpaid = 0;
    if (this.ways > 1 || coupons) this.compare();
  }

  /**
   * How much more the lines cost than a member with the deepest coupon would pay for them, by what that is; spend thresholds
   * left aside, and as if all might be combined.
   */
  private compare(): void {
    const { basket, coupon, least, leastCovered } = this;
    const own = basket.total + basket.thresholdTotal;
    const floor = coupon && leastCovered > 0 ? least - offByCoupon(coupon, this.deepest, leastCovered) : least;
    if (own > floor && floor > 0) this.overpaid = (own - floor) / floor;
  }

  /** The rules whose budget does not cover what the basket gets under them, -1 none. */
  private overdrawn(): number {
    const { basket, asked } = this;
    const { product, mechanic } = basket;
    const { budgetLeft, rulesOf } = this.offers;
    const { threshold, thresholdRules } = this.deals;
    let inAll = basket.thresholdTotal;
    for (let l = 0; l < basket.lines; l++) if (mechanic[l] >= 0) inAll += this.givenBy(l);
    // nearly always each budget covers all of it
    let covered = true;
    for (let r = 0; r < budgetLeft.length; r++) if (inAll > budgetLeft[r]) covered = false;
    if (covered) return -1;
    asked.fill(0);
    for (let l = 0; l < basket.lines; l++) if (mechanic[l] >= 0) asked[rulesOf[product[l]]] += this.givenBy(l);
    if (threshold !== null) asked[thresholdRules] += basket.thresholdTotal;
    for (let r = 0; r < asked.length; r++) if (asked[r] > budgetLeft[r]) return r;
    return -1;
  }

  /** what a line's deal costs the shop, its gift included */
  private givenBy(l: number): number {
    return this.basket.dealOff[l] + this.deals.giftCost[this.basket.product[l]];
  }

  /** Writes the lines into the books, and takes what they got from budgets and limited units. */
  private book(): void {
    const { basket, books, dealUnits, lineDiscount, products: P, segment } = this;
    const { product, units, mechanic, dealOff, couponOff, thresholdOff, paid } = basket;
    const { given, mechanicUnits, mechanicDiscount, promotedUnits, segmentRevenue, segmentDiscount } = this.state;
    const { budgetLeft } = this.offers;
    const { thresholdRules } = this.deals;
    books.usedUp = false;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      let reached = 0;
      if (mechanic[l] >= 0) reached = books.bookDeal(p, dealUnits[l], dealOff[l]);
      if (couponOff[l] > 0) {
        books.bookCoupon(p, units[l], couponOff[l]);
        reached = units[l];
      }
      if (thresholdOff[l] > 0) {
        mechanicUnits[THRESHOLD * P + p] += units[l];
        mechanicDiscount[THRESHOLD * P + p] += thresholdOff[l];
        reached = units[l];
      }
      promotedUnits[p] += reached;
      segmentRevenue[segment] += paid[l];
      segmentDiscount[segment] += lineDiscount[l];
    }
    given[given.length - 1] += basket.couponTotal;
    if (basket.thresholdTotal === 0) return;
    given[thresholdRules] += basket.thresholdTotal;
    budgetLeft[thresholdRules] -= basket.thresholdTotal;
  }

  /** Closes what the basket that was booked left too little of for a further one. */
  private closeWhatIsUsedUp(): void {
    const { basket, books } = this;
    const { budgetLeft, largestBasket } = this.offers;
    const threshold = this.deals.thresholdRules;
    if (basket.thresholdTotal > 0 && budgetLeft[threshold] < largestBasket[threshold]) this.close(threshold);
    if (books.usedUp) books.closeWhatIsUsedUp(basket.lines, basket.product, basket.mechanic);
  }
}

const THRESHOLD = MECHANICS.indexOf("spend-threshold");
