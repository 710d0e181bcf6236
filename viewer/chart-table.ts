import type { Chart, LinesChart, RowsChart } from "../experiments/portable/plot.js";
import type { Table } from "./export.js";

/** The exact numbers of a chart: a row a value. */
export function chartTable(chart: Chart): Table {
  return chart.kind === "lines" ? linesTable(chart) : rowsTable(chart);
}

/** A row for every x of a series; dates as YYYY-MM-DD. */
function linesTable({ x, y, series }: LinesChart): Table {
  const ribbons = [...new Set(series.flatMap((one) => one.ribbons?.map(({ name }) => name) ?? []))];
  const written = (value: number) =>
    x.scale === "date" ? new Date(value * 86_400_000).toISOString().slice(0, 10) : value;
  return {
    columns: ["series", x.title, y.title, ...ribbons.flatMap((name) => [`${name} from`, `${name} to`])],
    rows: series.flatMap((one) =>
      Array.from(one.x, (at, i) => [
        one.name,
        written(at),
        one.y[i] ?? "",
        ...ribbons.flatMap((name) => {
          const ribbon = one.ribbons?.find((candidate) => candidate.name === name);
          return [ribbon?.low[i] ?? "", ribbon?.high[i] ?? ""];
        }),
      ]),
    ),
  };
}

function rowsTable({ x, rows }: RowsChart): Table {
  const intervals = rows.some(({ low, high }) => low !== undefined || high !== undefined);
  return {
    columns: ["name", x.title, ...(intervals ? ["from", "to"] : [])],
    rows: rows.map(({ name, value, low, high }) => [name, value, ...(intervals ? [low ?? "", high ?? ""] : [])]),
  };
}
