import type { Rng } from "../../envs/types.js";
import { branch } from "../math/rng.js";
import { type SalesRows, salesColumn, takeRows } from "./design.js";
import type { ForecastMethod } from "./forecast-methods.js";

export interface RollingOptions {
  /** periods ahead, 1 or more */
  readonly horizon: number;
  /** periods of the first history */
  readonly first: number;
  /** periods from one origin to the next; default 1 */
  readonly step?: number;
  /** periods of the season that errors are scaled by; default 1 */
  readonly period?: number;
  /** levels of the intervals whose coverage is counted; default .8 and .95 */
  readonly levels?: readonly number[];
  readonly rng: Rng;
}

/** What a method told of one period, and what came. */
export interface ForecastError {
  /** periods ahead, 1 to horizon */
  readonly ahead: number;
  readonly units: number;
  readonly told: number;
  /** mean absolute difference of the history's periods from those a season before */
  readonly scale: number;
  /** by level: whether the interval held the units */
  readonly held: readonly boolean[];
}

/** What a method told at all origins of a series. */
export interface MethodErrors {
  readonly name: string;
  /** the methods of a series have the same periods in the same order; empty where one could not be fitted */
  readonly errors: readonly ForecastError[];
  /** why it could not be fitted, at the first origin where it could not */
  readonly fault?: string;
}

export interface ForecastScore {
  readonly name: string;
  /**
   * mean of |error| / scale: below 1 is better than the naive forecast was one season ahead within the history; NaN where no
   * history has a season that differs from the one before
   */
  readonly mase: number;
  /** sum of |error| / sum of units */
  readonly wape: number;
  /** sum of (told - units) / sum of units: above 0 where too much is told */
  readonly bias: number;
  /** by level: share of periods whose units the interval held */
  readonly coverage: readonly number[];
  readonly forecasts: number;
}

/**
 * Forecasts from every origin of a series with what was known there: histories of `first`, `first + step`, ... periods, as
 * long as a whole horizon follows. Periods without known units are told and not counted.
 *
 * @param data  a row a period, the oldest first
 * @throws RangeError when no origin fits, or a number is not whole
 * @see Tashman (2000), Out-of-sample tests of forecasting accuracy; Hyndman and Koehler (2006) for the scale
 */
export function rollingOrigin(
  data: SalesRows,
  methods: readonly ForecastMethod[],
  { horizon, first, step = 1, period = 1, levels = [0.8, 0.95], rng }: RollingOptions,
): MethodErrors[] {
  const units = salesColumn(data, "units");
  const origins: number[] = [];
  for (let origin = first; origin + horizon <= data.rows; origin += step) origins.push(origin);
  if (!(horizon >= 1 && first >= 1 && step >= 1 && origins.length > 0 && Number.isInteger(horizon + first + step)))
    throw new RangeError(
      `rollingOrigin: needs whole numbers of 1 or more and at least first + horizon periods, got ${first} + ${horizon} of ${data.rows}, step ${step}`,
    );
  const stream = branch(rng);
  const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  return methods.map((method): MethodErrors => {
    const errors: ForecastError[] = [];
    for (const origin of origins) {
      const history = takeRows(data, rows(0, origin));
      const ahead = withoutUnits(takeRows(data, rows(origin, origin + horizon)));
      const scale = naiveScale(units.subarray(0, origin), period);
      try {
        const { mean, intervals } = method.forecast(history, ahead, stream(`${method.name}/${origin}`), levels);
        for (let h = 0; h < horizon; h++) {
          const came = units[origin + h];
          if (Number.isNaN(came)) continue;
          const held = intervals.map(({ low, high }) => low[h] <= came && came <= high[h]);
          errors.push({ ahead: h + 1, units: came, told: mean[h], scale, held });
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { name: method.name, errors: [], fault: error.message };
      }
    }
    return { name: method.name, errors };
  });
}

/** @throws RangeError when there is no error to score */
export function scoreOf(name: string, errors: readonly ForecastError[]): ForecastScore {
  if (errors.length === 0) throw new RangeError(`scoreOf: ${name} has no forecast to score`);
  let absolute = 0;
  let scaled = 0;
  let scales = 0;
  let signed = 0;
  let total = 0;
  const held = errors[0].held.map(() => 0);
  for (const { units, told, scale, held: within } of errors) {
    absolute += Math.abs(told - units);
    if (scale > 0) {
      scaled += Math.abs(told - units) / scale;
      scales += 1;
    }
    signed += told - units;
    total += units;
    within.forEach((yes, level) => {
      if (yes) held[level] += 1;
    });
  }
  return {
    name,
    mase: scaled / scales,
    wape: absolute / total,
    bias: signed / total,
    coverage: held.map((count) => count / errors.length),
    forecasts: errors.length,
  };
}

function withoutUnits(data: SalesRows): SalesRows {
  const columns = new Map(data.columns);
  columns.delete("units");
  return { ...data, columns };
}

function naiveScale(units: Float64Array, period: number): number {
  let sum = 0;
  let pairs = 0;
  for (let row = period; row < units.length; row++) {
    const step = Math.abs(units[row] - units[row - period]);
    if (Number.isNaN(step)) continue;
    sum += step;
    pairs += 1;
  }
  return sum / pairs;
}
