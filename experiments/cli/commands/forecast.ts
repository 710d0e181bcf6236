import type { SalesRows } from "../../../agents/models/design.js";
import type { RowOptions } from "../../data/rows.js";
import type { ForecastOptions, SeriesForecast } from "../../forecast/forecast-series.js";
import type { By, SeriesOfData } from "../../forecast/series.js";
import { defineCommand } from "../command.js";
import { dataOptions, rowOptions } from "../data-options.js";
import type { FileProgress } from "../file-progress.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { text, whole } from "../values.js";

const DATA_KINDS = ["weekly", "transactions"] as const;
const BYS = ["all", "brand", "item", "store", "item-store"] as const;
const CHOICES = ["auto", "seasonal-naive", "holt-winters", "regression"] as const;
const PERIODS = ["week", "day"] as const;
/** Series printed at the most. */
const PRINTED = 10;

/** `promolab forecast`: units of the next periods, from a file of sales. */
export const forecast = defineCommand({
  verb: "forecast",
  usage: "<file>",
  summary: "tell the units of the next weeks or days, each with its interval, from a file of sales",
  positionals: {
    file: {
      coerce: text("file"),
      demandOption: true,
      describe: "CSV or Parquet: weekly store data (units, price, item, week or date, store, feat) or transactions",
    },
  },
  options: {
    kind: {
      coerce: text("--kind"),
      requiresArg: true,
      default: "weekly",
      describe: "weekly: units by week; transactions: who bought when",
    },
    ...dataOptions,
    by: {
      coerce: text("--by"),
      requiresArg: true,
      describe: "a series for each brand (or item: the same), store, or item-store; all: one of all sales",
    },
    period: {
      coerce: text("--period"),
      requiresArg: true,
      describe: "week or day, of transactions; week when left out",
    },
    horizon: { coerce: whole("--horizon", 1, 366), requiresArg: true, default: 8, describe: "periods ahead" },
    model: {
      coerce: text("--model"),
      requiresArg: true,
      default: "auto",
      describe: "auto, seasonal-naive, holt-winters or regression; auto: of each series the best from rolling origins",
    },
    plan: {
      coerce: text("--plan"),
      requiresArg: true,
      describe: "CSV of the weeks ahead, for the regression: item, week or date, price, feat",
    },
    season: {
      coerce: whole("--season", 1, 366),
      requiresArg: true,
      describe: "periods of a season; 52 of weeks and 7 of days when left out",
    },
    evaluate: { type: "boolean", default: false, describe: "score every model from rolling origins" },
    top: {
      coerce: whole("--top", 1, 100_000),
      requiresArg: true,
      default: 10,
      describe: "series at the most, those that sell most",
    },
    seed: { coerce: text("--seed"), requiresArg: true, default: "1", describe: "of the simulated paths of intervals" },
    out: { coerce: text("--out"), requiresArg: true, describe: "table to write, .csv or .parquet" },
    html: {
      alias: "plot",
      coerce: text("--html"),
      requiresArg: true,
      describe: "page of charts to write, one file that needs nothing else",
    },
    force: { type: "boolean", default: false, describe: "overwrite --out and --html where they are there already" },
  },
  examples: [
    ["promolab forecast weekly.csv --by brand --evaluate", "each brand's next eight weeks, and how far to trust them"],
    [
      "promolab forecast receipts.csv --kind transactions --period day --horizon 14",
      "the shop's next two weeks by day",
    ],
    ["promolab forecast weekly.csv --plan next.csv", "the same weeks under the prices and features that are planned"],
    ["promolab forecast weekly.csv --out next.parquet --html next.html", "a table and a page of charts"],
  ],
  completes: {
    kind: async () => DATA_KINDS,
    by: async () => BYS,
    model: async () => CHOICES,
    period: async () => PERIODS,
  },
  async run(args) {
    const { file, kind, by, period, horizon, model, plan, season, evaluate, top, seed, out, html, force, json } = args;
    const asked = oneOf("kind of data", kind, DATA_KINDS);
    const split = by === undefined ? undefined : oneOf("--by", by, BYS);
    const choice = oneOf("model", model, CHOICES);
    if (period !== undefined && asked === "weekly")
      throw new Misuse("--period is for transactions; weekly data are by week");
    const span = period !== undefined && oneOf("period", period, PERIODS) === "day" ? 1 : 7;
    if (plan !== undefined && asked !== "weekly") throw new Misuse("--plan is for weekly data");
    const reading = rowOptions(args);
    await checkFiles({ file, out, html, force });

    const { createFileProgress } = await import("../file-progress.js");
    const progress = createFileProgress(process.stderr);
    const source = { file, kind: asked, by: split === "brand" ? ("item" as const) : split, span, reading } as const;
    let found: SeriesOfData;
    let chosen: SeriesOfData["series"];
    let told: Told;
    try {
      found = await seriesFrom(source, progress);
      chosen = found.series.slice(0, top);
      const planned = plan === undefined ? undefined : await readPlan(plan, { ...found, series: chosen }, horizon);
      told = await forecastAll(
        chosen,
        (name) => ({ horizon, model: choice, evaluate, season, seed, ahead: planned?.get(name) }),
        progress,
      );
    } finally {
      progress.end();
    }
    for (const remark of found.remarks) note(remark);
    if (chosen.length < found.series.length)
      note(`the ${chosen.length} of ${found.series.length} series that sell most; --top tells more`);
    for (const line of told.refused.slice(0, 3)) note(`left out: ${line}`);
    if (told.refused.length > 3) note(`left out: ${told.refused.length - 3} more series`);

    const { forecasts } = told;
    if (out !== undefined) {
      const { writeDataset } = await import("../../data/write-dataset.js");
      const { forecastDataset } = await import("../../forecast/forecast-files.js");
      await writeDataset(out, forecastDataset(forecasts));
      note(`wrote ${out}`);
    }
    if (html !== undefined) {
      const { basename } = await import("node:path");
      const { writePlot } = await import("../../report/write-plot.js");
      const { forecastPlot } = await import("../../forecast/forecast-files.js");
      await writePlot(html, forecastPlot(forecasts, basename(file), found.period));
      note(`wrote ${html}`);
    }
    await show(forecasts, found, { evaluate, json });
    return 0;
  },
});

