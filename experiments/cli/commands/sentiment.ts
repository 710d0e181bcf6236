import type { Dataset } from "../../data/dataset.js";
import { UserError } from "../../faults.js";
import type { LoadedTexts } from "../../text/load-texts.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { text, whole } from "../values.js";

/** `promolab sentiment`: how happy customers are and what they write about. */
export const sentiment = defineCommand({
  verb: "sentiment",
  usage: "<csv>",
  summary: "tell how happy the writers of texts are and what they write about, in English and Chinese",
  positionals: {
    csv: { coerce: text("csv"), demandOption: true, describe: "a CSV in UTF-8, or a Parquet file, with a text a row" },
  },
  options: {
    kind: {
      coerce: text("--kind"),
      requiresArg: true,
      default: "reviews",
      describe: "reviews, the kind of data that has texts",
    },
    column: {
      coerce: text("--column"),
      requiresArg: true,
      describe: "column of the texts; known by its name when left out: text, sentence, review, comment, ...",
    },
    language: {
      coerce: text("--language"),
      requiresArg: true,
      default: "auto",
      describe: "en, zh, or auto: each text's own",
    },
    out: {
      coerce: text("--out"),
      requiresArg: true,
      describe: "file for the rows and what is told of each, .csv or .parquet",
    },
    train: {
      type: "boolean",
      default: false,
      describe: "learn labels of your own; every fifth row tests what was learned",
    },
    label: {
      coerce: text("--label"),
      requiresArg: true,
      describe: "with --train: column of the labels; label when left out",
    },
    method: {
      coerce: text("--method"),
      requiresArg: true,
      describe: "with --train: logistic or naive-bayes; logistic when left out",
    },
    longest: {
      coerce: whole("--longest", 1, 3),
      requiresArg: true,
      describe: "with --train: words in the longest run that counts as a term; 1 when left out",
    },
    save: { coerce: text("--save"), requiresArg: true, describe: "with --train: file for the model, JSON" },
    model: { coerce: text("--model"), requiresArg: true, describe: "a model that --save wrote, instead of the lab's" },
    html: { coerce: text("--html"), requiresArg: true, describe: "file for charts, .html, which needs nothing else" },
    force: { type: "boolean", default: false, describe: "overwrite files that are there already" },
  },
  examples: [
    ["promolab sentiment reviews.csv", "a table; the column of the texts is known by its name"],
    ["promolab sentiment chats.csv --column words --language zh --out told.parquet", "and a row a text"],
    ["promolab sentiment reviews.csv --train --label label --save mine.json", "labels of your own"],
    ["promolab sentiment more.csv --model mine.json --out told.csv", "what was learned, on other texts"],
  ],
  completes: {
    kind: async () => ["reviews"],
    language: async () => LANGUAGES,
    method: async () => METHODS,
  },
  async run(args) {
    const { csv, json, out, save, train, html } = args;
    const language = oneOf("language", args.language, LANGUAGES);
    const method = oneOf("method", args.method ?? "logistic", METHODS);
    await check(args);
    const { readTextModel, saveTextModel } = await import("../../text/model-file.js");
    const saved = args.model === undefined ? undefined : await readTextModel(args.model);
    const loaded = await load(args);
    const { data, texts } = loaded;
    const { withColumns } = await import("../../text/load-texts.js");
    const tables = await import("../sentiment-table.js");
    const { labelColumns, fitOwnLabels, sharesOf } = await import("../../text/own-labels.js");

    let told: Dataset;
    if (train) {
      const { labelledRows } = await import("../../text/load-texts.js");
      const column = args.label ?? "label";
      const samples = labelledRows(csv, loaded, column, language);
      if (samples.length < data.rows) note(`${data.rows - samples.length} rows have no label and are not learned from`);
      const rules = { longest: args.longest ?? 1, marks: false };
      const { model, heldOut, learned } = blaming(`${csv}, column ${column}`, () =>
        fitOwnLabels(samples, { method, rules }),
      );
      told = withColumns(data, labelColumns(model, texts, language));
      if (json) printJson({ method, learned, heldOut, terms: model.explain().findings });
      else print(tables.ownLabelsTable(heldOut, learned, model.explain()));
      if (save !== undefined) await saveTextModel(save, model);
    } else if (saved !== undefined) {
      const columns = labelColumns(saved, texts, language);
      told = withColumns(data, columns);
      const labels = sharesOf(columns.get("predicted_label") as LoadedTexts["texts"]);
      if (json) printJson({ labels });
      else print(tables.labelTable(labels));
    } else {
      const { readTexts, summaryOf, toldColumns } = await import("../../text/read-texts.js");
      const progress = (await import("../file-progress.js")).createFileProgress(process.stderr);
      const read = readTexts(texts.values, language, (done, all) => progress.update(done, all));
      progress.end();
      told = withColumns(data, toldColumns(read, texts.codes));
      if (read.every((one) => one === undefined))
        throw new UserError(csv, [{ code: "texts", path: [], message: "no text has a word that the models know" }], 1);
      const summary = summaryOf(read, texts.codes);
      if (html !== undefined) {
        const { basename } = await import("node:path");
        const { sentimentPlot } = await import("../../text/sentiment-plot.js");
        const { writePlot } = await import("../../report/write-plot.js");
        await writePlot(html, sentimentPlot(summary, `Texts of ${basename(csv)}`));
      }
      if (json) printJson(summary);
      else print(tables.summaryTable(summary));
    }
    if (out !== undefined) await (await import("../../data/write-dataset.js")).writeDataset(out, told);
    for (const file of [save, out, html]) if (file !== undefined) note(`wrote ${file}`);
    return 0;
  },
});

