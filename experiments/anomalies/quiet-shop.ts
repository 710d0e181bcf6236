import { type CountDemandModel, fitCountDemand } from "../../agents/models/anomalies/count-demand.js";
import { type DemandShockModel, fitDemandShocks } from "../../agents/models/anomalies/demand-shocks.js";
import type { DayReport } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";

/** A shop in which nothing is out of the ordinary but what a trial does to it. */
export interface QuietShop {
  /** what the shop has learned of each product, shape [products] */
  readonly demand: readonly CountDemandModel[];
  readonly shocks: readonly DemandShockModel[];
  /** the shop on the morning after it has learned, another one each time, all with the same shoppers and luck */
  open(): { readonly market: Market /** today's, 0 Monday */; readonly weekday: () => number };
}

/** Days on which the shop learns what its products usually sell. */
const LEARNING_DAYS = 56;
/** Units kept of every product until then, more than are ever asked for. */
export const AMPLE = 1000;

/**
 * The shop of `campaign-season` after its warm-up and eight weeks of learning, with weekdays and seasons but without campaigns,
 * holidays and promotions.
 */
export function quietShop(seed: string): QuietShop {
  const preset = scenarioSchema.parse(campaignSeason);
  const scenario = {
    ...preset,
    horizonDays: 365,
    tailDays: 0,
    calendar: { ...preset.calendar, campaigns: [], holidays: [] },
    products: preset.products.map((product) => ({ ...product, initialStock: AMPLE })),
  };
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  const P = scenario.products.length;
  const ample = new Float64Array(P).fill(AMPLE);
  const runDay = () => market.runDay({ order: ordersUpTo(market, ample) });
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) runDay();
  market.endWarmUp();
  market.open(rootKey(seed, "evaluate", 0, 0));
  const firstWeekday = market.calendar.weekday(0);
  const units = scenario.products.map(() => new Float64Array(LEARNING_DAYS));
  for (let day = 0; day < LEARNING_DAYS; day++) {
    const report: DayReport = runDay();
    for (let p = 0; p < P; p++) units[p][day] = report.units[p];
  }
  return {
    demand: units.map((column) => fitCountDemand({ units: column, firstWeekday })),
    shocks: units.map((column) => fitDemandShocks({ units: column, firstWeekday })),
    open() {
      const fork = market.fork();
      return { market: fork, weekday: () => fork.calendar.weekday(fork.day) };
    },
  };
}

/** Orders that bring what is there and on its way up to a level. */
export function ordersUpTo(market: Market, level: ArrayLike<number>): Float64Array {
  return Float64Array.from(level, (units, p) => Math.max(0, units - market.stock(p) - market.onOrder(p)));
}

/** The least stock that the demand of so many days exceeds with at most this chance. */
export function baseStock(demand: CountDemandModel, days: number, chance: number): number {
  const law = demand.predictLaw(0, days);
  let above = 1;
  for (let units = 0; units < law.length; units++) {
    above -= law[units];
    if (above <= chance) return units;
  }
  return law.length;
}
