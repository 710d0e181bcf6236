// AssemblyScript: how many of the visitors want what.
import { exp, expOfTwo } from "./elementary";
import { TO_UNIT, wordAt } from "./random";
import { add, double, put, whole, zero } from "./room";
import { binomial, cappedTotal, EVENTS_INVERTED_BELOW, INVERTED_BELOW, LONGEST, POWERED_BELOW } from "./samplers";
import { INVERSES } from "./tables";

/** The draws of a market's wishes: written by `sim/cohort-draw.ts`, field by field in this order. Products stand by category. */
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

/** second word of the key for those who bought something of a set */
const BOUGHT: u32 = 0x428a2f98;

/**
 * How many of the visitors of each row buy in each category, then which product, then how many units, from full shelves. Rows
 * and categories go side by side, draw by draw: no processor can guess where a draw ends, so what waits for one draw alone
 * would wait for all of them.
 */
export function wish(draws: Draws): void {
  const sets = draws.sets;
  const K = draws.categories;
  zero(draws.crowd, 0, draws.rows * sets);
  zero(draws.left, 0, draws.rows * K);
  for (let row = 0; row < draws.rows; row++) {
    put(draws.crowd, row * sets, double(draws.visitors, row));
    for (let k = 0; k < K; k++) put(draws.rest, row * K + k, chanceOf(draws, row, k));
  }
  for (let k = 0; k < K; k++) drawIncidence(draws, k);
  drawProducts(draws);
  for (let row = 0; row < draws.rows; row++) {
    put(draws.buyers, row, double(draws.visitors, row) - double(draws.crowd, row * sets));
    if (double(draws.visitors, row) > 0) drawUnits(draws, row);
    else zero(draws.units, row * draws.products, draws.products);
  }
}

/** Chance of buying in a category. */
function chanceOf(draws: Draws, row: i32, k: i32): f64 {
  const share = draws.share + ((<usize>(row * draws.products)) << 3);
  let chance: f64 = 0;
  for (let c = whole(draws.categoryStart, k); c < whole(draws.categoryStart, k + 1); c++) chance += double(share, c);
  return chance;
}

/** How many buy in a category, of those who bought what so far apart, as buyers are to be counted and categories may be linked. */
function drawIncidence(draws: Draws, k: i32): void {
  const sets = draws.sets;
  const K = draws.categories;
  const bit = whole(draws.bitOf, k);
  let drawn = 0;
  for (let row = 0; row < draws.rows; row++) {
    const name = whole(draws.categoryName, row * K + k);
    const chance = double(draws.rest, row * K + k);
    for (let set = 0; set < sets; set++) {
      const there = double(draws.crowd, row * sets + set);
      if (there === 0) continue;
      const key = set === 0 ? 2 : 0;
      let word = wordAt(whole(draws.keys, key), whole(draws.keys, key + 1), name);
      if (set > 1) word = wordAt(word, BOUGHT, set);
      const moved = draws.isLinked ? shifted(draws, chance, row / draws.groups, k, set) : chance;
      ask(draws, drawn++, row * K + k, row * sets + set, word, there, moved);
    }
  }
  drawBinomials(draws, drawn);
  for (let n = 0; n < drawn; n++) {
    const buy = double(draws.counts, n);
    const set = whole(draws.what, n);
    add(draws.left, whole(draws.whom, n), buy);
    add(draws.crowd, set, -buy);
    add(draws.crowd, set | bit, buy);
  }
}

/** A chance moved by the links of category k with what was bought so far. See `linkShift`. */
function shifted(draws: Draws, chance: f64, segment: i32, k: i32, set: i32): f64 {
  const K = draws.categories;
  let by: f64 = 0;
  for (let j = 0; j < k; j++) {
    const lift = double(draws.lift, k * K + j);
    const usual = double(draws.usual, segment * K + j);
    if (lift !== 0) by += lift * (set & whole(draws.bitOf, j) ? 1 - usual : -usual);
  }
  return by === 0 ? chance : chance / (chance + (1 - chance) * exp(-by));
}

