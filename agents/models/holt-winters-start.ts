import type { Form, State } from "./holt-winters-steps.js";

/** Seasons that the first effects are made of, at the most. */
const SEASONS = 3;

/**
 * The state before the first period, made of the first ones: a centred moving average over a season parts the first three
 * seasons at the most from their trend; what is left, averaged by place in the season and brought to a sum of 0 (or a mean
 * of 1), are the seasons' effects; a line through the first max(10, 2 periods) values without them is level and trend.
 *
 * @param units  NaN where they are not known: the value between its neighbours is taken
 * @throws RangeError with fewer than two seasons, or than three periods
 * @see Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing, section 2.6.1
 */
export function initialState(units: Float64Array, { period, trend, season }: Form): State {
  const filled = withoutGaps(units);
  if (filled.length < 3) throw new RangeError(`holt-winters: needs at least 3 periods, got ${filled.length}`);
  if (season === "none") return { ...lineThrough(filled, 10, trend), seasons: new Float64Array(0) };
  if (filled.length < 2 * period)
    throw new RangeError(`holt-winters: a season of ${period} needs ${2 * period} periods, got ${filled.length}`);
  const additive = season === "additive";
  const seasons = seasonsOf(filled.subarray(0, Math.min(filled.length, SEASONS * period)), period, additive);
  const adjusted = filled.map((value, row) =>
    additive ? value - seasons[row % period] : value / seasons[row % period],
  );
  return { ...lineThrough(adjusted, Math.max(10, 2 * period), trend), seasons };
}

function seasonsOf(values: Float64Array, period: number, additive: boolean): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  const half = Math.floor(period / 2);
  for (let row = half; row < values.length - half; row++) {
    // an even season has half of each end in its middle's average
    let sum = 0;
    for (let near = row - half; near <= row + half; near++) sum += values[near];
    if (period % 2 === 0) sum -= (values[row - half] + values[row + half]) / 2;
    const middle = sum / period;
    sums[row % period] += additive ? values[row] - middle : values[row] / middle;
    counts[row % period] += 1;
  }
  const effects = sums.map((sum, place) => sum / counts[place]);
  let mean = 0;
  for (let place = 0; place < period; place++) mean += effects[place] / period;
  return effects.map((effect) => (additive ? effect - mean : effect / mean));
}

/** Level before the first value and slope of the line through the first ones; their mean where there is no trend. */
function lineThrough(values: Float64Array, most: number, trend: Form["trend"]): { level: number; trend: number } {
  const count = Math.min(most, values.length);
  let mean = 0;
  for (let row = 0; row < count; row++) mean += values[row] / count;
  if (trend === "none") return { level: mean, trend: 0 };
  const centre = (count + 1) / 2;
  let covariance = 0;
  let variance = 0;
  for (let row = 0; row < count; row++) {
    covariance += (row + 1 - centre) * (values[row] - mean);
    variance += (row + 1 - centre) * (row + 1 - centre);
  }
  const slope = covariance / variance;
  return { level: mean - slope * centre, trend: slope };
}

function withoutGaps(units: Float64Array): Float64Array {
  const filled = units.slice();
  let before = -1;
  for (let row = 0; row < filled.length; row++) {
    if (Number.isNaN(filled[row])) continue;
    for (let gap = before + 1; gap < row; gap++) {
      const from = before < 0 ? filled[row] : filled[before];
      filled[gap] = from + ((filled[row] - from) * (gap - before)) / (row - before);
    }
    before = row;
  }
  if (before < 0) return new Float64Array(0);
  return filled.fill(filled[before], before + 1);
}
