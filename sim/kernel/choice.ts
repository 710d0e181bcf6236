// AssemblyScript: what visitors buy in mean.
import { expOfFour, expOfTwo, log } from "./elementary";
import { hold, lookAtHome, noteBuyers } from "./home";
import { reprice } from "./offers";
import { add, double, EMPTY_SHELF, Item, isThere, Market, Pair, put, shelfIsFull, whole, zero } from "./room";
import { weighStrong } from "./strong";

/** Pairs that go through the steps side by side, so that none waits for another's divisions and logarithms. */
export const BATCH: i32 = 8;

/**
 * What visitors buy in mean, over types, over what they bought last and over what they have at home: fills `share` with the
 * chance of every product on a visit from full shelves, and `valueSeen` with the value that visitors see, of rows with any.
 * Types go four by four, as a vector holds four numbers of single precision. Equations: docs/model.md, "Cohort fidelity".
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
  item.seen = market.seen + ((<usize>(i * market.paddedProducts)) << 4);
  item.value = 0;
}

function itemAt(market: Market, i: i32): Item {
  return changetype<Item>(market.items + <usize>i * offsetof<Item>());
}

function pairAt(market: Market, n: i32): Pair {
  return changetype<Pair>(market.pairs + <usize>n * offsetof<Pair>());
}

/** Works out what an item's visitors see in the products, four by four: what is worked out beyond the last one is not looked at. */
function see(market: Market, item: Item): void {
  const s = item.segment;
  const gain = double(market.gain, s);
  const loss = double(market.loss, s);
  const middle = f32x4.splat(<f32>(0.5 * (gain + loss)));
  const half = f32x4.splat(<f32>(0.5 * (gain - loss)));
  const fresh = f32x4.splat(<f32>(1 / (1 + double(market.wear, s) * load<f64>(item.fatigue))));
  const row = (<usize>market.paddedProducts) << 2;
  const offered = market.offered + <usize>item.row * 5 * row;
  for (let c: usize = 0; c < row; c += 16) {
    const at = offered + c;
    // gain where there is relief and loss where there is none, without a comparison that would be mispredicted
    const relief = f32x4.sub(f32x4.splat(1), f32x4.div(v128.load(at), singlesAt(item.reference + 2 * c)));
    let utility = f32x4.add(f32x4.mul(middle, relief), f32x4.mul(half, f32x4.abs(relief)));
    utility = f32x4.add(utility, f32x4.mul(fresh, v128.load(at + 3 * row)));
    const weight = expOfFour(f32x4.add(utility, v128.load(at + 4 * row)));
    const low = f32x4.mul(weight, v128.load(at + row));
    const high = f32x4.mul(weight, v128.load(at + 2 * row));
    const last = singlesAt(item.last + 2 * c);
    const seen = item.seen + c;
    v128.store(seen, low);
    v128.store(seen + row, high);
    v128.store(seen + 2 * row, f32x4.mul(low, last));
    v128.store(seen + 3 * row, f32x4.mul(high, last));
  }
}

/** four doubles, rounded */
function singlesAt(doubles: usize): v128 {
  const first = f32x4.demote_f64x2_zero(v128.load(doubles));
  return i64x2.shuffle(first, f32x4.demote_f64x2_zero(v128.load(doubles, 16)), 0, 2);
}

/** Bytes of a row of types in `Market.weights` and `Market.work`: of 8 at most. */
const ROW: usize = 32;