/** Which product they take: a multinomial law by conditional binomials, the j-th product of every category at a time. */
function drawProducts(draws: Draws): void {
  const K = draws.categories;
  let further = true;
  for (let j = 0; further; j++) {
    let drawn = 0;
    further = false;
    for (let row = 0; row < draws.rows; row++) {
      const first = row * draws.products;
      for (let k = 0; k < K; k++) {
        const i = first + whole(draws.categoryStart, k) + j;
        const after = first + whole(draws.categoryStart, k + 1);
        if (i + 1 > after) continue;
        further = further || i + 1 < after;
        const place = row * K + k;
        const left = double(draws.left, place);
        if (left === 0 || i + 1 === after) {
          put(draws.takers, i, left);
          continue;
        }
        const share = double(draws.share, i);
        const rest = double(draws.rest, place);
        const word = wordAt(whole(draws.keys, 4), whole(draws.keys, 5), whole(draws.productName, i));
        ask(draws, drawn++, place, i, word, left, share / rest);
        put(draws.rest, place, rest - share);
      }
    }
    drawBinomials(draws, drawn);
    for (let n = 0; n < drawn; n++) {
      const count = double(draws.counts, n);
      put(draws.takers, whole(draws.what, n), count);
      add(draws.left, whole(draws.whom, n), -count);
    }
  }
}

function ask(draws: Draws, n: i32, whom: i32, what: i32, word: u32, trials: f64, chance: f64): void {
  store<i32>(draws.whom + ((<usize>n) << 2), whom);
  store<i32>(draws.what + ((<usize>n) << 2), what);
  store<u32>(draws.words + ((<usize>n) << 2), word);
  put(draws.trials, n, trials);
  put(draws.chances, n, chance);
}

/** Steps of an inversion between two looks at whether it is done: one guess for all of them. */
const STEPS = 8;

/**
 * Below such a chance of a success sums beyond the last trial stay above every uniform: what is left there is rounding, some
 * 2^-52, that odds of 7 let grow to 2^-40 at most, and the largest uniform is 2^-33 below 1.
 */
const TAME: f64 = 0.875;

/**
 * Draws under binomial laws, as `binomial`, two by two; an odd last one beside one of no trials. Laws first, then inversions, as
 * what was begun of a law is lost where an inversion ends unforeseen.
 */
function drawBinomials(draws: Draws, drawn: i32): void {
  if (drawn & 1) ask(draws, drawn, 0, 0, 0, 0, 0);
  let special = 0;
  for (let n = 0; n < drawn; n += 2) {
    if (workOutLaws(draws, n)) continue;
    store<i32>(draws.special + ((<usize>special) << 2), n);
    special += 1;
  }
  for (let n = 0; n < drawn; n += 2) invertTwo(draws, n);
  for (let at = 0; at < special; at++) {
    const first = whole(draws.special, at);
    for (let n = first; n < first + 2; n++)
      put(draws.counts, n, binomial(whole(draws.words, n), double(draws.trials, n), double(draws.chances, n)));
  }
}

/** Bytes of a pair's law: chance of none, odds, odds times trials + 1, uniform. */
const LAW_BYTES: usize = 64;

/** Works out the laws of two draws as `invertedFew` does; answers whether both are such, else what is left gives 0. */
function workOutLaws(draws: Draws, first: i32): bool {
  const at = (<usize>first) << 3;
  const law = draws.laws + <usize>first * (LAW_BYTES / 2);
  const trials = v128.load(draws.trials + at);
  const p = v128.load(draws.chances + at);
  const one = f64x2.splat(1);
  const few = v128.and(
    v128.and(f64x2.lt(trials, f64x2.splat(POWERED_BELOW)), f64x2.lt(f64x2.mul(trials, p), f64x2.splat(INVERTED_BELOW))),
    v128.and(f64x2.ge(p, f64x2.splat(0)), f64x2.lt(p, f64x2.splat(TAME))),
  );
  if (!v128.all_true<i64>(few)) {
    v128.store(law, one);
    v128.store(law, f64x2.splat(0), 16);
    v128.store(law, f64x2.splat(0), 32);
    v128.store(law, f64x2.splat(0), 48);
    return false;
  }
  const n = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(trials));
  const q = f64x2.sub(one, p);
  const q2 = f64x2.mul(q, q);
  const q4 = f64x2.mul(q2, q2);
  const q8 = f64x2.mul(q4, q4);
  const q16 = f64x2.mul(q8, q8);
  const q32 = f64x2.mul(q16, q16);
  const low = f64x2.mul(f64x2.mul(chosen(n, 1, q), chosen(n, 2, q2)), chosen(n, 4, q4));
  const q64 = f64x2.mul(q32, q32);
  const high = f64x2.mul(
    f64x2.mul(chosen(n, 8, q8), chosen(n, 16, q16)),
    f64x2.mul(chosen(n, 32, q32), chosen(n, 64, q64)),
  );
  const odds = f64x2.div(p, q);
  v128.store(law, f64x2.mul(low, high));
  v128.store(law, odds, 16);
  v128.store(law, f64x2.mul(f64x2.add(trials, one), odds), 32);
  v128.store(law, uniformsOf(load<i64>(draws.words + ((<usize>first) << 2))), 48);
  return true;
}

