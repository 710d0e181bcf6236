import { CLOCK, type State } from "../layout.js";
import { toSteps } from "../money.js";
import { MECHANICS } from "../scenario/promotions.js";
import type { PromotionRules, Scenario } from "../scenario.js";
import type { Choices } from "./choices.js";
import type { LineDeal } from "./line-deal.js";
import { percentOff, percentPrice } from "./percent-off.js";

/** `lastOffer` of a product that never had one. */
export const NEVER = -1_000_000;

/**
 * What the rules of a day let a shop do, promotion by promotion: mechanics, depth limit, margin floor, cool-down, and what is
 * left of the budget. Each promotion is looked at by itself, also where shoppers may combine it with others.
 */
export interface GuardRails {
  /** list prices in whole money steps, at least one, shape [products] */
  readonly listPrice: Float64Array;
  /** index of the rules a product is under on a day: its open campaign's, else everyday's (the number of campaigns) */
  rulesAt(product: number, campaign: number): number;
  /** index of the rules that a basket's promotion is under: the open campaign's, else everyday's */
  basketRulesAt(campaign: number): number;
  /** days until an offer is allowed again, 0 when free */
  coolDownLeft(product: number, campaign: number): number;
  /** money steps left to give away under the rules, Infinity where no limit */
  budgetLeft(rules: number): number;
  /** most that one line of a basket may get of a deal, its gift counted; money steps */
  mostOff(deal: LineDeal, regular: number, price: number): number;
  /** whether a per-cent offer may open on the day that runs next, as far as this product alone tells; depth 0 always */
  allowed(product: number, depth: number, campaign: number): boolean;
  /** the same of a choice of the list as in `Decisions.offer`; 0 always, a spend threshold never */
  offerAllowed(product: number, choice: number, campaign: number): boolean;
  /** sets mask[at + i] to 0 for every choices[i] that `offerAllowed` refuses the product */
  strikeOut(product: number, choices: Int32Array, campaign: number, mask: Uint8Array, at: number): void;
  /** whether a choice of the list may be the basket's promotion; 0 always, anything but a spend threshold never */
  basketOfferAllowed(choice: number, campaign: number): boolean;
  /** the same of a deal at a regular price, exact money and whole steps; `depth` and `price` are the deal's */
  permits(offer: { deal: LineDeal; price: number; depth: number }, at: Place): boolean;
}

/** A product on a day at a regular price. */
export interface Place {
  product: number;
  campaign: number;
  /** money steps */
  regular: number;
}

