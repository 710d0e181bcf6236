// AssemblyScript: what visitors buy in mean.
import { expOfTwo, log } from "./elementary";
import { hold, lookAtHome, noteBuyers } from "./home";
import { reprice } from "./offers";
import { add, double, EMPTY_SHELF, Item, isThere, Market, Pair, put, shelfIsFull, whole, zero } from "./room";
import { weighStrong } from "./strong";

/** Pairs that go through the steps side by side, so that none waits for another's divisions and logarithms. */
export const BATCH: i32 = 8;

/**
 * What visitors buy in mean, over types, over what they bought last and over what they have at home: fills `share` with the
 * chance of every product on a visit from full shelves, and `valueSeen` with the value that visitors see, of rows with any.
 * Types go two by two, as a vector holds two numbers. Equations: docs/model.md, "Cohort fidelity".
 */
export function choose(market: Market): void {
  const items = listItems(market);
  let filled = 0;
  for (let i = 0; i < items; i++) {
    const item = itemAt(market, i);
    see(market, item);
    for (let k = 0; k < market.categories; k++) {
      const pair = pairAt(market, filled);
      enter(market, pair, item, k, filled);
      if (whole(market.isStrong, item.segment)) weighStrong(market, pair);
      else filled += 1;
      if (filled < BATCH) continue;
      weigh(market, filled);
      filled = 0;
    }
  }
  weigh(market, filled);
  for (let i = 0; i < items; i++) {
    const item = itemAt(market, i);
    const ofType = item.part / <f64>whole(market.types, item.segment);
    add(market.valueSeen, item.row, (ofType * item.value) / <f64>market.categories);
  }
}

/** Lists whose choice is asked for, looks what is offered to them, and clears what comes of it; answers how many. */
function listItems(market: Market): i32 {
  let items = 0;
  for (let row = 0; row < market.rows; row++) {
    if (double(market.visitors, row) === 0) continue;
    reprice(market, row);
    zero(market.share, row * market.products, market.products);
    put(market.valueSeen, row, 0);
    const own = double(market.ownShare, row);
    list(market, items++, row, market.own, own);
    if (own < 1) list(market, items++, row, market.anchor, 1 - own);
    store<i32>(market.lastItem + ((<usize>row) << 2), items - 1);
  }
  return items;
}

function list(market: Market, i: i32, row: i32, memory: usize, part: f64): void {
  const item = itemAt(market, i);
  const s = row / market.groups;
  const ofProducts = (<usize>(s * market.products)) << 3;
  const ofCategories = (<usize>(s * market.categories)) << 3;
  item.row = row;
  item.segment = s;
  item.part = part;
  item.isOwn = memory === market.own ? 1 : 0;
  item.reference = memory + market.referenceIn + ofProducts;
  item.last = memory + market.lastIn + ofProducts;
  item.fatigue = memory + market.fatigueIn + ((<usize>s) << 3);
  item.pantry = memory + market.pantryIn + ofCategories;
  item.variance = memory + market.varianceIn + ofCategories;
  item.seen = market.seen + ((<usize>(i * market.paddedProducts)) << 5);
  item.value = 0;
}

function itemAt(market: Market, i: i32): Item {
  return changetype<Item>(market.items + <usize>i * offsetof<Item>());
}

function pairAt(market: Market, n: i32): Pair {
  return changetype<Pair>(market.pairs + <usize>n * offsetof<Pair>());
}

/** Works out what an item's visitors see in the products, two by two: what is worked out beside an odd last one is not looked at. */
function see(market: Market, item: Item): void {
  const s = item.segment;
  const gain = double(market.gain, s);
  const loss = double(market.loss, s);
  const middle = f64x2.splat(0.5 * (gain + loss));
  const half = f64x2.splat(0.5 * (gain - loss));
  const fresh = f64x2.splat(1 / (1 + double(market.wear, s) * load<f64>(item.fatigue)));
  const row = (<usize>market.paddedProducts) << 3;
  const offered = market.offered + <usize>item.row * 5 * row;
  for (let c: usize = 0; c < row; c += 16) {
    const at = offered + c;
    // gain where there is relief and loss where there is none, without a comparison that would be mispredicted
    const relief = f64x2.sub(f64x2.splat(1), f64x2.div(v128.load(at), v128.load(item.reference + c)));
    let utility = f64x2.add(f64x2.mul(middle, relief), f64x2.mul(half, f64x2.abs(relief)));
    utility = f64x2.add(utility, f64x2.mul(fresh, v128.load(at + 3 * row)));
    const weight = expOfTwo(f64x2.add(utility, v128.load(at + 4 * row)));
    const low = f64x2.mul(weight, v128.load(at + row));
    const high = f64x2.mul(weight, v128.load(at + 2 * row));
    const last = v128.load(item.last + c);
    const seen = item.seen + c;
    v128.store(seen, low);
    v128.store(seen + row, high);
    v128.store(seen + 2 * row, f64x2.mul(low, last));
    v128.store(seen + 3 * row, f64x2.mul(high, last));
  }
}

