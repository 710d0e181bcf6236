import { kernel } from "../kernel.js";
import { exp } from "./elementary.js";

/**
 * The sum of `count` draws of min(Poisson(mean), most), at a cost that does not grow with `count`.
 *
 * Below `uncapped` it is Poisson(count x mean). From there on it is exact in law: a multinomial says how many draws are
 * 0, 1 and so on, by one conditional binomial a value. In `sim/kernel/samplers.ts`.
 *
 * @param word       32 random bits, from `wordAt`
 * @param count      whole, >= 0
 * @param mean       of a draw before its cap, >= 0; above 745, where exp(-mean) is 0, every draw is `most`
 * @param most       cap of a draw, whole, >= 0
 * @param uncapped   from `uncappedBelow`
 */
export function cappedTotal(word: number, count: number, mean: number, most: number, uncapped: number): number {
  return kernel.cappedTotal(word, count, mean, most, uncapped);
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
