import type { Chart, HeatChart, LinesChart, RowsChart, TreeChart } from "../experiments/portable/plot.js";
import type { Table } from "./export.js";

/** The exact numbers of a chart: a row a value. */
export function chartTable(chart: Chart): Table {
  switch (chart.kind) {
    case "lines":
      return linesTable(chart);
    case "heat":
      return heatTable(chart);
    case "tree":
      return treeTable(chart);
    default:
      return rowsTable(chart);
  }
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

function heatTable({ x, y, values }: HeatChart): Table {
  const columns = x.names.length;
  return {
    columns: [y.title, ...x.names],
    rows: y.names.map((name, row) => [name, ...x.names.map((_, column) => values[row * columns + column])]),
  };
}

/** A row a question or choice, with the answers that lead there. */
function treeTable({ nodes }: TreeChart): Table {
  /** on the way to the node at hand, by depth: questions, and those with their answers */
  const questions: string[] = [];
  const way: string[] = [];
  const rows = nodes.map(({ depth, answer, text, leaf, share, right }) => {
    way.length = Math.max(0, depth - 1);
    const asked = [...way, ...(depth > 0 ? [`${questions[depth - 1]}: ${answer}`] : [])];
    if (depth > 0) way.push(`${questions[depth - 1]}: ${answer}`);
    questions[depth] = text;
    return [asked.join(", "), leaf ? "choose" : "ask", text, 100 * share, right === undefined ? "" : 100 * right];
  });
  return { columns: ["where", "what", "text", "of cases, %", "of them right, %"], rows };
}
