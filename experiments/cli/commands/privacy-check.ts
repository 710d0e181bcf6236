import type { AuditReport } from "../../data/privacy/audit.js";
import { defineCommand } from "../command.js";
import { print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { names, text, whole } from "../values.js";

/** `promolab privacy-check`: whether a table of data can be handed on. */
export const privacyCheck = defineCommand({
  verb: "privacy-check",
  usage: "<dataset>",
  summary:
    "audit a table for what names people: ids, e-mail, free text, and the smallest class of people who look alike",
  positionals: {
    dataset: { coerce: text("dataset"), demandOption: true, describe: "a CSV or a Parquet file" },
  },
  options: {
    quasi: {
      array: true,
      coerce: names("--quasi"),
      requiresArg: true,
      describe: "columns that others may know of a person, separated by commas; guessed when left out",
    },
    person: {
      coerce: text("--person"),
      requiresArg: true,
      describe: "column that names whom a row is about, so that classes count people; guessed when left out",
    },
    k: { coerce: whole("--k", 2, 1_000_000), requiresArg: true, default: 5, describe: "people in the smallest class" },
    sensitive: {
      coerce: text("--sensitive"),
      requiresArg: true,
      describe: "column whose fewest different values in a class are told (l-diversity)",
    },
  },
  examples: [
    ["promolab privacy-check log.parquet", "exit code 1 where fewer than 5 people look alike, or a column names them"],
    ["promolab privacy-check hillstrom_email.csv --quasi recency,zip_code,channel --k 10", "by columns of your choice"],
  ],
  async run({ dataset, quasi, person, k, sensitive, json }) {
    const { auditFile } = await import("../../data/privacy/audit.js");
    const { createFileProgress } = await import("../file-progress.js");
    const progress = createFileProgress(process.stderr);
    const report = await auditFile(dataset, { quasi, person, k, sensitive, onProgress: progress.update }).finally(() =>
      progress.end(),
    );
    if (json) printJson(report);
    else printReport(report);
    return report.findings.length === 0 ? 0 : 1;
  },
});

function printReport(report: AuditReport): void {
  const left = (head: string) => ({ head, align: "left" }) as const;
  const right = (head: string) => ({ head, align: "right" }) as const;
  const percent = (part: number) => `${readable(100 * part, 1)}%`;
  print(
    table(
      [left("column"), right("filled"), right("different"), right("in one row only"), left("looks like")],
      report.columns.map(({ name, filled, different, unique, looks }) => [
        name,
        percent(filled),
        readable(different),
        percent(unique),
        looks.join(", "),
      ]),
    ),
  );
  const of = report.people === null ? "rows" : `people (${report.people})`;
  const known = report.quasi.length === 0 ? "nothing" : report.quasi.join(", ");
  print(`\nknown of a person: ${known}${report.quasiGuessed ? ` (guessed; --quasi names them)` : ""}`);
  print(`smallest class ${readable(report.smallest)} ${of}, k ${report.k}; ${readable(report.classes)} classes`);
  print(
    `${percent(report.rowsBelow)} of ${readable(report.rows)} rows in smaller ones, ${percent(report.uniqueRows)} alone in theirs`,
  );
  if (report.diversity !== undefined && report.sensitive !== null)
    print(`fewest different values of ${report.sensitive} in a class: ${readable(report.diversity)}`);
  for (const remark of report.remarks) print(remark);
  print(report.findings.length === 0 ? "passes" : `fails: ${report.findings.join("; ")}`);
}
