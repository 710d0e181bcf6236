import { exp, log } from "../../sim/math/elementary.js";

/** Money spent in one place brings  worth (1 - e^(-spend / saturation)). */
export interface AdPlace {
  /** what endless money would bring, money */
  readonly worth: number;
  readonly saturation: number;
  /** the most that may be spent */
  readonly maxSpend: number;
}

/**
 * Allocate: spends where the next unit of money brings most, to equal marginal returns,
 *
 *   worth / saturation e^(-spend / saturation) = price,   spend = saturation ln(worth / (saturation price))
 *
 * within 0 and maxSpend, at the lowest price of at least 1 at which the sum keeps within the budget: a unit of money must bring
 * one back, and where the budget binds more.
 *
 * @param budget  money a day; Infinity where nothing limits it
 * @returns money by place
 * @see Dorfman and Steiner (1954), Optimal advertising and optimal quality, American Economic Review 44
 */
export function allocate(places: readonly AdPlace[], budget: number): Float64Array {
  const at = (price: number) =>
    Float64Array.from(places, ({ worth, saturation, maxSpend }) =>
      worth > saturation * price ? Math.min(maxSpend, saturation * log(worth / (saturation * price))) : 0,
    );
  const spends = (price: number) => at(price).reduce((sum, money) => sum + money, 0);
  if (spends(1) <= budget) return at(1);
  let low = 0;
  let high = 1;
  while (spends(exp(high)) > budget) high *= 2;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (spends(exp(middle)) > budget) low = middle;
    else high = middle;
  }
  return at(exp(high));
}

/** Days that a unit of adstock of today counts for, until `days` from now:  1 + keep + keep^2 + ... */
export function daysAtWork(keep: number, days: number): number {
  let sum = 0;
  let part = 1;
  for (let day = 0; day < days; day++) {
    sum += part;
    part *= keep;
  }
  return sum;
}
