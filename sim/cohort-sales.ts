import type { Party } from "./cohort-budget.js";
import type { CohortCheckout } from "./cohort-checkout.js";
import type { CohortDraw } from "./cohort-draw.js";
import { ration, type Shortage } from "./cohort-shortage.js";

/**
 * What is wanted is noted as demand, what is there is sold and booked.
 *
 * @param checkout   who books it where units x price does not tell what it costs, else null
 */
export function sell(
  shortage: Shortage,
  draw: CohortDraw,
  { buyers }: Party,
  checkout: CohortCheckout | null,
  day: number,
): void {
  const { state, counts, offers } = shortage;
  const { disappointed } = counts;
  const { groups } = offers;
  const short = noteDemand(shortage);
  for (let row = 0; row < disappointed.length; row++) disappointed[row] = 0;
  if (short) {
    for (let row = 0; row < buyers.length; row++) buyers[row] /= takersOf(shortage, row);
    ration(shortage, draw.shortage0, draw.shortage1);
    // those who went home with nothing are taken to be spread over the buyers evenly
    for (let row = 0; row < buyers.length; row++) buyers[row] = Math.floor(buyers[row] * takersOf(shortage, row) + 0.5);
  }
  for (let row = 0; row < buyers.length; row++) state.buyers[Math.floor(row / groups)] += buyers[row];
  if (checkout) checkout.addFillers();
  handOver(shortage, checkout === null);
  if (checkout) checkout.book(day);
}

/** Adds what is wanted to the demand; answers whether there is less of any product. */
function noteDemand({ state, counts, shelf }: Shortage): boolean {
  const { wanted } = counts;
  const { demand, stock } = state;
  const { categoryProducts } = shelf;
  let short = false;
  for (let c = 0; c < categoryProducts.length; c++) {
    const p = categoryProducts[c];
    demand[p] += wanted[c];
    if (wanted[c] > stock[p]) short = true;
  }
  return short;
}

/**
 * Takes what was sold off the shelf and notes who got it; and where everyone pays the price on the shelf, what that comes to.
 * By product first, as what is known of a product need then be looked up once; all are whole numbers, whose order in sums
 * does not matter.
 */
function handOver({ state, offers, counts, shelf }: Shortage, priced: boolean): void {
  const { units } = counts;
  const { segmentUnits, segmentRevenue, segmentDiscount, stock, promotedUnits } = state;
  const { price, promoted, discount, groups, budgetLeft, rulesOf } = offers;
  const { categoryProducts } = shelf;
  const P = categoryProducts.length;
  const S = segmentRevenue.length;
  for (let c = 0; c < P; c++) {
    const p = categoryProducts[c];
    const paid = priced ? price[p] : 0;
    const open = priced ? promoted[p] : 0;
    const given = open * discount[p];
    let sold = 0;
    for (let s = 0, i = c; s < S; s++) {
      let got = 0;
      for (let group = 0; group < groups; group++, i += P) got += units[i];
      segmentUnits[s * P + p] += got;
      segmentRevenue[s] += got * paid;
      segmentDiscount[s] += got * given;
      sold += got;
    }
    stock[p] -= sold;
    state.units[p] += sold;
    promotedUnits[p] += open * sold;
    budgetLeft[rulesOf[p]] -= given * sold;
  }
}

/** Category purchases of a row, 1 where there are none. */
function takersOf({ counts, shelf }: Shortage, row: number): number {
  const P = shelf.categoryProducts.length;
  let sum = 0;
  for (let i = row * P; i < (row + 1) * P; i++) sum += counts.takers[i];
  return Math.max(1, sum);
}
