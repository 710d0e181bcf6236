import type { Estimate, LabelledUnits, Parts, UpliftReport } from "../uplift/uplift.js";
import { readable, table } from "./table.js";

/** The report as a reader wants it: what became of promoted units by mechanic and product, then what the promotions earn. */
export function upliftTable(report: UpliftReport): string {
  const { ledger, incrementalProfit: profit, seeds, currency } = report;
  const seasons = `mean of ${seeds.length} seeds, ${currency} a season`;
  return [
    `${report.agent} on ${report.scenario}, ${report.env}, ${seeds.length} seeds`,
    ...(ledger.promotedUnits === 0 ? ["No unit was promoted."] : ledgerTables(ledger)),
    profitTable(`incremental profit by mechanic, ${seasons}`, profit.byMechanic, profit.total),
    profitTable(`incremental profit by product, ${seasons}`, profit.byProduct, profit.total),
    profitTable(`incremental margin by segment, ${seasons}`, profit.bySegment, profit.total),
    caption(report),
  ].join("\n\n");
}

function ledgerTables({ byMechanic, byProduct, total }: UpliftReport["ledger"]): string[] {
  return [
    ledgerTable(
      "promoted units by mechanic",
      byMechanic.map((row) => ({ ...row, name: row.mechanic })),
      total,
    ),
    ledgerTable(
      "promoted units by product",
      byProduct.map((row) => ({ ...row, name: row.product })),
      total,
    ),
  ];
}

function ledgerTable(head: string, parts: readonly (LabelledUnits & { name: string })[], total: LabelledUnits): string {
  const columns = [head, "units", "subsidised", "switched", "timing", "expanded", "of it negative"];
  const row = (name: string, units: LabelledUnits) => [
    name,
    readable(units.units),
    ...[units.subsidised, units.switched, units.timing, units.expanded, units.negative].map(
      (part) => `${readable((100 * part) / units.units, 1)}%`,
    ),
  ];
  return table(
    columns.map((text, c) => ({ head: text, align: c === 0 ? "left" : "right" })),
    [...parts.map((part) => row(part.name, part)), row("all", total)],
  );
}

function profitTable(head: string, { parts, otherLevers, remainder }: Parts, total: Estimate): string {
  const columns = [
    { head, align: "left" },
    { head: "", align: "right" },
    { head: "95% interval", align: "right" },
  ] as const;
  const row = (name: string, { value, ci }: Estimate) => [name, signed(value), `${signed(ci[0])} to ${signed(ci[1])}`];
  return table(columns, [
    ...parts.map((part) => row(part.name, part)),
    ...(otherLevers ? [row("other levers", otherLevers)] : []),
    row("remainder", remainder),
    row("all", total),
  ]);
}

function signed(value: number): string {
  return (value > 0 ? "+" : "") + readable(value);
}

function caption({ ledger }: UpliftReport): string {
  return [
    "Subsidised: bought the same anyway that day. Switched: in place of another product of the category. Timing: taken from",
    `the same shopper's purchases of the next ${ledger.followedDays} days. Expanded: the rest, by shopper below 0 where she loses more than`,
    `she gained. The four add up to the promoted units. Beside them the categories gained ${readable(ledger.beside)} units that are no`,
    "promoted unit's doing by these labels.",
    "Incremental profit: the season less the same without the agent's decisions, same shoppers, same luck. A mechanic's or",
    "product's part is what is lost without it alone; parts interact, so that they do not add up: the remainder is the rest.",
    "A segment's is what it paid less what its units cost; the remainder holds all other lines of the books.",
  ].join("\n");
}
