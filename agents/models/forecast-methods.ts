import type { Rng } from "../../envs/types.js";
import { crossValidate } from "./cross-validation.js";
import { regressionCandidate } from "./demand-choice.js";
import { type DemandRegression, fitDemandRegression } from "./demand-regression.js";
import { type SalesRows, salesColumn, type Term, takeRows } from "./design.js";
import { atLeast, type Forecast, intervalsOfPaths, LEVELS } from "./forecast.js";
import { fitHoltWinters } from "./holt-winters.js";
import { fitSeasonalNaive } from "./seasonal-naive.js";

/** A way to forecast that can be fitted anew at every origin. */
export interface ForecastMethod {
  readonly name: string;
  /**
   * @param history  periods that are over, the oldest first; "units" NaN where they are not known
   * @param ahead    the periods to tell: their days, and columns that are known beforehand
   * @throws RangeError where the history does not suit it
   */
  forecast(history: SalesRows, ahead: SalesRows, rng: Rng, levels?: readonly number[]): Forecast;
}

/** As the last season; units are not below 0. */
export function seasonalNaiveMethod(period: number): ForecastMethod {
  return {
    name: "seasonal-naive",
    forecast(history, ahead, _rng, levels = LEVELS) {
      return atLeast(0, fitSeasonalNaive(salesColumn(history, "units"), period).forecast(ahead.rows, levels));
    },
  };
}

/** Exponential smoothing in the form of the smallest AICc; units are not below 0. */
export function holtWintersMethod(period: number): ForecastMethod {
  return {
    name: "holt-winters",
    forecast(history, ahead, rng, levels = LEVELS) {
      return atLeast(
        0,
        fitHoltWinters(salesColumn(history, "units"), { period }).forecast(ahead.rows, { rng, levels }),
      );
    },
  };
}

export interface RegressionMethodOptions {
  readonly name?: string;
  /** sets of regressors to choose from; those that the history does not tell have no coefficient */
  readonly terms: readonly (readonly Term[])[];
  /** ridge penalties to choose from; default none */
  readonly penalties?: readonly number[];
  /** blocks of time that choose; default 5 */
  readonly blocks?: number;
  /**
   * What is known of prices and promotions ahead. "known": the columns of `ahead`. "as lately": they are as in one of
   * the last so many periods, each as likely. Default "known"
   */
  readonly plan?: "known" | { readonly asLately: number };
}

/**
 * Regression of units on what is known beforehand: of their logarithm where all units are above 0, else of counts. The set
 * of regressors and the penalty are those that tell the later blocks of the history best from the blocks before them.
 * Periods without units are left out.
 */
export function regressionMethod({
  name = "regression",
  terms,
  penalties = [0],
  blocks = 5,
  plan = "known",
}: RegressionMethodOptions): ForecastMethod {
  return {
    name,
    forecast(history, ahead, _rng, levels = LEVELS) {
      const units = salesColumn(history, "units");
      const told = takeRows(
        history,
        Array.from(units.keys()).filter((row) => !Number.isNaN(units[row])),
      );
      const outcome = salesColumn(told, "units").every((count) => count > 0) ? "log" : "count";
      const forms = terms.flatMap((set) =>
        penalties.map((penalty) => ({ terms: set, outcome, penalty, untold: "leave out" }) as const),
      );
      // blocks of one or two periods tell nothing of what is best: the first form then
      const best = forms.length > 1 && told.rows >= 3 * blocks ? bestOf(told, forms, blocks) : 0;
      const model = fitDemandRegression(told, forms[best]);
      return plan === "known"
        ? model.predictLevels(ahead, levels)
        : asLately(model, told, ahead, plan.asLately, levels);
    },
  };
}

function bestOf(data: SalesRows, forms: readonly Parameters<typeof fitDemandRegression>[1][], blocks: number): number {
  const candidates = forms.map((form, at) => regressionCandidate(String(at), form));
  return Number(crossValidate(data, candidates, { kind: "in time", blocks })[0].name);
}

/** Levels whose bounds stand for a prediction's distribution: its quantiles at .005, .015, ... .995 */
const QUANTILES = Array.from({ length: 50 }, (_, i) => 0.99 - i * 0.02);

/** Mean and quantiles over what would be told under each of the last periods' prices and promotions. */
function asLately(
  model: DemandRegression,
  history: SalesRows,
  ahead: SalesRows,
  periods: number,
  levels: readonly number[],
): Forecast {
  const horizon = ahead.rows;
  const count = Math.min(periods, history.rows);
  // every period ahead under each of the last periods' columns, the periods ahead of one after the other
  const rows = Array.from({ length: count * horizon }, (_, row) => history.rows - 1 - Math.floor(row / horizon));
  const asked = { ...takeRows(history, rows), day: Float64Array.from(rows, (_, row) => ahead.day[row % horizon]) };
  const told = model.predictLevels(asked, QUANTILES);
  const mean = new Float64Array(horizon);
  told.mean.forEach((units, row) => {
    mean[row % horizon] += units / count;
  });
  const spread = new Float64Array(rows.length * 2 * QUANTILES.length);
  told.intervals.forEach(({ low, high }, q) => {
    spread.set(low, 2 * q * rows.length);
    spread.set(high, (2 * q + 1) * rows.length);
  });
  return { mean, intervals: intervalsOfPaths(spread, horizon, levels) };
}
