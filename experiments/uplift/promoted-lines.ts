import type { EventLog } from "../../sim/events.js";
import type { DayReport } from "../../sim/ledger.js";
import { buyXGetY } from "../../sim/promotions/buy-x-get-y.js";
import type { LineDeal } from "../../sim/promotions/line-deal.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import type { Scenario } from "../../sim/scenario.js";

/**
 * Which units of a day's purchases were promoted, and by what: for every event its units by mechanic, which sum over the
 * day to the report's `promotedUnits` of each product.
 *
 * The books tell how many units of a product were promoted, not whose. They are taken to be those bought with a discount (of
 * buy-x-get-y: in full groups), then the rest of such purchases, then (gifts take nothing off) others, each from the
 * morning on. A unit that got several promotions counts for one: for the product's own offer, else for the coupon, else for
 * the spend threshold.
 *
 * @param log  purchases of this one day, in the order they were made
 * @returns shape [events, MECHANICS]; whole units
 * @throws Error when the log holds fewer units than the report promoted
 */
export function promotedLines(scenario: Scenario, report: DayReport, log: EventLog): Int32Array {
  const { product, units, discount } = log.columns;
  const P = scenario.products.length;
  const M = MECHANICS.length;
  const left = report.promotedUnits.slice();
  const promoted = new Int32Array(log.length);
  const deals = scenario.products.map((_, p) => groupsOf(scenario, report, p));
  const upTo = (e: number, most: number) => {
    const some = Math.min(most - promoted[e], left[product[e]]);
    promoted[e] += some;
    left[product[e]] -= some;
  };
  for (let e = 0; e < log.length; e++) if (discount[e] > 0) upTo(e, deals[product[e]]?.touched(units[e]) ?? units[e]);
  for (let e = 0; e < log.length; e++) if (discount[e] > 0) upTo(e, units[e]);
  for (let e = 0; e < log.length; e++) upTo(e, units[e]);
  const missing = left.findIndex((units) => units !== 0);
  if (missing >= 0)
    throw new Error(
      `promotedLines: ${left[missing]} promoted units of ${scenario.products[missing].name} on day ${report.day} are in nobody's basket`,
    );

  const out = new Int32Array(log.length * M);
  const quota = mechanicQuotas(scenario, report);
  for (let e = 0; e < log.length; e++) {
    for (let m = 0; m < M && promoted[e] > 0; m++) {
      const some = Math.min(promoted[e], quota[m * P + product[e]]);
      quota[m * P + product[e]] -= some;
      out[e * M + m] = some;
      promoted[e] -= some;
    }
  }
  return out;
}

/** The product's buy-x-get-y of today, null where there is none. */
function groupsOf({ promotions }: Scenario, { offer }: DayReport, product: number): LineDeal | null {
  const chosen = promotions.menu[offer[product] - promotions.depths.length - 1];
  return chosen?.mechanic === "buy-x-get-y" ? buyXGetY(chosen) : null;
}

/** Place in MECHANICS of the product's own offer today; -1 none. */
function mechanicOf(scenario: Scenario, report: DayReport, product: number): number {
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
