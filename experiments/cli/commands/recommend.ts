import type { RecommenderName } from "../../../agents/models/recommend/registry.js";
import type { RowOptions } from "../../data/rows.js";
import type { RatedPairs } from "../../recommend/evaluate.js";
import type { ModelOptions } from "../../recommend/fit-named.js";
import type { RecommendedRow } from "../../recommend/recommend.js";
import type { LogKind, ShopLog } from "../../recommend/shop-log.js";
import { defineCommand } from "../command.js";
import { dataOptions, rowOptions } from "../data-options.js";
import { createFileProgress, type FileProgress } from "../file-progress.js";
import { Misuse } from "../misuse.js";
import { nearest, unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable } from "../table.js";
import { names, part, text, whole } from "../values.js";

/** `promolab recommend`: from a log of a shop to items for its users, or to how well models find what they took. */
export const recommend = defineCommand({
  verb: "recommend",
  usage: "[csv] [data]",
  summary: "recommend items to the users of a log, or evaluate models by what users took up last",
  positionals: {
    csv: {
      coerce: text("csv"),
      describe: "a CSV in UTF-8 or a Parquet file; or the word evaluate, and then the file",
    },
    data: { coerce: text("data"), describe: "after evaluate: the file" },
  },
  options: {
    kind: {
      coerce: text("--kind"),
      requiresArg: true,
      default: "transactions",
      describe: "transactions, behaviour or baskets",
    },
    ...dataOptions,
    ratings: {
      coerce: text("--ratings"),
      requiresArg: true,
      describe: "a file of ratings rather than a csv: user, item, rating, time",
    },
    form: { coerce: text("--form"), requiresArg: true, default: "movielens", describe: "of --ratings: movielens" },
    test: {
      coerce: text("--test"),
      requiresArg: true,
      describe: "evaluate: ratings to test on, a file like --ratings; without it each user's last one is left out",
    },
    model: {
      coerce: text("--model"),
      requiresArg: true,
      describe: "which recommends; item-knn when left out, of ratings factorisation",
    },
    models: { coerce: names("--models"), requiresArg: true, describe: "evaluate: a,b,c; all that fit when left out" },
    user: { coerce: text("--user"), requiresArg: true, describe: "for one user" },
    top: { coerce: whole("--top", 1, 10_000), requiresArg: true, default: 10, describe: "items for a user" },
    again: { type: "boolean", default: false, describe: "also items that the user has already" },
    attributes: {
      coerce: text("--attributes"),
      requiresArg: true,
      describe: "a CSV with a row an item, for the model content; the log's category when left out",
    },
    neighbours: {
      coerce: whole("--neighbours", 1, 100_000),
      requiresArg: true,
      describe: "of user-knn and item-knn; 40 when left out, of users by purchases 200",
    },
    factors: {
      coerce: whole("--factors", 1, 1000),
      requiresArg: true,
      describe: "of als (16 when left out), factorisation (100) and neural (8)",
    },
    support: { coerce: part("--support"), requiresArg: true, describe: "of rules; .001 when left out" },
    seed: {
      coerce: text("--seed"),
      requiresArg: true,
      default: "1",
      describe: "of models that draw, and of what is left out",
    },
    out: { coerce: text("--out"), requiresArg: true, describe: "file for all rows, .csv or .parquet" },
    html: { coerce: text("--html"), requiresArg: true, describe: "with evaluate: file for charts, .html" },
    force: { type: "boolean", default: false, describe: "overwrite files that are there already" },
  },
  examples: [
    ["promolab recommend journey_transactions_h1.csv --out items.parquet", "ten items for every household"],
    [
      "promolab recommend groceries_baskets.csv --kind baskets --model rules --user 1 --top 3",
      "for one basket, and why",
    ],
    [
      "promolab recommend evaluate groceries_baskets.csv --kind baskets --models popularity,item-knn,als",
      "which finds most",
    ],
    [
      "promolab recommend evaluate --ratings u1.base --test u1.test",
      "errors of predicted ratings, on a local MovieLens",
    ],
  ],
  completes: {
    csv: async () => ["evaluate"],
    kind: async () => (await import("../../recommend/shop-log.js")).LOG_KINDS,
    model: modelNames,
    models: modelNames,
    form: async () => ["movielens"],
  },
  async run(args) {
    const evaluate = args.csv === "evaluate";
    const file = evaluate ? args.data : args.csv;
    if (!evaluate && args.data !== undefined)
      throw new Misuse(`unexpected argument "${args.data}"; a second one may only follow the word evaluate`);
    if (file === undefined && args.ratings === undefined)
      throw new Misuse(`recommend${evaluate ? " evaluate" : ""} needs a csv or --ratings; recommend --help shows how`);
    checkSource(file, args);
    if (!evaluate && args.test !== undefined)
      throw new Misuse("--test is for evaluate; recommend evaluate --ratings ...");
    if (!evaluate && args.models !== undefined) throw new Misuse("--models is for evaluate; one model is --model");
    if (evaluate && args.user !== undefined)
      throw new Misuse("--user is for recommendations; evaluate tests on all users");
    if (evaluate && args.model !== undefined)
      throw new Misuse("--model is for recommendations; evaluate takes --models");
    if (!evaluate && args.html !== undefined) throw new Misuse("--html is for evaluate: it draws how well models do");
    if (args.html !== undefined) await refusePage(args.html, args.force);
    await refuseOutput(args.out, [file, args.ratings, args.test, args.attributes], args.force);
    const wanted = evaluate ? args.models : args.model === undefined ? undefined : [args.model];
    const values = args.ratings === undefined ? "purchases" : "ratings";
    if (wanted !== undefined) await checkModels(wanted, values);

    const progress = createFileProgress(process.stderr);
    try {
      const { shop, test, rejected } = await load(file, args, progress);
      const models = await modelsFor(shop, wanted, { evaluate, ranked: test === undefined });
      const options: ModelOptions = {
        seed: args.seed,
        neighbours: args.neighbours,
        factors: args.factors,
        support: args.support,
        onProgress: (model, part) =>
          progress.stage(part < 1 ? `fitting ${model} ... ${Math.floor(100 * part)}%` : `scoring ${model} ...`),
      };
      const task = { shop, test, top: args.top, json: args.json, out: args.out, html: args.html, progress };
      if (evaluate) await evaluateModels(models, options, task);
      else await recommendItems(models[0], options, { ...task, user: args.user, again: args.again });
      if (rejected > 0) note(`${readable(rejected)} rows left out: rejected; promolab ingest tells why`);
      if (shop.leftOut > 0)
        note(`${readable(shop.leftOut)} rows left out: without an item, or of no units, or an event about no item`);
      for (const written of [args.out, args.html]) if (written !== undefined) note(`wrote ${written}`);
      return 0;
    } finally {
      progress.end();
    }
  },
});

