import type { Decisions } from "../decisions.js";
import { CLOCK, type State } from "../layout.js";
import { log } from "../math/elementary.js";
import { toSteps } from "../money.js";
import type { Population } from "../population.js";
import type { PromotionRules, Scenario } from "../scenario.js";
import type { DeskOfDay, OffersOfDay, Till } from "./offers-of-day.js";

/** `lastOffer` of a product that never had one. */
export const NEVER = -1_000_000;

/**
 * The promotion desk: which offers the guard rails allow, and today's offers as shoppers meet them.
 *
 * A budget is never exceeded: an offer opens only if the largest basket a shopper could fill with all offers under the
 * same rules fits what is left, and all of them close in mid-day as soon as it no longer fits.
 */
export interface PromotionDesk extends DeskOfDay {
  /** list prices in whole money steps, shape [products] */
  readonly listPrice: Float64Array;
  /** index of the rules a product is under on a day: its open campaign's, else everyday's (the number of campaigns) */
  rulesAt(product: number, campaign: number): number;
  /** whether an offer may open on the day that runs next, as far as this product alone tells; depth 0 always */
  allowed(product: number, depth: number, campaign: number): boolean;
  /** days until an offer is allowed again, 0 when free */
  coolDownLeft(product: number, campaign: number): number;
  /** money steps left to give away under the rules, Infinity where no limit */
  budgetLeft(rules: number): number;
  /** opens the day's offers; those refused are counted in the clock */
  open(decisions: Decisions, campaign: number): void;
}

/** @param changed  called with every product whose entries in `offers` were rewritten in mid-day */
export function createPromotionDesk(
  scenario: Scenario,
  population: Population,
  state: State,
  changed: (product: number) => void,
): PromotionDesk {
  const { products, moneyStep, quantityCap } = scenario;
  const { campaigns } = scenario.calendar;
  const everyday = campaigns.length;
  const P = products.length;
  const rules: PromotionRules[] = [...campaigns, scenario.promotions.everyday];
  const funding = [...campaigns.map((campaign) => campaign.vendorFunding), 0];
  const budget = rules.map((rule) => (rule.budget === null ? Infinity : Math.floor(rule.budget / moneyStep + 1e-9)));
  const covered = campaigns.map((campaign) =>
    products.map((product) => campaign.categories.length === 0 || campaign.categories.includes(product.category)),
  );
  const listPrice = Float64Array.from(products, (product) => toSteps(product.listPrice, moneyStep));
  const { segments } = scenario;
  const S = segments.length;
  const groups =
    (segments.some((segment) => segment.members > 0) ? 2 : 1) * (1 + (scenario.promotions.coupons?.depths.length ?? 0));
  const rows = S * groups;
  const badge = Float64Array.from(segments, (segment) => segment.promotion.display["percent-off"]);
  const offers: OffersOfDay = {
    groups,
    ratio: new Float64Array(rows * P),
    logRatio: new Float64Array(rows * P),
    pull: new Float64Array(rows * P),
    shown: new Float64Array(S * P),
    groupSize: new Int32Array(P),
    groupPaid: new Int32Array(P),
    promoted: new Float64Array(P),
    price: new Float64Array(P),
    discount: new Float64Array(P),
    open: false,
    rulesOf: new Int32Array(P),
    budgetLeft: new Float64Array(rules.length),
    largestBasket: new Float64Array(rules.length),
    simple: true,
    timed: false,
    threshold: false,
  };
  const largestByCategory = new Float64Array(rules.length * population.categories.length);

  const nothing = new Float64Array(P);

  const priceAt = (p: number, depth: number) => toSteps(products[p].listPrice * (1 - depth), moneyStep);
  const rulesAt = (p: number, campaign: number) => (campaign >= 0 && covered[campaign][p] ? campaign : everyday);
  const budgetLeft = (index: number) => budget[index] - state.given[index];

  function coolDownLeft(p: number, campaign: number): number {
    const day = state.clock[CLOCK.day];
    if (state.lastOffer[p] === day - 1) return 0;
    return Math.max(0, state.lastOffer[p] + 1 + rules[rulesAt(p, campaign)].coolDownDays - day);
  }

  function allowed(p: number, depth: number, campaign: number): boolean {
    if (depth <= 0) return true;
    const index = rulesAt(p, campaign);
    const { mechanics, depthLimit, marginFloor } = rules[index];
    if (!mechanics.includes("percent-off") || depth > depthLimit + 1e-12) return false;
    if (coolDownLeft(p, campaign) > 0) return false;
    const price = priceAt(p, depth);
    const left = price * moneyStep + funding[index] * products[p].listPrice - products[p].unitCost;
    if (left < marginFloor * price * moneyStep - 1e-9) return false;
    return quantityCap * (listPrice[p] - price) <= budgetLeft(index);
  }

  function setPrice(p: number, price: number): void {
    offers.price[p] = price;
    offers.discount[p] = listPrice[p] - price;
    const ratio = price / listPrice[p];
    const logRatio = price === listPrice[p] ? 0 : log(ratio);
    for (let row = 0; row < rows; row++) {
      offers.ratio[row * P + p] = ratio;
      offers.logRatio[row * P + p] = logRatio;
      offers.pull[row * P + p] = offers.promoted[p] * badge[Math.floor(row / groups)];
    }
  }

  function open({ depth = nothing }: Decisions, campaign: number): void {
    const { clock } = state;
    clock[CLOCK.refused] = 0;
    offers.open = false;
    offers.largestBasket.fill(0);
    largestByCategory.fill(0);
    for (let index = 0; index < rules.length; index++) offers.budgetLeft[index] = budgetLeft(index);
    for (let p = 0; p < P; p++) {
      const index = rulesAt(p, campaign);
      offers.rulesOf[p] = index;
      let price = listPrice[p];
      offers.promoted[p] = 0;
      state.depth[p] = 0;
      if (depth[p] > 0) {
        const offered = priceAt(p, depth[p]);
        const slot = index * population.categories.length + population.categoryOf[p];
        const more = Math.max(0, quantityCap * (listPrice[p] - offered) - largestByCategory[slot]);
        if (allowed(p, depth[p], campaign) && offers.largestBasket[index] + more <= offers.budgetLeft[index]) {
          price = offered;
          largestByCategory[slot] += more;
          offers.largestBasket[index] += more;
          offers.promoted[p] = 1;
          offers.open = true;
          state.depth[p] = depth[p];
        } else clock[CLOCK.refused] += 1;
      }
      setPrice(p, price);
      state.price[p] = price;
    }
    // after all of them: today's offer on one product must not change whether the next is allowed
    for (let p = 0; p < P; p++) if (offers.promoted[p] > 0) state.lastOffer[p] = clock[CLOCK.day];
  }

  function close(index: number): void {
    offers.open = false;
    for (let p = 0; p < P; p++) {
      if (offers.promoted[p] === 0) continue;
      if (offers.rulesOf[p] !== index) {
        offers.open = true;
        continue;
      }
      offers.promoted[p] = 0;
      setPrice(p, listPrice[p]);
      changed(p);
    }
  }

  /** hours matter to no offer yet */
  function tick(_hour: number): void {}

  const couponsAffordable = () => Infinity;

  return {
    offers,
    tick,
    couponsAffordable,
    till: undefined as unknown as Till,
    listPrice,
    rulesAt,
    allowed,
    coolDownLeft,
    budgetLeft,
    open,
    close,
  };
}
