import { studentQuantile } from "../math/student.js";
import { checkAsked, type Forecast, LEVELS } from "./forecast.js";
import type { LearnedModel, ModelState } from "./model.js";

/** The next season is as the last one:  y[T + h] = y[T + h - period k], with k the seasons ahead, 1 or more. */
export interface SeasonalNaive extends LearnedModel {
  readonly period: number;
  /** units of the last season, the next period first; shape [period] */
  readonly lastSeason: Float64Array;
  /** root mean squared difference of a period from the one a season before */
  readonly deviation: number;
  forecast(horizon: number, levels?: readonly number[]): Forecast;
}

/**
 * Keeps the last season. Interval of the period h ahead:  y -+ t deviation sqrt(k)
 *
 * @param units   by period, the oldest first; NaN where they are not known: the last known one of that season is taken
 * @param period  periods of a season; 1 is the naive forecast
 * @throws RangeError when the period is not whole, a part of the season was never seen, or no two periods a season apart
 *   are known
 * @see Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, sections 5.2 and 5.5
 */
export function fitSeasonalNaive(units: Float64Array, period: number): SeasonalNaive {
  if (!(Number.isInteger(period) && period >= 1))
    throw new RangeError(`seasonal naive: needs a whole period of 1 or more, got ${period}`);
  const rows = units.length;
  const lastSeason = new Float64Array(period);
  for (let ahead = 0; ahead < period; ahead++) {
    let row = rows - period + ahead;
    while (row >= 0 && Number.isNaN(units[row])) row -= period;
    if (row < 0)
      throw new RangeError(`seasonal naive: needs every part of a season of ${period} once, got ${rows} periods`);
    lastSeason[ahead] = units[row];
  }
  let squares = 0;
  let pairs = 0;
  for (let row = period; row < rows; row++) {
    const step = units[row] - units[row - period];
    if (Number.isNaN(step)) continue;
    squares += step * step;
    pairs += 1;
  }
  if (pairs === 0) throw new RangeError(`seasonal naive: needs more than ${period} periods, got ${rows}`);
  return fromState({ period, lastSeason, deviation: Math.sqrt(squares / pairs), pairs });
}

/** The model of a saved state. */
export function loadSeasonalNaive(state: ModelState): SeasonalNaive {
  return fromState(state as unknown as Fitted);
}

interface Fitted {
  readonly period: number;
  readonly lastSeason: Float64Array;
  readonly deviation: number;
  /** periods whose difference from a season before is known */
  readonly pairs: number;
}

function fromState({ period, lastSeason, deviation, pairs }: Fitted): SeasonalNaive {
  return {
    period,
    lastSeason,
    deviation,
    forecast(horizon, levels = LEVELS) {
      checkAsked(horizon, levels);
      const mean = Float64Array.from({ length: horizon }, (_, h) => lastSeason[h % period]);
      const error = mean.map((_, h) => deviation * Math.sqrt(Math.floor(h / period) + 1));
      return {
        mean,
        intervals: levels.map((level) => {
          const t = studentQuantile((1 + level) / 2, pairs);
          return {
            level,
            low: mean.map((value, h) => value - t * error[h]),
            high: mean.map((value, h) => value + t * error[h]),
          };
        }),
      };
    },
    save: () => ({ period, lastSeason: lastSeason.slice(), deviation, pairs }),
    explain: () => ({
      summary: `The next ${period === 1 ? "period is as the last one" : `${period} periods are as the last ${period}`}, give or take ${deviation.toPrecision(3)}.`,
      findings: [{ name: "difference from a season before", value: deviation, unit: "units, root mean square" }],
    }),
  };
}
