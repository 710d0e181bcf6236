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
  const { state, counts, shelf } = shortage;
  const { units, disappointed } = counts;
  const { categoryProducts } = shelf;
  const P = categoryProducts.length;
  let short = false;
  for (let c = 0; c < P; c++) {
    let wished = 0;
    for (let i = c; i < units.length; i += P) wished += units[i];
    const p = categoryProducts[c];
    state.demand[p] += wished;
    if (wished > state.stock[p]) short = true;
  }
  for (let row = 0; row < disappointed.length; row++) disappointed[row] = 0;
  if (short) {
    for (let row = 0; row < buyers.length; row++) buyers[row] /= takersOf(shortage, row);
    ration(shortage, draw.shortage0, draw.shortage1);
    // those who went home with nothing are taken to be spread over the buyers evenly
    for (let row = 0; row < buyers.length; row++) buyers[row] = Math.floor(buyers[row] * takersOf(shortage, row) + 0.5);
  }
  if (checkout) checkout.addFillers();
  handOver(shortage);
  if (checkout) checkout.book(day);
  else book(shortage);
  for (let row = 0; row < buyers.length; row++) state.buyers[Math.floor(row / shortage.offers.groups)] += buyers[row];
}

/** Takes what is sold off the shelf. */
function handOver({ state, offers, counts, shelf }: Shortage): void {
  const { units } = counts;
  const { segmentUnits } = state;
  const { categoryProducts } = shelf;
  const { groups } = offers;
  const P = categoryProducts.length;
  const rows = counts.disappointed.length;
  for (let c = 0; c < P; c++) {
    const p = categoryProducts[c];
    let all = 0;
    for (let row = 0, i = c; row < rows; row++, i += P) {
      const sold = units[i];
      if (sold === 0) continue;
      all += sold;
      segmentUnits[(groups === 1 ? row : Math.floor(row / groups)) * P + p] += sold;
    }
    state.stock[p] -= all;
    state.units[p] += all;
  }
}

/** What was paid and given, where everyone pays the price on the shelf. */
function book({ state, offers, counts, shelf }: Shortage): void {
  const { units } = counts;
  const { segmentRevenue, segmentDiscount } = state;
  const { categoryProducts } = shelf;
  const { groups } = offers;
  const P = categoryProducts.length;
  const rows = counts.disappointed.length;
  for (let c = 0; c < P; c++) {
    const p = categoryProducts[c];
    const price = offers.price[p];
    const discount = offers.promoted[p] * offers.discount[p];
    let all = 0;
    for (let row = 0, i = c; row < rows; row++, i += P) {
      const sold = units[i];
      if (sold === 0) continue;
      const s = groups === 1 ? row : Math.floor(row / groups);
      all += sold;
      segmentRevenue[s] += sold * price;
      segmentDiscount[s] += sold * discount;
    }
    if (offers.promoted[p] === 0) continue;
    state.promotedUnits[p] += all;
    offers.budgetLeft[offers.rulesOf[p]] -= all * discount;
  }
}

/** Category purchases of a row, 1 where there are none. */
function takersOf({ counts, shelf }: Shortage, row: number): number {
  const P = shelf.categoryProducts.length;
  let sum = 0;
  for (let i = row * P; i < (row + 1) * P; i++) sum += counts.takers[i];
  return Math.max(1, sum);
}
