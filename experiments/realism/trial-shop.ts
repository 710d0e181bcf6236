import type { Decisions } from "../../sim/decisions.js";
import { EventLog } from "../../sim/events.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";
import { type Baskets, countBaskets } from "./baskets.js";

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

/** One replicate's shoppers in a shop where things can be tried: every trial meets the same shoppers and the same luck. */
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
  /** @param spend  money spent on every channel and segment on a day */
  advertise(spend: (day: number) => Float64Array, days: number): Trial;
  /** what is bought together on visits at list prices */
  baskets(days: number): Baskets;
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
    products: scenario.products.map((product) => ({
      ...product,
      initialStock: 1e9,
      shelfLifeDays: null,
      suppliers: [],
    })),
    rivals: [],
    calendar: scenarioSchema.shape.calendar.parse({}),
    promotions: { ...scenarioSchema.shape.promotions.parse({ everyday: { depthLimit: 1 } }) },
  };
  const P = scenario.products.length;
  const nothing = new Float64Array(P);
  const market = new Market(plain, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) market.runDay({});
  market.endWarmUp();
  market.open(rootKey(seed, "evaluate", 0, 0));
  const opening = market.snapshot();
  // No badge is worn during the warm-up, so that both markets may start from the same state.
  const bare = new Market(withoutBadge(plain), market.population);

  function run(shop: Market, days: number, decide: (day: number) => Decisions): Trial {
    shop.restore(opening);
    const units = new Float64Array(days * P);
    const ratio = new Float64Array(P);
    const discount = new Float64Array(scenario.segments.length);
    const revenue = new Float64Array(scenario.segments.length);
    for (let day = 0; day < days; day++) {
      const report = shop.runDay(decide(day));
      units.set(report.units, day * P);
      for (let s = 0; s < discount.length; s++) {
        discount[s] += report.segmentDiscount[s];
        revenue[s] += report.segmentRevenue[s];
      }
      if (day > 0) continue;
      for (let p = 0; p < P; p++) ratio[p] = (report.price[p] * plain.moneyStep) / scenario.products[p].listPrice;
    }
    return { units, ratio, discount, revenue };
  }

  return {
    scenario: plain,
    categoryOf: market.categoryOf,
    try(depth, offerDays, days, badge) {
      return run(badge ? market : bare, days, (day) => ({ depth: day < offerDays ? depth : nothing }));
    },
    advertise(spend, days) {
      return run(market, days, (day) => ({ adSpend: spend(day) }));
    },
    baskets(days) {
      const log = new EventLog(1, ["purchase"]);
      market.restore(opening);
      market.record(log);
      let visits = 0;
      for (let day = 0; day < days; day++) for (const shoppers of market.runDay({}).visits) visits += shoppers;
      market.record(null);
      return countBaskets(log, visits, market.categories.length);
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