function enter(market: Market, pair: Pair, item: Item, k: i32, place: i32): void {
  const sk = item.segment * market.categories + k;
  const from = whole(market.categoryStart, k);
  const types = whole(market.types, item.segment);
  pair.item = item;
  pair.sk = sk;
  pair.types = types;
  pair.from = from;
  pair.products = whole(market.categoryStart, k + 1) - from;
  pair.cells = market.cells + ((<usize>whole(market.cellStart, sk)) << 2);
  pair.rest = market.atRest + ((<usize>whole(market.restStart, sk)) << 2);
  pair.seen = item.seen + ((<usize>from) << 2);
  pair.share = market.share + ((<usize>(item.row * market.products + from)) << 3);
  pair.weights = market.weights + <usize>(place * market.products) * 2 * ROW;
  pair.work = market.work + <usize>place * 4 * ROW;
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
 * T, the sum of a type's weights, over that at list prices; it differs with the product bought last. Of each type: T at the
 * mean weight of what was bought last, and the first two moments of that weight.
 */
function sumWeights(market: Market, pair: Pair): void {
  const end = (<usize>pair.types) << 2;
  const padded = (<usize>market.paddedProducts) << 2;
  const extra = f32x4.splat(<f32>double(market.extraWeight, pair.item.segment));
  let moved = f64x2.splat(0);
  for (let type: usize = 0; type < end; type += 16) {
    // the first four types are of the low sensitivity, the others of the high one
    let seen = pair.seen + (type < 16 ? 0 : padded);
    let cell = pair.cells + type;
    let out = pair.weights + type;
    let total = f32x4.splat(0);
    let mean = f32x4.splat(0);
    let square = f32x4.splat(0);
    for (let c = 0; c < pair.products; c++) {
      const w = f32x4.mul(v128.load(cell), v128.load32_splat(seen));
      const l = f32x4.mul(v128.load(cell + end), v128.load32_splat(seen + 2 * padded));
      total = f32x4.add(total, w);
      mean = f32x4.add(mean, l);
      square = f32x4.add(square, f32x4.mul(l, w));
      v128.store(out, w);
      v128.store(out, l, ROW);
      seen += 4;
      cell += 2 * end;
      out += 2 * ROW;
    }
    total = f32x4.add(total, f32x4.mul(extra, mean));
    const work = pair.work + type;
    v128.store(work, total);
    v128.store(work, mean, ROW);
    v128.store(work, square, 2 * ROW);
    moved = f64x2.add(moved, sumsOf(total));
  }
  pair.moved = (f64x2.extract_lane(moved, 0) + f64x2.extract_lane(moved, 1)) / <f64>pair.types;
}

/** of four numbers, two sums of two */
function sumsOf(four: v128): v128 {
  const high = i64x2.shuffle(four, four, 1, 1);
  return f64x2.add(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(high));
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
  const end = (<usize>pair.types) << 2;
  const one = f32x4.splat(1);
  const extra = f32x4.splat(<f32>double(market.extraWeight, pair.item.segment));
  const g1 = f32x4.splat(<f32>double(market.g1, pair.sk));
  const flat = f32x4.sub(one, g1);
  const mean = f32x4.splat(<f32>pair.moved);
  const chanceAtMean = f32x4.splat(<f32>pair.chance);
  const slope = f32x4.splat(<f32>pair.slope);
  const curve = f32x4.splat(<f32>pair.curve);
  const ofType = f32x4.splat(<f32>(pair.item.part / <f64>pair.types));
  const gapless = shelfIsFull(market, pair.from, pair.from + pair.products);
  let values = f64x2.splat(0);
  for (let type: usize = 0; type < end; type += 16) {
    const work = pair.work + type;
    const total = v128.load(work);
    // ln(total / mean) by its series in z
    const z = f32x4.div(f32x4.sub(total, mean), f32x4.add(total, mean));
    const zz = f32x4.mul(z, z);
    const tail = f32x4.add(f32x4.splat(0.3333333333333333), f32x4.mul(f32x4.splat(0.2), zz));
    const value = f32x4.mul(f32x4.add(z, z), f32x4.add(one, f32x4.mul(zz, tail)));
    const against = f32x4.sub(v128.load(pair.rest + end + type), f32x4.mul(g1, value));
    const chance = f32x4.add(chanceAtMean, f32x4.mul(against, f32x4.add(slope, f32x4.mul(against, curve))));
    const over = f32x4.div(one, total);
    const step = f32x4.mul(extra, over);
    const stepMean = f32x4.mul(step, v128.load(work, ROW));
    const squares = f32x4.mul(f32x4.mul(step, step), v128.load(work, 2 * ROW));
    const variance = f32x4.sub(squares, f32x4.mul(stepMean, stepMean));
    const fall = f32x4.add(flat, f32x4.mul(g1, chance));
    const bend = f32x4.mul(f32x4.mul(f32x4.splat(0.5), fall), f32x4.add(one, fall));
    const meanBend = f32x4.mul(stepMean, bend);
    const bought = f32x4.mul(f32x4.mul(ofType, over), chance);
    const loyal = f32x4.mul(bought, extra);
    const loyalStep = f32x4.mul(loyal, step);
    v128.store(work, f32x4.mul(bought, f32x4.add(one, f32x4.mul(bend, variance))));
    v128.store(work, f32x4.mul(loyal, f32x4.add(one, f32x4.mul(stepMean, f32x4.add(fall, meanBend)))), ROW);
    v128.store(work, f32x4.mul(loyalStep, f32x4.add(fall, f32x4.add(meanBend, meanBend))), 2 * ROW);
    v128.store(work, f32x4.mul(f32x4.mul(loyalStep, step), bend), 3 * ROW);
    const curved = f32x4.sub(f32x4.splat(0.5), f32x4.mul(f32x4.splat(0.25), variance));
    values = f64x2.add(values, sumsOf(f32x4.sub(value, f32x4.mul(variance, curved))));
    if (!gapless) pair.item.value += lostToGaps(market, pair, type, total);
  }
  pair.item.value += f64x2.extract_lane(values, 0) + f64x2.extract_lane(values, 1);
}

/** What the gaps on the shelf take off the values that four types see. @param total  of theirs, over T at list prices */
function lostToGaps(market: Market, pair: Pair, type: usize, total: v128): f64 {
  const extra = f32x4.splat(<f32>double(market.extraWeight, pair.item.segment));
  let there = f32x4.splat(0);
  let weights = pair.weights + type;
  for (let c = 0; c < pair.products; c++) {
    if (isThere(market, pair.from + c))
      there = f32x4.add(there, f32x4.add(v128.load(weights), f32x4.mul(extra, v128.load(weights, ROW))));
    weights += 2 * ROW;
  }
  if (f32x4.extract_lane(there, 0) > 0) return logOfProduct(f32x4.div(there, total));
  const empty = double(market.usualValue, pair.sk) - EMPTY_SHELF;
  const atRest = sumsOf(v128.load(pair.rest + type));
  return 4 * empty - f64x2.extract_lane(atRest, 0) - f64x2.extract_lane(atRest, 1) - logOfProduct(total);
}

/** doubles hold the product of any four numbers of single precision */
function logOfProduct(four: v128): f64 {
  const pairs = f64x2.mul(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 1)));
  return log(f64x2.extract_lane(pairs, 0) * f64x2.extract_lane(pairs, 1));
}

/** Adds the chances themselves, summed over types. */
function addShares(pair: Pair): void {
  const end = (<usize>pair.types) << 2;
  let weights = pair.weights;
  for (let c = 0; c < pair.products; c++) {
    let sum = f32x4.splat(0);
    for (let type: usize = 0; type < end; type += 16) {
      const work = pair.work + type;
      const w = v128.load(weights + type);
      const l = v128.load(weights + type, ROW);
      const curved = f32x4.sub(f32x4.mul(w, v128.load(work, 3 * ROW)), v128.load(work, 2 * ROW));
      const loyal = f32x4.mul(l, f32x4.add(v128.load(work, ROW), f32x4.mul(w, curved)));
      sum = f32x4.add(sum, f32x4.add(f32x4.mul(w, v128.load(work)), loyal));
    }
    const sums = sumsOf(sum);
    add(pair.share, c, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
    weights += 2 * ROW;
  }
}
