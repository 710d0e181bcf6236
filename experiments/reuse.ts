import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ENGINE_VERSION } from "../sim/version.js";
import type { ResolvedExperiment } from "./config.js";
import { UserError } from "./faults.js";
import { type Cell, cellHash, hashOf } from "./identity.js";
import { agentFileOf, type Journal } from "./journal.js";
import { type RunRecord, readConfig, readRun } from "./results.js";
import { openRunDays } from "./run-days.js";
import type { CellRecord, RunState } from "./run-state.js";
import { runFolders } from "./run-status.js";

export interface ReuseOptions {
  /** the run's own folder */
  readonly directory: string;
  /** folder of runs whose finished cells may be taken */
  readonly from: string;
  readonly signal?: AbortSignal;
}

/**
 * Takes over cells that another run of a folder has finished, with all they left: episodes, days and the trained agent, journaled as
 * if they had been played here, with the run they are of. Cells are the same when their hash is (`cellHash`), whatever the other run
 * calls them. A cell that was begun here, or that records events, is played; so is one whose run cannot be read.
 */
export async function reuseCells(state: RunState, journal: Journal, options: ReuseOptions): Promise<void> {
  const { directory, from, signal } = options;
  const wanted = new Map<string, CellRecord[]>();
  const hashHere = hasher(state.experiment);
  for (const record of state.cells) {
    if (record.state !== "waiting" || (record.scenario?.scenario.events.rate ?? 0) > 0) continue;
    const hash = hashHere(record);
    wanted.set(hash, [...(wanted.get(hash) ?? []), record]);
  }
  if (wanted.size === 0 || !existsSync(from)) return;
  for (const folder of neighbours(from, directory)) {
    const run = runWith(folder, wanted);
    if (run === undefined) continue;
    const hashThere = hasher(run.experiment);
    const days = await openRunDays(folder).catch(() => undefined);
    try {
      for (const found of run.cells) {
        if (signal?.aborted) return;
        const hash = hashThere(found);
        const those = found.state === "finished" ? wanted.get(hash) : undefined;
        if (those === undefined) continue;
        const left = await leftBy(folder, found, (await days?.of(found).catch(() => undefined)) ?? new Map());
        if (left === undefined) continue;
        for (const record of those) await takeOver(record, left, { state, journal, run: run.summary.name });
        wanted.delete(hash);
      }
    } finally {
      days?.close();
    }
  }
}

function neighbours(from: string, directory: string): string[] {
  try {
    return runFolders(from).filter((folder) => resolve(folder) !== resolve(directory));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** The run, where it may have one of the cells: most need not be read beyond their configuration. */
function runWith(folder: string, wanted: ReadonlyMap<string, unknown>): RunRecord | undefined {
  try {
    const config = readConfig(folder);
    if (config === undefined || config.engine !== ENGINE_VERSION) return undefined;
    const run = readRun(folder);
    const hash = hasher(config.experiment);
    return run.cells.some((cell) => wanted.has(hash(cell))) ? run : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Hashes of an experiment's cells; a scenario's own is worked out once. */
function hasher({ training, evaluation }: ResolvedExperiment): (cell: Cell) => string {
  const scenarios = new Map<unknown, string>();
  return ({ policy, scenario, seed }) => {
    const market = scenario?.scenario ?? null;
    const scenarioHash = scenarios.get(market) ?? hashOf(market);
    scenarios.set(market, scenarioHash);
    return cellHash({ policy, scenarioHash, seed, training, evaluation });
  };
}

interface Left {
  readonly found: CellRecord;
  readonly agent: string;
  readonly days: ReadonlyMap<number, Float64Array>;
}

/** All that a finished cell left; undefined where a part of it is gone. */
async function leftBy(folder: string, found: CellRecord, days: Left["days"]): Promise<Left | undefined> {
  if (found.agent === undefined) return undefined;
  const agent = await readFile(join(folder, found.agent), "utf8").catch(() => undefined);
  const whole = [...found.evaluated].every(
    ([episode, entry]) => (days.get(episode)?.byteLength ?? 0) === entry.days.bytes,
  );
  return agent === undefined || !whole ? undefined : { found, agent, days };
}

interface Taking {
  readonly state: RunState;
  readonly journal: Journal;
  /** name of the run it is of */
  readonly run: string;
}

async function takeOver({ cell }: CellRecord, { found, agent, days }: Left, { state, journal, run }: Taking) {
  const rows = found.trained;
  const seconds = found.seconds.training;
  const name = agentFileOf(cell, rows.length, true);
  const entries = [
    journal.append(
      { type: "trained", cell, rows, agent: name, finished: true, seconds },
      { file: { name, text: agent } },
    ),
    ...[...found.evaluated].map(([episode, { row, seconds }]) =>
      journal.append({ type: "evaluated", cell, row, seconds }, { days: days.get(episode) ?? new Float64Array() }),
    ),
    journal.append({ type: "done", cell, reused: basename(run) }),
  ];
  for (const entry of await Promise.all(entries)) state.apply(entry);
}
