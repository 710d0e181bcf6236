import type { EventLog } from "../../sim/events.js";
import type { DayReport } from "../../sim/ledger.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import type { Scenario } from "../../sim/scenario.js";

/**
 * Which units of a day's purchases were promoted, and by what: for every event its units by mechanic, which sum over the
 * day to the report's `promotedUnits` of each product.
 *
 * A unit that got several promotions counts for one: for the product's own offer, else for the coupon, else for the spend
 * threshold. Where the books tell only how many units of a product were promoted, they are those bought first with a
 * discount, then (gifts take nothing off) those bought first.
 *
 * @param log  purchases of this one day, in the order they were made
 * @returns shape [events, MECHANICS]; whole units
 * @throws Error when the log holds fewer units than the report promoted
 */
export function promotedLines(scenario: Scenario, report: DayReport, log: EventLog): Int32Array {
  const { product, units, discount } = log.columns;
  const M = MECHANICS.length;
  const out = new Int32Array(log.length * M);
  const left = report.promotedUnits.slice();
  const quota = mechanicQuotas(scenario, report);
  const promoted = new Int32Array(log.length);
  for (const discounted of [true, false])
    for (let e = 0; e < log.length; e++) {
      if (discount[e] > 0 !== discounted) continue;
      const p = product[e];
      promoted[e] = Math.min(units[e], left[p]);
      left[p] -= promoted[e];
      let open = promoted[e];
      for (let m = 0; m < M && open > 0; m++) {
        const some = Math.min(open, quota[m * left.length + p]);
        quota[m * left.length + p] -= some;
        out[e * M + m] = some;
        open -= some;
      }
    }
  const missing = left.findIndex((units) => units !== 0);
  if (missing >= 0)
    throw new Error(
      `promotedLines: ${left[missing]} promoted units of ${scenario.products[missing].name} on day ${report.day} are in nobody's basket`,
    );
  return out;
}

/** Place in MECHANICS of the product's own offer today; -1 none. */
export function mechanicOf(scenario: Scenario, report: DayReport, product: number): number {
  const { depths, menu } = scenario.promotions;
  const offer = report.offer[product];
  if (offer > depths.length) return MECHANICS.indexOf(menu[offer - depths.length - 1].mechanic);
  return report.depth[product] > 0 ? MECHANICS.indexOf("percent-off") : -1;
}

/** Units of each product to be counted for each mechanic: sums to promotedUnits; shape [MECHANICS, products]. */
function mechanicQuotas(scenario: Scenario, report: DayReport): Float64Array {
  const { promotedUnits, mechanicUnits } = report;
  const P = promotedUnits.length;
  const quota = new Float64Array(MECHANICS.length * P);
  for (let p = 0; p < P; p++) {
    let open = promotedUnits[p];
    if (open === 0) continue;
    const own = mechanicOf(scenario, report, p);
    const order = [own, COUPON, THRESHOLD].filter((m) => m >= 0);
    for (const m of order) {
      const some = Math.min(open, mechanicUnits[m * P + p]);
      quota[m * P + p] = some;
      open -= some;
    }
    quota[order[0] * P + p] += open;
  }
  return quota;
}

const COUPON = MECHANICS.indexOf("coupon");
const THRESHOLD = MECHANICS.indexOf("spend-threshold");
