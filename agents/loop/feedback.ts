import type { MarketBrief } from "../../envs/types.js";
import { type DemandModel, meanUnits, remember, weekdayOf } from "../models/demand.js";
import type { DiaryDay } from "./diary.js";

/** Units that stand for the belief that the model's level is right. */
const PRIOR_UNITS = 20;

/**
 * Feed back: how much more than the model says every product sold over the last days,
 *
 *   level = (20 + units sold) / (20 + units expected),   days with an empty shelf left out,
 *
 * the mean of a gamma posterior whose prior is worth 20 units at the model's level: few sales move it little.
 *
 * @param days  how many of the diary's last days count
 * @returns shape [products]; 1 without a diary
 * @see Gelman et al. (2013), Bayesian Data Analysis, section 2.6: Poisson counts with exposure
 */
export function recentLevel(
  model: DemandModel,
  brief: MarketBrief,
  diary: readonly DiaryDay[],
  days: number,
): Float64Array {
  const P = brief.products.length;
  const sold = new Float64Array(P).fill(PRIOR_UNITS);
  const expected = new Float64Array(P).fill(PRIOR_UNITS);
  const memory = new Float64Array(P);
  const units = new Float64Array(P);
  diary.forEach((row, at) => {
    if (at >= diary.length - days) {
      const { depth, campaign } = row;
      meanUnits(model, { depth, memory, campaign, weekday: weekdayOf(brief, row.day) }, units);
      for (let p = 0; p < P; p++)
        if (row.stockOut[p] === 0) {
          sold[p] += row.units[p];
          expected[p] += units[p];
        }
    }
    remember(memory, row.depth);
  });
  return sold.map((amount, p) => amount / expected[p]);
}
