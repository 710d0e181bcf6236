import type { RealismCard } from "../realism/card.js";
import { readable, table } from "./table.js";

const columns = [
  { head: "measure", align: "left" },
  { head: "value", align: "right" },
  { head: "s.e.", align: "right" },
  { head: "low", align: "right" },
  { head: "high", align: "right" },
  { head: "", align: "left" },
  { head: "source", align: "right" },
] as const;

/** The card as a reader wants it: a row a measure, its band's source by number, the sources below, and what came out. */
export function realismTable({ scenario, rows, ok }: RealismCard): string {
  const sources = [...new Set(rows.map((row) => row.source))];
  const missed = rows.filter((row) => !row.ok).length;
  return [
    table(
      columns,
      rows.map((row) => [
        row.measure,
        ...[row.value, row.se, row.low, row.high].map((figure) => readable(figure, 2)),
        row.ok ? "" : "misses",
        String(sources.indexOf(row.source) + 1),
      ]),
    ),
    sources.map((source, s) => wrapped(`${String(s + 1).padStart(2)}  ${source}`)).join("\n"),
    ok
      ? `${scenario}: all ${rows.length} rows within their bands`
      : `${scenario}: ${missed} of ${rows.length} rows miss`,
  ].join("\n\n");
}

const WIDTH = 110;

/** Broken between words, later lines under the text of the first. */
function wrapped(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const at = rest.lastIndexOf(" ", WIDTH);
    lines.push(rest.slice(0, at));
    rest = `    ${rest.slice(at + 1)}`;
  }
  return [...lines, rest].join("\n");
}
