// AssemblyScript: numbers of successes and of events that a word stands for, exact in law at any size.
import { exp, log } from "./elementary";
import { uniformAt, uniformOf, wordAt } from "./random";
import { double } from "./room";
import { INVERSES, LOG_FACTORIALS, TABLED } from "./tables";

/**
 * Under a binomial law: by inverting the distribution function while the mean is small, else by transformed rejection (BTRS),
 * whose tries hash the word anew. See sim/math/binomial.ts.
 */
export function binomial(word: u32, trials: f64, probability: f64): f64 {
  if (!(trials > 0 && probability > 0)) return 0;
  if (trials < POWERED_BELOW && trials * probability < INVERTED_BELOW)
    return probability < 1 ? invertedFew(word, trials, probability) : trials;
  const flipped = probability > 0.5;
  const count = atMostHalf(flipped ? ~word : word, trials, flipped ? max(0, 1 - probability) : probability);
  return flipped ? trials - count : count;
}

/** Where the mean is below this, inverting is faster; BTRS needs 10 at least. */
export const INVERTED_BELOW: f64 = 32;
/** Fewer trials than this have their power multiplied out. */
export const POWERED_BELOW: f64 = 128;
/** An inversion ends here at the latest: far beyond what such means and 32 bits can ask for. */
export const LONGEST: i32 = 127;
/** Where the mean is below this, a Poisson law is inverted; PTRS needs 10 at least. */
export const EVENTS_INVERTED_BELOW: f64 = 20;
/** second words of the keys under which a draw's further tries are hashed */
const TRIES: u32 = 0x3c6ef372;
const EVENT_TRIES: u32 = 0x510e527f;
/** second word of the key under which the values' draws of a capped total are hashed */
const VALUES: u32 = 0x1f83d9ab;
const HALF_LOG_OF_TWO_PI: f64 = 0.9189385332046727;

/** Inversion where (1 - p)^n is multiplied out: no logarithm, and no branch that a processor would guess wrong. */
function invertedFew(word: u32, trials: f64, p: f64): f64 {
  const q = 1 - p;
  const n = <i32>trials;
  const q2 = q * q;
  const q4 = q2 * q2;
  const q8 = q4 * q4;
  const q16 = q8 * q8;
  const low = select<f64>(q, 1, n & 1) * select<f64>(q2, 1, n & 2) * select<f64>(q4, 1, n & 4);
  const q32 = q16 * q16;
  const high =
    select<f64>(q8, 1, n & 8) *
    select<f64>(q16, 1, n & 16) *
    (select<f64>(q32, 1, n & 32) * select<f64>(q32 * q32, 1, n & 64));
  return inverted(uniformOf(word), low * high, p / q, n + 1, n);
}

/** @param p  at most 1/2 */
function atMostHalf(word: u32, trials: f64, p: f64): f64 {
  if (trials * p >= INVERTED_BELOW) return manySuccesses(word, trials, p);
  return invertedByEights(uniformOf(word), exp(trials * log(1 - p)), p / (1 - p), trials);
}

/** Goes up from `term`, the chance of none. */
function inverted(uniform: f64, term: f64, odds: f64, above: f64, most: i32): f64 {
  const grow = above * odds;
  let reached = term;
  let count = 0;
  while (uniform > reached && count < most) {
    count += 1;
    term *= grow * double(INVERSES, count) - odds;
    reached += term;
  }
  return <f64>count;
}

/** As `inverted`, of odds up to 1: the steps below the uniform are counted, eight between two looks at whether that is all. */
function invertedByEights(uniform: f64, none: f64, odds: f64, trials: f64): f64 {
  const grow = (trials + 1) * odds;
  let term = none;
  let reached = none;
  let count = i32(uniform > reached);
  for (let at = INVERSES + 8; uniform > reached && at < INVERSES + <usize>LONGEST * 8; at += 64) {
    for (let step: usize = 0; step < 64; step += 8) {
      term *= grow * load<f64>(at + step) - odds;
      reached += term;
      count += i32(uniform > reached);
    }
  }
  return min(<f64>min(count, LONGEST), trials);
}

