import type { ScenarioInput } from "../../sim/scenario.js";
import { openWeeklyMarket } from "./weekly-market.js";
import { type StoreHistory, weeksOf } from "./weekly-stores.js";

/** How far forecasts of weeks that nothing was fitted to are from what was sold:  WAPE = sum |sold - forecast| / sum sold */
export interface HeldOutWeeks {
  /** weeks of a store that were forecast, over all stores */
  readonly storeWeeks: number;
  /** by the market, its prices and features given */
  readonly simulated: number;
  /** by the same week of the year before, of the last week known where there is none */
  readonly seasonalNaive: number;
  /** by the mean of the weeks known */
  readonly mean: number;
}

const YEAR_WEEKS = 52;
/** Shoppers of the market that forecasts: enough that its own luck does not count. */
const CROWD = 1e6;

/** The last quarter of a store's weeks is held out. @returns weeks that are known */
export function knownWeeks({ weeks }: StoreHistory): number {
  return weeks.length - Math.floor(weeks.length / 4);
}

/**
 * Forecasts the last quarter of every store's weeks, brand by brand, from the market and from the past alone. The market
 * plays all weeks at the store's prices and features without a rival, whose discounts nobody knows, and each brand's
 * level in a store is set to the units of the weeks known.
 */
export function forecastHeldOut(scenario: ScenarioInput, stores: readonly StoreHistory[]): HeldOutWeeks {
  const brands = scenario.products.length;
  const market = openWeeklyMarket({ ...scenario, rivals: [], population: CROWD }, "held out");
  const firstWeek = Math.min(...stores.map(({ weeks }) => weeks[0]));
  const missed = { simulated: 0, seasonalNaive: 0, mean: 0 };
  let sold = 0;
  let storeWeeks = 0;
  for (const store of stores) {
    const { weeks, units } = store;
    const known = knownWeeks(store);
    const played = market.play(store, firstWeek).units;
    storeWeeks += weeks.length - known;
    for (let b = 0; b < brands; b++) {
      const of = (table: Float64Array, t: number) => table[t * brands + b];
      let soldBefore = 0;
      let playedBefore = 0;
      for (let t = 0; t < known; t++) {
        soldBefore += of(units, t);
        playedBefore += of(played, t);
      }
      for (let t = known; t < weeks.length; t++) {
        const found = of(units, t);
        sold += found;
        missed.simulated += Math.abs(found - (of(played, t) * soldBefore) / playedBefore);
        missed.seasonalNaive += Math.abs(found - of(units, aYearBefore(weeks, t, known)));
        missed.mean += Math.abs(found - soldBefore / known);
      }
    }
  }
  return {
    storeWeeks,
    simulated: missed.simulated / sold,
    seasonalNaive: missed.seasonalNaive / sold,
    mean: missed.mean / sold,
  };
}

/** The weeks that parameters are fitted to. */
export function weeksToFit(store: StoreHistory): StoreHistory {
  return weeksOf(store, 0, knownWeeks(store));
}

/** Place of the week a year before, or of the last one known before that; of the last week known where data are younger. */
function aYearBefore(weeks: Int32Array, t: number, known: number): number {
  const wanted = weeks[t] - YEAR_WEEKS;
  if (wanted < weeks[0]) return known - 1;
  let place = 0;
  while (place + 1 < known && weeks[place + 1] <= wanted) place += 1;
  return place;
}
