import { exp, log } from "../../../sim/math/elementary.js";
import { countDistribution } from "../../math/count-distribution.js";
import { quasiPoisson } from "../../math/quasi-poisson.js";
import type { LearnedModel, ModelState } from "../model.js";

/** Daily sales of a product, as a till tells them. */
export interface DailySales {
  /** units sold, whole, shape [days] */
  readonly units: ArrayLike<number>;
  /** weekday of the first day, 0 Monday */
  readonly firstWeekday: number;
  /** 1 where the product ran out during the day, shape [days]; left out: never */
  readonly stockOut?: ArrayLike<number>;
}

/** The law of a product's demand on a day of the week. */
export interface CountDemandModel extends LearnedModel {
  /** mean units a day, 0 Monday, shape [7] */
  readonly mean: Float64Array;
  /** variance of a day's units over their mean, 1 or more */
  readonly dispersion: number;
  /** days it was fitted on, those with a stock-out left out */
  readonly days: number;
  /**
   * Probabilities of 0, 1, 2, ... units wanted in so many days together.
   *
   * @param weekday  of the first of them, 0 Monday
   */
  predictLaw(weekday: number, days?: number): Float64Array;
}

/**
 * Counts whose variance is a multiple of their mean, with a mean by weekday: quasi-Poisson regression of the logarithm, weekdays
 * drawn towards each other (normal, deviation .4) so that a few weeks do. The law is Poisson, or negative binomial where the
 * variance is more than the mean; with one multiple for all days the sum over days is of the same kind.
 *
 * Days on which the product ran out are left out, as they tell the stock, not the demand.
 *
 * @throws RangeError when a count is not whole, or no day is left
 * @see McCullagh and Nelder (1989), Generalized Linear Models, section 9.2
 */
export function fitCountDemand({ units, firstWeekday, stockOut }: DailySales): CountDemandModel {
  const open: number[] = [];
  for (let day = 0; day < units.length; day++) {
    if (!(Number.isInteger(units[day]) && units[day] >= 0))
      throw new RangeError(`fitCountDemand: needs whole units of 0 or more, got ${units[day]} on day ${day}`);
    if (!stockOut?.[day]) open.push(day);
  }
  if (open.length === 0) throw new RangeError(`fitCountDemand: no day of ${units.length} without a stock-out`);
  const counts = Float64Array.from(open, (day) => units[day]);
  const effects = new Float64Array(open.length * EFFECTS);
  open.forEach((day, row) => {
    effects[row * EFFECTS] = 1;
    effects[row * EFFECTS + 1 + weekdayAt(firstWeekday, day)] = 1;
  });
  const level = log((counts.reduce((sum, count) => sum + count, 0) + 0.5) / (open.length + 1));
  const { coefficients, dispersion } = quasiPoisson(
    counts,
    effects,
    Float64Array.of(level, 0, 0, 0, 0, 0, 0, 0),
    Float64Array.of(5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4),
  );
  const mean = Float64Array.from({ length: 7 }, (_, weekday) => exp(coefficients[0] + coefficients[1 + weekday]));
  return modelOf({ mean, dispersion, days: open.length });
}

/** @throws RangeError when the state is not one of `save` */
export function loadCountDemand(state: ModelState): CountDemandModel {
  const { mean, dispersion, days } = state as unknown as Fit;
  if (mean?.length !== 7 || !(dispersion >= 1))
    throw new RangeError("loadCountDemand: needs the state of a count demand");
  return modelOf({ mean, dispersion, days });
}

/** The weekday, 0 Monday, so many days after a day of that weekday. */
export function weekdayAt(firstWeekday: number, day: number): number {
  return (((firstWeekday + day) % 7) + 7) % 7;
}

/** a level and seven weekdays */
const EFFECTS = 8;

interface Fit {
  readonly mean: Float64Array;
  readonly dispersion: number;
  readonly days: number;
}

function modelOf(fit: Fit): CountDemandModel {
  const { mean, dispersion } = fit;
  return {
    ...fit,
    predictLaw(weekday, days = 1) {
      let sum = 0;
      for (let day = 0; day < days; day++) sum += mean[weekdayAt(weekday, day)];
      return countDistribution(sum, dispersion * sum);
    },
    save: () => ({ ...fit }),
    explain: () => ({
      summary:
        `${(mean.reduce((sum, units) => sum + units, 0) / 7).toFixed(2)} units a day, ` +
        `of a variance ${dispersion.toFixed(2)} times as large, from ${fit.days} days`,
      findings: WEEKDAYS.map((name, weekday) => ({ name, value: mean[weekday], unit: "units a day" })),
    }),
  };
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
