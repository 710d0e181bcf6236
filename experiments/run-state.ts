import type { EpisodeRow } from "./cell.js";
import type { ResolvedExperiment } from "./config.js";
import { type Cell, cellsOf, hashOf } from "./identity.js";
import type { JournalEntry } from "./journal.js";
import { compare } from "./stats/compare.js";
import { type SeedScores, seedScores } from "./stats/seed-scores.js";
import type { Ranking } from "./wire.js";

/** A cell and all that its journal entries say. */
export interface CellRecord extends Cell {
  state: "waiting" | "partial" | "finished" | "failed";
  /** why it failed */
  message?: string;
  /** training episodes in order: the online scores, a result of their own */
  trained: EpisodeRow[];
  trainingFinished: boolean;
  /** file of the newest saved agent, in the run's folder */
  agent?: string;
  /** evaluation episodes by number, with where their days lie in the days file */
  evaluated: Map<number, { row: EpisodeRow; days: { offset: number; bytes: number }; seconds?: number }>;
  /** name of the run that it was taken from, where it was not played here */
  reused?: string;
  /** processor time that training (planning with it) and evaluation took, s; no part of the digest */
  seconds: { training: number; evaluation: number };
  /** of all its rows, once it is finished */
  digest?: string;
}

/** Where a run stands: its cells in the experiment's order, as the journal's entries make them. */
export interface RunState {
  readonly experiment: ResolvedExperiment;
  readonly cells: readonly CellRecord[];
  readonly byName: ReadonlyMap<string, CellRecord>;
  apply(entry: JournalEntry): void;
}

/** @param only  names of the cells that count; left out: all */
export function createRunState(
  experiment: ResolvedExperiment,
  entries: readonly JournalEntry[] = [],
  only?: ReadonlySet<string>,
): RunState {
  const cells = cellsOf(experiment)
    .filter(({ cell }) => only === undefined || only.has(cell))
    .map(
      (cell): CellRecord => ({
        ...cell,
        state: "waiting",
        trained: [],
        trainingFinished: false,
        evaluated: new Map(),
        seconds: { training: 0, evaluation: 0 },
      }),
    );
  const byName = new Map(cells.map((record) => [record.cell, record]));
  const state: RunState = {
    experiment,
    cells,
    byName,
    apply(entry) {
      const record = byName.get(entry.cell);
      if (record !== undefined) applyTo(record, entry);
    },
  };
  for (const entry of entries) state.apply(entry);
  return state;
}

function applyTo(record: CellRecord, entry: JournalEntry): void {
  switch (entry.type) {
    case "trained":
      record.state = "partial";
      record.trained.push(...entry.rows);
      record.agent = entry.agent;
      record.trainingFinished = entry.finished;
      record.seconds.training += entry.seconds ?? 0;
      break;
    case "evaluated":
      record.state = "partial";
      record.evaluated.set(entry.row.episode, entry);
      record.seconds.evaluation += entry.seconds ?? 0;
      break;
    case "done":
      record.state = "finished";
      record.reused = entry.reused;
      record.digest = digestOf(record);
      break;
    case "failed":
      record.state = "failed";
      record.message = entry.message;
  }
}

/** Seeds that every policy has finished in every scenario; a cell that failed keeps its seed from being done. */
export function seedsDone({ cells, experiment }: RunState): number {
  const open = new Set(cells.filter((record) => record.state !== "finished").map((record) => record.seed));
  return experiment.seeds.filter((seed) => !open.has(seed)).length;
}

/**
 * The ranking over the seeds that are finished. Policies that failed on every seed are left out.
 *
 * @throws RangeError as `compare` does: fewer than two seeds that all policies have finished, an unknown baseline
 */
export function rankingOf(state: RunState, baseline = state.experiment.baseline): Ranking {
  return compare(finishedScores(state), { baseline, sequence: state.experiment.stopping });
}

/** One score a seed for every policy in every scenario, from finished cells. */
export function finishedScores({ cells }: RunState): SeedScores[] {
  const groups = new Map<string, CellRecord[]>();
  for (const record of cells) {
    const key = JSON.stringify([record.problem, record.policy.label]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()].flatMap((group) => {
    const finished = group.filter((record) => record.state === "finished");
    if (finished.length === 0) return [];
    const { policy, problem } = group[0];
    const { label, agent, params } = policy;
    const episodes = finished.flatMap(({ seed, evaluated }) =>
      [...evaluated.values()].map(({ row }) => ({ seed, episode: row.episode, score: row.score })),
    );
    return [seedScores({ label, agent, params, scenario: problem }, episodes)];
  });
}

/** A hash of all results of finished cells: equal runs have equal ones, whatever the number of threads. */
export function resultsHash({ cells }: RunState): string {
  return hashOf(cells.flatMap(({ cell, digest }) => (digest === undefined ? [] : [cell, digest])));
}

function digestOf({ trained, evaluated }: CellRecord): string {
  const rows = [...evaluated.values()].map(({ row }) => row);
  return hashOf([trained, rows.sort((a, b) => a.episode - b.episode)]);
}
