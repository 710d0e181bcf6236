import type { EventLog } from "../../sim/events.js";
import type { DayReport } from "../../sim/ledger.js";
import type { Population } from "../../sim/population.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import type { Mechanic, Scenario } from "../../sim/scenario.js";
import { labelUnits, type PromotedLine } from "./label-units.js";
import { promotedLines } from "./promoted-lines.js";

/** Promoted units of a mechanic and product, by what became of them; `units` is the sum of the four labels. */
export interface LedgerRow {
  readonly mechanic: Mechanic;
  readonly product: string;
  units: number;
  subsidised: number;
  switched: number;
  timing: number;
  expanded: number;
  /** the part of `expanded` that comes of shoppers who lost more units than they gained; at most 0 */
  negative: number;
}

export interface LedgerTotals {
  /** those with promoted units, by mechanic, then by product */
  readonly rows: readonly LedgerRow[];
  /** by the market's books; the sum of the rows' units */
  readonly promotedUnits: number;
  /** units gained that no label tells of: in categories where the shopper took no promoted unit that day, and at regular price */
  readonly beside: number;
}

/** What was bought on a day with promotions, and in the season from that day on without them and with those of that day. */
export interface DayPurchases {
  /** of the day itself */
  readonly purchases: EventLog;
  /** from this day on, promotions off */
  readonly without: EventLog;
  /** from the next day on, promotions off */
  readonly after: EventLog;
  /** last day that is compared */
  readonly until: number;
}

export interface LedgerBook {
  enter(report: DayReport, bought: DayPurchases): void;
  close(): LedgerTotals;
}

/** An empty ledger, filled day by day with promotions. */
export function openLedger(scenario: Scenario, { size, categories, categoryOf }: Population): LedgerBook {
  const K = categories.length;
  const P = categoryOf.length;
  const M = MECHANICS.length;
  const rows = Array.from({ length: M * P }, (_, at): LedgerRow => {
    const zeros = { units: 0, subsidised: 0, switched: 0, timing: 0, expanded: 0, negative: 0 };
    return { mechanic: MECHANICS[Math.floor(at / P)], product: scenario.products[at % P].name, ...zeros };
  });
  /** category units of later days: without the promotion less with it; [shoppers, categories] */
  const lacking = new Int32Array(size * K);
  let promotedUnits = 0;
  let beside = 0;

  function addLater({ length, columns }: EventLog, from: number, until: number, sign: 1 | -1): number {
    const { day, shopper, category, units } = columns;
    let sum = 0;
    for (let e = 0; e < length; e++) {
      if (day[e] < from || day[e] > until) continue;
      lacking[shopper[e] * K + category[e]] += sign * units[e];
      sum += units[e];
    }
    return sum;
  }

  /** Purchases of the day by shopper and category. */
  function baskets(log: EventLog, day: number): Map<number, number[]> {
    const found = new Map<number, number[]>();
    const { columns, length } = log;
    for (let e = 0; e < length; e++) {
      if (columns.day[e] !== day) continue;
      const key = columns.shopper[e] * K + columns.category[e];
      const there = found.get(key);
      if (there) there.push(e);
      else found.set(key, [e]);
    }
    return found;
  }

  return {
    enter(report, { purchases, without, after, until }) {
      const { day } = report;
      lacking.fill(0);
      const later = addLater(after, day + 1, until, -1) - addLater(without, day + 1, until, 1);
      const baseline = baskets(without, day);
      const promoted = promotedLines(scenario, report, purchases);
      let gained = later + unitsOf(purchases, day) - unitsOf(without, day);
      for (const [key, events] of baskets(purchases, day)) {
        const lines = linesOf(purchases, events, promoted);
        if (lines.length === 0) continue;
        const regular = unitsByProduct(purchases, events);
        for (const { product, units } of lines) regular.set(product, regular.get(product)! - units);
        labelUnits(lines, regular, unitsByProduct(without, baseline.get(key) ?? []), lacking[key]);
        for (const line of lines) {
          addTo(rows[line.mechanic * P + line.product], line);
          gained -= line.expanded;
        }
      }
      beside += gained;
      for (let p = 0; p < P; p++) promotedUnits += report.promotedUnits[p];
    },
    close: () => ({ rows: rows.filter((row) => row.units > 0), promotedUnits, beside }),
  };
}

function unitsOf({ columns, length }: EventLog, day: number): number {
  let sum = 0;
  for (let e = 0; e < length; e++) if (columns.day[e] === day) sum += columns.units[e];
  return sum;
}

function unitsByProduct({ columns }: EventLog, events: readonly number[]): Map<number, number> {
  const units = new Map<number, number>();
  for (const e of events) units.set(columns.product[e], (units.get(columns.product[e]) ?? 0) + columns.units[e]);
  return units;
}

/** @param promoted  units by event and mechanic, shape [events, MECHANICS] */
function linesOf({ columns }: EventLog, events: readonly number[], promoted: Int32Array): PromotedLine[] {
  const lines: PromotedLine[] = [];
  for (const e of events)
    for (let mechanic = 0; mechanic < MECHANICS.length; mechanic++) {
      const units = promoted[e * MECHANICS.length + mechanic];
      if (units === 0) continue;
      lines.push({ product: columns.product[e], mechanic, units, subsidised: 0, switched: 0, timing: 0, expanded: 0 });
    }
  return lines;
}

function addTo(row: LedgerRow, line: PromotedLine): void {
  row.units += line.units;
  row.subsidised += line.subsidised;
  row.switched += line.switched;
  row.timing += line.timing;
  row.expanded += line.expanded;
  row.negative += Math.min(0, line.expanded);
}
