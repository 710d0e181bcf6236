// AssemblyScript: what a part of a day leaves in memory.
import { add, double, put, whole } from "./room";

/** Memory and what moves it: written by `sim/cohort-recall.ts`, field by field in this order. Products stand by category. */
@unmanaged
export class Recall {
  products: i32;
  categories: i32;
  rows: i32;
  /** rows of a segment */
  groups: i32;
  /** i32: [categories + 1]; place of a product in the scenario's order, [products]; 1 where loyalty is strong, [segments] */
  categoryStart: usize;
  categoryProducts: usize;
  isStrong: usize;
  /** see `SegmentTable`, [segments] */
  rho: usize;
  storeMemory: usize;
  stockOutDrop: usize;
  // shoppers' own memory; shapes in sim/layout.ts
  reference: usize;
  storeValue: usize;
  fatigue: usize;
  satisfaction: usize;
  pantry: usize;
  variance: usize;
  last: usize;
  /** see `Market` */
  valueSeen: usize;
  buyersMore: usize;
  leaving: usize;
  /** what visitors got, [rows, products] */
  takers: usize;
  units: usize;
  /** price over list price, [rows, products in the scenario's order] */
  ratio: usize;
  /** [rows] */
  visitors: usize;
  disappointed: usize;
  /** 1 over a segment's shoppers who have not left, [segments] */
  each: usize;
}

/**
 * Moves means over a segment's shoppers by what its visitors saw and bought.
 *
 * @param isOpen  whether an offer is open that wears shoppers out
 */
export function remember(recall: Recall, isOpen: bool): void {
  for (let row = 0; row < recall.rows; row++) {
    if (double(recall.visitors, row) === 0) continue;
    const s = row / recall.groups;
    moveReferences(recall, row, s);
    for (let k = 0; k < recall.categories; k++) stockUp(recall, row, s, k);
    moveFeelings(recall, row, s, isOpen);
  }
}

function moveReferences(recall: Recall, row: i32, s: i32): void {
  const P = recall.products;
  const renewed = double(recall.visitors, row) * double(recall.each, s) * (1 - double(recall.rho, s));
  for (let c = 0; c < P; c++) {
    const ratio = double(recall.ratio, row * P + whole(recall.categoryProducts, c));
    add(recall.reference, s * P + c, renewed * (ratio - double(recall.reference, s * P + c)));
  }
}

/**
 * What was bought: at home, and last. Var(S + B) = Var S + Var B + 2 Cov(S, B), B = 1 + Poisson for buyers, else 0. Last as if
 * buyers had bought last what all have, where loyalty is not strong.
 */
function stockUp(recall: Recall, row: i32, s: i32, k: i32): void {
  const P = recall.products;
  const from = whole(recall.categoryStart, k);
  const to = whole(recall.categoryStart, k + 1);
  const each = double(recall.each, s);
  let bought: f64 = 0;
  let home: f64 = 0;
  for (let i = row * P + from; i < row * P + to; i++) {
    bought += double(recall.takers, i);
    home += double(recall.units, i);
  }
  if (bought === 0) return;
  const sk = s * recall.categories + k;
  const part = bought * each;
  const units = home / bought;
  const more = double(recall.buyersMore, sk);
  const spread = part * (units - 1 + (1 - part) * units * units) + 2 * part * units * more;
  add(recall.pantry, sk, home * each);
  put(recall.variance, sk, max(0, double(recall.variance, sk) + spread));
  if (whole(recall.isStrong, s)) {
    replaceLast(recall, row, s, from, to, bought);
    return;
  }
  for (let c = from; c < to; c++) {
    const m = s * P + c;
    add(recall.last, m, double(recall.takers, row * P + c) * each - part * double(recall.last, m));
  }
}

/** Where loyalty is strong, buyers leave the group of what they bought last, which is not the mean's. */
function replaceLast(recall: Recall, row: i32, s: i32, from: i32, to: i32, bought: f64): void {
  const P = recall.products;
  const each = double(recall.each, s);
  let sum: f64 = 0;
  for (let c = from; c < to; c++) sum += double(recall.leaving, s * P + c);
  let left: f64 = 0;
  for (let c = from; c < to; c++) {
    const m = s * P + c;
    const moved = double(recall.takers, row * P + c) - (bought * double(recall.leaving, m)) / sum;
    put(recall.last, m, max(0, double(recall.last, m) + each * moved));
    left += double(recall.last, m);
  }
  for (let c = from; c < to; c++) put(recall.last, s * P + c, double(recall.last, s * P + c) / left);
}

function moveFeelings(recall: Recall, row: i32, s: i32, isOpen: bool): void {
  const came = double(recall.visitors, row) * double(recall.each, s);
  const value = double(recall.valueSeen, row) - double(recall.storeValue, s);
  add(recall.storeValue, s, came * (1 - double(recall.storeMemory, s)) * value);
  if (isOpen) add(recall.fatigue, s, came);
  const hurt = double(recall.stockOutDrop, s) * double(recall.disappointed, row) * double(recall.each, s);
  add(recall.satisfaction, s, -hurt);
}
