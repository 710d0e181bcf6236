import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { ENGINE_VERSION } from "../sim/version.js";
import { sourceOf } from "./agent-source.js";
import type { EpisodeRow } from "./cell.js";
import { UserError } from "./faults.js";
import { hashOf } from "./identity.js";
import { DAY_COLUMNS } from "./portable/day-row.js";
import { type RunRecord, readRun } from "./results.js";
import { openRunDays, type RunDays } from "./run-days.js";
import type { CellRecord } from "./run-state.js";
import { runSweep } from "./sweep.js";
import type { SweepEvent } from "./wire.js";

/** What a run's second playing shows. */
export interface Reproduction {
  readonly run: string;
  /** finished cells that were played again, their episodes, and the days of these that the run keeps */
  readonly cells: number;
  readonly episodes: number;
  readonly days: number;
  /** every figure of every episode and day, and every trained agent, to the last bit */
  readonly equal: boolean;
  readonly difference?: Difference;
  readonly engine: { readonly recorded: string; readonly now: string };
  /** agents out of files whose texts are not those of the run */
  readonly changedAgents: readonly string[];
}

/** Where a second playing first differs, cells in the experiment's order, training before evaluation. */
export interface Difference {
  readonly cell: string;
  readonly role?: EpisodeRow["role"];
  readonly episode?: number;
  /** of an evaluation episode whose days are kept */
  readonly day?: number;
  /** a column of days.parquet or episodes.parquet; "agent": the trained agent's saved state; "failed": the cell failed */
  readonly column: string;
  readonly recorded: number | string | null;
  readonly again: number | string | null;
}

export interface ReproduceOptions {
  /** so many cells, drawn; left out: all that are finished */
  cells?: number;
  threads: number;
  signal?: AbortSignal;
  onEvent?: (event: SweepEvent) => void;
}

/**
 * Plays the finished cells of a run again in a scratch folder, with its own configuration and seeds, and holds the two together.
 *
 * @returns undefined where the signal stopped it
 * @throws UserError when the folder holds no run, no cell of it is finished, or an agent's file is gone
 */
