// AssemblyScript: how the numbers lie that the kernel works on. Addresses are in bytes, of doubles where not said otherwise;
// products stand by category where not said otherwise.

/** A market as choice sees it: written by `sim/cohort-choice.ts`, field by field in this order. */
@unmanaged
export class Market {
  products: i32;
  /** the next multiple of four, as products go four by four */
  paddedProducts: i32;
  categories: i32;
  rows: i32;
  /** rows of a segment */
  groups: i32;
  /** i32 [categories + 1] */
  categoryStart: usize;
  /** place of each in the scenario's order, i32 [products] */
  categoryProducts: usize;
  /** i32 [segments]: types; 1 where loyalty is strong */
  types: usize;
  isStrong: usize;
  /** see `CohortCells`: cells and atRest of single precision, starts i32 */
  cells: usize;
  cellStart: usize;
  atRest: usize;
  restStart: usize;
  meanLog: usize;
  meanAgainst: usize;
  /** see `SegmentTable` and `Population`, [segments, categories] */
  g0: usize;
  g1: usize;
  pantryWeight: usize;
  usualPantry: usize;
  usualValue: usize;
  /** [segments] */
  extraWeight: usize;
  gain: usize;
  loss: usize;
  wear: usize;
  /** price sensitivities of a segment's types, the low and the high one, [segments, 2]; units beyond the first by m0 and m1, [segments] */
  beta: usize;
  m0: usize;
  m1: usize;
  /** bytes from a memory's start to its parts, by product, by segment and by category */
  referenceIn: usize;
  lastIn: usize;
  fatigueIn: usize;
  pantryIn: usize;
  varianceIn: usize;
  // what changes
  /** shoppers' own memory and the dial's, as they stand side by side in the state */
  own: usize;
  anchor: usize;
  /** visitors to be looked at, and the part of them who use their own memory, the rest uses the dial's; [rows] */
  visitors: usize;
  ownShare: usize;
  /** added to the log-odds of buying in a category, [segments, categories] */
  lift: usize;
  /** units on the shelf, [products in the scenario's order] */
  stock: usize;
  /** see `OffersOfDay`: [rows, products] and, shown, [segments, products], in the scenario's order */
  ratio: usize;
  logRatio: usize;
  pull: usize;
  shown: usize;
  // what comes of it
  /** chance that a visitor buys the product, [rows, products] */
  share: usize;
  /** mean units beyond the first, [rows, products] */
  extraMean: usize;
  /** mean category value the visitors see, [rows] */
  valueSeen: usize;
  /** by how many units a buyer's stock at home differs from the mean, [segments, categories] */
  buyersMore: usize;
  /** part of the visitors who buy and bought the product last, where loyalty is strong, [segments, products] */
  leaving: usize;
  /** single: exp of the utility but for appeal and loyalty, at the low and at the high sensitivity, then both times the part that bought it last; [items, 4, padded products] */
  seen: usize;
  // what steps hand each other
  /** see `reprice`: single, [rows, 5, padded products]; and [segments, KNOWN, 4], NaN at first */
  offered: usize;
  responses: usize;
  /** a row's own memory before the dial's, [items]; and the last of each row, i32 [rows] */
  items: usize;
  lastItem: usize;
  /** [BATCH] */
  pairs: usize;
  /** single: of a pair, w and l by product, [BATCH, products, 2, types] */
  weights: usize;
  /** single: of a pair, four numbers by type, [BATCH, 4, types] */
  work: usize;
}

/** Visitors of a row who go by one memory, whose arrays are those of the segment. */
@unmanaged
export class Item {
  row: i32;
  segment: i32;
  /** part of the row's visitors */
  part: f64;
  /** 1 for shoppers' own memory, whose buyers are told apart */
  isOwn: i32;
  reference: usize;
  last: usize;
  fatigue: usize;
  pantry: usize;
  variance: usize;
  /** place in `seen`, and values seen so far, summed over categories and types */
  seen: usize;
  value: f64;
}

/** An item and a category, on its way through the steps. */
@unmanaged
export class Pair {
  item: Item;
  /** segment and category */
  sk: i32;
  types: i32;
  /** first product, and how many */
  from: i32;
  products: i32;
  /** where its part of each array starts */
  cells: usize;
  rest: usize;
  seen: usize;
  share: usize;
  weights: usize;
  work: usize;
  /** part of the shoppers with more at home, and units of those with less and with more */
  morePart: f64;
  lessUnits: f64;
  moreUnits: f64;
  /** over types, T over T at list prices: the mean */
  moved: f64;
  /** chance of buying at that mean, and its first and half its second derivative in the log-odds against */
  chance: f64;
  slope: f64;
  curve: f64;
}

/** What an empty category is worth less than a typical one, as in sim/shopper-day.ts. */
export const EMPTY_SHELF: f64 = 3;

export function double(at: usize, i: i32): f64 {
  return load<f64>(at + ((<usize>i) << 3));
}

export function whole(at: usize, i: i32): i32 {
  return load<i32>(at + ((<usize>i) << 2));
}

export function put(at: usize, i: i32, value: f64): void {
  store<f64>(at + ((<usize>i) << 3), value);
}

export function add(at: usize, i: i32, value: f64): void {
  put(at, i, double(at, i) + value);
}

/** a loop, as a call of `memory.fill` takes longer for so few */
export function zero(at: usize, from: i32, count: i32): void {
  for (let i = from; i < from + count; i++) put(at, i, 0);
}

/** Whether a product is on the shelf. */
export function isThere(market: Market, c: i32): bool {
  return double(market.stock, whole(market.categoryProducts, c)) > 0;
}

export function shelfIsFull(market: Market, from: i32, to: i32): bool {
  for (let c = from; c < to; c++) if (!isThere(market, c)) return false;
  return true;
}
