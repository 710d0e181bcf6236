import { createRng } from "../../agents/math/rng.js";
import { fitStockDiscrepancy } from "../../agents/models/anomalies/stock-discrepancy.js";
import type { AlarmScore } from "./alarm-score.js";
import { baseStock, type QuietShop } from "./quiet-shop.js";

/** Chance of a loss on a product and day, and the day's means it takes, uniform between them. */
const LOSS_CHANCE = 1 / 60;
const SMALLEST_LOSS = 1;
const LARGEST_LOSS = 3;
/** A count is called for when something is missing with this probability. */
const SURE = 0.95;
/** Days in which the shelves come down from full, and days left to find the last losses in. */
const SETTLING_DAYS = 28;
const LAST_DAYS = 21;

/**
 * Deliveries that fall short of what is booked. The shop orders every day up to a base stock by its books; now and then, unseen,
 * so many units of a product never reach the shelf. An alarm is a count of the shelf, right if anything is missing; a loss is
 * found when there is a count after it.
 */
export function missingStockTrial(
  shop: QuietShop,
  seed: string,
  days = 168,
): AlarmScore & { readonly delays: readonly number[] } {
  const { demand } = shop;
  const { market, weekday } = shop.open();
  const { products } = market.scenario;
  const rng = createRng(`losses ${seed}`);
  const mean = demand.map((law) => law.mean.reduce((sum, units) => sum + units / 7, 0));
  const level = products.map(({ leadTimeDays }, p) => baseStock(demand[p], leadTimeDays + 1, 0.05));
  const records = products.map((_, p) =>
    fitStockDiscrepancy([], {
      opening: market.stock(p),
      demand: demand[p],
      losses: { chance: LOSS_CHANCE, meanUnits: 2 * mean[p] },
    }),
  );
  /** by product: units lost but not yet taken off a delivery, booked units on their way, and days of losses nobody has found */
  const owed = products.map(() => 0);
  const booked = products.map(() => [] as number[]);
  const open = products.map(() => [] as number[]);
  const score = { faults: 0, found: 0, alarms: 0, right: 0 };
  const delays: number[] = [];
  for (let day = 0; day < SETTLING_DAYS + days; day++) {
    const today = weekday();
    const order = new Float64Array(products.length);
    const received = products.map(({ leadTimeDays }, p) => {
      const ordered = Math.max(0, level[p] - records[p].bookStock - booked[p].reduce((sum, units) => sum + units, 0));
      const lost = day >= SETTLING_DAYS && day < SETTLING_DAYS + days - LAST_DAYS && rng.uniform() < LOSS_CHANCE;
      if (lost) {
        owed[p] += Math.round(mean[p] * (SMALLEST_LOSS + (LARGEST_LOSS - SMALLEST_LOSS) * rng.uniform()));
        open[p].push(day);
        score.faults += 1;
      }
      const short = Math.min(owed[p], ordered);
      owed[p] -= short;
      order[p] = ordered - short;
      booked[p].push(ordered);
      return booked[p].length > leadTimeDays ? booked[p].shift()! : 0;
    });
    const { units } = market.runDay({ order });
    records.forEach((record, p) => {
      record.update({ received: received[p], sold: units[p], weekday: today });
      if (record.predictMissing(1) < SURE) return;
      const there = market.stock(p);
      score.alarms += 1;
      if (there < record.bookStock) {
        score.right += 1;
        // a loss shows on the shelf when its delivery does
        const arrived = (lost: number) => day >= lost + products[p].leadTimeDays;
        const found = open[p].filter(arrived);
        score.found += found.length;
        delays.push(...found.map((lost) => day - lost));
        open[p] = open[p].filter((lost) => !arrived(lost));
      }
      record.count(there);
    });
  }
  return { ...score, delays };
}
