import { defineCommand } from "../command.js";
import { print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text } from "../values.js";

/** `promolab sql`: any question to the results of runs. */
export const sql = defineCommand({
  verb: "sql",
  usage: "<query>",
  summary: "ask runs a question in SQL, over the tables episodes and days",
  positionals: {
    query: { coerce: text("query"), demandOption: true, describe: "SQL as DuckDB reads it" },
  },
  options: {
    runs: { coerce: text("--runs"), requiresArg: true, default: "runs", describe: "folder of runs, or of one run" },
  },
  examples: [
    ['promolab sql "select run, policy, avg(score) from episodes group by all"', "mean scores of every run in ./runs"],
    ['promolab sql "describe days" --runs runs/smoke', "the columns of a table"],
  ],
  async run({ query, runs, json }) {
    const { openRunTables } = await import("../../run-sql.js");
    const tables = await openRunTables(runs);
    try {
      const { columns, rows } = await tables.ask(query);
      if (json) {
        printJson({ columns, rows });
        return 0;
      }
      const numeric = columns.map((_, c) => rows.some((row) => typeof row[c] === "number"));
      const heads = columns.map((head, c) => ({ head, align: numeric[c] ? "right" : "left" }) as const);
      print(
        table(
          heads,
          rows.map((row) => row.map(shown)),
        ),
      );
      return 0;
    } finally {
      tables.close();
    }
  },
});

function shown(value: number | string | boolean | null): string {
  if (typeof value !== "number") return value === null ? "" : String(value);
  return Number.isInteger(value) ? String(value) : readable(value, 4);
}
