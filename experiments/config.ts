import { existsSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { z } from "zod";
import { backgrounds } from "../envs/levers/background.js";
import { SHOP_LEVERS } from "../envs/levers/lever.js";
import { presets } from "../sim/presets/registry.js";
import { type Scenario, scenarioSchema } from "../sim/scenario.js";
import { nearest } from "./cli/nearest.js";
import { readDocument, type TextDocument } from "./document.js";
import { explainIssues, type Fault, type Path, UserError } from "./faults.js";
import { faultsBeyond } from "./mend.js";
import { checkEnv, chooseBaseline, isRecord, type Place, type Policy, resolvePolicies } from "./policies.js";
import { experimentPresets } from "./presets/registry.js";
import { type Stopping, seedNames, stoppingFaults, stoppingSchema } from "./stopping-plan.js";
import { runNameSchema } from "./wire.js";

const label = (doc: string) => z.string().min(1).max(120).describe(doc);
const count = (doc: string, low: number, high: number) => z.int().min(low).max(high).describe(doc);

/** A scenario as an experiment names it: a preset, a file, either with changes, or written out. */
export const scenarioEntry = z.union([
  z.string().min(1).describe("a preset's name, or a file, from this file's folder"),
  z
    .strictObject({
      use: z.string().min(1).describe("a preset's name, or a file, from this file's folder"),
      as: label("what to call it in results; default: the scenario's own name").optional(),
      set: z.record(z.string(), z.unknown()).default({}).describe("fields to change: `population: 300`; lists whole"),
    })
    .describe("a scenario with changes"),
  scenarioSchema.describe("a scenario written out here"),
]);

const agentEntry = z.union([
  z.string().min(1).describe("as `agent` below, with its default parameters"),
  z.strictObject({
    agent: z
      .string()
      .min(1)
      .describe(
        "a name, per-slot:<name>, per-segment:<name>, joint:<lever>=<name>,<lever>=<name>, safe:<name>, ensemble:<name>+<name>, or a file of one's own: ./mine.js",
      ),
    label: label("what to call it in results; default: the agent and what its grid varies").optional(),
    env: z.string().min(1).optional().describe("default: the experiment's env"),
    envOptions: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("the env's own options: of Market-v1 `levers: [promotion, slate]`, of Pricing-v1 `action: box`"),
    params: z
      .record(z.string(), z.unknown())
      .default({})
      .describe("the agent's parameters; a list of values makes a policy of each"),
  }),
]);

/** Background policies by lever, as an experiment says them. */
export const background = z
  .strictObject(
    Object.fromEntries(
      SHOP_LEVERS.map((lever) => {
        const named = Object.entries(backgrounds[lever]);
        const doc = named.map(([name, { summary }]) => `${name}: ${summary}`).join("; ");
        return [
          lever,
          z
            .enum(named.map(([name]) => name))
            .default(named[0][0])
            .describe(doc),
        ];
      }),
    ),
  )
  .partial()
  .describe("who decides, in a market, what an env does not ask of its agent");

export const limitsSchema = z
  .strictObject({
    seconds: z.number().positive().optional().describe("time of one cell; default: no limit"),
    megabytes: count(
      "memory of a cell's thread, for its objects and as much again for its buffers; default: what there is",
      96,
      1e7,
    ).optional(),
  })
  .describe(
    "a cell that takes more is marked as failed, and the others go on; results of the others do not depend on it",
  );
export type CellLimits = z.output<typeof limitsSchema>;

/** An experiment as its file says it. Every field has a line of doc; `promolab schema experiment` prints it. */
export const experimentSchema = z
  .strictObject({
    name: runNameSchema.optional().describe("of the results' folder; default: the file's name"),
    description: z.string().default("").describe("one sentence for a reader"),
    env: z.string().min(1).default("Promotion-v1").describe("the env of agents that name none"),
    scenarios: z.array(scenarioEntry).min(1).default(["campaign-season"]).describe("markets to play; unused elsewhere"),
    background: background.optional().describe("who decides, in a market, what an env does not ask of its agent"),
    agents: z.array(agentEntry).min(1).describe("policies to compare"),
    baseline: z
      .string()
      .min(1)
      .optional()
      .describe("label that differences are taken against; default: no-promotion, else the first"),
    seeds: z
      .union([
        count("how many replicates, named 1, 2, ...", 1, 100_000),
        stoppingSchema,
        z
          .array(z.union([z.string().min(1).max(200), z.int()]))
          .min(1)
          .describe("the replicates' seeds, any texts"),
      ])
      .default(20)
      .describe("a replicate is one training seed with its own evaluation luck, the same for all agents"),
    training: z
      .strictObject({
        episodes: count("episodes a learning agent trains on, for each seed; rules do not train", 0, 1_000_000).default(
          20,
        ),
        tailDays: count("days scored after a training episode's horizon", 0, 1000).default(0),
      })
      .prefault({})
      .describe("learning on, luck of its own"),
    evaluation: z
      .strictObject({
        episodes: count("episodes each trained agent is scored on, for each seed", 1, 100_000).default(5),
        role: z
          .literal("tune")
          .optional()
          .describe("with `tune` the episodes are drawn from a root of their own, which no reported result shares"),
      })
      .prefault({})
      .describe("learning off, from the saved agent"),
    limits: limitsSchema.optional(),
  })
  .describe("scenarios x agents x seeds");

/** An experiment as a user writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;

export interface NamedScenario {
  readonly label: string;
  readonly scenario: Scenario;
}

/** An experiment with everything looked up and filled in: plain data. */
export interface ResolvedExperiment {
  readonly name: string;
  readonly description: string;
  readonly scenarios: readonly NamedScenario[];
  readonly policies: readonly Policy[];
  /** a policy's label */
  readonly baseline: string;
  /** all of them; where `stopping` adds some, those in play */
  readonly seeds: readonly string[];
  readonly stopping?: Stopping;
  readonly training: { readonly episodes: number; readonly tailDays: number };
  /** `role`: whose luck the episodes are played under, where it is not that of reported results */
  readonly evaluation: { readonly episodes: number; readonly role?: "tune" };
  /** of a single cell; no part of the experiment's identity */
  readonly limits?: CellLimits;
}

/**
 * An experiment by the name of a preset or from a YAML or JSON file.
 *
 * @throws UserError with every fault of the file
 */
export function loadExperiment(pathOrPreset: string): ResolvedExperiment {
  const preset = Object.hasOwn(experimentPresets, pathOrPreset) ? experimentPresets[pathOrPreset] : undefined;
  if (preset) return resolveExperiment({ name: pathOrPreset, ...preset }, { subject: pathOrPreset });
  const file = fileOf(pathOrPreset, process.cwd());
  if (file === undefined) throw noSuch("experiment", pathOrPreset, Object.keys(experimentPresets));
  const document = readDocument(file);
  return resolveExperiment(document.value, {
    subject: pathOrPreset,
    name: basename(file, extname(file)),
    directory: dirname(file),
    document,
  });
}

/**
 * A scenario by the name of a preset or from a YAML or JSON file.
 *
 * @throws UserError with every fault of the file
 */
export function loadScenario(pathOrPreset: string): Scenario {
  const faults: Fault[] = [];
  const found = scenarioAt(pathOrPreset, process.cwd());
  const scenario = checkScenario(found.value, [], faults);
  if (scenario === undefined) throw new UserError(pathOrPreset, withLines(faults, found.document));
  return scenario;
}

export interface ExperimentSource {
  /** what messages call the input */
  readonly subject: string;
  /** used where the experiment names itself not */
  readonly name?: string;
  /** what relative files start from; default: the working directory */
  readonly directory?: string;
  readonly document?: TextDocument;
}

/**
 * Checks an experiment, looks up what it names, expands its grids.
 *
 * @throws UserError with every fault
 */
export function resolveExperiment(input: unknown, source: ExperimentSource): ResolvedExperiment {
  const directory = source.directory ?? process.cwd();
  const parsed = experimentSchema.safeParse(input);
  const faults = parsed.success ? [] : explainIssues(parsed.error, input, experimentSchema);
  // What can be looked up is looked up even where the shape is wrong elsewhere, so that one message lists everything.
  const raw = isRecord(input) ? input : {};
  const scenarios = resolveScenarios(raw.scenarios ?? ["campaign-season"], directory, faults);
  const env = typeof raw.env === "string" ? raw.env : "Promotion-v1";
  if (raw.env !== undefined) checkEnv(env, ["env"], faults);
  const background = isRecord(raw.background) ? raw.background : undefined;
  const policies = resolvePolicies(raw.agents, env, { directory, path: ["agents"], faults, background });
  // Of agents that are at fault themselves the labels are not known.
  const allKnown = !faults.some((fault) => fault.path[0] === "agents");
  const baseline = chooseBaseline(raw.baseline, policies, allKnown ? faults : []);
  const stopping = isRecord(raw.seeds) ? stoppingSchema.safeParse(raw.seeds).data : undefined;
  const seeds = stopping === undefined ? resolveSeeds(raw.seeds ?? 20, faults) : seedNames(stopping.from);
  if (stopping !== undefined && allKnown) faults.push(...stoppingFaults(stopping, policies, baseline));
  const name = runNameSchema.safeParse(raw.name ?? source.name);
  if (raw.name === undefined && !name.success)
    faults.push({ code: "missing", path: ["name"], message: "missing, expected a name for the results' folder" });
  if (!parsed.success || faults.length > 0 || !name.success)
    throw new UserError(source.subject, withLines(faults, source.document));
  const { description, training, evaluation, limits } = parsed.data;
  const resolved = { name: name.data, description, scenarios, policies, baseline, seeds, training, evaluation };
  return { ...resolved, ...(stopping && { stopping }), ...(limits && { limits }) };
}

/** Faults with the lines they stand in, in the order of the file. */
export function withLines(faults: readonly Fault[], document: TextDocument | undefined): readonly Fault[] {
  if (document === undefined) return faults;
  const lined = faults.map((fault) => ({ ...fault, line: document.lineOf(fault.path) }));
  return lined.sort((a, b) => a.line - b.line);
}

function resolveScenarios(entries: unknown, directory: string, faults: Fault[]): NamedScenario[] {
  const resolved: NamedScenario[] = [];
  if (!Array.isArray(entries)) return resolved;
  entries.forEach((entry: unknown, index) => {
    const path = ["scenarios", index];
    const changed = isRecord(entry) && typeof entry.use === "string" ? entry : undefined;
    const reference = changed === undefined ? entry : changed.use;
    let scenario: Scenario | undefined;
    if (typeof reference === "string") {
      const set = isRecord(changed?.set) ? changed.set : {};
      scenario = referredScenario(reference, set, { directory, path, faults });
    } else scenario = scenarioSchema.safeParse(entry).data;
    if (scenario === undefined) return;
    const name = typeof changed?.as === "string" ? changed.as : scenario.name;
    if (resolved.some((other) => other.label === name))
      faults.push({
        code: "custom",
        path,
        message: `found a second scenario called "${name}", expected a name of its own; give one with \`as\``,
      });
    resolved.push({ label: name, scenario });
  });
  return resolved;
}

function referredScenario(reference: string, set: Record<string, unknown>, place: Place): Scenario | undefined {
  const { directory, path, faults } = place;
  const changes = Object.keys(set).length > 0;
  try {
    const { value, document } = scenarioAt(reference, directory);
    const own: Fault[] = [];
    const unchanged = checkScenario(value, [], own);
    if (unchanged === undefined) throw new UserError(reference, withLines(own, document));
    return changes ? checkScenario(merge(value, set), [...path, "set"], faults) : unchanged;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.push({ code: "scenario", path, message: error.message.replaceAll("\n", "\n  ") });
    return undefined;
  }
}

/** @throws UserError when it is neither a preset nor a file that can be read */
function scenarioAt(pathOrPreset: string, directory: string): { value: unknown; document?: TextDocument } {
  if (Object.hasOwn(presets, pathOrPreset)) return { value: presets[pathOrPreset as keyof typeof presets] };
  const file = fileOf(pathOrPreset, directory);
  if (file === undefined) throw noSuch("scenario", pathOrPreset, Object.keys(presets));
  const document = readDocument(file);
  return { value: document.value, document };
}

function checkScenario(value: unknown, prefix: Path, faults: Fault[]): Scenario | undefined {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) {
    const issues = [...parsed.error.issues, ...faultsBeyond(scenarioSchema, value, parsed.error)];
    faults.push(...explainIssues(new z.ZodError(issues), value, scenarioSchema, prefix));
  }
  return parsed.data;
}

