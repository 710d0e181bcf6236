import { exp, log } from "./elementary.js";
import { uniformAt } from "./key.js";
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
  if (!(trials > 0 && probability > 0)) return 0;
  if (probability > 0.5) return trials - (probability < 1 ? atMostHalf(~word, trials, 1 - probability) : 0);
  return atMostHalf(word, trials, probability);
}

/** Where the mean is below this, inverting is faster; BTRS needs 10 at least. */
const INVERTED_BELOW = 11;

function atMostHalf(word: number, trials: number, p: number): number {
  const mean = trials * p;
  if (mean >= INVERTED_BELOW) return transformedRejection(word, trials, p);
  const uniform = ((word >>> 0) + 0.5) * TO_UNIT;
  let term = exp(trials * log(1 - p));
  const odds = p / (1 - p);
  const grow = (trials + 1) * odds;
  const most = Math.min(trials, LONGEST);
  let reached = term;
  let count = 0;
  while (uniform > reached && count < most) {
    count += 1;
    term *= grow * INVERSE[count] - odds;
    reached += term;
  }
  return count;
}

function transformedRejection(word: number, n: number, p: number): number {
  const q = 1 - p;
  const spread = Math.sqrt(n * p * q);
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const inside = 0.92 - 4.2 / b;
  let first = ((word >>> 0) + 0.5) * TO_UNIT;
  for (let next = 0; ; next += 2) {
    const u = first - 0.5;
    const v = uniformAt(word, TRIES, next);
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + c);
    if (room >= 0.07 && v <= inside) return k;
    if (k >= 0 && k <= n) {
      const height = log((v * (2.83 + 5.1 / b) * spread) / (a / (room * room) + b));
      if (height <= logOfRatio(n, p, k)) return k;
    }
    first = uniformAt(word, TRIES, next + 1);
  }
}

/** ln of the law's value at k over that at its mode */
function logOfRatio(n: number, p: number, k: number): number {
  const odds = p / (1 - p);
  const mode = Math.floor((n + 1) * p);
  return (
    (mode + 0.5) * log((mode + 1) / (odds * (n - mode + 1))) +
    (n + 1) * log((n - mode + 1) / (n - k + 1)) +
    (k + 0.5) * log((odds * (n - k + 1)) / (k + 1)) +
    stirlingRest(mode) +
    stirlingRest(n - mode) -
    stirlingRest(k) -
    stirlingRest(n - k)
  );
}

const TO_UNIT = 2.3283064365386963e-10;
/** second word of the key under which a draw's further tries are hashed */
const TRIES = 0x3c6ef372;

/** An inversion ends here at the latest: far beyond what a mean of INVERTED_BELOW and 32 bits can ask for. */
const LONGEST = 127;
const INVERSE = Float64Array.from({ length: LONGEST + 1 }, (_, k) => 1 / Math.max(1, k));
