// AssemblyScript: draws two by two, to the bit as samplers.ts draws them one by one.
import { ask, Draws } from "./draws";
import { expOfTwo } from "./elementary";
import { TO_UNIT } from "./random";
import { double, put, whole } from "./room";
import { binomial, INVERTED_BELOW, LONGEST, POWERED_BELOW } from "./samplers";
import { INVERSES } from "./tables";

/** Steps of an inversion between two looks at whether it is done: one guess for all of them. */
const STEPS = 8;

/**
 * Below such a chance of a success the sums of the eight steps after the last trial stay above every uniform: what is left there
 * is rounding, some 2^-52, that odds of 7 let grow to 2^-40 at most, and the largest uniform is 2^-33 below 1.
 */
const TAME: f64 = 0.875;

/**
 * Draws under binomial laws, as `binomial`, two by two; an odd last one beside one of no trials. Laws first, then inversions, as
 * what was begun of a law is lost where an inversion ends unforeseen.
 */
export function drawBinomials(draws: Draws, drawn: i32): void {
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
    const above = f64x2.gt(uniform, reached);
    if (!v128.any_true(above)) break;
    // what is done stays as it is while the other goes on
    term = v128.and(term, above);
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

/** As `poisson` of both lanes, of means that are inverted. */
export function eventsOfTwo(words: i64, means: v128): v128 {
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
