import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { cappedTotal } from "./math/capped-total.js";
import { exp, log } from "./math/elementary.js";
import { wordAt } from "./math/key.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { SegmentTable } from "./segment-table.js";
import type { Shelf } from "./shelf.js";

/** A part of a day in counts; what is not read only stands in the kernel's memory and is bound anew after another market was there. Products by category; arrays of [rows, products] but where said otherwise. */
export interface Counts {
  /** chance that a visitor buys the product */
  share: Float64Array;
  /** shoppers who take the product, and units: what they want at first, what they get in the end */
  takers: Float64Array;
  units: Float64Array;
  /** units by product over all rows, as long as they are what is wanted; [products] */
  readonly wanted: Float64Array;
  /** mean units beyond the first */
  extraMean: Float64Array;
  /** of buy-x-get-y: units wished, and of them what is given away, money steps, and who gets something of it, units */
  readonly bundleUnits: Float64Array;
  readonly bundleOff: Float64Array;
  readonly bundleTouched: Float64Array;
  /** regular prices today, whole money steps, [products in the scenario's order] */
  readonly regularPrice: Float64Array;
  /** shoppers who met an empty shelf, [rows] */
  disappointed: Float64Array;
}

/** Room for sharing out; what is in it means nothing between days. */
export interface Scratch {
  /** shoppers who go without, and who come to the product instead of another with the units they want; [rows, products] */
  readonly unserved: Float64Array;
  readonly more: Float64Array;
  readonly moreUnits: Float64Array;
  /** units left, and the part of the day that the product is there, from its start; [products] */
  readonly left: Float64Array;
  readonly present: Float64Array;
  /** money steps left to give away, by rules */
  readonly budget: Float64Array;
}

export function createScratch(rows: number, products: number, rules: number): Scratch {
  return {
    unserved: new Float64Array(rows * products),
    more: new Float64Array(rows * products),
    moreUnits: new Float64Array(rows * products),
    left: new Float64Array(products),
    present: new Float64Array(products),
    budget: new Float64Array(rules),
  };
}

/** What sharing out needs to know of the day, beside its counts. */
export interface Shortage {
  readonly shelf: Shelf;
  readonly state: State;
  readonly offers: OffersOfDay;
  readonly segment: SegmentTable;
  readonly counts: Counts;
  readonly scratch: Scratch;
  /** names in the draws, [rows, products by category] */
  readonly names: Int32Array;
  /** quantity cap less one, and the means below which it may be forgotten, [rows] */
  readonly moreAtMost: number;
  readonly uncapped: Float64Array;
}

/**
 * Shares scarce stock out among the rows in proportion to what they want. As demand comes evenly over the day, a product
 * is there for the first left / wanted of it; from then on the category is worth less to everybody: part of those who want
 * another of its products stay away, as incidence without the product over that with it says, and those who want the
 * product itself go on to the others by the same odds, in proportion to their chances, which is what the next of an
 * exponential race comes to. Those who find nothing there either go on again. Rewrites `takers` and `units`; the stock
 * itself is left to the books.
 *
 * @param key0, key1   key of the day and purpose
 */
export function ration(shortage: Shortage, key0: number, key1: number): void {
  const { counts, scratch, shelf, state, offers, names } = shortage;
  const { takers, units, wanted, disappointed } = counts;
  const { unserved, more, moreUnits, left, budget, present } = scratch;
  const P = shelf.categoryProducts.length;
  const rows = disappointed.length;
  for (let c = 0; c < P; c++) {
    left[c] = state.stock[shelf.categoryProducts[c]];
    present[c] = wanted[c] <= left[c] ? 1 : left[c] / wanted[c];
  }
  budget.set(offers.budgetLeft);
  for (let k = 0; k < shelf.categoryStart.length - 1; k++) {
    const from = shelf.categoryStart[k];
    const to = shelf.categoryStart[k + 1];
    let full = true;
    for (let c = from; c < to; c++) if (present[c] < 1) full = false;
    if (full) continue;
    for (let row = 0; row < rows; row++)
      for (let c = from; c < to; c++) stayAway(shortage, row, k, c, wordAt(key0, key1, names[row * P + c]));
  }
  let without = 0;
  for (let c = 0; c < P; c++) without += shareOut(shortage, c, takers, units);
  for (let round = 1; without > 0 && round <= P; round++) {
    more.fill(0);
    moreUnits.fill(0);
    for (let row = 0; row < rows; row++)
      for (let c = 0; c < P; c++)
        if (unserved[row * P + c] > 0)
          goOn(shortage, row, c, wordAt(wordAt(key0, key1, names[row * P + c]), key1, round));
    without = 0;
    for (let c = 0; c < P; c++) {
      without += shareOut(shortage, c, more, moreUnits);
      present[c] = 0;
      for (let i = c; i < rows * P; i += P) {
        takers[i] += more[i];
        units[i] += moreUnits[i];
      }
    }
    for (let c = 0; c < P; c++) if (available(shortage, c) > 0) present[c] = 1;
  }
}