export function createGuardRails(scenario: Scenario, state: State, { lines, baskets }: Choices): GuardRails {
  const { products, moneyStep, quantityCap } = scenario;
  const { campaigns } = scenario.calendar;
  const everyday = campaigns.length;
  const P = products.length;
  const C = lines.length;
  const rules: PromotionRules[] = [...campaigns, scenario.promotions.everyday];
  const funding = Float64Array.of(...campaigns.map((campaign) => campaign.vendorFunding), 0);
  const depthLimit = Float64Array.from(rules, (rule) => rule.depthLimit);
  const marginFloor = Float64Array.from(rules, (rule) => rule.marginFloor);
  const exactPrice = Float64Array.from(products, (product) => product.listPrice);
  const unitCost = Float64Array.from(products, (product) => product.unitCost);
  const budget = Float64Array.from(rules, (rule) =>
    rule.budget === null ? Infinity : Math.floor(rule.budget / moneyStep + 1e-9),
  );
  const mayUse = rules.map((rule) => Uint8Array.from(MECHANICS, (mechanic) => +rule.mechanics.includes(mechanic)));
  const restDays = Int32Array.from(rules, (rule) => rule.coolDownDays);
  const { clock, given, lastOffer } = state;
  /** [campaigns + 1, products], no campaign first */
  const rulesTable = Int32Array.from([
    ...products.map(() => everyday),
    ...campaigns.flatMap(({ categories }, c) =>
      products.map(({ category }) => (categories.length === 0 || categories.includes(category) ? c : everyday)),
    ),
  ]);
  const listPrice = Float64Array.from(products, (product) => Math.max(1, toSteps(product.listPrice, moneyStep)));
  const anyDepth = percentOff(0, moneyStep);
  const thresholdPlace = MECHANICS.indexOf("spend-threshold");
  /**
   * Budget that a choice needs at list price, NaN where rules that never change forbid it, UNKNOWN until somebody asks; money
   * steps, [rules, choices, products]
   */
  const needed = new Float64Array(rules.length * C * P).fill(UNKNOWN);
  const lawfulBasket = new Int8Array(rules.length * C).fill(UNKNOWN);

  const rulesAt = (p: number, campaign: number) => rulesTable[(campaign + 1) * P + p];
  const budgetLeft = (index: number) => budget[index] - given[index];

  function coolDownLeft(p: number, campaign: number): number {
    const day = clock[CLOCK.day];
    const last = lastOffer[p];
    return last === day - 1 ? 0 : Math.max(0, last + 1 + restDays[rulesAt(p, campaign)] - day);
  }

  /** a shopper takes up to `quantityCap` units, and may complete a group then */
  function mostOff(deal: LineDeal, regular: number, price: number): number {
    const { groupSize } = deal;
    const most = groupSize > 0 ? Math.ceil(quantityCap / groupSize) * groupSize : quantityCap;
    return deal.discount(most, regular, price) + deal.giftCost;
  }

  /** what holds whatever happened before: mechanic, depth limit, margin floor */
  function isLawful(index: number, deal: LineDeal, depth: number, brings: number, p: number): boolean {
    if (mayUse[index][deal.place] === 0 || depth > depthLimit[index] + 1e-12) return false;
    const left = brings * moneyStep + funding[index] * exactPrice[p] - unitCost[p];
    return left >= marginFloor[index] * brings * moneyStep - 1e-9;
  }

  function permits(
    { deal, price, depth }: { deal: LineDeal; price: number; depth: number },
    { product, campaign, regular }: Place,
  ): boolean {
    const index = rulesAt(product, campaign);
    if (!isLawful(index, deal, depth, deal.brings(regular, price), product)) return false;
    return coolDownLeft(product, campaign) === 0 && mostOff(deal, regular, price) <= budgetLeft(index);
  }

  function allowed(p: number, depth: number, campaign: number): boolean {
    if (depth <= 0) return true;
    const index = rulesAt(p, campaign);
    const price = percentPrice(products[p].listPrice, listPrice[p], depth, moneyStep);
    if (!isLawful(index, anyDepth, depth, price, p)) return false;
    return coolDownLeft(p, campaign) === 0 && quantityCap * (listPrice[p] - price) <= budgetLeft(index);
  }

  /** what `needed` holds of a choice but none, reckoned where it is not known yet */
  function needOf(index: number, choice: number, p: number): number {
    const at = (index * C + choice) * P + p;
    if (needed[at] !== UNKNOWN) return needed[at];
    const deal = lines[choice];
    if (!deal) needed[at] = Number.NaN;
    else {
      const price = deal.unitPrice(products[p].listPrice, listPrice[p]);
      const depth = deal.depth(listPrice[p], price);
      const lawful = isLawful(index, deal, depth, deal.brings(listPrice[p], price), p);
      needed[at] = lawful ? mostOff(deal, listPrice[p], price) : Number.NaN;
    }
    return needed[at];
  }

  function offerAllowed(p: number, choice: number, campaign: number): boolean {
    if (choice === 0) return true;
    const index = rulesAt(p, campaign);
    return needOf(index, choice, p) <= budgetLeft(index) && coolDownLeft(p, campaign) === 0;
  }

  function strikeOut(p: number, choices: Int32Array, campaign: number, mask: Uint8Array, at: number): void {
    const index = rulesAt(p, campaign);
    // A product at rest has nothing to spend, so that no choice fits.
    const left = coolDownLeft(p, campaign) === 0 ? budgetLeft(index) : -1;
    for (let i = 0; i < choices.length; i++)
      if (choices[i] > 0 && !(needOf(index, choices[i], p) <= left)) mask[at + i] = 0;
  }

  const basketRulesAt = (campaign: number) => (campaign >= 0 ? campaign : everyday);

  /** The margin floor must hold for every product that counts, as a basket may be of it alone. */
  function isLawfulBasket(index: number, depth: number): boolean {
    if (mayUse[index][thresholdPlace] === 0 || depth > depthLimit[index] + 1e-12) return false;
    return products.every(({ listPrice, unitCost }, p) => {
      if (rulesAt(p, index === everyday ? -1 : index) !== index) return true;
      const brings = listPrice * (1 - depth);
      return brings + funding[index] * listPrice - unitCost >= marginFloor[index] * brings - 1e-9;
    });
  }

  function basketOfferAllowed(choice: number, campaign: number): boolean {
    if (choice === 0) return true;
    const threshold = baskets[choice];
    if (!threshold) return false;
    const index = basketRulesAt(campaign);
    const at = index * C + choice;
    if (lawfulBasket[at] === UNKNOWN) lawfulBasket[at] = +isLawfulBasket(index, threshold.depth);
    return lawfulBasket[at] === 1 && threshold.mostOff <= budgetLeft(index);
  }

  return {
    listPrice,
    rulesAt,
    basketRulesAt,
    coolDownLeft,
    budgetLeft,
    mostOff,
    allowed,
    offerAllowed,
    strikeOut,
    basketOfferAllowed,
    permits,
  };
}

const UNKNOWN = -1;
