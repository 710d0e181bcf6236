import type { Decisions } from "../decisions.js";
import { CLOCK, type State } from "../layout.js";
import { toSteps } from "../money.js";
import type { Population } from "../population.js";
import type { Scenario } from "../scenario.js";
import { createChoices } from "./choices.js";
import { couponTerms } from "./coupon.js";
import { createDeals } from "./deals-of-day.js";
import { createGuardRails, type GuardRails } from "./guard-rails.js";
import type { LineDeal } from "./line-deal.js";
import { createOffersOfDay, type DeskOfDay } from "./offers-of-day.js";
import { percentOff, percentPrice } from "./percent-off.js";
import { createRows, exclusions, type ShelfTag } from "./rows.js";
import { DealTill } from "./till.js";

export { NEVER } from "./guard-rails.js";

/**
 * The promotion desk: which offers the guard rails allow, and today's offers as shoppers meet them.
 *
 * A budget is never exceeded: an offer opens only if the largest basket a shopper could fill with all offers under the
 * same rules fits what is left, and all of them close in mid-day as soon as it no longer fits.
 */
export interface PromotionDesk
  extends DeskOfDay,
    Pick<
      GuardRails,
      | "listPrice"
      | "allowed"
      | "offerAllowed"
      | "writeMask"
      | "basketOfferAllowed"
      | "coolDownLeft"
      | "writeCoolDowns"
      | "budgetLeft"
    > {
  /** opens the day's offers and fills the report's prices; offers refused are counted in the clock */
  open(decisions: Decisions, campaign: number): void;
}

