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
  const { state, counts, shelf, offers, scratch } = shortage;
  const { disappointed } = counts;
  const { sold } = scratch;
  const { categoryProducts } = shelf;
  const P = categoryProducts.length;
  addUp(shortage);
  let short = false;
  for (let c = 0; c < P; c++) {
    const p = categoryProducts[c];
    state.demand[p] += sold[c];
    if (sold[c] > state.stock[p]) short = true;
  }
  for (let row = 0; row < disappointed.length; row++) disappointed[row] = 0;
  if (short) {
    for (let row = 0; row < buyers.length; row++) buyers[row] /= takersOf(shortage, row);
    ration(shortage, draw.shortage0, draw.shortage1);
    // those who went home with nothing are taken to be spread over the buyers evenly
    for (let row = 0; row < buyers.length; row++) buyers[row] = Math.floor(buyers[row] * takersOf(shortage, row) + 0.5);
  }
  if (checkout) checkout.addFillers();
  if (checkout || short) addUp(shortage);
  for (let c = 0; c < P; c++) {
    const p = categoryProducts[c];
    state.stock[p] -= sold[c];
    state.units[p] += sold[c];
  }
  for (let row = 0; row < buyers.length; row++) {
    const s = Math.floor(row / offers.groups);
    state.buyers[s] += buyers[row];
    handOver(shortage, row, s, checkout === null);
  }
  if (checkout) checkout.book(day);
  else bookOffers(shortage);
}

/** Units by product, over rows, as `scratch.sold`. */
function addUp({ counts, scratch }: Shortage): void {
  const { units } = counts;
  const { sold } = scratch;
  const P = sold.length;
  for (let c = 0; c < P; c++) {
    let sum = 0;
    for (let i = c; i < units.length; i += P) sum += units[i];
    sold[c] = sum;
  }
}

/** Notes what a row's shoppers got; and what they paid, where everyone pays the price on the shelf. */
function handOver({ state, offers, counts, shelf }: Shortage, row: number, s: number, priced: boolean): void {
  const { units } = counts;
  const { segmentUnits } = state;
  const { price, promoted, discount } = offers;
  const { categoryProducts } = shelf;
  const P = categoryProducts.length;
  let paid = 0;
  let given = 0;
  for (let c = 0; c < P; c++) {
    const p = categoryProducts[c];
    const got = units[row * P + c];
    segmentUnits[s * P + p] += got;
    paid += got * price[p];
    given += got * promoted[p] * discount[p];
  }
  if (!priced) return;
  state.segmentRevenue[s] += paid;
  state.segmentDiscount[s] += given;
}

function bookOffers({ state, offers, scratch, shelf }: Shortage): void {
  const { categoryProducts } = shelf;
  for (let c = 0; c < categoryProducts.length; c++) {
    const p = categoryProducts[c];
    if (offers.promoted[p] === 0) continue;
    state.promotedUnits[p] += scratch.sold[c];
    offers.budgetLeft[offers.rulesOf[p]] -= scratch.sold[c] * offers.discount[p];
  }
}

/** Category purchases of a row, 1 where there are none. */
function takersOf({ counts, shelf }: Shortage, row: number): number {
  const P = shelf.categoryProducts.length;
  let sum = 0;
  for (let i = row * P; i < (row + 1) * P; i++) sum += counts.takers[i];
  return Math.max(1, sum);
}
