import { z } from "zod";
import { background, type ResolvedExperiment, scenarioEntry } from "../config.js";
import type { Policy } from "../policies.js";
import { runNameSchema } from "../wire.js";
import type { Dimension } from "./space.js";

const count = (doc: string, low: number, high: number) => z.int().min(low).max(high).describe(doc);
const eta = count("of every so many trials one goes on", 2, 100).default(3);
const from = count("training episodes before the first comparison, at least", 1, 1_000_000).default(1);

const dimension = z.union([
  z.array(z.unknown()).min(1).describe("values to choose from"),
  z
    .strictObject({
      low: z.number().optional().describe("least value; default: the agent's own bound"),
      high: z.number().optional().describe("largest value; default: the agent's own bound"),
      scale: z.enum(["linear", "log"]).default("linear").describe("with `log`, equal ratios are equally likely"),
    })
    .describe("a range; whole numbers where the agent takes those"),
]);

/** The ways to search, each with what it may be told. */
const methods = [
  z.strictObject({ use: z.literal("grid"), points: count("values of each range", 1, 1000).default(5) }),
  z.strictObject({ use: z.literal("random") }),
  z.strictObject({ use: z.literal("lhs") }),
  z.strictObject({ use: z.literal("halving"), eta, from }),
  z.strictObject({ use: z.literal("asha"), eta, from }),
  z.strictObject({
    use: z.literal("tpe"),
    startup: count("trials drawn at random first", 2, 10_000).default(10),
    good: z.number().gt(0).max(0.5).default(0.15).describe("share of the trials that counts as good"),
    candidates: count("draws compared for a trial; more of them search less widely", 1, 10_000).default(8),
  }),
] as const;
export const METHODS = ["grid", "random", "lhs", "halving", "asha", "tpe"] as const;

const seeds = z.union([
  count("how many", 1, 10_000),
  z
    .array(z.union([z.string().min(1).max(200), z.int()]))
    .min(1)
    .describe("any texts"),
]);

/** A search for an agent's parameters as its file says it. */
export const tuningSchema = z
  .strictObject({
    name: runNameSchema.optional().describe("of the results' folder; default: the file's name"),
    description: z.string().default("").describe("one sentence for a reader"),
    env: z.string().min(1).default("Promotion-v1").describe("the env to play"),
    scenario: scenarioEntry.default("campaign-season").describe("the market to play; unused elsewhere"),
    background: background.optional().describe("who decides, in a market, what the env does not ask of its agent"),
    agent: z.string().min(1).describe("as in an experiment: a name, per-slot:<name>, ./mine.js, ..."),
    envOptions: z.record(z.string(), z.unknown()).optional().describe("the env's own options"),
    params: z.record(z.string(), z.unknown()).default({}).describe("parameters that stay as they are given here"),
    space: z
      .record(z.string(), dimension)
      .optional()
      .describe("parameters to vary; default: all that the agent bounds on both sides, over their whole range"),
    method: z
      .union([z.enum(METHODS), z.discriminatedUnion("use", methods)])
      .default("tpe")
      .describe("how to search: a name, or a name as `use` with what it is told"),
    trials: count("choices of parameters that are begun, at the most", 1, 100_000).optional(),
    batch: count("trials decided at a time: by tpe, by asha, and where a budget is in seconds", 1, 1000).default(4),
    budget: z
      .strictObject({
        episodes: count("training and evaluation episodes of all trials together", 1, 1e9).optional(),
        seconds: z.number().gt(0).max(1e8).optional().describe("time at work; what is unfinished then does not count"),
      })
      .default({})
      .describe("what the search may cost; the report on the reporting seeds comes on top"),
    seeds: z
      .strictObject({
        tuning: seeds.default(4).describe("replicates of each trial, named tune-1, tune-2, ..., or listed"),
        reporting: seeds.default(10).describe("replicates of the report, named 1, 2, ..., or listed; none of tuning's"),
      })
      .prefault({})
      .describe("the winner is reported on seeds that no trial saw"),
    training: z
      .strictObject({
        episodes: count("a trial trains on, to its last rung; rules do not train", 0, 1_000_000).default(20),
      })
      .prefault({}),
    evaluation: z
      .strictObject({ episodes: count("each trained agent is scored on, for each seed", 1, 100_000).default(2) })
      .prefault({}),
    baseline: z
      .string()
      .min(1)
      .optional()
      .describe("an agent to report beside; default: no-promotion where it plays the env"),
    seed: z
      .union([z.string().min(1), z.int()])
      .default("1")
      .describe("of the search's own draws, any text"),
  })
  .describe("a search for the parameters of one agent, on one problem");

/** A tuning as a user writes it. */
export type TuningInput = z.input<typeof tuningSchema>;

export type Method = z.output<(typeof methods)[number]>;

/** A tuning with everything looked up and filled in: plain data. */
export interface ResolvedTuning {
  readonly name: string;
  readonly description: string;
  /** the agent with its defaults, and `params` over them; its label is the agent's name */
  readonly agent: Policy;
  /** false for a rule: its trials do not train */
  readonly learns: boolean;
  readonly baseline: Policy | null;
  readonly scenarios: ResolvedExperiment["scenarios"];
  /** at least one */
  readonly space: readonly Dimension[];
  readonly method: Method;
  /** trials that are begun at the most; null where only time or episodes end the search */
  readonly trials: number | null;
  readonly batch: number;
  readonly budget: { readonly episodes?: number; readonly seconds?: number };
  /** none is in both */
  readonly seeds: { readonly tuning: readonly string[]; readonly reporting: readonly string[] };
  readonly training: { readonly episodes: number };
  readonly evaluation: { readonly episodes: number };
  readonly seed: string;
}
