import type { Counts } from "./cohort-shortage.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";

/** In the place of what is asked of a budget that ends with the part of the day at hand. */
export const USED_UP = -1;

/** Who is served in a part of the day, by rows. */
export interface Party {
  /** visitors still to be served, of them those of the part at hand, and their buyers */
  readonly waiting: Float64Array;
  visitors: Float64Array;
  buyers: Float64Array;
}

/** Adds up what all rows want. */
export function addUp({ units, wanted }: Counts): void {
  const P = wanted.length;
  for (let c = 0; c < P; c++) {
    let sum = 0;
    for (let i = c; i < units.length; i += P) sum += units[i];
    wanted[c] = sum;
  }
}

/**
 * The part of what is wished that all budgets can pay for.
 *
 * @param asked   money steps that the wishes would be given, by rules; overwritten, USED_UP where that is more than is left
 */
export function partInBudget(
  { wanted }: Counts,
  { categoryProducts }: Population,
  offers: OffersOfDay,
  asked: Float64Array,
): number {
  const { promoted, discount, rulesOf } = offers;
  for (let rules = 0; rules < asked.length; rules++) asked[rules] = 0;
  for (let c = 0; c < categoryProducts.length; c++) {
    const p = categoryProducts[c];
    asked[rulesOf[p]] += promoted[p] * wanted[c] * discount[p];
  }
  const part = partThatFits(asked, offers);
  markUsedUp(asked, part, offers);
  return part;
}

/** The part of what is asked, money steps by rules, that all budgets can pay for. */
export function partThatFits(asked: Float64Array, { budgetLeft }: OffersOfDay): number {
  let part = 1;
  for (let rules = 0; rules < asked.length; rules++)
    if (asked[rules] > budgetLeft[rules]) part = Math.min(part, budgetLeft[rules] / asked[rules]);
  return part;
}

/** Writes USED_UP in the place of what is asked of a budget that ends with the part. */
export function markUsedUp(asked: Float64Array, part: number, { budgetLeft }: OffersOfDay): void {
  for (let rules = 0; rules < asked.length; rules++)
    if (asked[rules] > 0 && budgetLeft[rules] <= part * asked[rules]) asked[rules] = USED_UP;
}

/** Cuts the day: everyone's counts in proportion, rounded down, and the others wait. */
export function keepPart(part: number, { visitors, waiting, buyers }: Party, counts: Counts): void {
  const { takers, units } = counts;
  const P = units.length / visitors.length;
  for (let row = 0; row < visitors.length; row++) {
    visitors[row] = Math.floor(visitors[row] * part);
    waiting[row] -= visitors[row];
    buyers[row] = Math.floor(buyers[row] * part);
    for (let i = row * P; i < (row + 1) * P; i++) {
      units[i] = visitors[row] > 0 ? Math.floor(units[i] * part) : 0;
      takers[i] = units[i] > 0 ? Math.max(1, Math.floor(takers[i] * part)) : 0;
    }
  }
  addUp(counts);
}
