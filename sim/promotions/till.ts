import type { State } from "../layout.js";
import { MECHANICS } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import { createBasket } from "./basket.js";
import { createCombining } from "./combination.js";
import type { CouponTerms } from "./coupon.js";
import type { DealsOfDay } from "./desk.js";
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
  const basket = createBasket(P);
  const combining = createCombining(scenario, coupon);
  /** line of each product, -1 none */
  const lineOf = new Int32Array(P).fill(-1);
  const lineDiscount = new Float64Array(P);
  /** what the basket takes of each budget */
  const asked = new Float64Array(offers.budgetLeft.length);
  let segment = 0;
  let group = 0;

  /** Charges the basket as if the shopper were of a group. */
  function charge(as: number): void {
    const member = as % ways === 1;
    basket.level = deals.coupons ? Math.floor(as / ways) : 0;
    basket.threshold = deals.threshold;
    basket.couponMost = coupon ? Math.min(coupon.maxOff, coupon.budget - state.given[state.given.length - 1]) : 0;
    for (let l = 0; l < basket.lines; l++) {
      const p = basket.product[l];
      const regular = state.regularPrice[p];
      const deal = offers.promoted[p] > 0 ? deals.deal[p] : null;
      basket.full[l] = basket.units[l] * regular;
      basket.dealOff[l] = 0;
      basket.mechanic[l] = -1;
      if (deal !== null && (member || !deal.membersOnly)) {
        const units = Math.min(basket.units[l], deals.unitsLeft[p]);
        basket.dealOff[l] = deal.discount(units, regular, deals.price[p]);
        if (basket.dealOff[l] > 0 || deal.giftCost > 0) basket.mechanic[l] = deal.place;
      }
      basket.covered[l] = basket.level > 0 ? covers[p] : 0;
      basket.counts[l] = deals.threshold !== null && offers.rulesOf[p] === deals.thresholdRules ? 1 : 0;
    }
    combining.combine(basket);
  }

  const getsDeal = (l: number) => basket.mechanic[l] >= 0 && basket.waived[l] === 0;
  const giftCost = (l: number) => (getsDeal(l) ? (deals.deal[basket.product[l]]?.giftCost ?? 0) : 0);

  /** Fills `asked`; answers the rules whose budget does not cover it, -1 none. */
  function overdrawn(): number {
    asked.fill(0);
    for (let l = 0; l < basket.lines; l++)
      asked[offers.rulesOf[basket.product[l]]] += (getsDeal(l) ? basket.dealOff[l] : 0) + giftCost(l);
    asked[deals.thresholdRules] += basket.thresholdTotal;
    for (let r = 0; r < asked.length; r++) if (asked[r] > offers.budgetLeft[r]) return r;
    return -1;
  }

  /** Whether groups may pay different prices for what is in the basket. */
  function groupsDiffer(): boolean {
    for (let l = 0; l < basket.lines; l++) {
      const p = basket.product[l];
      if (deals.coupons && covers[p] === 1) return true;
      if (offers.promoted[p] > 0 && deals.deal[p]?.membersOnly) return true;
    }
    return false;
  }

  /** What the basket would cost the group that pays least. */
  function leastTotal(): number {
    let least = basket.total;
    for (let level = 0; level <= deepest; level += Math.max(1, deepest))
      for (let member = 0; member < ways; member++) {
        if (level > 0 && !deals.coupons) continue;
        charge(level * ways + member);
        least = Math.min(least, basket.total);
      }
    charge(group);
    return least;
  }

  function bookLine(l: number): void {
    const { mechanicUnits, mechanicDiscount, promotedUnits } = state;
    const p = basket.product[l];
    const units = basket.units[l];
    let promoted = 0;
    if (getsDeal(l)) {
      const at = basket.mechanic[l] * P + p;
      const given = Math.min(units, deals.unitsLeft[p]);
      promoted = deals.deal[p]?.touched(given) ?? 0;
      mechanicUnits[at] += promoted;
      mechanicDiscount[at] += basket.dealOff[l];
      deals.unitsLeft[p] -= given;
      state.giftCost[p] += giftCost(l);
      if (giftCost(l) > 0) till.gifts += 1;
    }
    if (basket.couponOff[l] > 0) {
      mechanicUnits[COUPON * P + p] += units;
      mechanicDiscount[COUPON * P + p] += basket.couponOff[l];
      promoted = units;
    }
    if (basket.thresholdOff[l] > 0) {
      mechanicUnits[THRESHOLD * P + p] += units;
      mechanicDiscount[THRESHOLD * P + p] += basket.thresholdOff[l];
      promoted = units;
    }
    promotedUnits[p] += promoted;
    lineDiscount[l] = basket.full[l] - basket.paid[l];
    state.segmentRevenue[segment] += basket.paid[l];
    state.segmentDiscount[segment] += lineDiscount[l];
  }

  const till = {
    begin(ofSegment: number, ofGroup: number): void {
      for (let l = 0; l < basket.lines; l++) lineOf[basket.product[l]] = -1;
      basket.lines = 0;
      segment = ofSegment;
      group = ofGroup;
    },
    add(product: number, units: number): void {
      let l = lineOf[product];
      if (l < 0) {
        l = basket.lines;
        basket.lines += 1;
        lineOf[product] = l;
        basket.product[l] = product;
        basket.units[l] = 0;
      }
      basket.units[l] += units;
    },
    missing(): number {
      charge(group);
      const missing = combining.missing(basket);
      till.wouldSave = combining.wouldSave;
      till.tierSpend = combining.tierSpend;
      return missing;
    },
    settle(): void {
      charge(group);
      for (let rules = overdrawn(); rules >= 0; rules = overdrawn()) {
        close(rules);
        charge(group);
      }
      const own = basket.total;
      const least = groupsDiffer() ? leastTotal() : own;
      till.overpaid = least > 0 ? (own - least) / least : 0;
      till.paid = own;
      till.couponUsed = basket.couponUsed;
      till.couponOff = basket.couponTotal;
      till.gifts = 0;
      till.lines = basket.lines;
      for (let l = 0; l < basket.lines; l++) bookLine(l);
      if (basket.couponUsed) state.given[state.given.length - 1] += basket.couponTotal;
      for (let r = 0; r < asked.length; r++) {
        if (asked[r] === 0) continue;
        state.given[r] += asked[r];
        offers.budgetLeft[r] -= asked[r];
        if (offers.budgetLeft[r] < offers.largestBasket[r]) close(r);
      }
      for (let l = 0; l < basket.lines; l++) {
        const p = basket.product[l];
        if (offers.promoted[p] > 0 && deals.unitsLeft[p] === 0) soldOut(p);
      }
    },
    wouldSave: 0,
    tierSpend: 0,
    paid: 0,
    couponUsed: false,
    couponOff: 0,
    gifts: 0,
    overpaid: 0,
    lines: 0,
    lineProduct: basket.product,
    lineUnits: basket.units,
    linePaid: basket.paid,
    lineDiscount,
  };
  return till;
}

const COUPON = MECHANICS.indexOf("coupon");
const THRESHOLD = MECHANICS.indexOf("spend-threshold");