interface Task {
  readonly shop: ShopLog;
  readonly test?: RatedPairs;
  readonly top: number;
  readonly json: boolean;
  readonly out?: string;
  /** charts of an evaluation */
  readonly html?: string;
  readonly progress: FileProgress;
}

async function evaluateModels(models: readonly RecommenderName[], options: ModelOptions, task: Task): Promise<void> {
  const { compareRecommenders } = await import("../../recommend/compare.js");
  const comparison = compareRecommenders(task.shop, models, { ...options, top: task.top, test: task.test });
  if (task.out !== undefined) {
    const { comparisonTable } = await import("../../recommend/comparison-table.js");
    await (await import("../../data/write-dataset.js")).writeDataset(task.out, comparisonTable(comparison));
  }
  if (task.html !== undefined) {
    const { comparisonPlot } = await import("../../recommend/comparison-plot.js");
    const { writePlot } = await import("../../report/write-plot.js");
    await writePlot(task.html, comparisonPlot(comparison, "Which model finds what was held out"));
  }
  task.progress.end();
  if (task.json) printJson(comparison);
  else print((await import("../recommend-table.js")).comparisonText(comparison));
}

/** Rows printed where no user is named. */
const ROWS_SHOWN = 20;

async function recommendItems(
  name: RecommenderName,
  options: ModelOptions,
  task: Task & { readonly user?: string; readonly again: boolean },
): Promise<void> {
  const { shop, top, again, json, out, progress } = task;
  const { fitNamed, learningOf } = await import("../../recommend/fit-named.js");
  const { recommendFor, recommendedDocument, recommendedTable } = await import("../../recommend/recommend.js");
  const wanted = task.user === undefined ? undefined : placeOf(task.user, shop.users);
  const learning = learningOf(shop, shop.log, shop.took);
  const model = fitNamed(name, shop, learning, options);
  const all = wanted === undefined && (json || out !== undefined);
  const count = all ? shop.users.length : Math.min(shop.users.length, Math.max(1, Math.floor(ROWS_SHOWN / top)));
  const users = wanted === undefined ? Array.from({ length: count }, (_, user) => user) : [wanted];
  const rows: RecommendedRow[] = [];
  users.forEach((user, done) => {
    if (done % 100 === 0) progress.stage(`recommending ... ${Math.floor((100 * done) / users.length)}%`);
    rows.push(...recommendFor(model, learning, user, { top, again, reasons: 3 }));
  });
  if (out !== undefined)
    await (await import("../../data/write-dataset.js")).writeDataset(out, recommendedTable(rows, shop));
  progress.end();
  if (json) {
    printJson(recommendedDocument(name, model, rows, shop));
    return;
  }
  const shown = wanted === undefined ? rows.slice(0, Math.max(top, ROWS_SHOWN)) : rows;
  print(`${name}: ${model.explain().summary}\n`);
  print((await import("../recommend-table.js")).recommendedText(shown, shop));
  if (rows.length === 0) note("nothing to recommend: there is no item that is not had already");
  if (wanted === undefined && shown.length > 0) {
    const told = new Set(shown.map(({ user }) => user)).size;
    if (told < shop.users.length)
      note(`the first ${told} of ${readable(shop.users.length)} users; --user names one, --out writes all`);
  }
}

