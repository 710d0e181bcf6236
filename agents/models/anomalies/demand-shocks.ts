import type { LearnedModel, ModelState } from "../model.js";
import { type DailySales, weekdayAt } from "./count-demand.js";

/** How far a day's units lie from what its weekday usually sells. */
export interface DemandShockModel extends LearnedModel {
  /** usual units, 0 Monday, shape [7] */
  readonly usual: Float64Array;
  /** of 2 sqrt(units + 3/8); 1 for Poisson demand */
  readonly deviation: number;
  /** robust z-score: about standard normal on an ordinary day, whatever the product sells */
  predictScore(units: number, weekday: number): number;
}

/**
 * Robust z-scores by weekday. Units are brought to one spread by y = 2 sqrt(units + 3/8); then
 *
 *   z = (y - median of y on that weekday) / (1.4826 MAD),  MAD = median |y - its weekday's median|
 *
 * which half of the days being odd would not break. The deviation is at least 1, what chance alone gives a count. Days on which
 * the product ran out are left out; a weekday with fewer than three days takes the median of all.
 *
 * @throws RangeError when units are negative or no day is left
 * @see Anscombe (1948), Biometrika 35, for the root; Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers, for alarms
 *   beyond 3.5
 */
export function fitDemandShocks({ units, firstWeekday, stockOut }: DailySales): DemandShockModel {
  const byWeekday: number[][] = Array.from({ length: 7 }, () => []);
  for (let day = 0; day < units.length; day++)
    if (!stockOut?.[day]) byWeekday[weekdayAt(firstWeekday, day)].push(evenly(units[day]));
  const all = byWeekday.flat();
  if (all.length === 0) throw new RangeError(`fitDemandShocks: no day of ${units.length} without a stock-out`);
  const overall = median(all);
  const centre = Float64Array.from(byWeekday, (days) => (days.length < FEWEST ? overall : median(days)));
  const away = byWeekday.flatMap((days, weekday) => days.map((y) => Math.abs(y - centre[weekday])));
  return modelOf({ centre, deviation: Math.max(1, NORMAL_OVER_MAD * median(away)) });
}

/** @throws RangeError when the state is not one of `save` */
export function loadDemandShocks(state: ModelState): DemandShockModel {
  const { centre, deviation } = state as unknown as Fit;
  if (centre?.length !== 7 || !(deviation >= 1))
    throw new RangeError("loadDemandShocks: needs the state of demand shocks");
  return modelOf({ centre, deviation });
}

/** 1 / the upper quartile of the standard normal law: MAD times this estimates a deviation */
const NORMAL_OVER_MAD = 1.482602218505602;
const FEWEST = 3;

interface Fit {
  readonly centre: Float64Array;
  readonly deviation: number;
}

function modelOf(fit: Fit): DemandShockModel {
  const { centre, deviation } = fit;
  const usual = centre.map((y) => Math.max(0, (y * y) / 4 - 0.375));
  return {
    usual,
    deviation,
    predictScore: (units, weekday) => (evenly(units) - centre[weekday]) / deviation,
    save: () => ({ ...fit }),
    explain: () => ({
      summary: `usually ${usual.reduce((sum, units) => sum + units / 7, 0).toFixed(2)} units a day`,
      findings: Array.from(usual, (value, weekday) => ({ name: `weekday ${weekday}`, value, unit: "units a day" })),
    }),
  };
}

function evenly(units: number): number {
  if (!(units >= 0)) throw new RangeError(`demand shocks: needs units of 0 or more, got ${units}`);
  return 2 * Math.sqrt(units + 0.375);
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