const LANGUAGES = ["auto", "en", "zh"] as const;
const METHODS = ["logistic", "naive-bayes"] as const;

function oneOf<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new Misuse(unknown(what, given, known));
  return found;
}

interface Given {
  readonly csv: string;
  readonly kind: string;
  readonly column?: string;
  readonly out?: string;
  readonly train: boolean;
  readonly label?: string;
  readonly method?: string;
  readonly longest?: number;
  readonly save?: string;
  readonly model?: string;
  readonly html?: string;
  readonly force: boolean;
}

/** @throws Misuse for options that do not go together and files that would be lost */
async function check(given: Given): Promise<void> {
  const { csv, kind, out, train, save, model, html, force } = given;
  if (kind !== "reviews") throw new Misuse(`--kind needs reviews: no other kind of data has texts, got "${kind}"`);
  if (train && model !== undefined) throw new Misuse("--train makes a model and --model takes one; give one");
  for (const name of ["label", "method", "longest", "save"] as const)
    if (!train && given[name] !== undefined) throw new Misuse(`--${name} belongs to --train`);
  if (html !== undefined && (train || model !== undefined))
    throw new Misuse("--html draws what the lab's own models tell; it goes with neither --train nor --model");
  if (html !== undefined && !html.endsWith(".html"))
    throw new Misuse(`--html needs a name that ends in .html, got "${html}"`);
  const { isDatasetFile } = await import("../../data/write-dataset.js");
  if (out !== undefined && !isDatasetFile(out))
    throw new Misuse(`--out needs a name that ends in .csv or .parquet, got "${out}"`);
  const { existsSync } = await import("node:fs");
  const { resolve } = await import("node:path");
  const files = [csv, out, save, model, html].filter((file) => file !== undefined).map((file) => resolve(file));
  if (new Set(files).size < files.length)
    throw new Misuse("the csv, --out, --save, --model and --html need names of their own");
  for (const file of [out, save, html])
    if (file !== undefined && existsSync(file) && !force)
      throw new Misuse(`${file} is there already; --force overwrites it`);
}

async function load({ csv, column }: Given): Promise<LoadedTexts> {
  const { loadTexts } = await import("../../text/load-texts.js");
  const { createFileProgress } = await import("../file-progress.js");
  const progress = createFileProgress(process.stderr);
  const onProgress = (read: number, all: number) => progress.update(read, all);
  const loaded = await loadTexts(csv, { column, onProgress }).finally(progress.end);
  const { counts, rejected } = loaded;
  if (counts.rejected > 0) {
    const { rejectionText } = await import("../../data/rows.js");
    const [first] = rejected;
    note(`${counts.rejected} of ${counts.read} rows left out; the first, line ${first.line}: ${rejectionText(first)}`);
  }
  return loaded;
}

/** What a model refuses of a user's data is the user's to mend. */
function blaming<T>(subject: string, learn: () => T): T {
  try {
    return learn();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(subject, [{ code: "labels", path: [], message: error.message }], 1);
  }
}
