import type { StudyOptions } from "../../stats/study.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { print, printJson } from "../print.js";
import { studyTable } from "../study-table.js";
import { number, part, text, whole } from "../values.js";

const METHODS = ["expanded", "percentile", "bca"] as const;

/** `promolab stats`: aggregate scores and comparisons of any runs x tasks tables. */
export const stats = defineCommand({
  verb: "stats",
  usage: "<scores..>",
  summary: "compare agents from tables of scores, runs x tasks: aggregates, profiles, tests, effect sizes, power",
  positionals: {
    scores: {
      type: "string",
      array: true,
      demandOption: true,
      describe:
        "CSV or Parquet files, a header of tasks and a row a run, one file an agent (a first column run or seed pairs the runs); or columns agent,task,run,score; or folders of runs",
    },
  },
  options: {
    gap: {
      coerce: number("--gap"),
      requiresArg: true,
      default: 1,
      describe: "score that the optimality gap is measured from: 1 where scores are normalised so that 1 is optimal",
    },
    method: {
      coerce: text("--method"),
      requiresArg: true,
      default: "expanded",
      describe: "of the bootstrap intervals shown: expanded (covers with few runs too), percentile, bca",
    },
    resamples: {
      coerce: whole("--resamples", 100, 1_000_000),
      requiresArg: true,
      default: 4000,
      describe: "of the bootstrap",
    },
    seed: {
      coerce: text("--seed"),
      requiresArg: true,
      default: "bootstrap",
      describe: "of all that is drawn; any text",
    },
    profiles: { type: "boolean", default: false, describe: "print performance profiles too; JSON has them always" },
    thresholds: {
      coerce: numbers("--thresholds"),
      requiresArg: true,
      describe: "scores for the profiles, 0,0.5,1; about ten round ones when left out",
    },
    difference: {
      coerce: number("--difference", 0),
      requiresArg: true,
      describe: "a true difference worth finding: how likely these runs find it, and how many more it takes",
    },
    power: {
      coerce: part("--power"),
      requiresArg: true,
      default: 0.8,
      describe: "chance of finding it that is asked for, below 1",
    },
  },
  examples: [
    ["promolab stats dqn.csv ppo.csv", "two agents, a file each"],
    ["promolab stats scores.csv --method bca --profiles", "columns agent,task,run,score, other intervals, profiles"],
    ["promolab stats runs/smoke --difference 500 --json", "the policies of a run, with the seeds that 500 would take"],
  ],
  completes: { method: async () => METHODS },
  async run({ scores, gap, method, resamples, seed, profiles, thresholds, difference, power, json }) {
    if (!isMethod(method)) throw new Misuse(unknown("method", method, METHODS));
    if (power >= 1) throw new Misuse(`--power needs a number below 1, got "${power}"`);
    const { readAgents } = await import("../../agents-of-files.js");
    const agents = await readAgents(scores);
    const { roundThresholds, studyOf } = await import("../../stats/study.js");
    const options: StudyOptions = {
      gap,
      method,
      resamples,
      seed,
      worth: difference,
      power,
      thresholds: thresholds ?? roundThresholds(agents),
    };
    const study = studyOf(agents, options);
    if (json) printJson(study);
    else print(studyTable(study, { profiles: profiles || thresholds !== undefined }));
    return 0;
  },
});

function isMethod(method: string): method is (typeof METHODS)[number] {
  return (METHODS as readonly string[]).includes(method);
}

function numbers(option: string): (given: unknown) => readonly number[] | undefined {
  const asText = text(option);
  const asNumber = number(option);
  return (given) => {
    if (given === undefined) return undefined;
    const found = asText(given).split(",").map(asNumber);
    return [...new Set(found)].sort((a, b) => a - b);
  };
}