/** Bytes of a pair's numbers in `Market.work`: four of each of 8 types at most. */
const WORK_BYTES: usize = 4 * 8 * 8;

function enter(market: Market, pair: Pair, item: Item, k: i32, place: i32): void {
  const sk = item.segment * market.categories + k;
  const from = whole(market.categoryStart, k);
  const types = whole(market.types, item.segment);
  pair.item = item;
  pair.sk = sk;
  pair.types = types;
  pair.from = from;
  pair.products = whole(market.categoryStart, k + 1) - from;
  pair.cells = market.cells + ((<usize>whole(market.cellStart, sk)) << 3);
  pair.rest = market.atRest + ((<usize>whole(market.restStart, sk)) << 3);
  pair.seen = item.seen + ((<usize>from) << 3);
  pair.share = market.share + ((<usize>(item.row * market.products + from)) << 3);
  pair.weights = market.weights + <usize>(place * market.products) * 2 * 8 * 8;
  pair.work = market.work + <usize>place * WORK_BYTES;
  lookAtHome(pair, double(item.pantry, k), double(item.variance, k));
}

/** Takes the pairs of a batch through the steps. */
function weigh(market: Market, filled: i32): void {
  for (let n = 0; n < filled; n++) sumWeights(market, pairAt(market, n));
  for (let n = 0; n < filled; n++) decideAtMean(market, pairAt(market, n));
  for (let n = 0; n < filled; n++) decideByType(market, pairAt(market, n));
  for (let n = 0; n < filled; n++) addShares(pairAt(market, n));
}

/**
 * T, the sum of a type's weights, differs with the product bought last. Of each type: T at the mean weight of what was bought
 * last, the first two moments of that weight, and T over that at list prices.
 */
function sumWeights(market: Market, pair: Pair): void {
  const row = (<usize>pair.types) << 3;
  const padded = (<usize>market.paddedProducts) << 3;
  const extra = f64x2.splat(double(market.extraWeight, pair.item.segment));
  let moved = f64x2.splat(0);
  for (let type: usize = 0; type < row; type += 16) {
    // the first four types are of the low sensitivity, the others of the high one
    let seen = pair.seen + (type < 32 ? 0 : padded);
    let cell = pair.cells + type;
    let out = pair.weights + type;
    let total = f64x2.splat(0);
    let mean = f64x2.splat(0);
    let square = f64x2.splat(0);
    for (let c = 0; c < pair.products; c++) {
      const w = f64x2.mul(v128.load(cell), v128.load64_splat(seen));
      const l = f64x2.mul(v128.load(cell + row), v128.load64_splat(seen + 2 * padded));
      total = f64x2.add(total, w);
      mean = f64x2.add(mean, l);
      square = f64x2.add(square, f64x2.mul(l, w));
      v128.store(out, w);
      v128.store(out + row, l);
      seen += 8;
      cell += 2 * row;
      out += 2 * row;
    }
    total = f64x2.add(total, f64x2.mul(extra, mean));
    const ofType = f64x2.mul(total, v128.load(pair.rest + type));
    const work = pair.work + type;
    v128.store(work, total);
    v128.store(work + row, mean);
    v128.store(work + 2 * row, square);
    v128.store(work + 3 * row, ofType);
    moved = f64x2.add(moved, ofType);
  }
  pair.moved = sumOf(moved) / <f64>pair.types;
}

/** Chance of buying in the category of the mean type, over what is at home, and what the log-odds of a type do to it. */
function decideAtMean(market: Market, pair: Pair): void {
  const sk = pair.sk;
  const morePart = pair.morePart;
  const common = log(pair.moved);
  const against = double(market.meanAgainst, sk) - double(market.g1, sk) * common - double(market.lift, sk);
  const less = hold(market, sk, pair.lessUnits);
  const more = hold(market, sk, pair.moreUnits);
  const odds = expOfTwo(f64x2.add(f64x2.splat(against), f64x2.replace_lane(f64x2.splat(less), 1, more)));
  const buys = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), odds));
  const withLess = f64x2.extract_lane(buys, 0);
  const withMore = f64x2.extract_lane(buys, 1);
  const lessSlope = (1 - morePart) * withLess * (1 - withLess);
  const moreSlope = morePart * withMore * (1 - withMore);
  const chance = (1 - morePart) * withLess + morePart * withMore;
  pair.chance = chance;
  pair.slope = -lessSlope - moreSlope;
  pair.curve = 0.5 * (lessSlope * (1 - 2 * withLess) + moreSlope * (1 - 2 * withMore));
  pair.item.value += <f64>pair.types * (double(market.meanLog, sk) + common);
  noteBuyers(market, pair, chance > 0 ? (morePart * withMore) / chance : morePart);
}

/**
 * The same by type, to the second order in its log-odds about the mean's. For those who bought c last, whose T is 1 + d times
 * the typical one, the chance over T goes with (1 + d)^-fall; its expansion to the second order in d is left in powers of c's
 * weight.
 */