async function load(
  file: string | undefined,
  args: { kind: string; ratings?: string; test?: string; attributes?: string } & Parameters<typeof rowOptions>[0],
  progress: FileProgress,
): Promise<{ shop: ShopLog; test?: RatedPairs; rejected: number }> {
  if (args.ratings !== undefined) {
    const { ratingsLog, readRatings } = await import("../../recommend/ratings-file.js");
    const test = args.test === undefined ? undefined : await readRatings(args.test);
    const { log, pairs } = ratingsLog(await readRatings(args.ratings), test);
    return { shop: log, test: pairs, rejected: 0 };
  }
  const kind = await kindOf(args.kind);
  const options: RowOptions = rowOptions(args);
  const { loadDataset } = await import("../../data/load.js");
  const { shopLog } = await import("../../recommend/shop-log.js");
  const loaded = await loadDataset(file as string, kind, {
    ...options,
    onProgress: (read, all) => progress.update(read, all),
  });
  const shop = shopLog(loaded.data, kind, file as string);
  if (args.attributes === undefined) return { shop, rejected: loaded.counts.rejected };
  const { itemAttributes } = await import("../../recommend/item-attributes.js");
  const { data } = await loadDataset(args.attributes, "items");
  const attributes = itemAttributes(data, shop.items);
  if (attributes.names.length === 0) throw new Misuse(`${args.attributes}: no column beside the item`);
  return { shop: { ...shop, attributes }, rejected: loaded.counts.rejected };
}

