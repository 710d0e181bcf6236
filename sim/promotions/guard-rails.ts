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
  /** the same of all products. @param out  shape [products], overwritten */
  writeRules(campaign: number, out: Int32Array): void;
  /** index of the rules that a basket's promotion is under: the open campaign's, else everyday's */
  basketRulesAt(campaign: number): number;
  /** days until an offer is allowed again, 0 when free */
  coolDownLeft(product: number, campaign: number): number;
  /** the same of all products, written from out[from] on */
  writeCoolDowns(campaign: number, out: Float64Array, from: number): void;
  /** money steps left to give away under the rules, Infinity where no limit */
  budgetLeft(rules: number): number;
  /** whether a per-cent offer may open on the day that runs next, as far as this product alone tells; depth 0 always */
  allowed(product: number, depth: number, campaign: number): boolean;
  /** the same of a choice of the list as in `Decisions.offer`; 0 always, a spend threshold never */
  offerAllowed(product: number, choice: number, campaign: number): boolean;
  /**
   * Writes what `offerAllowed` says of the choices that are no spend threshold, none first: 1 where it allows one to every
   * product of the slot, else 0.
   *
   * @param slots   the products of each
   * @param mask    shape [slots, such choices], overwritten; what lies beyond is left as it is
   */
  writeMask(slots: readonly Int32Array[], campaign: number, mask: Uint8Array): void;
  /** whether a choice of the list may be the basket's promotion; 0 always, anything but a spend threshold never */
  basketOfferAllowed(choice: number, campaign: number): boolean;
  /**
   * Budget that an offer on a product needs under the rules, be the price the regular or, for a choice of the list, the list's:
   * the most that one line of a basket may get of it; money steps, NaN where rules that never change forbid it
   */
  need(
    rules: number,
    offer: { deal: LineDeal; price: number; depth: number },
    product: number,
    regular: number,
  ): number;
  needAtList(rules: number, choice: number, product: number): number;
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
   * Budget that a choice needs at list price, NaN where rules that never change forbid it; money steps, [rules, products,
   * choices]. None needs less than any budget.
   */
  const needed = new Float64Array(rules.length * P * C);
  /** the most of it, [rules, products]; NaN until somebody asks for a choice of the product under these rules */
  const mostNeeded = new Float64Array(rules.length * P).fill(Number.NaN);
  /** the choices that are no spend threshold, none first */
  const onProducts = Int32Array.from([...lines.keys()].filter((choice) => choice === 0 || lines[choice] !== null));
  const width = onProducts.length;
  /** rows of a mask, 1 for what is lawful, [rules x products + 2, onProducts]; then what is at rest, and what the budget leaves */
  const legal = new Uint8Array((rules.length * P + 2) * width);
  const atRest = rules.length * P * width;
  const afforded = atRest + width;
  legal[atRest] = 1;
  /** what loops take out once a call: an engine looks at an array of the closure anew in every turn */
  const tables = { rulesTable, restDays, legal };
  const lawfulBasket = new Int8Array(rules.length * C).fill(UNKNOWN);

  const rulesAt = (p: number, campaign: number) => rulesTable[(campaign + 1) * P + p];
  function writeRules(campaign: number, out: Int32Array): void {
    const { rulesTable } = tables;
    for (let p = 0, at = (campaign + 1) * P; p < out.length; p++, at++) out[p] = rulesTable[at];
  }

  const budgetLeft = (index: number) => budget[index] - given[index];

  function coolDownLeft(p: number, campaign: number): number {
    return daysOfRest(lastOffer[p], restDays[rulesAt(p, campaign)], clock[CLOCK.day]);
  }

  function writeCoolDowns(campaign: number, out: Float64Array, from: number): void {
    const { clock, lastOffer } = state;
    const { rulesTable, restDays } = tables;
    const day = clock[CLOCK.day];
    const first = (campaign + 1) * P;
    for (let p = 0; p < lastOffer.length; p++)
      out[from + p] = daysOfRest(lastOffer[p], restDays[rulesTable[first + p]], day);
  }

  /** most that a line of a basket may get, its gift counted: a shopper takes up to `quantityCap` units, and may complete a group */
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

  function need(
    index: number,
    { deal, price, depth }: { deal: LineDeal; price: number; depth: number },
    p: number,
    regular: number,
  ): number {
    return isLawful(index, deal, depth, deal.brings(regular, price), p) ? mostOff(deal, regular, price) : Number.NaN;
  }

  function allowed(p: number, depth: number, campaign: number): boolean {
    if (depth <= 0) return true;
    const index = rulesAt(p, campaign);
    const price = percentPrice(products[p].listPrice, listPrice[p], depth, moneyStep);
    if (!isLawful(index, anyDepth, depth, price, p)) return false;
    return coolDownLeft(p, campaign) === 0 && quantityCap * (listPrice[p] - price) <= budgetLeft(index);
  }

  function reckonNeeds(index: number, p: number): void {
    const row = index * P + p;
    mostNeeded[row] = -Infinity;
    needed[row * C] = -Infinity;
    for (let choice = 1; choice < C; choice++) {
      const deal = lines[choice];
      needed[row * C + choice] = Number.NaN;
      if (!deal) continue;
      const price = deal.unitPrice(products[p].listPrice, listPrice[p]);
      const depth = deal.depth(listPrice[p], price);
      const most = need(index, { deal, price, depth }, p, listPrice[p]);
      needed[row * C + choice] = most;
      if (most > mostNeeded[row]) mostNeeded[row] = most;
    }
    for (let i = 0; i < width; i++) legal[row * width + i] = +(needed[row * C + onProducts[i]] < Infinity);
  }

  function needAtList(index: number, choice: number, p: number): number {
    const row = index * P + p;
    if (Number.isNaN(mostNeeded[row])) reckonNeeds(index, p);
    return needed[row * C + choice];
  }

  function offerAllowed(p: number, choice: number, campaign: number): boolean {
    if (choice === 0) return true;
    const index = rulesAt(p, campaign);
    return needAtList(index, choice, p) <= budgetLeft(index) && coolDownLeft(p, campaign) === 0;
  }

  /** where the row of a mask stands in `legal` of a product that is not at rest */
  function legalRow(index: number, p: number): number {
    const left = budgetLeft(index);
    if (left >= mostNeeded[index * P + p]) return (index * P + p) * width;
    for (let i = 0; i < width; i++) legal[afforded + i] = +(needAtList(index, onProducts[i], p) <= left);
    return afforded;
  }

  function writeMask(slots: readonly Int32Array[], campaign: number, mask: Uint8Array): void {
    const { clock, lastOffer } = state;
    const { rulesTable, restDays, legal } = tables;
    const choices = width;
    const day = clock[CLOCK.day];
    const first = (campaign + 1) * P;
    for (let slot = 0, at = 0; slot < slots.length; slot++, at += choices) {
      const covered = slots[slot];
      for (let n = 0; n < covered.length; n++) {
        const p = covered[n];
        const index = rulesTable[first + p];
        const from = daysOfRest(lastOffer[p], restDays[index], day) > 0 ? atRest : legalRow(index, p);
        if (n === 0) for (let i = 0; i < choices; i++) mask[at + i] = legal[from + i];
        else for (let i = 0; i < choices; i++) mask[at + i] &= legal[from + i];
      }
    }
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
    writeRules,
    basketRulesAt,
    coolDownLeft,
    writeCoolDowns,
    budgetLeft,
    allowed,
    offerAllowed,
    writeMask,
    basketOfferAllowed,
    need,
    needAtList,
  };
}

/** Days until an offer is allowed again: none after yesterday's, which may go on. */
function daysOfRest(lastOffer: number, restDays: number, day: number): number {
  return lastOffer === day - 1 ? 0 : Math.max(0, lastOffer + 1 + restDays - day);
}

const UNKNOWN = -1;