/** @param changed  called with every product whose entries in `offers` were rewritten in mid-day */
export function createPromotionDesk(
  scenario: Scenario,
  population: Population,
  state: State,
  changed: (product: number) => void,
): PromotionDesk {
  const { products, moneyStep } = scenario;
  const P = products.length;
  const K = population.categories.length;
  const exactListPrice = Float64Array.from(products, (product) => product.listPrice);
  /** today's regular prices, not rounded */
  const exactPrice = exactListPrice.slice();
  const choices = createChoices(scenario);
  const rails = createGuardRails(scenario, state, choices);
  const { listPrice } = rails;
  const rulesCount = scenario.calendar.campaigns.length + 1;
  const coupon = scenario.promotions.coupons && couponTerms(scenario.promotions.coupons, moneyStep);
  const offers = createOffersOfDay(scenario);
  const writeRows = createRows(scenario, listPrice, offers);
  const noBadge = exclusions(scenario, "spend-threshold");
  const {
    clock,
    regularPrice,
    lastOffer,
    liveCoupons,
    price: reportPrice,
    depth: reportDepth,
    offer: reportOffer,
  } = state;
  const { depths } = scenario.promotions;
  const deals = createDeals(P);
  const anyDepth = percentOff(0, moneyStep);
  const { promoted, mechanic, rulesOf } = offers;
  const { deal: dealOf, unitsLeft } = deals;
  const largestByCategory = new Float64Array(rulesCount * K);
  /** most that one more line could get, whatever its category: a filler for the threshold's sake */
  const largestLine = new Float64Array(rulesCount);
  /** what the rows were last written for */
  const tags = products.map((): ShelfTag => ({ deal: null, regular: Number.NaN, price: 0, badge: false }));
  const asked: { deal: LineDeal; price: number; depth: number } = { deal: anyDepth, price: 0, depth: 0 };

  /** Brings what shoppers see of a product in line with what is open; rewrites nothing that stands already. */
  function show(p: number): void {
    const deal = promoted[p] > 0 ? dealOf[p] : null;
    const regular = regularPrice[p];
    const price = deal ? deals.price[p] : regular;
    const counts = deals.threshold !== null && rulesOf[p] === deals.thresholdRules;
    const badge = counts && !(deal && noBadge[deal.place] === 1);
    const tag = tags[p];
    if (tag.deal === deal && tag.regular === regular && tag.price === price && tag.badge === badge) return;
    tag.deal = deal;
    tag.regular = regular;
    tag.price = price;
    tag.badge = badge;
    offers.price[p] = deal?.membersOnly ? regular : price;
    offers.discount[p] = regular - offers.price[p];
    offers.memberPrice[p] = price;
    offers.groupSize[p] = deal ? deal.groupSize : 0;
    offers.groupPaid[p] = deal ? deal.groupPaid : 0;
    writeRows(p, tag);
  }

  /** Finds what is decided for a product, in `asked`; answers the choice, 0 none, -1 a depth that is not in the list. */
  function read(choice: number, depth: number, p: number): number {
    if (choice > 0) {
      const deal = choices.lines[choice];
      if (!deal) return UNLAWFUL;
      asked.deal = deal;
      asked.price = deal.unitPrice(exactPrice[p], regularPrice[p]);
      asked.depth = deal.depth(regularPrice[p], asked.price);
      return choice;
    }
    if (!(depth > 0)) return 0;
    asked.deal = anyDepth;
    asked.price = percentPrice(exactPrice[p], regularPrice[p], depth, moneyStep);
    asked.depth = depth;
    for (let d = 0; d < depths.length; d++) if (depths[d] === depth) return d + 1;
    return -1;
  }

  /** Whether the offer in `asked` may open beside those that are open; then the most a basket could get with it is reserved. */
  function fits(p: number, choice: number, campaign: number): boolean {
    if (choice === UNLAWFUL) return false;
    const index = rulesOf[p];
    const listed = choice > 0 && exactPrice[p] === exactListPrice[p];
    const most = listed ? rails.needAtList(index, choice, p) : rails.need(index, asked, p, regularPrice[p]);
    if (!(most <= offers.budgetLeft[index]) || rails.coolDownLeft(p, campaign) > 0) return false;
    const slot = index * K + population.categoryOf[p];
    const more = Math.max(0, most - largestByCategory[slot]);
    if (offers.largestBasket[index] + more > offers.budgetLeft[index]) return false;
    largestByCategory[slot] += more;
    offers.largestBasket[index] += more;
    largestLine[index] = Math.max(largestLine[index], most);
    return true;
  }

  /** A day without offers, at today's prices and under today's rules. */
  function clear(factors: Float64Array | undefined, campaign: number): void {
    offers.open = false;
    offers.simple = true;
    offers.timed = false;
    offers.flash = false;
    for (let index = 0; index < rulesCount; index++) {
      offers.largestBasket[index] = 0;
      offers.budgetLeft[index] = rails.budgetLeft(index);
      largestLine[index] = 0;
    }
    for (let slot = 0; slot < largestByCategory.length; slot++) largestByCategory[slot] = 0;
    rails.writeRules(campaign, rulesOf);
    // locals: an engine looks at a closure's arrays anew in every turn of a loop
    const { regularPrice, price, depth, offer } = state;
    const { promoted, mechanic } = offers;
    const exact = exactPrice;
    const exactList = exactListPrice;
    const list = listPrice;
    const dealOf = deals.deal;
    for (let p = 0; p < exact.length; p++) {
      const factor = factors ? factors[p] : 1;
      exact[p] = exactList[p] * factor;
      const regular = factor === 1 ? list[p] : Math.max(1, toSteps(exact[p], moneyStep));
      regularPrice[p] = regular;
      price[p] = regular;
      depth[p] = 0;
      offer[p] = 0;
      promoted[p] = 0;
      mechanic[p] = -1;
      dealOf[p] = null;
    }
  }

  function open(decisions: Decisions, campaign: number): void {
    clear(decisions.price, campaign);
    const { offer, depth } = decisions;
    let refused = 0;
    for (let p = 0; p < P; p++) {
      const choice = read(offer ? offer[p] : 0, depth ? depth[p] : 0, p);
      if (choice === 0) continue;
      if (fits(p, choice, campaign)) take(p, choice);
      else refused += 1;
    }
    clock[CLOCK.refused] = refused;
    openBasket(decisions.basketOffer ?? 0, campaign);
    deals.coupons = liveCoupons[0] > 0 || sendsForToday(scenario, decisions);
    if (deals.coupons) offers.simple = false;
    // after all of them: today's offer on one product must not change whether the next is allowed
    for (let p = 0; p < P; p++) {
      if (dealOf[p] !== null) lastOffer[p] = clock[CLOCK.day];
      show(p);
    }
  }

  /** The offer in `asked` becomes the product's for the day. */
  function take(p: number, choice: number): void {
    const { deal } = asked;
    dealOf[p] = deal;
    deals.price[p] = asked.price;
    deals.unitOff[p] = regularPrice[p] - asked.price;
    deals.membersOnly[p] = deal.membersOnly ? 1 : 0;
    deals.giftCost[p] = deal.giftCost;
    unitsLeft[p] = deal.units;
    reportOffer[p] = choice;
    reportDepth[p] = asked.depth;
    reportPrice[p] = deal.membersOnly ? regularPrice[p] : asked.price;
    mechanic[p] = deal.place;
    if (deal.membersOnly || deal.groupSize > 0 || deal.giftCost > 0 || deal.units < Infinity) offers.simple = false;
    if (deal.mechanic === "flash-sale") offers.flash = true;
    if (deal.fromHour > 0 || deal.toHour < 24) offers.timed = true;
    if (deal.fromHour > 0) return;
    promoted[p] = 1;
    offers.open = true;
  }

  function openBasket(choice: number, campaign: number): void {
    deals.threshold = null;
    offers.threshold = false;
    clock[CLOCK.basketOffer] = 0;
    if (choice === 0) return;
    const threshold = choices.baskets[choice];
    const index = rails.basketRulesAt(campaign);
    let fits = threshold !== null && rails.basketOfferAllowed(choice, campaign);
    for (let r = 0; r < rulesCount && threshold; r++) {
      const more = largestLine[r] + (r === index ? threshold.mostOff : 0);
      if (offers.largestBasket[r] + more > offers.budgetLeft[r]) fits = false;
    }
    if (!threshold || !fits) {
      clock[CLOCK.refused] += 1;
      return;
    }
    deals.threshold = threshold;
    deals.thresholdRules = index;
    clock[CLOCK.basketOffer] = choice;
    for (let r = 0; r < rulesCount; r++) offers.largestBasket[r] += largestLine[r];
    offers.largestBasket[index] += threshold.mostOff;
    offers.threshold = true;
    offers.open = true;
    offers.simple = false;
  }

  /** Opens or closes the product's offer in mid-day. */
  function turn(p: number, on: 0 | 1): void {
    promoted[p] = on;
    show(p);
    changed(p);
  }

  function noteOpen(): void {
    offers.open = deals.threshold !== null;
    for (let p = 0; p < P; p++) if (promoted[p] > 0) offers.open = true;
  }

  function tick(now: number): void {
    if (!offers.timed) return;
    let turned = false;
    for (let p = 0; p < P; p++) {
      const deal = dealOf[p];
      if (deal === null || (deal.fromHour === 0 && deal.toHour === 24)) continue;
      const on = now >= deal.fromHour && now < deal.toHour && unitsLeft[p] > 0 ? 1 : 0;
      if (on === promoted[p]) continue;
      turn(p, on);
      turned = true;
    }
    if (turned) noteOpen();
  }

  function close(index: number): void {
    const badges = deals.threshold !== null && deals.thresholdRules === index;
    if (badges) {
      deals.threshold = null;
      offers.threshold = false;
    }
    for (let p = 0; p < P; p++) {
      if (rulesOf[p] !== index) continue;
      unitsLeft[p] = 0;
      if (promoted[p] > 0) turn(p, 0);
      else if (badges) {
        show(p);
        changed(p);
      }
    }
    noteOpen();
  }

  function soldOut(p: number): void {
    turn(p, 0);
    noteOpen();
  }

  /** each coupon that is alive, by whoever sends, uses up and expires them, has its maxOff reserved */
  function couponsAffordable(): number {
    if (!coupon) return 0;
    if (coupon.budget === Infinity) return Infinity;
    const taken = state.given[state.given.length - 1];
    return Math.max(0, Math.floor((coupon.budget - taken) / coupon.maxOff - liveCoupons[0] + 1e-9));
  }

  return {
    ...rails,
    offers,
    deals,
    soldOut,
    till: new DealTill({ scenario, state, offers, deals, coupon, soldOut, close }),
    couponsAffordable,
    open,
    tick,
    close,
  };
}

/** Whether coupons are sent this morning that can be used today. */
function sendsForToday({ promotions }: Scenario, { coupon }: Decisions): boolean {
  if (!coupon || promotions.coupons?.lagDays !== 0) return false;
  for (let i = 0; i < coupon.length; i++) if (coupon[i] > 0) return true;
  return false;
}

/** Answer of `read` where the choice is no offer on products. */
const UNLAWFUL = -2;