/** Those asked for, or what fits the data: one to recommend, all to evaluate. @throws Misuse when one needs attributes and there are none */
async function modelsFor(
  { values, attributes }: ShopLog,
  wanted: readonly string[] | undefined,
  { evaluate, ranked }: { evaluate: boolean; ranked: boolean },
): Promise<readonly RecommenderName[]> {
  const { recommenders } = await import("../../../agents/models/recommend/registry.js");
  if (wanted?.includes("content") && attributes === undefined)
    throw new Misuse(
      "content needs to know items by more than their names: give --attributes, or data with a category",
    );
  if (wanted !== undefined) return wanted as readonly RecommenderName[];
  if (!evaluate) return [values === "ratings" ? "factorisation" : "item-knn"];
  return (Object.keys(recommenders) as RecommenderName[]).filter((name) => {
    const takes: readonly string[] = recommenders[name].takes;
    if (name === "content" && attributes === undefined) return false;
    // popularity says nothing of a rating
    return takes.includes(values) && (name !== "popularity" || ranked);
  });
}

function checkSource(
  file: string | undefined,
  { ratings, test, form, attributes }: { ratings?: string; test?: string; form: string; attributes?: string },
): void {
  if (form !== "movielens") throw new Misuse(unknown("form of ratings", form, ["movielens"]));
  if (file !== undefined && ratings !== undefined) throw new Misuse(`${file} and --ratings: give one of them`);
  if (test !== undefined && ratings === undefined) throw new Misuse("--test goes with --ratings");
  if (attributes !== undefined && ratings !== undefined) throw new Misuse("--attributes goes with a csv of purchases");
}

async function checkModels(wanted: readonly string[], values: "purchases" | "ratings"): Promise<void> {
  const { recommenderDef, recommenders } = await import("../../../agents/models/recommend/registry.js");
  const faults = wanted.flatMap((name) => {
    const def = recommenderDef(name);
    if (def === undefined) return [unknown("model", name, Object.keys(recommenders))];
    if (def.takes.includes(values)) return [];
    const fitting = Object.entries(recommenders).filter(([, { takes }]) =>
      (takes as readonly string[]).includes(values),
    );
    return [
      `${name} learns from ${def.takes[0]}, these are ${values}; of ${values}: ${fitting.map(([n]) => n).join(", ")}`,
    ];
  });
  if (faults.length > 0) throw new Misuse(faults.join("; "));
}

async function refusePage(html: string, force: boolean) {
  const { existsSync } = await import("node:fs");
  if (!html.endsWith(".html")) throw new Misuse(`--html needs a name that ends in .html, got "${html}"`);
  if (existsSync(html) && !force) throw new Misuse(`${html} is there already; --force overwrites it`);
}

async function refuseOutput(out: string | undefined, inputs: readonly (string | undefined)[], force: boolean) {
  if (out === undefined) return;
  const { existsSync } = await import("node:fs");
  const { resolve } = await import("node:path");
  const { isDatasetFile } = await import("../../data/write-dataset.js");
  if (!isDatasetFile(out)) throw new Misuse(`--out needs a name that ends in .csv or .parquet, got "${out}"`);
  if (inputs.some((input) => input !== undefined && resolve(input) === resolve(out)))
    throw new Misuse("--out needs a name of its own");
  if (existsSync(out) && !force) throw new Misuse(`${out} is there already; --force overwrites it`);
}

async function kindOf(name: string): Promise<LogKind> {
  const { LOG_KINDS } = await import("../../recommend/shop-log.js");
  const kind = LOG_KINDS.find((one) => one === name);
  if (kind === undefined) throw new Misuse(unknown("kind of log", name, LOG_KINDS));
  return kind;
}

function placeOf(user: string, users: readonly string[]): number {
  const place = users.indexOf(user);
  if (place >= 0) return place;
  const near = nearest(user, users);
  const hint =
    near === undefined
      ? `there are ${readable(users.length)}, such as ${users.slice(0, 3).join(", ")}`
      : `did you mean "${near}"?`;
  throw new Misuse(`unknown user "${user}"; ${hint}`);
}

async function modelNames(): Promise<readonly string[]> {
  return Object.keys((await import("../../../agents/models/recommend/registry.js")).recommenders);
}
