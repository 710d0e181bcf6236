import { basename, dirname, extname } from "node:path";
import type { AnyAgentDef } from "../../agents/define.js";
import { loadAgent } from "../agent-module.js";
import { checkFit } from "../cell.js";
import {
  type ExperimentSource,
  fileOf,
  noSuch,
  type ResolvedExperiment,
  resolveExperiment,
  withLines,
} from "../config.js";
import { readDocument } from "../document.js";
import { explainIssues, type Fault, type Path, UserError } from "../faults.js";
import { isRecord } from "../policies.js";
import { tuningPresets } from "../presets/tunings.js";
import { episodesOf, episodesOfHalving, mostTrials } from "./cost.js";
import { gridSize } from "./grid.js";
import { rungTraining } from "./halving.js";
import { resolveSpace } from "./resolve-space.js";
import { type METHODS, type Method, type ResolvedTuning, tuningSchema } from "./tuning.js";

/**
 * A tuning by the name of a preset or from a YAML or JSON file.
 *
 * @throws UserError with every fault of the file
 */
export async function loadTuning(pathOrPreset: string): Promise<ResolvedTuning> {
  const preset = Object.hasOwn(tuningPresets, pathOrPreset) ? tuningPresets[pathOrPreset] : undefined;
  if (preset) return resolveTuning({ name: pathOrPreset, ...preset }, { subject: pathOrPreset });
  const file = fileOf(pathOrPreset, process.cwd());
  if (file === undefined) throw noSuch("tuning", pathOrPreset, Object.keys(tuningPresets));
  const document = readDocument(file);
  const source = { subject: pathOrPreset, name: basename(file, extname(file)), directory: dirname(file), document };
  return resolveTuning(document.value, source);
}

/**
 * Checks a tuning, looks up what it names, and plans how many trials its budget pays.
 *
 * @throws UserError with every fault
 */
export async function resolveTuning(input: unknown, source: ExperimentSource): Promise<ResolvedTuning> {
  const raw = isRecord(input) ? input : {};
  const parsed = tuningSchema.safeParse(input);
  const faults = parsed.success ? [] : explainIssues(parsed.error, input, tuningSchema);
  const seeds = resolveSeeds(raw.seeds, faults);
  const experiment = lookUp(raw, source, faults);
  const agent = experiment?.policies[0];
  const definition = agent && (await definitionOf(agent, experiment, faults));
  const space = definition
    ? resolveSpace(
        raw.space,
        { schema: definition.params, agent: agent.agent, fixed: isRecord(raw.params) ? raw.params : {} },
        faults,
      )
    : [];
  const baseline = experiment && (await baselineOf(experiment, raw.baseline !== undefined, faults));
  if (parsed.success && experiment && agent && definition && faults.length === 0) {
    const { description, batch, budget, training, evaluation, seed } = parsed.data;
    const resolved: ResolvedTuning = {
      name: experiment.name,
      description,
      agent,
      learns: definition.learns,
      baseline: baseline ?? null,
      scenarios: experiment.scenarios,
      space,
      method: methodOf(parsed.data.method),
      trials: parsed.data.trials ?? null,
      batch,
      budget,
      seeds,
      training,
      evaluation,
      seed: String(seed),
    };
    const planned = planTrials(resolved, faults);
    if (faults.length === 0) return { ...resolved, trials: planned };
  }
  throw new UserError(source.subject, source.document ? withLines(faults, source.document) : faults);
}

/** With the numbers a plain name leaves out. */
function methodOf(given: (typeof METHODS)[number] | Method): Method {
  if (typeof given !== "string") return given;
  return tuningSchema.shape.method.parse({ use: given }) as Method;
}

function resolveSeeds(given: unknown, faults: Fault[]): ResolvedTuning["seeds"] {
  const of = isRecord(given) ? given : {};
  const list = (value: unknown, standard: number, prefix: string): string[] => {
    if (Array.isArray(value)) return value.map(String);
    const size = value === undefined ? standard : value;
    const known = Number.isInteger(size) && (size as number) >= 1 && (size as number) <= 10_000;
    return Array.from({ length: known ? (size as number) : 0 }, (_, i) => `${prefix}${i + 1}`);
  };
  const seeds = { tuning: list(of.tuning, 4, "tune-"), reporting: list(of.reporting, 10, "") };
  for (const key of ["tuning", "reporting"] as const)
    seeds[key].forEach((seed, index) => {
      if (seeds[key].indexOf(seed) < index)
        faults.push({
          code: "custom",
          path: ["seeds", key, index],
          message: `found "${seed}" a second time, expected a seed of its own`,
        });
    });
  const shared = seeds.reporting.filter((seed) => seeds.tuning.includes(seed));
  if (shared.length > 0) {
    const some = shared.slice(0, 5).join(", ") + (shared.length > 5 ? ", ..." : "");
    const message = `found ${shared.length} of the tuning seeds (${some}), expected none: the winner is reported on luck that no trial saw`;
    faults.push({ code: "custom", path: ["seeds", "reporting"], message });
  }
  return seeds;
}

