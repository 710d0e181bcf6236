import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { ResolvedExperiment } from "./config.js";
import { UserError } from "./faults.js";
import { readJournal, writeWhole } from "./journal.js";
import { holderOf } from "./lock.js";
import { createRunState, type RunState, rankingOf, resultsHash, seedsDone } from "./run-state.js";
import type { CellSummary, Ranking, RunSummary } from "./wire.js";

/** What `config.json` of a run's folder holds. */
export interface RunConfig {
  readonly format: 1;
  readonly engine: string;
  /** of all that the results depend on */
  readonly hash: string;
  readonly experiment: ResolvedExperiment;
}

/** A run's folder, read. */
export interface RunRecord extends RunState {
  readonly directory: string;
  readonly config: RunConfig;
  readonly summary: RunSummary;
}

export type RunPace = Pick<RunSummary, "rate" | "secondsLeft">;

export const CONFIG_FILE = "config.json";

/**
 * Reads a run, finished or not, running or not.
 *
 * @throws UserError when the folder holds no run
 */
export function readRun(directory: string): RunRecord {
  const config = readConfig(directory);
  if (config === undefined)
    throw new UserError(directory, [
      { code: "missing", path: [], message: "no run lies here: a run's folder is runs/<name>" },
    ]);
  const state = createRunState(config.experiment, readJournal(directory));
  return {
    ...state,
    directory,
    config,
    summary: summaryOf(directory, state, holderOf(directory) ? "running" : restingState(state)),
  };
}

/** The configuration in a run's folder; undefined where there is none. @throws UserError when it cannot be read */
export function readConfig(directory: string): RunConfig | undefined {
  const file = join(directory, CONFIG_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const config = JSON.parse(readFileSync(file, "utf8")) as RunConfig;
    if (config.format === 1) return config;
  } catch (error) {
    throw new UserError(file, [
      { code: "syntax", path: [], message: `not a run's configuration: ${(error as Error).message}` },
    ]);
  }
  throw new UserError(file, [{ code: "format", path: [], message: "written by another version of promolab" }]);
}

export async function writeConfig(directory: string, config: RunConfig): Promise<void> {
  await writeWhole(join(directory, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * The ranking of a run's policies over the seeds that are finished.
 *
 * @throws UserError when the folder holds no run, no policy has the baseline's label, or fewer than two seeds are finished
 */
export async function rankRun(directory: string, options: { baseline?: string } = {}): Promise<Ranking> {
  try {
    return rankingOf(readRun(directory), options.baseline);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(directory, [{ code: "ranking", path: [], message: error.message.replace(/^\w+: /, "") }]);
  }
}

/** What a run is, in brief, as its folder has it. */
export async function runSummary(directory: string): Promise<RunSummary> {
  return readRun(directory).summary;
}

/** The run's finished cells, in the experiment's order. */
export async function cellSummaries(directory: string): Promise<CellSummary[]> {
  return readRun(directory)
    .cells.filter((record) => record.state === "finished")
    .map(({ cell, problem, policy, seed, evaluated }) => ({
      cell,
      agent: policy.agent,
      params: { ...policy.params },
      scenario: problem,
      seed,
      episodes: [...evaluated.values()]
        .map(({ row }) => ({ episode: row.episode, score: row.score }))
        .sort((a, b) => a.episode - b.episode),
    }));
}

/** How a run stands that no process is at work on. */
export function restingState({ cells }: RunState): RunSummary["state"] {
  if (cells.every((record) => record.state === "finished")) return "finished";
  return cells.every((record) => record.state === "finished" || record.state === "failed") ? "failed" : "stopped";
}

/**
 * A run in brief.
 *
 * @param pace  what only the sweep itself knows; left out: nobody knows
 */
export function summaryOf(
  directory: string,
  state: RunState,
  standing: RunSummary["state"],
  pace?: RunPace,
): RunSummary {
  const { cells, experiment } = state;
  const done = cells.filter((record) => record.state === "finished").length;
  const reused = cells.filter((record) => record.reused !== undefined).length;
  const failed = cells.filter((record) => record.state === "failed").length;
  const scenarios = [...new Set(cells.flatMap(({ scenario }) => (scenario === null ? [] : [scenario.scenario])))];
  const shared = <T>(read: (scenario: (typeof scenarios)[number]) => T): T | undefined => {
    const values = new Set(scenarios.map(read));
    return values.size === 1 ? [...values][0] : undefined;
  };
  return {
    name: basename(resolve(directory)),
    state: standing,
    cells: cells.length,
    cellsDone: done,
    cellsFailed: failed,
    ...(reused > 0 ? { cellsReused: reused } : {}),
    seedsDone: seedsDone(state),
    seeds: experiment.seeds.length,
    rate: pace?.rate ?? null,
    secondsLeft: pace?.secondsLeft ?? null,
    hash: resultsHash(state),
    currency: shared((scenario) => scenario.currency),
    scoredDays: shared((scenario) => scenario.horizonDays + scenario.tailDays),
  };
}