/** Fields of `changes` over those of `base`, at any depth; a list replaces a list. */
function merge(base: unknown, changes: unknown): unknown {
  if (!isRecord(base) || !isRecord(changes)) return changes;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) merged[key] = merge(base[key], value);
  return merged;
}

function resolveSeeds(given: unknown, faults: Fault[]): string[] {
  if (!Array.isArray(given)) {
    const known = Number.isInteger(given) && (given as number) >= 1 && (given as number) <= 100_000;
    return seedNames(known ? (given as number) : 0);
  }
  const texts = given.map(String);
  texts.forEach((text, index) => {
    if (texts.indexOf(text) < index)
      faults.push({
        code: "custom",
        path: ["seeds", index],
        message: `found "${text}" a second time, expected a seed of its own`,
      });
  });
  return texts;
}

/** The file that is meant; undefined where the text reads like a preset's name and no such file exists. */
export function fileOf(text: string, directory: string): string | undefined {
  const file = resolve(directory, text);
  return existsSync(file) || /[\\/]|\.(ya?ml|json)$/.test(text) ? file : undefined;
}

/** That neither a preset nor a file has the name, with the one that was meant. */
export function noSuch(kind: string, name: string, known: readonly string[]): UserError {
  const meant = nearest(name, known);
  const hint = meant === undefined ? `presets: ${known.join(", ")}` : `did you mean "${meant}"?`;
  return new UserError(name, [
    { code: "missing", path: [], message: `no ${kind} preset and no file has this name; ${hint}` },
  ]);
}