function oneOf<const T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new Misuse(unknown(what, given, known));
  return found;
}

interface Outputs {
  readonly file: string;
  readonly out?: string;
  readonly html?: string;
  readonly force: boolean;
}

async function checkFiles({ file, out, html, force }: Outputs): Promise<void> {
  const { existsSync } = await import("node:fs");
  const { resolve } = await import("node:path");
  const { isDatasetFile } = await import("../../data/write-dataset.js");
  if (out !== undefined && !isDatasetFile(out))
    throw new Misuse(`--out needs a name that ends in .csv or .parquet, got "${out}"`);
  if (html !== undefined && !html.endsWith(".html"))
    throw new Misuse(`--html needs a name that ends in .html, got "${html}"`);
  const files = [file, out, html].flatMap((name) => (name === undefined ? [] : [resolve(name)]));
  if (new Set(files).size < files.length) throw new Misuse("the file, --out and --html need names of their own");
  for (const one of [out, html])
    if (one !== undefined && existsSync(one) && !force)
      throw new Misuse(`${one} is there already; --force overwrites it`);
}

interface Source {
  readonly file: string;
  readonly kind: (typeof DATA_KINDS)[number];
  readonly by: By | undefined;
  readonly span: 1 | 7;
  readonly reading: RowOptions;
}

