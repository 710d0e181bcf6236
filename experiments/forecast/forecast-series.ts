import { createRng } from "../../agents/math/rng.js";
import { type SalesRows, salesColumn, type Term } from "../../agents/models/design.js";
import type { Forecast } from "../../agents/models/forecast.js";
import {
  type ForecastMethod,
  holtWintersMethod,
  regressionMethod,
  seasonalNaiveMethod,
} from "../../agents/models/forecast-methods.js";
import { type ForecastError, type ForecastScore, rollingOrigin, scoreOf } from "../../agents/models/rolling-origin.js";
import { unplannedAhead } from "./plan.js";
import type { SalesSeries } from "./series.js";

export const MODELS = ["seasonal-naive", "holt-winters", "regression"] as const;
export type ModelName = (typeof MODELS)[number];

/** The regression that is told prices and promotions ahead; where there is no plan it is scored beside the others, and not chosen. */
export const KNOWN_PLAN = "regression, plan known";

export interface ForecastOptions {
  /** periods ahead */
  readonly horizon: number;
  /** "auto": of each series, the model with the smallest WAPE from rolling origins */
  readonly model: "auto" | ModelName;
  /** scores every model from rolling origins even where one is said */
  readonly evaluate: boolean;
  /** periods of a season; default: a year of weeks, or a week of days */
  readonly season?: number;
  readonly seed: string;
  /** the periods ahead with their prices and promotions, where they are planned; the regression then knows them */
  readonly ahead?: SalesRows;
}

export interface SeriesForecast {
  readonly series: SalesSeries;
  readonly model: ModelName;
  readonly forecast: Forecast;
  /** days since 1970-01-01, or 7 times the number of the week, of the periods ahead */
  readonly day: Float64Array;
  /** by model, where it was evaluated: errors from rolling origins */
  readonly errors: ReadonlyMap<string, readonly ForecastError[]>;
  /** models that could not be fitted to it, and why */
  readonly faults: ReadonlyMap<string, string>;
}

/** Rolling origins at the most: the last ones. */
const ORIGINS = 12;
/** Periods whose prices and promotions stand for those that are not known ahead. */
const LATELY = 26;

/**
 * Forecasts a series with its best model, or with the one that was asked for.
 *
 * From rolling origins: histories from half of the periods on, at most twelve origins, every model at the same ones.
 *
 * @throws RangeError when no model can be fitted, with each one's reason
 */
export function forecastSeries(series: SalesSeries, options: ForecastOptions): SeriesForecast {
  const { horizon, model: asked, evaluate, seed } = options;
  const { rows } = series;
  const period = options.season ?? (rows.span === 7 ? 52 : 7);
  const methods = methodsOf(series, period, options.ahead !== undefined);
  const first = Math.max(Math.ceil(rows.rows / 2), rows.rows - horizon - ORIGINS + 1, 4);
  const errors = new Map<string, readonly ForecastError[]>();
  const faults = new Map<string, string>();
  if ((asked === "auto" || evaluate) && first + horizon <= rows.rows) {
    const told = rollingOrigin(rows, [...methods.values()], {
      horizon,
      first,
      // a season that the first history does not have once cannot scale its errors
      period: first > period ? period : 1,
      rng: createRng(`${seed}/evaluation`),
    });
    for (const { name, errors: ofMethod, fault } of told) {
      if (fault === undefined && ofMethod.length > 0) errors.set(name, ofMethod);
      else faults.set(name, fault ?? "no period with units to compare with");
    }
  }
  const wape = (name: ModelName) => {
    const ofMethod = errors.get(name);
    return ofMethod ? scoreOf(name, ofMethod).wape : Number.POSITIVE_INFINITY;
  };
  const order = asked === "auto" ? [...MODELS].sort((a, b) => wape(a) - wape(b)) : [asked];
  const ahead = options.ahead ?? unplannedAhead(rows, horizon);
  for (const model of order) {
    try {
      const forecast = (methods.get(model) as ForecastMethod).forecast(rows, ahead, createRng(`${seed}/forecast`));
      return { series, model, forecast, day: ahead.day, errors, faults };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.set(model, error.message);
    }
  }
  throw new RangeError(order.map((model) => `${model}: ${faults.get(model)}`).join("; "));
}

/** Scores of every model over some series together, those of a model that could not be fitted to all of them left out. */
export function poolScores(forecasts: readonly SeriesForecast[]): ForecastScore[] {
  const names = [...MODELS, KNOWN_PLAN].filter((name) =>
    forecasts.every(({ errors, faults }) => errors.has(name) || (errors.size === 0 && faults.size === 0)),
  );
  return names.flatMap((name) => {
    const errors = forecasts.flatMap((one) => one.errors.get(name) ?? []);
    return errors.length > 0 ? [scoreOf(name, errors)] : [];
  });
}

function methodsOf(
  { rows, dated }: SalesSeries,
  period: number,
  planned: boolean,
): ReadonlyMap<string, ForecastMethod> {
  const terms = regressorsOf(rows, dated);
  const regression = { terms, penalties: [0, 0.03, 0.1] };
  // a season that was not there once is no season to be naive about
  const methods = [
    seasonalNaiveMethod(rows.rows > 2 * period ? period : 1),
    holtWintersMethod(period),
    regressionMethod({ ...regression, plan: planned ? "known" : { asLately: LATELY } }),
  ];
  if (!planned && terms[0].length > 0) methods.push(regressionMethod({ ...regression, name: KNOWN_PLAN }));
  return new Map(methods.map((method) => [method.name, method]));
}

/** Sets of regressors to choose from: prices and promotions alone, then with the calendar that there are data for. */
function regressorsOf(rows: SalesRows, dated: boolean): Term[][] {
  const fixed = [...rows.columns.keys()]
    .filter((column) => column !== "units" && varies(salesColumn(rows, column)))
    .map((column): Term => ({ kind: column.endsWith("price") ? "log" : "column", column }));
  if (rows.span === 1 && dated) fixed.push({ kind: "weekday" });
  const trend: Term = { kind: "trend", origin: rows.day[0] };
  const season: Term = { kind: "season", period: 365.25, pairs: 2 };
  const sets = [fixed, [...fixed, trend]];
  return rows.rows * rows.span > 1.5 * 365 ? [...sets, [...fixed, season], [...fixed, season, trend]] : sets;
}

const varies = (values: Float64Array) => values.some((value) => value !== values[0]);
