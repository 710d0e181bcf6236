import type { CountDemandModel } from "./count-demand.js";
import { weekdayAt } from "./count-demand.js";

/** A product this morning. */
export interface ShelfAhead {
  /** units on the shelf, whole */
  readonly stock: number;
  /** today's weekday, 0 Monday */
  readonly weekday: number;
  /** days until an order placed now could be sold: demand of so many days meets what is there */
  readonly leadTimeDays: number;
  /** units that arrive on each of these mornings, today's first, shape [leadTimeDays]; left out: none */
  readonly arriving?: ArrayLike<number>;
}

/**
 * Chance that a product runs out before an order placed now could help: that on some day of the lead time demand exceeds what is
 * left then. With nothing on its way that is P(demand over the lead time > stock). Exact under the law of demand, days being
 * independent, by carrying the law of what is left from day to day.
 *
 * @throws RangeError when a number of units or days is not whole
 */
export function stockOutRisk(demand: CountDemandModel, shelf: ShelfAhead): number {
  const { stock, weekday, leadTimeDays, arriving } = shelf;
  const whole = (value: number) => Number.isInteger(value) && value >= 0;
  if (!whole(stock) || !whole(leadTimeDays))
    throw new RangeError(`stockOutRisk: needs whole units and days, got ${stock} and ${leadTimeDays}`);
  let left = new Float64Array(stock + 1);
  left[stock] = 1;
  let risk = 0;
  for (let day = 0; day < leadTimeDays; day++) {
    const arrived = arriving?.[day] ?? 0;
    if (!whole(arrived)) throw new RangeError(`stockOutRisk: needs whole units arriving, got ${arrived}`);
    const law = demand.predictLaw(weekdayAt(weekday, day));
    const next = new Float64Array(left.length + arrived);
    for (let x = 0; x < left.length; x++) {
      if (left[x] === 0) continue;
      const units = x + arrived;
      const most = Math.min(units, law.length - 1);
      let sold = 0;
      for (let wanted = 0; wanted <= most; wanted++) {
        next[units - wanted] += left[x] * law[wanted];
        sold += law[wanted];
      }
      risk += left[x] * Math.max(0, 1 - sold);
    }
    left = next;
  }
  return Math.min(1, risk);
}
