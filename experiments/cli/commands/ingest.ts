import type { IngestReport } from "../../data/ingest.js";
import { defineCommand } from "../command.js";
import { dataOptions, kindNamed, rowOptions } from "../data-options.js";
import { Misuse } from "../misuse.js";
import { note, print, printJson } from "../print.js";
import { anonymiseOptions, privacyOptions, privacyText } from "../privacy-options.js";
import { readable, table } from "../table.js";
import { text } from "../values.js";

/** `promolab ingest`: from a raw log to clean rows. */
export const ingest = defineCommand({
  verb: "ingest",
  usage: "<csv>",
  summary:
    "clean a log: check, type and deduplicate its rows, write them as Parquet and the rejected ones with reasons",
  positionals: {
    csv: { coerce: text("csv"), demandOption: true, describe: "a CSV in UTF-8, or a Parquet file" },
  },
  options: {
    kind: {
      coerce: text("--kind"),
      demandOption: true,
      requiresArg: true,
      describe: "behaviour, transactions, panel, weekly, baskets, bandit-log, reviews, campaigns or items",
    },
    ...dataOptions,
    out: { coerce: text("--out"), requiresArg: true, describe: "file to write; <csv's name>.parquet when left out" },
    rejects: {
      coerce: text("--rejects"),
      requiresArg: true,
      describe: "file for what is left out, with line and reason; <out>.rejects.csv where there is any",
    },
    duplicates: {
      coerce: text("--duplicates"),
      requiresArg: true,
      describe: "drop or keep rows alike in every cell; dropped where the file can tell a row from its like",
    },
    anonymise: {
      type: "boolean",
      default: false,
      describe: "hash ids, drop free text, generalise and leave out rows until k-anonymity holds, and prove it",
    },
    ...privacyOptions,
    report: { coerce: text("--report"), requiresArg: true, describe: "file for the report, JSON" },
    force: { type: "boolean", default: false, describe: "overwrite files that are there already" },
  },
  examples: [
    ["promolab ingest journey_transactions_h1.csv --kind transactions", "names that are known need no --map"],
    ["promolab ingest log.csv --kind behaviour --map user=visitor item=sku --out log.parquet", "others do"],
    ["promolab ingest log.csv --kind transactions --anonymise --key-file key --k 10", "rows that name nobody"],
  ],
  completes: { kind: async () => (await import("../../data/kinds.js")).KIND_NAMES },
  async run(args) {
    const { csv, json, force, duplicates } = args;
    const kind = await kindNamed(args.kind);
    const options = rowOptions(args);
    if (duplicates !== undefined && duplicates !== "drop" && duplicates !== "keep")
      throw new Misuse(`--duplicates needs drop or keep, got "${duplicates}"`);
    const { existsSync } = await import("node:fs");
    const { basename, extname, resolve } = await import("node:path");
    const out = args.out ?? `${basename(csv, extname(csv))}.parquet`;
    if (!out.endsWith(".parquet")) throw new Misuse(`--out needs a name that ends in .parquet, got "${out}"`);
    const rejects = args.rejects ?? out.replace(/\.parquet$/, ".rejects.csv");
    const written = [out, rejects, ...(args.report === undefined ? [] : [args.report])];
    const files = [csv, ...written].map((file) => resolve(file));
    if (new Set(files).size < files.length)
      throw new Misuse("the csv, --out, --rejects and --report need names of their own");
    const anonymise = await anonymiseOptions(args);
    for (const file of written)
      if (existsSync(file) && !force) throw new Misuse(`${file} is there already; --force overwrites it`);

    const { ingest: ingestFile } = await import("../../data/ingest.js");
    const { createFileProgress } = await import("../file-progress.js");
    const { onInterrupt } = await import("../interrupt.js");
    const progress = createFileProgress(process.stderr);
    const abort = new AbortController();
    let interrupted = 0;
    const forget = onInterrupt((exitCode) => {
      interrupted = exitCode;
      abort.abort();
    });
    try {
      const report = await ingestFile(csv, kind, {
        ...options,
        out,
        rejects,
        rejectsAsked: args.rejects !== undefined,
        duplicates,
        anonymise,
        signal: abort.signal,
        onProgress: progress.update,
        onStage: progress.stage,
      });
      progress.end();
      if (args.report !== undefined) {
        const { writeWhole } = await import("../../journal.js");
        await writeWhole(args.report, `${JSON.stringify(report, null, 2)}\n`);
      }
      if (json) printJson(report);
      else printReport(report);
      return 0;
    } catch (error) {
      progress.end();
      if (interrupted === 0) throw error;
      note("interrupted; nothing is written");
      return interrupted;
    } finally {
      forget();
    }
  },
});

/** Rows, where they are not the kept records. */
function rowsOf({ kept, rows, privacy }: IngestReport): string[][] {
  if (rows === kept) return [];
  if (!privacy) return [["rows of the kept", readable(rows)]];
  const { suppressed } = privacy;
  return [
    ["rows of the kept", readable(rows + suppressed)],
    ["  left out for k", readable(suppressed)],
    ["  written", readable(rows)],
  ];
}

function printReport(report: IngestReport): void {
  const number = (head: string) => ({ head, align: "right" }) as const;
  const name = (head: string) => ({ head, align: "left" }) as const;
  print(
    table(
      [name("column"), name("type"), name("the file's name")],
      report.columns.map(({ name, type, from }) => [name, type, from === null || from === name ? "" : from]),
    ),
  );
  print("");
  print(
    table(
      [name("records"), number("")],
      [
        ["read", readable(report.read)],
        ["  kept", readable(report.kept)],
        ["  duplicate", report.duplicatesKept === null ? readable(report.duplicates) : "not looked for"],
        ["  rejected", readable(report.rejected)],
        ...report.reasons.map(({ column, reason, records }) => [
          `    ${column === "" ? "" : `${column}: `}${reason}`,
          readable(records),
        ]),
        ...rowsOf(report),
      ],
    ),
  );
  if (report.privacy) print(`\n${privacyText(report.privacy)}`);
  if (report.duplicatesKept !== null && report.duplicatesKept !== "asked for")
    note(`duplicates: ${report.duplicatesKept}; --duplicates drop drops them`);
  const files = [report.out, ...(report.rejects === null ? [] : [report.rejects])];
  note(`wrote ${files.join(" and ")}`);
}
