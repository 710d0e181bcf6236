import { exp, log } from "./elementary.js";
import { uniformAt, wordAt } from "./key.js";
import { stirlingRest } from "./stirling.js";

/**
 * The number of successes that a word stands for under a binomial law, exact in law at any size: by inverting the
 * distribution function while the mean is small, else by transformed rejection (BTRS), whose tries hash the word anew.
 *
 * Its cost does not grow with `trials`. A larger probability gives no smaller number for the same word where the law is
 * inverted, and nearly always where it is not.
 *
 * @param word          32 random bits, from `wordAt`
 * @param trials        whole, 0 to 2^52
 * @param probability   of a success; below 0 counts as 0, above 1 as 1
 * @see Kachitvichyanukul and Schmeiser (1988), Binomial random variate generation, algorithm BINV
 * @see Hormann (1993), The generation of binomial random variates, JSCS 46(1-2), algorithm BTRS
 */
export function binomialAt(word: number, trials: number, probability: number): number {
  one[0] = probability;
  return binomialIn(word, trials, one, 0);
}

/** The same with its probability at `at` in an array: a number handed over in an array is not put on the heap. */
export function binomialIn(word: number, trials: number, probabilities: Float64Array, at: number): number {
  const probability = probabilities[at];
  if (!(trials > 0 && probability > 0)) return 0;
  if (trials < POWERED_BELOW && trials * probability < INVERTED_BELOW)
    return probability < 1 ? invertedFew(word, trials, probabilities, at) : trials;
  const flipped = probability > 0.5;
  law[P] = flipped ? Math.max(0, 1 - probability) : probability;
  const count = atMostHalf(flipped ? ~word : word, trials);
  return flipped ? trials - count : count;
}

/**
 * Shares `trials` out by a multinomial law, by conditional binomials.
 *
 * @param weights   of the places from `from` to `to` - 1, >= 0
 * @param names     32-bit names of the places, which key their draws
 * @param out       counts of the same places; overwritten
 */
export function multinomialIn(
  key0: number,
  key1: number,
  trials: number,
  weights: Float64Array,
  names: Int32Array,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let left = trials;
  let rest = 0;
  for (let i = from; i < to; i++) rest += weights[i];
  for (let i = from; i < to - 1; i++) {
    if (left === 0) {
      out[i] = 0;
      continue;
    }
    one[0] = weights[i] / rest;
    const count = binomialIn(wordAt(key0, key1, names[i]) | 0, left, one, 0);
    out[i] = count;
    rest -= weights[i];
    left -= count;
  }
  out[to - 1] = left;
}

/** Where the mean is below this, inverting is faster; BTRS needs 10 at least. */
const INVERTED_BELOW = 32;
/** Fewer trials than this have their power multiplied out. */
const POWERED_BELOW = 64;

/** Inversion where (1 - p)^n is multiplied out: no logarithm, and no branch that a processor would guess wrong. */
function invertedFew(word: number, trials: number, probabilities: Float64Array, at: number): number {
  const p = probabilities[at];
  const q = 1 - p;
  const n = trials | 0;
  const q2 = q * q;
  const q4 = q2 * q2;
  const q8 = q4 * q4;
  const q16 = q8 * q8;
  const low = chosen(n & 1, q) * chosen((n >> 1) & 1, q2) * chosen((n >> 2) & 1, q4);
  const high = chosen((n >> 3) & 1, q8) * chosen((n >> 4) & 1, q16) * chosen((n >> 5) & 1, q16 * q16);
  const uniform = ((word >>> 0) + 0.5) * TO_UNIT;
  const odds = p / q;
  const grow = (n + 1) * odds;
  let term = low * high;
  let reached = term;
  let count = 0;
  while (uniform > reached && count < n) {
    count += 1;
    term *= grow * INVERSE[count] - odds;
    reached += term;
  }
  return count;
}

/** a factor, or 1 where its bit is 0 */
function chosen(bit: number, factor: number): number {
  return bit * factor + (1 - bit);
}

/** @remarks reads law[P] */
function atMostHalf(word: number, trials: number): number {
  const p = law[P];
  if (trials * p >= INVERTED_BELOW) return transformedRejection(word, trials);
  const uniform = ((word >>> 0) + 0.5) * TO_UNIT;
  const odds = p / (1 - p);
  const grow = (trials + 1) * odds;
  const most = Math.min(trials, LONGEST);
  let term = exp(trials * log(1 - p));
  let reached = term;
  let count = 0;
  while (uniform > reached && count < most) {
    count += 1;
    term *= grow * INVERSE[count] - odds;
    reached += term;
  }
  return count;
}

/** @remarks reads law[P] */
function transformedRejection(word: number, n: number): number {
  const p = law[P];
  const mean = n * p;
  const spread = Math.sqrt(mean * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const inside = 0.92 - 4.2 / b;
  let first = ((word >>> 0) + 0.5) * TO_UNIT;
  for (let next = 0; ; next += 2) {
    const u = first - 0.5;
    const v = uniformAt(word, TRIES, next);
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + mean + 0.5);
    if (room >= 0.07 && v <= inside) return k;
    if (k >= 0 && k <= n) {
      law[V] = (v * (2.83 + 5.1 / b) * spread) / (a / (room * room) + b);
      if (isUnder(n, k)) return k;
    }
    first = uniformAt(word, TRIES, next + 1);
  }
}

/** Whether law[V] is at most the law's value at k over that at its mode. */
function isUnder(n: number, k: number): boolean {
  const p = law[P];
  const odds = p / (1 - p);
  const mode = Math.floor((n + 1) * p);
  if (n < TABLED) {
    const ways = LOG_FACTORIAL[mode] + LOG_FACTORIAL[n - mode] - LOG_FACTORIAL[k] - LOG_FACTORIAL[n - k];
    return log(law[V]) <= ways + (k - mode) * log(odds);
  }
  const logOfRatio =
    (mode + 0.5) * log((mode + 1) / (odds * (n - mode + 1))) +
    (n + 1) * log((n - mode + 1) / (n - k + 1)) +
    (k + 0.5) * log((odds * (n - k + 1)) / (k + 1)) +
    stirlingRest(mode) +
    stirlingRest(n - mode) -
    stirlingRest(k) -
    stirlingRest(n - k);
  return log(law[V]) <= logOfRatio;
}

/** ln k!, for fewer than so many trials */
const TABLED = 1024;
const LOG_FACTORIAL = new Float64Array(TABLED);
for (let k = 1; k < TABLED; k++) LOG_FACTORIAL[k] = LOG_FACTORIAL[k - 1] + log(k);

const TO_UNIT = 2.3283064365386963e-10;
/** second word of the key under which a draw's further tries are hashed */
const TRIES = 0x3c6ef372;

/** An inversion ends here at the latest: far beyond what a mean of INVERTED_BELOW and 32 bits can ask for. */
const LONGEST = 127;
const INVERSE = Float64Array.from({ length: LONGEST + 1 }, (_, k) => 1 / Math.max(1, k));

/** The law at hand: its smaller probability, and a height to compare; in an array for the reason told above. */
const law = new Float64Array(2);
const P = 0;
const V = 1;
const one = new Float64Array(1);
