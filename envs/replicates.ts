import { Market } from "../sim/market.js";
import { rootKey } from "../sim/math/key.js";
import type { Population } from "../sim/population.js";
import type { Scenario } from "../sim/scenario.js";
import { type BackgroundPolicy, createShop } from "./levers/shop.js";

/** A seed's shoppers, and the market's state on the morning of day 0. Read only; shared by the envs that play it. */
export interface Replicate {
  readonly seed: string;
  readonly population: Population;
  readonly dayZero: ArrayBuffer;
}

export interface Replicates {
  /** the seed's shoppers after a warm-up without promotions, restocked by the background policy */
  get(scenario: Scenario, restock: BackgroundPolicy, seed: string): Replicate;
}

/**
 * Remembers the replicates used last, so that a warm-up runs once and every later episode only restores it. An env has one
 * of its own for its last seed; envs of the same scenario object in the same thread may share one.
 *
 * @param most  how many to remember, at least 1; a replicate of 1,000 shoppers and 8 products takes about 100 kB
 */
export function createReplicates(most = 1): Replicates {
  const known: { scenario: Scenario; restock: BackgroundPolicy; replicate: Replicate }[] = [];
  return {
    get(scenario, restock, seed) {
      const at = known.findIndex(
        (one) => one.scenario === scenario && one.restock === restock && one.replicate.seed === seed,
      );
      const [found] =
        at < 0 ? [{ scenario, restock, replicate: warmUp(scenario, restock, seed) }] : known.splice(at, 1);
      known.unshift(found);
      known.length = Math.min(known.length, most);
      return found.replicate;
    },
  };
}

function warmUp(scenario: Scenario, restock: BackgroundPolicy, seed: string): Replicate {
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  const depth = new Float64Array(scenario.products.length);
  const order = new Float64Array(scenario.products.length);
  const shop = createShop(market);
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) {
    shop.look();
    restock(shop, order);
    market.runDay({ depth, order });
  }
  market.endWarmUp();
  return { seed, population: market.population, dayZero: market.snapshot() };
}
