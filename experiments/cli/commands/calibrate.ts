import type { ScenarioInput } from "../../../sim/scenario.js";
import type { RealismCard } from "../../realism/card.js";
import type { Calibrated, Setting } from "../calibrations.js";
import { defineCommand } from "../command.js";
import { dataOptions } from "../data-options.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable } from "../table.js";
import { text, whole } from "../values.js";

const KINDS = ["panel", "weekly", "transactions"] as const;

/** `promolab calibrate`: from what a shop sold to a scenario. */
export const calibrate = defineCommand({
  verb: "calibrate",
  usage: "<kind> <data>",
  summary: "estimate shoppers from a shop's data and write them as a scenario",
  positionals: {
    kind: {
      coerce: text("kind"),
      demandOption: true,
      describe:
        "panel: who bought which brand at which prices; weekly: what stores sold in a week; transactions: who bought when",
    },
    data: { coerce: text("data"), demandOption: true, describe: "a CSV, for weekly and transactions also Parquet" },
  },
  options: {
    out: { coerce: text("--out"), requiresArg: true, describe: "scenario to write, YAML" },
    force: { type: "boolean", default: false, describe: "overwrite --out where it is there already" },
    quick: { type: "boolean", default: false, describe: "few and small simulations, no realism card: a first look" },
    seed: {
      coerce: text("--seed"),
      requiresArg: true,
      default: "1",
      describe: "names the luck of simulations and bootstraps",
    },
    category: { coerce: text("--category"), requiresArg: true, describe: "what is sold, as the scenario calls it" },
    currency: { coerce: text("--currency"), requiresArg: true, describe: "sign of the money unit, for the scenario" },
    base: {
      coerce: text("--base"),
      requiresArg: true,
      describe: "panel: brand whose appeal is 0; the last one when left out",
    },
    groups: {
      coerce: whole("--groups", 2, 8),
      requiresArg: true,
      describe: "transactions: groups of customers; 4 when left out",
    },
    campaigns: {
      coerce: text("--campaigns"),
      requiresArg: true,
      describe: "transactions: who was sent which campaign, a CSV",
    },
    "campaign-descriptions": {
      coerce: text("--campaign-descriptions"),
      requiresArg: true,
      describe: "when each campaign began and ended, a CSV",
    },
    redemptions: {
      coerce: text("--redemptions"),
      requiresArg: true,
      describe: "who redeemed a coupon of which campaign when, a CSV",
    },
    ...dataOptions,
  },
  examples: [
    ["promolab calibrate panel yogurt_panel.csv --base weight --out yogurt.yaml", "brand choices of households"],
    [
      "promolab calibrate weekly orange_juice_weekly.csv --out juice.yaml",
      "elasticities, features and seasons of stores",
    ],
    [
      "promolab calibrate transactions log.csv --campaigns sent.csv --campaign-descriptions runs.csv --redemptions used.csv",
      "groups of customers, their baskets, discounts and coupons",
    ],
  ],
  completes: { kind: async () => KINDS },
  async run(args) {
    const { kind, data, out, force, json } = args;
    if (!(KINDS as readonly string[]).includes(kind)) throw new Misuse(unknown("kind of data", kind, KINDS));
    refuseForeignOptions(kind, args);
    const companions = companionFiles(args);
    const { existsSync } = await import("node:fs");
    const { basename, extname } = await import("node:path");
    for (const file of [data, ...companions]) if (!existsSync(file)) throw new Misuse(`${file}: no such file`);
    if (out !== undefined && existsSync(out) && !force)
      throw new Misuse(`${out} is there already; --force overwrites it`);
    const { createFileProgress } = await import("../file-progress.js");
    const progress = createFileProgress(process.stderr);
    const setting: Setting = {
      ...args,
      companions,
      name: out === undefined ? undefined : basename(out, extname(out)),
      source: basename(data),
      progress,
      search: {
        onEvaluation: (count, distance) =>
          progress.stage(`fitting moments: ${count} simulations, distance ${readable(distance, 1)}`),
      },
    };
    const calibrations = await import("../calibrations.js");
    let found: Calibrated;
    try {
      found = await calibrations[kind as (typeof KINDS)[number]](setting);
    } finally {
      progress.end();
    }
    const card = args.quick ? null : await cardOf(found.scenario);
    if (out !== undefined) {
      const { stringify } = await import("yaml");
      const { writeWhole } = await import("../../journal.js");
      const head = "# yaml-language-server: $schema=./scenario.schema.json\n";
      await writeWhole(out, head + stringify(found.scenario, { lineWidth: 110 }));
      note(`wrote ${out}`);
    }
    if (json) printJson({ ...found.document, realism: card?.rows ?? null });
    else
      print(
        [...found.lines, ...(card === null ? [] : [(await import("../fit-table.js")).cardLines(card)])].join("\n\n"),
      );
    return 0;
  },
});

const COMPANIONS = ["campaigns", "campaign-descriptions", "redemptions"] as const;

/** @throws Misuse where an option is of another kind of data */
function refuseForeignOptions(kind: string, args: { readonly [option: string]: unknown }): void {
  const of = { panel: ["base"], weekly: [], transactions: ["groups", ...COMPANIONS] } as const;
  for (const [other, options] of Object.entries(of))
    for (const option of options)
      if (other !== kind && args[option] !== undefined)
        throw new Misuse(`--${option} is for ${other}, not for ${kind}`);
  if (kind === "panel" && args.set !== undefined)
    throw new Misuse("--set is not for panel: a household is in every row");
}

/** The three companion files of a log, or none. @throws Misuse where some are given without the others */
function companionFiles(args: { readonly [option: string]: unknown }): string[] {
  const given = COMPANIONS.filter((option) => args[option] !== undefined);
  if (given.length > 0 && given.length < COMPANIONS.length)
    throw new Misuse(
      `${COMPANIONS.map((option) => `--${option}`).join(", ")} go together; found --${given.join(", --")} alone`,
    );
  return given.map((option) => String(args[option]));
}

/** Null where too little is sold to measure anything. */
async function cardOf(scenario: ScenarioInput): Promise<RealismCard | null> {
  const { scenarioSchema } = await import("../../../sim/scenario.js");
  const { realismCard } = await import("../../realism/card.js");
  note("measuring the scenario against the realism card");
  try {
    return realismCard(scenarioSchema.parse(scenario));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    note(error.message);
    return null;
  }
}
