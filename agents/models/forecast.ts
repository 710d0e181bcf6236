/** Units expected of the next periods, with intervals. */
export interface Forecast {
  /** by period ahead, the next one first; shape [horizon] */
  readonly mean: Float64Array;
  /** in the order of the levels asked for */
  readonly intervals: readonly ForecastInterval[];
}

export interface ForecastInterval {
  /** probability that a period's units lie within, above 0 and below 1 */
  readonly level: number;
  /** shape [horizon] */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Levels that are told where none are asked for. */
export const LEVELS: readonly number[] = [0.8, 0.95];

/**
 * Central intervals of simulated paths.
 *
 * @param paths  shape [paths, horizon] row-major
 */
export function intervalsOfPaths(paths: Float64Array, horizon: number, levels: readonly number[]): ForecastInterval[] {
  const count = paths.length / horizon;
  const sorted = Array.from({ length: horizon }, (_, h) => {
    const values = new Float64Array(count);
    for (let path = 0; path < count; path++) values[path] = paths[path * horizon + h];
    return values.sort();
  });
  return levels.map((level) => ({
    level,
    low: Float64Array.from(sorted, (values) => quantile(values, (1 - level) / 2)),
    high: Float64Array.from(sorted, (values) => quantile(values, (1 + level) / 2)),
  }));
}

/** A forecast whose bounds and means are at least so many units. */
export function atLeast(least: number, { mean, intervals }: Forecast): Forecast {
  const raised = (values: Float64Array) => values.map((value) => Math.max(least, value));
  return {
    mean: raised(mean),
    intervals: intervals.map(({ level, low, high }) => ({ level, low: raised(low), high: raised(high) })),
  };
}

/** @throws RangeError unless there is a horizon of 1 or more and every level is within 0 and 1 */
export function checkAsked(horizon: number, levels: readonly number[]): void {
  if (!(Number.isInteger(horizon) && horizon >= 1))
    throw new RangeError(`forecast: needs a whole horizon of 1 or more, got ${horizon}`);
  const wrong = levels.find((level) => !(level > 0 && level < 1));
  if (wrong !== undefined) throw new RangeError(`forecast: needs levels within 0 and 1, got ${wrong}`);
}

/** The value that a part of sorted values lies below, linear between neighbours (Hyndman and Fan 1996, type 7). */
function quantile(sorted: Float64Array, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