function decideByType(market: Market, pair: Pair): void {
  const row = (<usize>pair.types) << 3;
  const one = f64x2.splat(1);
  const extra = f64x2.splat(double(market.extraWeight, pair.item.segment));
  const g1 = f64x2.splat(double(market.g1, pair.sk));
  const flat = f64x2.sub(one, g1);
  const mean = f64x2.splat(pair.moved);
  const chanceAtMean = f64x2.splat(pair.chance);
  const slope = f64x2.splat(pair.slope);
  const curve = f64x2.splat(pair.curve);
  const ofType = f64x2.splat(pair.item.part / <f64>pair.types);
  const gapless = shelfIsFull(market, pair.from, pair.from + pair.products);
  let values = f64x2.splat(0);
  for (let type: usize = 0; type < row; type += 16) {
    const work = pair.work + type;
    const total = v128.load(work);
    const moved = v128.load(work + 3 * row);
    // ln(moved / mean) by its series in z
    const z = f64x2.div(f64x2.sub(moved, mean), f64x2.add(moved, mean));
    const zz = f64x2.mul(z, z);
    const tail = f64x2.add(f64x2.splat(0.3333333333333333), f64x2.mul(f64x2.splat(0.2), zz));
    const value = f64x2.mul(f64x2.add(z, z), f64x2.add(one, f64x2.mul(zz, tail)));
    const against = f64x2.sub(v128.load(pair.rest + row + type), f64x2.mul(g1, value));
    const chance = f64x2.add(chanceAtMean, f64x2.mul(against, f64x2.add(slope, f64x2.mul(against, curve))));
    const over = f64x2.div(one, total);
    const step = f64x2.mul(extra, over);
    const stepMean = f64x2.mul(step, v128.load(work + row));
    const squares = f64x2.mul(f64x2.mul(step, step), v128.load(work + 2 * row));
    const variance = f64x2.sub(squares, f64x2.mul(stepMean, stepMean));
    const fall = f64x2.add(flat, f64x2.mul(g1, chance));
    const bend = f64x2.mul(f64x2.mul(f64x2.splat(0.5), fall), f64x2.add(one, fall));
    const meanBend = f64x2.mul(stepMean, bend);
    const bought = f64x2.mul(f64x2.mul(ofType, over), chance);
    const loyal = f64x2.mul(bought, extra);
    const loyalStep = f64x2.mul(loyal, step);
    v128.store(work, f64x2.mul(bought, f64x2.add(one, f64x2.mul(bend, variance))));
    v128.store(work + row, f64x2.mul(loyal, f64x2.add(one, f64x2.mul(stepMean, f64x2.add(fall, meanBend)))));
    v128.store(work + 2 * row, f64x2.neg(f64x2.mul(loyalStep, f64x2.add(fall, f64x2.add(meanBend, meanBend)))));
    v128.store(work + 3 * row, f64x2.mul(f64x2.mul(loyalStep, step), bend));
    const curved = f64x2.sub(f64x2.splat(0.5), f64x2.mul(f64x2.splat(0.25), variance));
    values = f64x2.add(values, f64x2.sub(value, f64x2.mul(variance, curved)));
    if (!gapless) pair.item.value += lostToGaps(market, pair, type, total);
  }
  pair.item.value += sumOf(values);
}

/** What the gaps on the shelf take off the values that two types see. @param total  T of both */
function lostToGaps(market: Market, pair: Pair, type: usize, total: v128): f64 {
  const row = (<usize>pair.types) << 3;
  const extra = f64x2.splat(double(market.extraWeight, pair.item.segment));
  let there = f64x2.splat(0);
  let weights = pair.weights + type;
  for (let c = 0; c < pair.products; c++) {
    if (isThere(market, pair.from + c))
      there = f64x2.add(there, f64x2.add(v128.load(weights), f64x2.mul(extra, v128.load(weights + row))));
    weights += 2 * row;
  }
  if (f64x2.extract_lane(there, 0) > 0) {
    const left = f64x2.div(there, total);
    return log(f64x2.extract_lane(left, 0)) + log(f64x2.extract_lane(left, 1));
  }
  const empty = double(market.usualValue, pair.sk) - EMPTY_SHELF;
  return 2 * empty - log(f64x2.extract_lane(total, 0)) - log(f64x2.extract_lane(total, 1));
}

/** Adds the chances themselves, summed over types. */
function addShares(pair: Pair): void {
  const row = (<usize>pair.types) << 3;
  let weights = pair.weights;
  for (let c = 0; c < pair.products; c++) {
    let sum = f64x2.splat(0);
    for (let type: usize = 0; type < row; type += 16) {
      const work = pair.work + type;
      const w = v128.load(weights + type);
      const l = v128.load(weights + row + type);
      const curved = f64x2.add(v128.load(work + 2 * row), f64x2.mul(w, v128.load(work + 3 * row)));
      const loyal = f64x2.mul(l, f64x2.add(v128.load(work + row), f64x2.mul(w, curved)));
      sum = f64x2.add(sum, f64x2.add(f64x2.mul(w, v128.load(work)), loyal));
    }
    add(pair.share, c, sumOf(sum));
    weights += 2 * row;
  }
}

function sumOf(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}
