import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UserError } from "./faults.js";
import { holderOf } from "./lock.js";
import { readPulse } from "./pulse.js";
import { CONFIG_FILE, readRun } from "./results.js";
import type { RunSummary } from "./wire.js";

/** How a run stands, as another process sees it. */
export interface RunStatus extends Omit<RunSummary, "state"> {
  readonly directory: string;
  readonly state: RunSummary["state"] | "unreadable";
  /** cells at work now; null where the sweep has not told */
  readonly cellsRunning: number | null;
  /** who writes into the folder; null: nobody */
  readonly holder: { readonly pid: number; readonly host: string } | null;
  readonly engine: string;
  /** why it cannot be read */
  readonly message?: string;
}

/**
 * How the runs of a folder stand, or the one whose own folder it is. A run that cannot be read is told with the reason.
 *
 * @throws UserError where the folder holds no run
 */
export function runStatuses(folder: string): RunStatus[] {
  return runFolders(folder).map(statusOf);
}

/**
 * The folder itself where it is a run's, else the runs' in it, by name.
 *
 * @throws UserError where it holds none
 */
export function runFolders(folder: string): string[] {
  const isRun = (path: string) => existsSync(join(path, CONFIG_FILE));
  if (isRun(folder)) return [folder];
  const inside = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && isRun(join(folder, entry.name)))
        .map(({ name }) => join(folder, name))
        .sort()
    : [];
  if (inside.length > 0) return inside;
  const message = "no run lies here: expected a run's folder, runs/<name>, or a folder of runs";
  throw new UserError(folder, [{ code: "missing", path: [], message }]);
}

function statusOf(directory: string): RunStatus {
  const holder = holderOf(directory) ?? null;
  try {
    const { summary, config } = readRun(directory);
    const { running = null, rate = null, secondsLeft = null } = readPulse(directory) ?? {};
    const cellsRunning = holder === null ? 0 : running;
    return { directory, holder, engine: config.engine, ...summary, cellsRunning, rate, secondsLeft };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unknown = { cells: 0, cellsDone: 0, cellsFailed: 0, cellsRunning: 0, seeds: 0, seedsDone: 0, hash: "" };
    const name = basename(resolve(directory));
    const standing = { rate: null, secondsLeft: null, holder, engine: "", state: "unreadable" } as const;
    return { directory, name, ...unknown, ...standing, message: error.message };
  }
}
