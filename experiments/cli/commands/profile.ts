import type { ProfileReport } from "../../profile/profile-report.js";
import { defineCommand } from "../command.js";
import { dataOptions, rowOptions } from "../data-options.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text, whole } from "../values.js";

const KINDS = ["transactions", "behaviour"] as const;

/** `promolab profile`: from a log of purchases to segments and a profile of every shopper. */
export const profile = defineCommand({
  verb: "profile",
  usage: "<csv>",
  summary: "profile the shoppers of a log: segments, who is still a customer, what to expect of whom",
  positionals: {
    csv: { coerce: text("csv"), demandOption: true, describe: "a CSV in UTF-8, or a Parquet file" },
  },
  options: {
    kind: { coerce: text("--kind"), requiresArg: true, default: "transactions", describe: "transactions or behaviour" },
    ...dataOptions,
    segments: {
      coerce: segments,
      requiresArg: true,
      default: 4,
      describe: "how many, 1 to 20; auto: as many as are clearest apart, 2 to 8",
    },
    ahead: {
      coerce: whole("--ahead", 1, 3650),
      requiresArg: true,
      default: 28,
      describe: "days ahead in which purchases are expected",
    },
    until: {
      coerce: text("--until"),
      requiresArg: true,
      describe: "last day to look at, YYYY-MM-DD; the log's last one when left out",
    },
    seed: { coerce: text("--seed"), requiresArg: true, default: "1", describe: "of the search for segments" },
    out: {
      coerce: text("--out"),
      requiresArg: true,
      describe: "file for a row a shopper, .csv or .parquet",
    },
    plot: {
      alias: "html",
      coerce: text("--plot"),
      requiresArg: true,
      describe: "file for charts, .html, which needs nothing else",
    },
    force: { type: "boolean", default: false, describe: "overwrite files that are there already" },
  },
  examples: [
    ["promolab profile cdnow_sample_transactions.csv --out shoppers.csv", "segments, and a row a shopper"],
    ["promolab profile log.parquet --kind behaviour --segments auto --plot profile.html", "of events, with charts"],
  ],
  completes: { kind: async () => KINDS },
  async run(args) {
    const { csv, out, plot, json } = args;
    const kind = KINDS.find((one) => one === args.kind);
    if (kind === undefined) throw new Misuse(unknown("kind of data", args.kind, KINDS));
    const options = rowOptions(args);
    const until = await dayOf(args.until);
    await refuseOutputs(args);

    const { loadDataset } = await import("../../data/load.js");
    const { purchasesOf } = await import("../../profile/purchases-of.js");
    const { profileReport } = await import("../../profile/profile-report.js");
    const { createFileProgress } = await import("../file-progress.js");
    const progress = createFileProgress(process.stderr);
    let report: ProfileReport;
    let log: ReturnType<typeof purchasesOf>;
    let counts: { readonly read: number; readonly rejected: number };
    try {
      const loaded = await loadDataset(csv, kind, {
        ...options,
        onProgress: (read, all) => progress.update(read, all),
      });
      counts = loaded.counts;
      log = purchasesOf(loaded.data, kind, csv, until);
      progress.stage("looking for segments, estimating who is still a customer ...");
      report = profileReport(log, { segments: args.segments, aheadDays: args.ahead, until, seed: args.seed });
    } finally {
      progress.end();
    }
    if (out !== undefined) await (await import("../../data/write-dataset.js")).writeDataset(out, report.shoppers);
    if (plot !== undefined) {
      const { basename } = await import("node:path");
      const { profilePlot } = await import("../../profile/profile-plot.js");
      const { writePlot } = await import("../../report/write-plot.js");
      await writePlot(plot, profilePlot(report, `Shoppers of ${basename(csv)}`));
    }
    const leftOut = [
      ...(counts.rejected > 0 ? [{ why: "rejected; promolab ingest tells why", rows: counts.rejected }] : []),
      ...Array.from(log.leftOut, ([why, rows]) => ({ why, rows })),
    ];
    if (json) printJson(documentOf(report, log.purchases.rows, leftOut));
    else printReport(report);
    if (args.segments !== "auto" && report.segments.length < args.segments)
      note(`${report.segments.length} segments: there are no more shoppers who differ`);
    for (const { why, rows } of leftOut) note(`${readable(rows)} rows left out: ${why}`);
    for (const file of [out, plot]) if (file !== undefined) note(`wrote ${file}`);
    return 0;
  },
});

