import type { State } from "../layout.js";
import { MECHANICS } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import { createBasket } from "./basket.js";
import { createCombining } from "./combination.js";
import type { CouponTerms } from "./coupon.js";
import type { DealsOfDay } from "./deals-of-day.js";
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
 */
export function createTill({ scenario, state, offers, deals, coupon, soldOut, close }: TillOptions): Till {
  const { coupons } = scenario.promotions;
  const P = scenario.products.length;
  const ways = memberWays(scenario.segments);
  const deepest = coupon ? coupon.depths.length - 1 : 0;
  const covers = Uint8Array.from(
    scenario.products,
    ({ category }) => +(coupons !== null && (coupons.categories.length === 0 || coupons.categories.includes(category))),
  );
  const { regularPrice, mechanicUnits, mechanicDiscount, promotedUnits, given, segmentRevenue, segmentDiscount } =
    state;
  const { promoted, rulesOf, mechanic: mechanicOf, budgetLeft, largestBasket } = offers;
  const { unitsLeft, unitOff, membersOnly, giftCost } = deals;
  /** place in `given` */
  const ofCoupons = given.length - 1;
  const basket = createBasket(P);
  const { product, units, full, mechanic, dealOff, covered, counts, waived, paid, couponOff, thresholdOff } = basket;
  const combining = createCombining(scenario, coupon);
  /** line of each product, -1 none */
  const lineOf = new Int32Array(P).fill(-1);
  const linePaid = new Float64Array(P);
  const lineDiscount = new Float64Array(P);
  const lineDealOff = new Float64Array(P);
  const lineCouponOff = new Float64Array(P);
  const lineThresholdOff = new Float64Array(P);
  /** place of the deal that the line got, -1 none */
  const lineMechanic = new Int32Array(P);
  /** units that get the product's deal */
  const dealUnits = new Float64Array(P);
  /** what the basket takes of each budget */
  const asked = new Float64Array(budgetLeft.length);
  let segment = 0;
  let group = 0;
  let charged = false;

  /** Finds out what the basket would cost a shopper of a group. */
  function charge(as: number): void {
    const member = as % ways;
    basket.level = deals.coupons ? Math.floor(as / ways) : 0;
    basket.threshold = deals.threshold;
    basket.couponMost = coupon ? Math.min(coupon.maxOff, coupon.budget - given[ofCoupons]) : 0;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      const regular = regularPrice[p];
      full[l] = units[l] * regular;
      dealOff[l] = 0;
      mechanic[l] = -1;
      if (promoted[p] > 0 && membersOnly[p] <= member) {
        const off = discount(p, Math.min(units[l], unitsLeft[p]), regular);
        dealOff[l] = off;
        if (off > 0 || giftCost[p] > 0) mechanic[l] = mechanicOf[p];
      }
      covered[l] = basket.level > 0 ? covers[p] : 0;
      counts[l] = deals.threshold !== null && rulesOf[p] === deals.thresholdRules ? 1 : 0;
    }
    combining.choose(basket);
  }

  /** most deals take the same off every unit */
  function discount(p: number, n: number, regular: number): number {
    if (offers.groupSize[p] === 0) return n * unitOff[p];
    return deals.deal[p]?.discount(n, regular, regular - unitOff[p]) ?? 0;
  }

  function chargeOwn(): void {
    if (!charged) charge(group);
    charged = true;
  }

  /** Fills `asked`; answers the rules whose budget does not cover it, -1 none. */
  function overdrawn(): number {
    asked.fill(0);
    for (let l = 0; l < basket.lines; l++)
      if (lineMechanic[l] >= 0) asked[rulesOf[product[l]]] += lineDealOff[l] + giftCost[product[l]];
    if (deals.threshold !== null) asked[deals.thresholdRules] += basket.thresholdTotal;
    for (let r = 0; r < asked.length; r++) if (asked[r] > budgetLeft[r]) return r;
    return -1;
  }

  /**
   * How much more the lines cost than a member with the deepest coupon would pay for them, by what that is; spend thresholds
   * left aside, and as if all might be combined.
   *
   * @param own      paid for the lines before any threshold, money steps
   * @param least    at members' prices, and of that what coupons cover
   */
  function overpaidBy(own: number, least: number, leastCovered: number): number {
    const floor = coupon && leastCovered > 0 ? least - coupon.off(deepest, leastCovered) : least;
    return own > floor && floor > 0 ? (own - floor) / floor : 0;
  }

  /** The same of a basket that is answered. */
  function overpaid(): number {
    if (ways === 1 && !deals.coupons) return 0;
    let own = -till.couponOff;
    let least = 0;
    let leastCovered = 0;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      own += full[l] - lineDealOff[l];
      const off = promoted[p] > 0 ? discount(p, Math.min(units[l], unitsLeft[p]), regularPrice[p]) : 0;
      least += full[l] - off;
      if (deals.coupons && covers[p] === 1) leastCovered += full[l] - off;
    }
    return overpaidBy(own, least, leastCovered);
  }

  /** Whether no more than so much off each unit touches the basket: no threshold, coupon, group, gift or limit. */
  function isPlain(): boolean {
    if (deals.threshold !== null || (deals.coupons && group >= ways)) return false;
    let off = 0;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      if (promoted[p] === 0) continue;
      if (offers.groupSize[p] > 0 || giftCost[p] > 0 || unitsLeft[p] < Infinity) return false;
      off += units[l] * unitOff[p];
      if (off > budgetLeft[rulesOf[p]]) return false;
    }
    return true;
  }

  /** What `settle` does, for a plain basket: a fifth of the time. */
  function settlePlain(): void {
    const member = group % ways;
    till.paid = 0;
    till.couponUsed = false;
    till.couponOff = 0;
    till.gifts = 0;
    till.lines = basket.lines;
    let least = 0;
    let leastCovered = 0;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      const all = units[l] * regularPrice[p];
      const off = promoted[p] > 0 ? units[l] * unitOff[p] : 0;
      const got = membersOnly[p] <= member ? off : 0;
      linePaid[l] = all - got;
      lineDiscount[l] = got;
      lineDealOff[l] = got;
      lineCouponOff[l] = 0;
      lineThresholdOff[l] = 0;
      till.paid += all - got;
      least += all - off;
      if (deals.coupons && covers[p] === 1) leastCovered += all - off;
      segmentRevenue[segment] += all - got;
      if (got === 0) continue;
      const at = mechanicOf[p] * P + p;
      mechanicUnits[at] += units[l];
      mechanicDiscount[at] += got;
      promotedUnits[p] += units[l];
      segmentDiscount[segment] += got;
      given[rulesOf[p]] += got;
      budgetLeft[rulesOf[p]] -= got;
    }
    till.overpaid = ways === 1 && !deals.coupons ? 0 : overpaidBy(till.paid, least, leastCovered);
    for (let l = 0; l < basket.lines; l++) {
      const r = rulesOf[product[l]];
      if (lineDealOff[l] > 0 && budgetLeft[r] < largestBasket[r]) close(r);
    }
  }

  /** Lays the chosen promotions upon the basket and writes down what comes of it, line by line. */
  function answer(): void {
    combining.lay(basket);
    till.paid = basket.total;
    till.couponUsed = basket.couponUsed;
    till.couponOff = basket.couponTotal;
    till.gifts = 0;
    till.lines = basket.lines;
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      const gets = mechanic[l] >= 0 && waived[l] === 0;
      lineMechanic[l] = gets ? mechanic[l] : -1;
      dealUnits[l] = gets ? Math.min(units[l], unitsLeft[p]) : 0;
      linePaid[l] = paid[l];
      lineDiscount[l] = full[l] - paid[l];
      lineDealOff[l] = gets ? dealOff[l] : 0;
      lineCouponOff[l] = couponOff[l];
      lineThresholdOff[l] = thresholdOff[l];
      if (gets && giftCost[p] > 0) till.gifts += 1;
    }
  }

  function bookLine(l: number): void {
    const p = product[l];
    let reached = 0;
    if (lineMechanic[l] >= 0) {
      const at = lineMechanic[l] * P + p;
      reached = offers.groupSize[p] === 0 ? dealUnits[l] : (deals.deal[p]?.touched(dealUnits[l]) ?? 0);
      mechanicUnits[at] += reached;
      mechanicDiscount[at] += lineDealOff[l];
      state.giftCost[p] += giftCost[p];
    }
    if (lineCouponOff[l] > 0) {
      mechanicUnits[COUPON * P + p] += units[l];
      mechanicDiscount[COUPON * P + p] += lineCouponOff[l];
      reached = units[l];
    }
    if (lineThresholdOff[l] > 0) {
      mechanicUnits[THRESHOLD * P + p] += units[l];
      mechanicDiscount[THRESHOLD * P + p] += lineThresholdOff[l];
      reached = units[l];
    }
    promotedUnits[p] += reached;
    segmentRevenue[segment] += linePaid[l];
    segmentDiscount[segment] += lineDiscount[l];
  }

  /** Takes what the basket got from budgets and limited units, and closes what is used up. */
  function draw(): void {
    given[ofCoupons] += till.couponOff;
    for (let r = 0; r < asked.length; r++) {
      if (asked[r] === 0) continue;
      given[r] += asked[r];
      budgetLeft[r] -= asked[r];
      if (budgetLeft[r] < largestBasket[r]) close(r);
    }
    for (let l = 0; l < basket.lines; l++) {
      const p = product[l];
      unitsLeft[p] -= Math.min(unitsLeft[p], dealUnits[l]);
      if (unitsLeft[p] === 0 && promoted[p] > 0) soldOut(p);
    }
  }

  const till = {
    begin(ofSegment: number, ofGroup: number): void {
      for (let l = 0; l < basket.lines; l++) lineOf[product[l]] = -1;
      basket.lines = 0;
      segment = ofSegment;
      group = ofGroup;
      charged = false;
    },
    add(p: number, more: number): void {
      let l = lineOf[p];
      if (l < 0) {
        l = basket.lines;
        basket.lines += 1;
        lineOf[p] = l;
        product[l] = p;
        units[l] = 0;
      }
      units[l] += more;
      charged = false;
    },
    missing(): number {
      chargeOwn();
      const missing = combining.missing(basket);
      till.wouldSave = combining.wouldSave;
      till.tierSpend = combining.tierSpend;
      return missing;
    },
    settle(): void {
      if (isPlain()) {
        settlePlain();
        return;
      }
      chargeOwn();
      answer();
      for (let rules = overdrawn(); rules >= 0; rules = overdrawn()) {
        close(rules);
        charge(group);
        answer();
      }
      for (let l = 0; l < basket.lines; l++) bookLine(l);
      till.overpaid = overpaid();
      draw();
      charged = false;
    },
    quote(): void {
      chargeOwn();
      answer();
      till.overpaid = overpaid();
      charged = false;
    },
    wouldSave: 0,
    tierSpend: 0,
    paid: 0,
    couponUsed: false,
    couponOff: 0,
    gifts: 0,
    overpaid: 0,
    lines: 0,
    lineProduct: product,
    lineUnits: units,
    linePaid,
    lineDiscount,
    lineDealOff,
    lineCouponOff,
    lineThresholdOff,
  };
  return till;
}

const COUPON = MECHANICS.indexOf("coupon");
const THRESHOLD = MECHANICS.indexOf("spend-threshold");
