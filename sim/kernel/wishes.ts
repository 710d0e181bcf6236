// AssemblyScript: how many of the visitors want what.
import { ask, Draws } from "./draws";
import { exp } from "./elementary";
import { drawBinomials, eventsOfTwo } from "./inversions";
import { wordAt } from "./random";
import { add, double, put, whole, zero } from "./room";
import { cappedTotal, EVENTS_INVERTED_BELOW } from "./samplers";

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
