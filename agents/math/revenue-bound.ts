import { budgetedMix } from "./budgeted-mix.js";

/**
 * An upper bound on the expected revenue of any policy that sells `stock` units within `periods`, at most one a period, at a
 * price of a list that sells with a probability of its own whatever was asked before:
 *
 *   bound = max sum price[a] chance[a] x[a],  sum x[a] <= periods,  sum chance[a] x[a] <= stock,  x >= 0
 *
 * Proof. Take any policy, be it told the chances, learning them or drawing lots, and let x[a] be the expected number of periods in
 * which it asks price a while stock is left. (1) In each such period the sale has probability chance[a] given all that
 * went before, so expected sales at a are chance[a] x[a] and expected revenue is sum price[a] chance[a] x[a]. (2) No
 * course of events has more such periods than `periods`, nor more sales than `stock`; expectations keep both. So x is
 * feasible and the policy's revenue is the program's objective at x, at most its maximum.
 *
 * Step (1) fails where demand remembers past prices, as in the market: there no such bound is proven, and none is given.
 * A policy's mean over runs may pass the bound by luck, its expectation not.
 *
 * @param price   shape [prices], above 0
 * @param chance  probability of a sale, shape [prices]
 * @throws RangeError at lengths that differ, a chance outside 0 to 1, or a stock or number of periods below 0
 * @see Gallego and van Ryzin (1994), Management Science 40(8), theorem 2; Badanidiyuru, Kleinberg and Slivkins (2018), Bandits with
 *   Knapsacks, lemma 3.1
 */
export function revenueBound(price: Float64Array, chance: Float64Array, stock: number, periods: number): number {
  if (price.length !== chance.length)
    throw new RangeError(`revenueBound: needs as many chances as prices, got ${chance.length} of ${price.length}`);
  if (!chance.every((p) => p >= 0 && p <= 1)) throw new RangeError("revenueBound: needs chances from 0 to 1");
  if (!(stock >= 0 && periods >= 0))
    throw new RangeError(`revenueBound: needs stock and periods of 0 or more, got ${stock} and ${periods}`);
  if (periods === 0) return 0;
  const share = new Float64Array(price.length);
  budgetedMix(price, chance, stock / periods, share);
  let bound = 0;
  for (let a = 0; a < price.length; a++) bound += periods * price[a] * chance[a] * share[a];
  return bound;
}