function manySuccesses(word: u32, n: f64, p: f64): f64 {
  const mean = n * p;
  const spread = sqrt(mean * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const inside = 0.92 - 4.2 / b;
  let first = uniformOf(word);
  let next: u32 = 0;
  while (true) {
    const u = first - 0.5;
    const v = uniformAt(word, TRIES, next);
    const room = 0.5 - abs(u);
    const k = floor(((2 * a) / room + b) * u + mean + 0.5);
    if (room >= 0.07 && v <= inside) return k;
    if (k >= 0 && k <= n && isUnder(n, p, k, (v * (2.83 + 5.1 / b) * spread) / (a / (room * room) + b))) return k;
    first = uniformAt(word, TRIES, next + 1);
    next += 2;
  }
}

/** Whether a height is at most the law's value at k over that at its mode. */
function isUnder(n: f64, p: f64, k: f64, height: f64): bool {
  const odds = p / (1 - p);
  const mode = floor((n + 1) * p);
  if (n < <f64>TABLED) {
    const ways = logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k);
    return log(height) <= ways + (k - mode) * log(odds);
  }
  const logOfRatio =
    (mode + 0.5) * log((mode + 1) / (odds * (n - mode + 1))) +
    (n + 1) * log((n - mode + 1) / (n - k + 1)) +
    (k + 0.5) * log((odds * (n - k + 1)) / (k + 1)) +
    stirlingRest(mode) +
    stirlingRest(n - mode) -
    stirlingRest(k) -
    stirlingRest(n - k);
  return log(height) <= logOfRatio;
}

function logFactorial(k: f64): f64 {
  return double(LOG_FACTORIALS, <i32>k);
}

/**
 * Under a Poisson law: by inversion while the mean is small, else by transformed rejection (PTRS), whose tries hash the word
 * anew. See sim/math/poisson.ts.
 */
export function poisson(word: u32, mean: f64): f64 {
  if (mean >= EVENTS_INVERTED_BELOW) return manyEvents(word, mean);
  const uniform = uniformOf(word);
  let term = exp(-mean);
  let reached = term;
  let count = 0;
  while (uniform > reached && count < LONGEST) {
    count += 1;
    term *= mean * double(INVERSES, count);
    reached += term;
  }
  return <f64>count;
}

export function manyEvents(word: u32, mean: f64): f64 {
  const b = 0.931 + 2.53 * sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inside = 0.9277 - 3.6224 / (b - 2);
  let first = uniformOf(word);
  let next: u32 = 0;
  while (true) {
    const u = first - 0.5;
    const v = uniformAt(word, EVENT_TRIES, next);
    const room = 0.5 - abs(u);
    const k = floor(((2 * a) / room + b) * u + mean + 0.43);
    if (room >= 0.07 && v <= inside) return k;
    if (k >= 0 && (room >= 0.013 || v <= room)) {
      const height = log((v * (1.1239 + 1.1328 / (b - 3.4))) / (a / (room * room) + b));
      // ln of the law at k, in a form that keeps its digits where k is large
      const rest = 0.5 * log(k + 1) + HALF_LOG_OF_TWO_PI + stirlingRest(k);
      if (height <= k + 1 - mean + k * log(mean / (k + 1)) - rest) return k;
    }
    first = uniformAt(word, EVENT_TRIES, next + 1);
    next += 2;
  }
}

/** The sum of `count` draws of min(Poisson(mean), most). See sim/math/capped-total.ts. */
export function cappedTotal(word: u32, count: f64, mean: f64, most: i32, uncapped: f64): f64 {
  if (mean < uncapped) return poisson(word, count * mean);
  let left = count;
  let total: f64 = 0;
  let term = exp(-mean);
  let rest: f64 = 1;
  for (let value = 0; value < most && left > 0 && term > 0; value++) {
    const here = binomial(wordAt(word, VALUES, value), left, rest > 0 ? term / rest : 1);
    total += here * <f64>value;
    left -= here;
    rest -= term;
    term *= mean / <f64>(value + 1);
  }
  return total + left * <f64>most;
}

/**
 * What Stirling's formula leaves of a log factorial:
 *     ln k! = (k + 1/2) ln(k + 1) - (k + 1) + ln(2 pi)/2 + stirlingRest(k)
 *
 * See Hormann (1993), The generation of binomial random variates, JSCS 46(1-2), section 2; 0 to 9 as they are, where the series
 * is short of digits.
 */
export function stirlingRest(count: f64): f64 {
  if (count < 10) {
    switch (<i32>count) {
      case 0:
        return 0.08106146679532726;
      case 1:
        return 0.0413406959554093;
      case 2:
        return 0.02767792568499834;
      case 3:
        return 0.020790672103765093;
      case 4:
        return 0.016644691189821193;
      case 5:
        return 0.013876128823070748;
      case 6:
        return 0.01189670994589177;
      case 7:
        return 0.010411265261972096;
      case 8:
        return 0.009255462182712733;
      default:
        return 0.008330563433363124;
    }
  }
  const after = count + 1;
  const square = after * after;
  return (0.08333333333333333 - (0.002777777777777778 - 0.0007936507936507937 / square) / square) / after;
}