/** Part of those who buy from full shelves that buys where the sum of their chances is `there`, by log-odds less g1 ln(full / there). */
function partThatBuys(full: number, there: number, g1: number): number {
  return 1 / (full + (1 - full) * exp(g1 * log(full / there)));
}

/** Takes off those who want a product that is there and yet stay away, as others of its category are not. */
function stayAway(shortage: Shortage, row: number, k: number, c: number, word: number): void {
  const { shelf, segment, offers, counts, scratch, moreAtMost, uncapped } = shortage;
  const { share, takers, units, extraMean, disappointed } = counts;
  const { present } = scratch;
  const P = shelf.categoryProducts.length;
  const i = row * P + c;
  if (takers[i] === 0) return;
  disappointed[row] += takers[i] * (1 - present[c]);
  if (present[c] === 0) return;
  let full = 0;
  let there = 0;
  for (let other = shelf.categoryStart[k]; other < shelf.categoryStart[k + 1]; other++) {
    full += share[row * P + other];
    there += share[row * P + other] * Math.min(1, present[other] / present[c]);
  }
  if (there === full) return;
  const part = partThatBuys(
    full,
    there,
    segment.g1[Math.floor(row / offers.groups) * (shelf.categoryStart.length - 1) + k],
  );
  takers[i] = binomialAt(wordAt(word, STAY_AWAY, 0), takers[i], part);
  const more = cappedTotal(wordAt(word, STAY_AWAY, 1), takers[i], extraMean[i], moreAtMost, uncapped[row]);
  units[i] = takers[i] + more;
}

const STAY_AWAY = 0x1f83d9ab;
const GO_ON = 0x5be0cd19;

/** Units of a product that may still be sold: what is there, and what the budget can pay for. */
function available({ shelf, offers, scratch }: Shortage, c: number): number {
  const p = shelf.categoryProducts[c];
  const budget = scratch.budget[offers.rulesOf[p]];
  if (offers.promoted[p] === 0 || budget === Infinity || offers.discount[p] === 0) return scratch.left[c];
  return Math.min(scratch.left[c], Math.floor(budget / offers.discount[p]));
}

/** Cuts shoppers and their units down to what is available, and notes who goes without; answers how many do. */
function shareOut(shortage: Shortage, c: number, shoppers: Float64Array, units: Float64Array): number {
  const { shelf, state, offers, scratch } = shortage;
  const { unserved, left, budget } = scratch;
  const p = shelf.categoryProducts[c];
  const P = shelf.categoryProducts.length;
  const most = available(shortage, c);
  let wished = 0;
  for (let i = c; i < units.length; i += P) wished += units[i];
  const granted = Math.min(wished, most);
  if (wished > left[c]) state.stockOut[p] = 1;
  let toGive = granted;
  let without = 0;
  for (let i = c; i < units.length; i += P) {
    unserved[i] = 0;
    const wish = units[i];
    if (wish === 0 || toGive === wished) continue;
    const give = Math.floor((toGive * wish) / wished + 0.5);
    const served = give === 0 ? 0 : Math.min(give, Math.max(1, Math.floor((shoppers[i] * give) / wish + 0.5)));
    unserved[i] = shoppers[i] - served;
    without += unserved[i];
    units[i] = give;
    shoppers[i] = served;
    toGive -= give;
    wished -= wish;
  }
  left[c] -= granted;
  if (offers.promoted[p] > 0) budget[offers.rulesOf[p]] -= granted * offers.discount[p];
  return without;
}

/** Sends a row's shoppers who did not get a product on to the others of its category, or home. */
function goOn(shortage: Shortage, row: number, missing: number, word: number): void {
  const { shelf, segment, offers, counts, scratch, names, moreAtMost, uncapped } = shortage;
  const { share, extraMean } = counts;
  const { unserved, more, moreUnits, present } = scratch;
  const P = shelf.categoryProducts.length;
  const k = shelf.categoryOf[shelf.categoryProducts[missing]];
  const from = shelf.categoryStart[k];
  const to = shelf.categoryStart[k + 1];
  const since = present[missing] < 1 ? present[missing] : 0;
  let full = 0;
  let there = 0;
  for (let c = from; c < to; c++) {
    full += share[row * P + c];
    if (c !== missing) there += (share[row * P + c] * Math.max(0, present[c] - since)) / (1 - since);
  }
  if (there === 0) return;
  const part = partThatBuys(
    full,
    there,
    segment.g1[Math.floor(row / offers.groups) * (shelf.categoryStart.length - 1) + k],
  );
  let rest = there;
  let left = binomialAt(wordAt(word, GO_ON, 0), unserved[row * P + missing], part);
  for (let c = from; c < to && left > 0; c++) {
    if (c === missing || present[c] <= since) continue;
    const i = row * P + c;
    const own = wordAt(word, GO_ON, names[i]);
    const weight = (share[i] * (present[c] - since)) / (1 - since);
    const takers = binomialAt(own, left, rest > weight * (1 + 1e-12) ? weight / rest : 1);
    rest -= weight;
    left -= takers;
    if (takers === 0) continue;
    more[i] += takers;
    moreUnits[i] += takers + cappedTotal(wordAt(own, GO_ON, 1), takers, extraMean[i], moreAtMost, uncapped[row]);
  }
}
