import { binomialAt } from "./binomial.js";
import { exp } from "./elementary.js";
import { wordAt } from "./key.js";
import { poissonOf } from "./poisson.js";

/**
 * The sum of `count` draws of min(Poisson(mean), most), at a cost that does not grow with `count`.
 *
 * Below `uncapped` it is Poisson(count x mean). From there on it is exact in law: a multinomial says how many draws are
 * 0, 1 and so on, by one conditional binomial a value.
 *
 * @param word       32 random bits, from `wordAt`
 * @param count      whole, >= 0
 * @param mean       of a draw before its cap, >= 0; above 745, where exp(-mean) is 0, every draw is `most`
 * @param most       cap of a draw, whole, >= 0
 * @param uncapped   from `uncappedBelow`
 */
export function cappedTotal(word: number, count: number, mean: number, most: number, uncapped: number): number {
  if (mean < uncapped) return poissonOf(word, count * mean);
  let left = count;
  let total = 0;
  let term = exp(-mean);
  let rest = 1;
  for (let value = 0; value < most && left > 0 && term > 0; value++) {
    const here = binomialAt(wordAt(word, VALUES, value), left, rest > 0 ? term / rest : 1);
    total += here * value;
    left -= here;
    rest -= term;
    term *= mean / (value + 1);
  }
  return total + left * most;
}

/**
 * The mean below which a cap may be forgotten: there the units that it takes off a sum of `count` draws are, in mean,
 * under a thousandth of the sum's standard deviation, and fewer draws are further from it still.
 */
export function uncappedBelow(most: number, count: number): number {
  let low = 0;
  let high = most + 1;
  for (let halving = 0; halving < 40; halving++) {
    const mean = (low + high) / 2;
    const forgivable = 0.001 * Math.sqrt(mean / Math.max(1, count));
    if (excess(mean, most) < forgivable) low = mean;
    else high = mean;
  }
  return low;
}

/** E max(0, X - most) of a Poisson X, summed from `most` up */
function excess(mean: number, most: number): number {
  let term = exp(-mean);
  for (let value = 1; value <= most; value++) term *= mean / value;
  let sum = 0;
  for (let over = 1; over < 200; over++) {
    term *= mean / (most + over);
    sum += over * term;
  }
  return sum;
}

/** second word of the key under which the values' draws are hashed */
const VALUES = 0x1f83d9ab;