export async function reproduceRun(directory: string, options: ReproduceOptions): Promise<Reproduction | undefined> {
  const run = readRun(directory);
  const drawn = drawCells(run, options.cells);
  const changedAgents = changedIn(run);
  const scratch = await mkdtemp(join(tmpdir(), "promolab-reproduce-"));
  const opened: RunDays[] = [];
  try {
    // Seeds that a plan has added are there by now.
    const { stopping: _, ...whole } = run.config.experiment;
    const experiment = { ...whole, seeds: whole.seeds.filter((seed) => drawn.some((record) => record.seed === seed)) };
    const only = new Set(drawn.map(({ cell }) => cell));
    const { threads, signal, onEvent } = options;
    await runSweep(experiment, { directory: scratch, threads, signal, onEvent, only });
    if (signal?.aborted) return undefined;
    const again = readRun(scratch);
    const open = async (folder: string) => {
      const days = await openRunDays(folder);
      if (days) opened.push(days);
      return days;
    };
    const days = { recorded: await open(directory), again: await open(scratch) };
    const counts = { cells: drawn.length, episodes: 0, days: 0 };
    let difference: Difference | undefined;
    for (const record of drawn) {
      const second = again.byName.get(record.cell)!;
      const [one, two] = [await days.recorded?.of(record), await days.again?.of(second)];
      counts.episodes += record.trained.length + record.evaluated.size;
      for (const table of one?.values() ?? []) counts.days += table.length / DAY_COLUMNS.length;
      difference ??= failureOf(second) ?? rowsDiffer(record, second, one, two);
      difference ??= await agentsDiffer({ directory, record }, { directory: scratch, record: second });
    }
    return {
      run: basename(resolve(directory)),
      ...counts,
      equal: difference === undefined,
      difference,
      engine: { recorded: run.config.engine, now: ENGINE_VERSION },
      changedAgents,
    };
  } finally {
    for (const days of opened) days.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** By a hash of their names, so that the same few are drawn each time and lie all over the run. */
function drawCells({ cells, config, directory }: RunRecord, count: number | undefined): CellRecord[] {
  const finished = cells.filter((record) => record.state === "finished");
  if (finished.length === 0)
    throw new UserError(directory, [{ code: "missing", path: [], message: "no cell of this run is finished yet" }]);
  if (count === undefined) return finished;
  const drawnOf = (record: CellRecord) => hashOf([config.hash, record.cell]);
  const drawn = new Set([...finished].sort((a, b) => (drawnOf(a) < drawnOf(b) ? -1 : 1)).slice(0, count));
  return finished.filter((record) => drawn.has(record));
}

function changedIn({ config, directory }: RunRecord): string[] {
  const changed = new Set<string>();
  for (const { agent, files, source } of config.experiment.policies) {
    try {
      if (sourceOf(files) !== source) changed.add(agent);
    } catch (error) {
      throw new UserError(directory, [{ code: "missing-file", path: [], message: (error as Error).message }]);
    }
  }
  return [...changed];
}

function failureOf({ cell, state, message }: CellRecord): Difference | undefined {
  if (state === "finished") return undefined;
  return { cell, column: "failed", recorded: null, again: message ?? state };
}

type Tables = ReadonlyMap<number, Float64Array> | undefined;

function rowsDiffer(one: CellRecord, two: CellRecord, days: Tables, again: Tables): Difference | undefined {
  const { cell } = one;
  for (let at = 0; at < Math.max(one.trained.length, two.trained.length); at++) {
    const difference = rowDiffers(one.trained[at], two.trained[at]);
    if (difference) return { cell, role: "train", episode: at, ...difference };
  }
  const episodes = [...new Set([...one.evaluated.keys(), ...two.evaluated.keys()])].sort((a, b) => a - b);
  for (const episode of episodes) {
    const difference =
      dayDiffers(days?.get(episode), again?.get(episode)) ??
      rowDiffers(one.evaluated.get(episode)?.row, two.evaluated.get(episode)?.row);
    if (difference) return { cell, role: "evaluate", episode, ...difference };
  }
  return undefined;
}

type Found = Pick<Difference, "day" | "column" | "recorded" | "again"> | undefined;

function rowDiffers(recorded: EpisodeRow | undefined, again: EpisodeRow | undefined): Found {
  const figures = (row: EpisodeRow | undefined): Record<string, number | string | null> =>
    row === undefined ? {} : { score: row.score, steps: row.steps, ...row.metrics, hash: row.hash };
  const [one, two] = [figures(recorded), figures(again)];
  for (const column of new Set([...Object.keys(one), ...Object.keys(two)])) {
    const [before, now] = [one[column] ?? null, two[column] ?? null];
    if (!Object.is(before, now)) return { column, recorded: before, again: now };
  }
  return undefined;
}

/** The first day, and of it the first column, that differs; nothing where the run keeps no days. */
function dayDiffers(recorded: Float64Array | undefined, again: Float64Array | undefined): Found {
  if (recorded === undefined || again === undefined) return undefined;
  const width = DAY_COLUMNS.length;
  const shorter = Math.min(recorded.length, again.length);
  for (let at = 0; at < shorter; at++) {
    if (Object.is(recorded[at], again[at])) continue;
    const day = recorded[at - (at % width)];
    return { day, column: DAY_COLUMNS[at % width].name, recorded: recorded[at], again: again[at] };
  }
  if (recorded.length === again.length) return undefined;
  return { day: shorter / width, column: "days", recorded: recorded.length / width, again: again.length / width };
}

interface Saved {
  readonly directory: string;
  readonly record: CellRecord;
}

/** Episodes may agree where what was learned does not: the last training episode's lesson may not have been put to use. */
async function agentsDiffer(one: Saved, two: Saved): Promise<Difference | undefined> {
  const digest = async ({ directory, record }: Saved) =>
    record.agent === undefined ? null : hashOf(await readFile(join(directory, record.agent), "utf8").catch(() => null));
  const [recorded, again] = [await digest(one), await digest(two)];
  return recorded === again ? undefined : { cell: one.record.cell, column: "agent", recorded, again };
}
