import { exp, log } from "./elementary.js";
import { uniformAt } from "./key.js";
import { stirlingRest } from "./stirling.js";

/**
 * The number of events that a word stands for under a Poisson law of any mean, exact in law: by inversion while the mean
 * is small, else by transformed rejection (PTRS), whose tries hash the word anew. Its cost does not grow with the mean.
 *
 * @param word   32 random bits, from `wordAt`
 * @param mean   0 to 2^50
 * @see Hormann (1993), The transformed rejection method for generating Poisson random variables, IME 12(1)
 */
export function poissonOf(word: number, mean: number): number {
  one[0] = mean;
  chance[0] = exp(-mean);
  return poissonFrom(word, one, chance, 0);
}

/**
 * The same with its mean, and the chance of none under it, at `at` in arrays: a number handed over in an array is not put on the
 * heap.
 */
export function poissonFrom(word: number, means: Float64Array, none: Float64Array, at: number): number {
  const mean = means[at];
  if (mean >= INVERTED_BELOW) return transformedRejection(word, means, at);
  const uniform = ((word >>> 0) + 0.5) * TO_UNIT;
  let term = none[at];
  let reached = term;
  let count = 0;
  while (uniform > reached && count < LONGEST) {
    count += 1;
    term *= mean * INVERSE[count];
    reached += term;
  }
  return count;
}

/** Where the mean is below this, inverting is faster; PTRS needs 10 at least. */
const INVERTED_BELOW = 20;

function transformedRejection(word: number, means: Float64Array, at: number): number {
  const mean = means[at];
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inside = 0.9277 - 3.6224 / (b - 2);
  let first = ((word >>> 0) + 0.5) * TO_UNIT;
  for (let next = 0; ; next += 2) {
    const u = first - 0.5;
    const v = uniformAt(word, TRIES, next);
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + mean + 0.43);
    if (room >= 0.07 && v <= inside) return k;
    if (k >= 0 && (room >= 0.013 || v <= room)) {
      const height = log((v * (1.1239 + 1.1328 / (b - 3.4))) / (a / (room * room) + b));
      // ln of the law at k, in a form that keeps its digits where k is large
      const rest = 0.5 * log(k + 1) + HALF_LOG_OF_TWO_PI + stirlingRest(k);
      if (height <= k + 1 - mean + k * log(mean / (k + 1)) - rest) return k;
    }
    first = uniformAt(word, TRIES, next + 1);
  }
}

const HALF_LOG_OF_TWO_PI = 0.9189385332046727;
const TO_UNIT = 2.3283064365386963e-10;
/** second word of the key under which a draw's further tries are hashed */
const TRIES = 0x510e527f;

/** An inversion ends here at the latest: far beyond what a mean of INVERTED_BELOW and 32 bits can ask for. */
const LONGEST = 127;
const INVERSE = Float64Array.from({ length: LONGEST + 1 }, (_, k) => 1 / Math.max(1, k));
const one = new Float64Array(1);
const chance = new Float64Array(1);