/** The problem, the agent and the baseline, as an experiment's are looked up; its faults are told where a tuning's file has them. */
function lookUp(
  raw: Record<string, unknown>,
  source: ExperimentSource,
  faults: Fault[],
): ResolvedExperiment | undefined {
  const { env, scenario, background, agent, envOptions, params, baseline } = raw;
  const own = typeof agent === "string" ? agent : "";
  if (own === "") return undefined;
  const beside = typeof baseline === "string" && baseline !== "" ? baseline : "no-promotion";
  const experiment = {
    name: raw.name,
    ...(env !== undefined && { env }),
    ...(scenario !== undefined && { scenarios: [scenario] }),
    ...(background !== undefined && { background }),
    agents: [
      {
        agent: own,
        label: own,
        ...(envOptions !== undefined && { envOptions }),
        ...(params !== undefined && { params }),
      },
      ...(beside === own ? [] : [{ agent: beside, label: beside, ...(envOptions !== undefined && { envOptions }) }]),
    ],
  };
  try {
    const resolved = resolveExperiment(experiment, {
      subject: source.subject,
      name: source.name,
      directory: source.directory,
    });
    const grids = resolved.policies.filter((policy) => policy.agent === own).length > 1;
    if (!grids) return resolved;
    const message = "found a list where the agent takes one value; what is to be varied stands under `space`";
    faults.push({ code: "custom", path: ["params"], message });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const known = new Set(faults.map(({ path }) => JSON.stringify(path)));
    for (const fault of error.faults) {
      const path = ownPath(fault.path);
      if (!known.has(JSON.stringify(path))) faults.push({ ...fault, path });
    }
  }
  return undefined;
}

function ownPath([first, index, ...rest]: Path): Path {
  if (first === "scenarios") return ["scenario", ...rest];
  if (first !== "agents") return [first, index, ...rest].filter((part) => part !== undefined);
  return index === 1 ? ["baseline"] : rest;
}

async function definitionOf(
  agent: ResolvedExperiment["policies"][number],
  experiment: ResolvedExperiment,
  faults: Fault[],
): Promise<AnyAgentDef | undefined> {
  try {
    const definition = await loadAgent(agent.agent, agent.files);
    await checkFit(agent, experiment.scenarios[0] ?? null);
    return definition;
  } catch (error) {
    faults.push({ code: "agent", path: ["agent"], message: (error as Error).message });
    return undefined;
  }
}

/** The agent to report beside; undefined where it is none but the one that is tuned, or where the usual one cannot play. */
async function baselineOf(experiment: ResolvedExperiment, given: boolean, faults: Fault[]) {
  const baseline = experiment.policies[1];
  if (baseline === undefined) return undefined;
  try {
    await checkFit(baseline, experiment.scenarios[0] ?? null);
    return baseline;
  } catch (error) {
    if (given) faults.push({ code: "misfit", path: ["baseline"], message: (error as Error).message });
    return undefined;
  }
}

/** How many trials are begun; null where only the budget tells. */
function planTrials(tuning: ResolvedTuning, faults: Fault[]): number | null {
  const { method, trials, space, budget, training, learns } = tuning;
  const fault = (path: Path, message: string): null => {
    faults.push({ code: "custom", path, message });
    return null;
  };
  const halved = method.use === "halving" || method.use === "asha";
  if (halved && !learns)
    return fault(
      ["method"],
      `${tuning.agent.agent} is a rule and does not train, so no rung tells more than another; expected random, lhs, grid or tpe`,
    );
  if (halved && method.from > training.episodes)
    return fault(
      ["method", "from"],
      `found ${method.from}, expected at most the ${training.episodes} training episodes of the last rung`,
    );
  const first = halved ? rungTraining({ ...method, to: training.episodes })[0] : training.episodes;
  const least = episodesOf(tuning, first, 0);
  if (budget.episodes !== undefined && budget.episodes < least)
    return fault(
      ["budget", "episodes"],
      `found ${budget.episodes}, expected at least ${least}: one trial on ${tuning.seeds.tuning.length} tuning seeds takes so many`,
    );
  if (method.use === "grid") {
    const size = gridSize(space, method.points);
    if (size > 100_000)
      return fault(["space"], `makes a grid of ${size} trials, expected at most 100000; give fewer points or values`);
    const all = Math.min(size, trials ?? size);
    if (trials !== null && trials < size)
      return fault(
        ["trials"],
        `found ${trials}, expected ${size} or nothing: a grid is tried whole, and it has so many points`,
      );
    if (budget.episodes !== undefined && all * least > budget.episodes)
      return fault(
        ["budget", "episodes"],
        `found ${budget.episodes}, expected at least ${all * least}: a grid is tried whole, and its ${size} points take so many`,
      );
    return all;
  }
  const needed = method.use === "lhs" || method.use === "halving";
  if (trials === null && budget.episodes === undefined && (needed || budget.seconds === undefined)) {
    const how = needed
      ? "`trials` or `budget.episodes`, by which its points are laid out"
      : "`trials`, `budget.episodes` or `budget.seconds`";
    return fault([], `nothing ends the search; ${method.use} needs ${how}`);
  }
  if (method.use === "asha" || (budget.episodes === undefined && method.use !== "halving")) return trials;
  const cost = (count: number) => (method.use === "halving" ? episodesOfHalving(tuning, count, method) : count * least);
  const paid = budget.episodes === undefined ? Number.POSITIVE_INFINITY : mostTrials(budget.episodes, cost);
  const planned = Math.min(trials ?? Number.POSITIVE_INFINITY, paid);
  if (method.use !== "halving") return planned;
  const ladder = rungTraining({ ...method, to: training.episodes });
  const enough = method.eta ** (ladder.length - 1);
  if (planned >= enough) return planned;
  return fault(
    paid < (trials ?? Number.POSITIVE_INFINITY) ? ["budget", "episodes"] : ["trials"],
    `${planned} trials end before the last of ${ladder.length} rungs (${ladder.join(", ")} training episodes); expected at least ` +
      `${enough} trials, ${cost(enough)} episodes, or a larger method.from, where the ladder begins`,
  );
}