/** Inverts two laws: steps are taken in eights, and those below the uniform counted. */
function invertTwo(draws: Draws, first: i32): void {
  const law = draws.laws + <usize>first * (LAW_BYTES / 2);
  const odds = v128.load(law, 16);
  const grow = v128.load(law, 32);
  const uniform = v128.load(law, 48);
  let term = v128.load(law);
  let reached = term;
  let count = i64x2.sub(i64x2.splat(0), f64x2.gt(uniform, reached));
  for (let step = 1; step < <i32>POWERED_BELOW; step += STEPS) {
    for (let k = step; k < step + STEPS; k++) {
      const inverse = v128.load64_splat(INVERSES + ((<usize>k) << 3));
      term = f64x2.mul(term, f64x2.sub(f64x2.mul(grow, inverse), odds));
      reached = f64x2.add(reached, term);
      count = i64x2.sub(count, f64x2.gt(uniform, reached));
    }
    if (!v128.any_true(f64x2.gt(uniform, reached))) break;
  }
  v128.store(draws.counts + ((<usize>first) << 3), wholesOf(count));
}

/** a factor where its bit is set in n, else 1 */
function chosen(n: v128, bit: i64, factor: v128): v128 {
  const isSet = i64x2.ne(v128.and(n, i64x2.splat(bit)), i64x2.splat(0));
  return v128.bitselect(factor, f64x2.splat(1), isSet);
}

function uniformsOf(words: i64): v128 {
  const both = f64x2.convert_low_i32x4_u(i64x2.splat(words));
  return f64x2.mul(f64x2.add(both, f64x2.splat(0.5)), f64x2.splat(TO_UNIT));
}

/** small whole numbers of 64 bits as doubles */
function wholesOf(count: v128): v128 {
  return f64x2.convert_low_i32x4_s(i32x4.shuffle(count, count, 0, 2, 0, 2));
}

/** How many units a row's buyers of each product take, product by product as `cappedTotal`, where the cap may be forgotten two by two. */
function drawUnits(draws: Draws, row: i32): void {
  const P = draws.products;
  const key0 = whole(draws.keys, 6);
  const key1 = whole(draws.keys, 7);
  const uncapped = double(draws.uncapped, row);
  for (let c = 0; c < P; c += 2) {
    const i = row * P + c;
    const next = c + 1 < P ? 1 : 0;
    const first = wordAt(key0, key1, whole(draws.productName, i));
    const second = wordAt(key0, key1, whole(draws.productName, i + next));
    const takers = pairOf(draws.takers, i, next);
    const extra = pairOf(draws.extraMean, i, next);
    const means = f64x2.mul(takers, extra);
    const simple = v128.and(
      f64x2.lt(extra, f64x2.splat(uncapped)),
      f64x2.lt(means, f64x2.splat(EVENTS_INVERTED_BELOW)),
    );
    if (v128.all_true<i64>(simple)) {
      const units = f64x2.add(takers, eventsOfTwo(<i64>first | ((<i64>second) << 32), means));
      put(draws.units, i, f64x2.extract_lane(units, 0));
      if (next) put(draws.units, i + 1, f64x2.extract_lane(units, 1));
      continue;
    }
    putUnits(draws, i, first, uncapped);
    if (next) putUnits(draws, i + 1, second, uncapped);
  }
}

function pairOf(at: usize, i: i32, next: i32): v128 {
  return f64x2.replace_lane(f64x2.splat(double(at, i)), 1, double(at, i + next));
}

function putUnits(draws: Draws, i: i32, word: u32, uncapped: f64): void {
  const takers = double(draws.takers, i);
  put(draws.units, i, takers + cappedTotal(word, takers, double(draws.extraMean, i), draws.moreAtMost, uncapped));
}

/** As `poisson` of both lanes, of means that are inverted. */
function eventsOfTwo(words: i64, means: v128): v128 {
  const uniform = uniformsOf(words);
  let term = expOfTwo(f64x2.neg(means));
  let reached = term;
  let count = i64x2.sub(i64x2.splat(0), f64x2.gt(uniform, reached));
  for (let step = 1; step + STEPS <= LONGEST; step += STEPS) {
    for (let k = step; k < step + STEPS; k++) {
      term = f64x2.mul(term, f64x2.mul(means, v128.load64_splat(INVERSES + ((<usize>k) << 3))));
      reached = f64x2.add(reached, term);
      count = i64x2.sub(count, f64x2.gt(uniform, reached));
    }
    if (!v128.any_true(f64x2.gt(uniform, reached))) break;
  }
  return wholesOf(count);
}