async function seriesFrom({ file, kind, by, span, reading }: Source, progress: FileProgress): Promise<SeriesOfData> {
  const { loadDataset } = await import("../../data/load.js");
  const { data, counts, rejected } = await loadDataset(file, kind, {
    ...reading,
    onProgress: (read, all) => progress.update(read, all),
  });
  const [first] = rejected;
  const left =
    first === undefined
      ? []
      : [
          `${counts.rejected === 1 ? "1 record" : `${counts.rejected} records`} left out, the first in line ${first.line}: ${first.column === "" ? "" : `${first.column}: `}${first.reason}; promolab ingest lists them all`,
        ];
  progress.stage("cutting the rows into series ...");
  const found =
    kind === "weekly"
      ? (await import("../../forecast/weekly-series.js")).weeklySeries(data, by)
      : (await import("../../forecast/transaction-series.js")).transactionSeries(data, by, span);
  return { ...found, remarks: [...left, ...found.remarks] };
}

async function readPlan(file: string, found: SeriesOfData, horizon: number): Promise<Map<string, SalesRows>> {
  const { loadDataset } = await import("../../data/load.js");
  const { plannedAhead } = await import("../../forecast/plan.js");
  const { data, counts, rejected } = await loadDataset(file, "weekly", { set: { units: "0" } });
  if (counts.rejected > 0) note(`${file}: ${counts.rejected} records left out, the first: ${rejected[0].reason}`);
  const planned = plannedAhead(data, found, horizon);
  const without = found.series.filter(({ name }) => !planned.has(name));
  if (without.length > 0) note(`${file} says nothing of ${without.map(({ name }) => name).join(", ")}`);
  return planned;
}

interface Told {
  readonly forecasts: readonly SeriesForecast[];
  /** series that no model could be fitted to, each with its reason */
  readonly refused: readonly string[];
}

/** @throws UserError, exit code 1, where not one series could be told */
async function forecastAll(
  series: SeriesOfData["series"],
  optionsOf: (name: string) => ForecastOptions,
  progress: FileProgress,
): Promise<Told> {
  const { forecastSeries } = await import("../../forecast/forecast-series.js");
  const { cannotForecast } = await import("../../forecast/series.js");
  const forecasts: SeriesForecast[] = [];
  const refused: string[] = [];
  for (const one of series) {
    progress.stage(`${forecasts.length + refused.length} of ${series.length} series`);
    try {
      forecasts.push(forecastSeries(one, optionsOf(one.name)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refused.push(`${one.name}: ${error.message}`);
    }
  }
  if (forecasts.length === 0) throw cannotForecast(refused[0] ?? "no series");
  return { forecasts, refused };
}

async function show(
  forecasts: readonly SeriesForecast[],
  { period, by }: SeriesOfData,
  { evaluate, json }: { evaluate: boolean; json: boolean },
): Promise<void> {
  const { poolScores } = await import("../../forecast/forecast-series.js");
  const { evaluationTable, forecastTable, periodText } = await import("../forecast-table.js");
  if (json) {
    printJson({
      by,
      period,
      series: forecasts.map(({ series, model, forecast: told, day, faults }) => ({
        name: series.name,
        model,
        periods: Array.from(day, (at) => periodText(at, series.dated)),
        mean: told.mean,
        intervals: told.intervals,
        faults: Object.fromEntries(faults),
      })),
      evaluation: poolScores(forecasts),
    });
    return;
  }
  print(forecastTable(forecasts.slice(0, PRINTED), period));
  if (forecasts.length > PRINTED) note(`${forecasts.length - PRINTED} more series; --out writes them all`);
  if (!evaluate) return;
  if (forecasts.every(({ errors }) => errors.size === 0)) {
    note(`no evaluation: it takes twice the horizon, and at least 4 ${period}s before it`);
    return;
  }
  print(`\nfrom rolling origins:\n\n${evaluationTable(forecasts)}`);
  const faults = new Map(forecasts.flatMap(({ faults: ofSeries }) => [...ofSeries]));
  for (const [model, fault] of faults) note(`${model} could not be fitted everywhere: ${fault}`);
}
