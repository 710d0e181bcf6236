import type { Interval } from "../../stats/bootstrap.js";
import { defineCommand } from "../command.js";
import { dataOptions, rowOptions } from "../data-options.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { opeTable } from "../ope-table.js";
import { note, print, printJson } from "../print.js";
import { pairs, part, text, whole } from "../values.js";

/** `promolab ope`: what another policy would have earned, from a log of decisions. */
export const ope = defineCommand({
  verb: "ope",
  usage: "<log>",
  summary: "tell from a log of decisions what another policy would have earned",
  positionals: {
    log: { coerce: text("log"), demandOption: true, describe: "a CSV or Parquet file of decisions with propensities" },
  },
  options: {
    form: { coerce: text("--form"), requiresArg: true, default: "ours", describe: "zozo, hillstrom or ours" },
    policy: {
      coerce: text("--policy"),
      requiresArg: true,
      demandOption: true,
      describe:
        "always:<action>, uniform, when:<column>=<value>:<action>:<else>, columns (pi_e... of the file), an agent's name, or saved:<file> of promolab run --save",
    },
    env: { coerce: text("--env"), requiresArg: true, describe: "of an agent: the env that the log is of" },
    scenario: {
      coerce: text("--scenario"),
      requiresArg: true,
      describe: "and its scenario; campaign-season when left out",
    },
    against: {
      coerce: text("--against"),
      requiresArg: true,
      describe: "another policy: tells the difference as well",
    },
    reward: {
      coerce: text("--reward"),
      requiresArg: true,
      describe: "hillstrom: visit (when left out), conversion or spend",
    },
    interval: {
      coerce: text("--interval"),
      requiresArg: true,
      default: "bootstrap",
      describe: "bootstrap, normal or bernstein: which one is shown as ci",
    },
    level: { coerce: part("--level"), requiresArg: true, default: 0.95, describe: "coverage of intervals" },
    resamples: {
      coerce: whole("--resamples", 20, 1e6),
      requiresArg: true,
      default: 1000,
      describe: "bootstrap draws",
    },
    folds: { coerce: whole("--folds", 1, 100), requiresArg: true, default: 5, describe: "of the reward model" },
    tune: {
      coerce: text("--tune"),
      requiresArg: true,
      default: "mse",
      describe: "mse or slope: how constants are chosen from the log",
    },
    constant: {
      array: true,
      coerce: pairs("--constant"),
      requiresArg: true,
      describe: "clip=5, switch=3, shrink=10, subGaussian=.1: one that is not to be chosen; may be given again",
    },
    "reward-range": {
      coerce: text("--reward-range"),
      requiresArg: true,
      describe: "least,largest reward there can be, for the Bernstein interval; those of the log when left out",
    },
    discount: {
      coerce: part("--discount"),
      requiresArg: true,
      default: 1,
      describe: "of a reward one step on, for episodes",
    },
    apart: {
      type: "boolean",
      default: false,
      describe: "decisions do not hang together, although the log has episodes: a bandit's",
    },
    seed: { coerce: text("--seed"), requiresArg: true, default: "1", describe: "of folds and resamples" },
    ...dataOptions,
  },
  examples: [
    ["promolab ope hillstrom.csv --form hillstrom --policy always:M --against always:N", "what e-mail M brings"],
    ["promolab ope log.parquet --policy uniform --json", "what random decisions would have earned, for a program"],
  ],
  async run(args) {
    const { log: file, policy: policyText, against: againstText, level, resamples, folds, discount, seed, json } = args;
    const { FORMS, readDecisionLog } = await import("../../ope/read-log.js");
    const { INTERVALS, evaluatePolicy } = await import("../../ope/evaluate.js");
    const form = oneOf("form", args.form, FORMS);
    const interval = oneOf("interval", args.interval, INTERVALS);
    const tuning = oneOf("way to choose constants", args.tune, ["slope", "mse"] as const);
    const reward = args.reward === undefined ? undefined : oneOf("reward", args.reward, REWARDS);
    if (reward !== undefined && form !== "hillstrom") throw new Misuse("--reward belongs to --form hillstrom");
    if (level === 1) throw new Misuse("--level 1 tells no interval: it takes a number below 1");
    const constants = constantsOf(args.constant);
    const rewardRange = rangeOf(args["reward-range"]);
    const log = await readDecisionLog(file, form, { ...rowOptions(args), reward, apart: args.apart });
    if (log.rows < 2) {
      const { UserError } = await import("../../faults.js");
      throw new UserError(file, [{ code: "rows", path: [], message: "one decision tells no error: it takes 2" }], 1);
    }
    const { resolveTarget } = await import("../../ope/resolve-target.js");
    const agent = { env: args.env, scenario: args.scenario, folds, seed };
    const policy = await resolveTarget(policyText, log, file, agent);
    const against = againstText === undefined ? undefined : await resolveTarget(againstText, log, file, agent);
    const options = { interval, level, resamples, folds, tuning, constants, rewardRange, discount, seed, against };
    const found = evaluatePolicy(log, policy, options);
    const named = { log: file, form, policy: policyText, against: againstText ?? null, interval, level };
    if (json) printJson({ ...named, ...found });
    else {
      const against = againstText === undefined ? "" : ` against ${againstText}`;
      print(opeTable(`${policyText}${against}`, { interval, level }, found));
      if (found.trajectories)
        note("rewards a decision are in the states that the logging policy came to; returns are the policy's own");
    }
    return 0;
  },
});

const REWARDS = ["visit", "conversion", "spend"] as const;

function oneOf<const T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found === undefined) throw new Misuse(unknown(what, given, known));
  return found;
}

const CONSTANTS = {
  clip: { low: Number.MIN_VALUE, high: Number.POSITIVE_INFINITY, range: "above 0" },
  switch: { low: 0, high: Number.POSITIVE_INFINITY, range: "of at least 0" },
  shrink: { low: 0, high: Number.POSITIVE_INFINITY, range: "of at least 0" },
  subGaussian: { low: 0, high: 1, range: "from 0 to 1" },
} as const;

/** @throws Misuse for a name that is none, or a number out of range */
function constantsOf(given: Readonly<Record<string, string>> = {}): Partial<Record<keyof typeof CONSTANTS, number>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const key = oneOf("constant", name, Object.keys(CONSTANTS) as (keyof typeof CONSTANTS)[]);
      const { low, high, range } = CONSTANTS[key];
      const number = value.trim() === "" ? Number.NaN : Number(value);
      if (!(number >= low && number <= high))
        throw new Misuse(`--constant ${name} needs a number ${range}, got "${value}"`);
      return [key, number];
    }),
  );
}

/** @throws Misuse when it is not two numbers in rising order */
function rangeOf(given: string | undefined): Interval | undefined {
  if (given === undefined) return undefined;
  const [low, high, ...more] = given.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (more.length > 0 || !(low < high)) throw new Misuse(`--reward-range needs least,largest, got "${given}"`);
  return [low, high];
}