function segments(given: unknown): number | "auto" {
  return given === "auto" ? "auto" : whole("--segments", 1, 20)(given);
}

async function dayOf(given: string | undefined): Promise<number | undefined> {
  if (given === undefined) return undefined;
  const { parseDate } = await import("../../data/dates.js");
  const day = /^\d{4}-\d{2}-\d{2}$/.test(given) ? parseDate(given) : Number.NaN;
  if (Number.isNaN(day)) throw new Misuse(`--until needs a date as YYYY-MM-DD, got "${given}"`);
  return day;
}

async function refuseOutputs({ csv, out, plot, force }: { csv: string; out?: string; plot?: string; force: boolean }) {
  const { existsSync } = await import("node:fs");
  const { resolve } = await import("node:path");
  const { isDatasetFile } = await import("../../data/write-dataset.js");
  if (out !== undefined && !isDatasetFile(out))
    throw new Misuse(`--out needs a name that ends in .csv or .parquet, got "${out}"`);
  if (plot !== undefined && !plot.endsWith(".html"))
    throw new Misuse(`--plot needs a name that ends in .html, got "${plot}"`);
  const files = [csv, out, plot].flatMap((file) => (file === undefined ? [] : [resolve(file)]));
  if (new Set(files).size < files.length) throw new Misuse("the csv, --out and --plot need names of their own");
  for (const file of [out, plot])
    if (file !== undefined && existsSync(file) && !force)
      throw new Misuse(`${file} is there already; --force overwrites it`);
}

/** What --json prints. */
function documentOf(report: ProfileReport, purchases: number, leftOut: readonly { why: string; rows: number }[]) {
  const { model, segments, silhouettes, findings } = report;
  const { silhouette } = model.parts.segments;
  return {
    shoppers: model.shopper.length,
    purchases,
    leftOut,
    aheadDays: model.aheadDays,
    segments,
    silhouette: Number.isNaN(silhouette) ? null : silhouette,
    silhouettes,
    findings,
  };
}

type SegmentRow = ProfileReport["segments"][number];

const COLUMNS: readonly (readonly [head: string, cell: (row: SegmentRow) => string | null])[] = [
  ["recency, days", ({ recency }) => shown(recency, 1)],
  ["frequency", ({ frequency }) => shown(frequency, 1)],
  ["value", ({ value }) => shown(value, 2)],
  ["of all value", ({ valueShare }) => shown(100 * valueShare, 1, "%")],
  ["alive", ({ alive }) => shown(alive, 2)],
  ["purchases ahead", ({ expectedPurchases }) => shown(expectedPurchases, 2)],
  ["basket", ({ basketValue }) => shown(basketValue, 2)],
  ["promoted", ({ promotedShare }) => shown(promotedShare && 100 * promotedShare, 1, "%")],
  ["elasticity", ({ priceResponse }) => shown(priceResponse && -priceResponse, 2)],
];

const shown = (value: number | null, decimals: number, unit = "") =>
  value === null ? null : `${readable(value, decimals)}${unit}`;

/** What each model is to a reader. */
const TOLD_BY: Readonly<Record<string, string>> = {
  spending: "recency",
  purchasing: "purchases",
  basketValue: "baskets",
  promoted: "promoted lines",
  price: "price response",
  promotion: "promotion response",
};

function printReport({ model, segments, silhouettes, findings }: ProfileReport): void {
  const right = (head: string) => ({ head, align: "right" }) as const;
  const told = COLUMNS.filter(([, cell]) => cell(segments[0]) !== null);
  print(
    table(
      [right("segment"), right("shoppers"), ...told.map(([head]) => right(head))],
      segments.map((row) => [String(row.segment), readable(row.shoppers), ...told.map(([, cell]) => cell(row) ?? "")]),
    ),
  );
  print("");
  if (silhouettes)
    print(
      `silhouettes: ${silhouettes.map((one) => `${one.segments} segments ${readable(one.silhouette, 3)}`).join(", ")}`,
    );
  if (model.parts.purchasing) print(`purchases ahead: days with one expected in ${model.aheadDays} days`);
  for (const { model, summary } of findings) print(`${TOLD_BY[model] ?? model}: ${summary}`);
}
