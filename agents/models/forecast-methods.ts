import type { Rng } from "../../envs/types.js";
import { fitDemandRegression } from "./demand-regression.js";
import { type SalesRows, salesColumn, type Term, takeRows } from "./design.js";
import { atLeast, type Forecast, LEVELS } from "./forecast.js";
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
  /** what it looks at; regressors that the history does not tell have no coefficient */
  readonly terms: readonly Term[];
  /** ridge on the standardised slopes; default 0 */
  readonly penalty?: number;
}

/**
 * Regression of units on what is known beforehand: of their logarithm where all units are above 0, else of counts. Periods
 * without units are left out.
 */
export function regressionMethod({ name = "regression", terms, penalty = 0 }: RegressionMethodOptions): ForecastMethod {
  return {
    name,
    forecast(history, ahead, _rng, levels = LEVELS) {
      const units = salesColumn(history, "units");
      const known = Array.from(units.keys()).filter((row) => !Number.isNaN(units[row]));
      const outcome = known.every((row) => units[row] > 0) ? "log" : "count";
      const model = fitDemandRegression(takeRows(history, known), { terms, outcome, penalty, untold: "leave out" });
      const predictions = levels.map((level) => model.predictUnits(ahead, level));
      return {
        mean: model.predictMean(ahead),
        intervals: predictions.map(({ low, high }, i) => ({ level: levels[i], low, high })),
      };
    },
  };
}
