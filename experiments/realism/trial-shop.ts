import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";

/** What a trial sold, from the morning after the warm-up on. */
export interface Trial {
  /** units, shape [days, products] */
  readonly units: Float64Array;
  /** price paid over list price on the first day, shape [products] */
  readonly ratio: Float64Array;
  /** given away on the days of the offers, whole money steps, shape [segments] */
  readonly discount: Float64Array;
  /** paid over all days, whole money steps, shape [segments] */
  readonly revenue: Float64Array;
}

/** One replicate's shoppers in a shop where prices can be tried: every trial meets the same shoppers and the same luck. */
export interface TrialShop {
  readonly scenario: Scenario;
  /** shape [products] */
  readonly categoryOf: Int32Array;
  /**
   * @param depth       share of the list price off, shape [products]
   * @param offerDays   how many days the offers last; after them prices are list prices
   * @param days        how many days are run in all
   * @param badge       whether the offers wear it; without one a lower price is a lower price
   */
  try(depth: Float64Array, offerDays: number, days: number, badge: boolean): Trial;
}

/**
 * Opens a shop on the morning after the scenario's warm-up: full shelves of what never spoils, no season, holiday or
 * campaign, no rival and no guard rail, so that what is measured is how the shoppers respond.
 *
 * @param population   shoppers, in place of the scenario's
 * @param seed         names the replicate: its shoppers and its luck
 */
export function openTrialShop(scenario: Scenario, population: number, seed: string): TrialShop {
  const plain: Scenario = {
    ...scenario,
    population,
    products: scenario.products.map((product) => ({ ...product, initialStock: 1e9, shelfLifeDays: null })),
    rivals: [],
    calendar: scenarioSchema.shape.calendar.parse({}),
    promotions: { ...scenarioSchema.shape.promotions.parse({ everyday: { depthLimit: 1 } }) },
  };
  const nothing = new Float64Array(scenario.products.length);
  const market = new Market(plain, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) market.runDay({ depth: nothing, order: nothing });
  market.endWarmUp();
  market.open(rootKey(seed, "evaluate", 0, 0));
  const opening = market.snapshot();
  // No badge is worn during the warm-up, so that both markets may start from the same state.
  const bare = new Market(withoutBadge(plain), market.population);
  return {
    scenario: plain,
    categoryOf: market.categoryOf,
    try(depth, offerDays, days, badge) {
      const shop = badge ? market : bare;
      shop.restore(opening);
      const P = depth.length;
      const units = new Float64Array(days * P);
      const ratio = new Float64Array(P);
      const discount = new Float64Array(scenario.segments.length);
      const revenue = new Float64Array(scenario.segments.length);
      for (let day = 0; day < days; day++) {
        const report = shop.runDay({ depth: day < offerDays ? depth : nothing, order: nothing });
        units.set(report.units, day * P);
        for (let s = 0; s < discount.length; s++) {
          discount[s] += report.segmentDiscount[s];
          revenue[s] += report.segmentRevenue[s];
        }
        if (day > 0) continue;
        for (let p = 0; p < P; p++) ratio[p] = (report.price[p] * plain.moneyStep) / scenario.products[p].listPrice;
      }
      return { units, ratio, discount, revenue };
    },
  };
}

/** Units of some products over days `from` to `to`, the last left out. */
export function sold({ units, ratio }: Trial, from: number, to: number, products: readonly number[]): number {
  const P = ratio.length;
  let total = 0;
  for (let day = from; day < to; day++) for (const p of products) total += units[day * P + p];
  return total;
}

function withoutBadge(scenario: Scenario): Scenario {
  const segments = scenario.segments.map((segment) => ({
    ...segment,
    promotion: { ...segment.promotion, display: { ...segment.promotion.display, "percent-off": 0 } },
  }));
  return { ...scenario, segments };
}
