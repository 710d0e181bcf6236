// AssemblyScript: the draws of a market's wishes, side by side.
import { put } from "./room";

/** Written by `sim/cohort-draw.ts`, field by field in this order. Products stand by category. */
@unmanaged
export class Draws {
  products: i32;
  categories: i32;
  rows: i32;
  /** rows of a segment */
  groups: i32;
  /** most units beyond the first */
  moreAtMost: i32;
  /** sets of categories that buyers are told apart by, a power of two */
  sets: i32;
  /** 1 where categories are linked */
  isLinked: i32;
  /** i32: [categories + 1]; names in the draws, [rows, categories] and [rows, products]; a category's bit in a set, [categories] */
  categoryStart: usize;
  categoryName: usize;
  productName: usize;
  bitOf: usize;
  /** see `Links`, [categories, categories] and [segments, categories] */
  lift: usize;
  usual: usize;
  /** means below which the cap on units may be forgotten, [rows] */
  uncapped: usize;
  // what changes
  /** i32: two words each for incidence of those who bought something, of those who did not, for product and quantity */
  keys: usize;
  /** [rows] */
  visitors: usize;
  /** chance that a visitor buys the product, mean units beyond the first; [rows, products] */
  share: usize;
  extraMean: usize;
  // what comes of it: who takes a product, and units, [rows, products]; who buys anything, [rows]
  takers: usize;
  units: usize;
  buyers: usize;
  // what steps hand each other
  /** visitors by the set of categories they buy in so far, [rows, sets] */
  crowd: usize;
  /** buyers of a category who have not chosen yet, and the chances of the products left; [rows, categories] */
  left: usize;
  rest: usize;
  /** draws side by side, an even number of them: u32 words; trials, chances, and what is drawn; i32 places in `left` and of what is drawn */
  words: usize;
  trials: usize;
  chances: usize;
  counts: usize;
  whom: usize;
  what: usize;
  /** four vectors a pair of draws, see `workOutLaws`; and i32, the first of pairs whose law is another */
  laws: usize;
  special: usize;
}

/** Asks for the n-th draw: `trials` of `chance` each, for the places `whom` and `what`. */
export function ask(draws: Draws, n: i32, whom: i32, what: i32, word: u32, trials: f64, chance: f64): void {
  store<i32>(draws.whom + ((<usize>n) << 2), whom);
  store<i32>(draws.what + ((<usize>n) << 2), what);
  store<u32>(draws.words + ((<usize>n) << 2), word);
  put(draws.trials, n, trials);
  put(draws.chances, n, chance);
}
