import type { ScenarioInput } from "../../sim/scenario.js";
import { asUserError } from "./as-user-error.js";
import type { SearchOptions } from "./least-squares-search.js";
import { total } from "./resampled-moments.js";
import { fitSimulatedMoments, type MomentFit } from "./simulated-moments.js";
import { fitWeekly, type WeeklyDemand } from "./weekly.js";
import { forecastHeldOut, type HeldOutWeeks, weeksToFit } from "./weekly-holdout.js";
import { openWeeklyMarket } from "./weekly-market.js";
import { weeklyMoments, weeklyStatistic, weeklySums } from "./weekly-moments.js";
import type { StoreWeek } from "./weekly-rows.js";
import {
  EXTRA_BY_DISCOUNT,
  type WeeklyLevels,
  weeklyMarketScenario,
  weeklyParameters,
  weeklyScenario,
} from "./weekly-scenario.js";
import { drawsHalfYears, halfYears, type StoreHistory, storeHistories } from "./weekly-stores.js";

export interface WeeklyOptions extends SearchOptions {
  readonly name?: string;
  /** what the brands are, default "category" */
  readonly category?: string;
  /** the data, as the provenance cites them; default "weekly sales" */
  readonly source?: string;
  /** default "\u00a4", no currency in particular */
  readonly currency?: string;
  /** names the luck of market and bootstrap; default "1" */
  readonly seed?: string;
  /** days of a market that are played to look at one set of parameters, at the least; default 16,000: a tenth of a second */
  readonly marketDays?: number;
}

export interface WeeklyCalibration {
  /** by brand, over all rows:  ln sales = intercept + price ln price + feat featured */
  readonly regressions: Readonly<Record<string, WeeklyDemand>>;
  readonly fit: MomentFit;
  readonly heldOut: HeldOutWeeks;
  readonly scenario: ScenarioInput;
}

const MARKET_DAYS = 16_000;
/** Simulations a parameter that the search may take. */
const EVALUATIONS = 20;

/**
 * From weekly sales of stores to a scenario: the reference regressions, then a market of two types of shoppers whose
 * elasticities, lifts, dip, shares, season and week-to-week variation come nearest the stores' over their first three
 * quarters, then a forecast of the last quarter.
 *
 * @throws UserError, exit code 1, where rows do not make histories of stores, or too few to tell the parameters
 */
export function calibrateWeekly(rows: readonly StoreWeek[], options: WeeklyOptions = {}): WeeklyCalibration {
  const naming = { name: "weekly", category: "category", source: "weekly sales", currency: "\u00a4", ...options };
  const { seed = "1", marketDays = MARKET_DAYS } = options;
  const regressions = fitWeekly(rows);
  const shelf = storeHistories(rows);
  const brands = shelf.brands.length;
  const stores = shelf.stores.map(weeksToFit);
  const firstWeek = Math.min(...stores.map(({ weeks }) => weeks[0]));
  const unitsOf = (histories: readonly StoreHistory[]) =>
    (drawsHalfYears(stores) ? halfYears(histories) : histories).map((unit) => weeklySums(unit, brands));
  const data = unitsOf(stores);
  const levels = levelsOf(stores, shelf.brands, regressions);
  const parameters = weeklyParameters(shelf, levels);
  const played = someOf(stores, marketDays);
  const marketAt = (at: ArrayLike<number>) => weeklyMarketScenario(shelf, levels, parameters, at, naming);
  const simulate = (at: ArrayLike<number>) => {
    const market = openWeeklyMarket(marketAt(at), seed);
    return unitsOf(played.map((store) => market.play(store, firstWeek)));
  };
  const fit = asUserError("weekly", () =>
    fitSimulatedMoments(
      { parameters, moments: weeklyMoments(shelf.brands), statistic: weeklyStatistic(brands), data, simulate },
      seed,
      { evaluations: EVALUATIONS * parameters.length, ...options },
    ),
  );
  const estimates = fit.parameters.map(({ estimate }) => estimate);
  const market = marketAt(estimates);
  return {
    regressions,
    fit,
    heldOut: forecastHeldOut(market, shelf.stores),
    scenario: weeklyScenario(market, shelf, levels, naming, {
      population: Math.max(
        1,
        Math.round(market.population! * (unitsAWeek(data, brands) / unitsAWeek(simulate(estimates), brands))),
      ),
      extra: parameters.some(({ name }) => name === EXTRA_BY_DISCOUNT),
      fit: `${data.length} units of ${stores.length} stores, the last quarter of their weeks left out, market played in ${played.length}`,
    }),
  };
}

function levelsOf(
  stores: readonly StoreHistory[],
  brands: readonly string[],
  regressions: Readonly<Record<string, WeeklyDemand>>,
): WeeklyLevels {
  const units = new Float64Array(brands.length);
  let weeks = 0;
  for (const store of stores) {
    for (let cell = 0; cell < store.units.length; cell++) units[cell % brands.length] += store.units[cell];
    weeks += store.weeks.length;
  }
  const all = units.reduce((sum, own) => sum + own, 0);
  const lifts = brands.flatMap((brand) => regressions[brand]?.feat ?? []);
  return {
    share: [...units].map((own) => own / all),
    featLift: lifts.length > 0 ? lifts.reduce((sum, lift) => sum + lift, 0) / lifts.length : null,
    unitsADay: all / weeks / 7,
  };
}

/** Stores spread evenly over the list, as many as so many days need. */
function someOf(stores: readonly StoreHistory[], days: number): StoreHistory[] {
  const meanDays =
    stores.reduce((sum, { weeks }) => sum + 7 * (weeks[weeks.length - 1] - weeks[0] + 1), 0) / stores.length;
  const count = Math.max(2, Math.min(stores.length, Math.ceil(days / meanDays)));
  if (count >= stores.length) return [...stores];
  return Array.from({ length: count }, (_, i) => stores[Math.floor(((i + 0.5) * stores.length) / count)]);
}

/** Units of all brands in a week of a store. */
function unitsAWeek(units: readonly Float64Array[], brands: number): number {
  const sums = total(units);
  return sums.subarray(0, brands).reduce((sum, own) => sum + own, 0) / sums[sums.length - 2];
}
