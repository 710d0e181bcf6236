import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResolvedExperiment } from "../config.js";
import { agentFileOf, openJournal, readJournal } from "../journal.js";
import { readRun } from "../results.js";
import { type CellRecord, createRunState, finishedScores } from "../run-state.js";
import { runSweep, type SweepOptions } from "../sweep.js";
import type { Job, Outcome } from "./job.js";
import type { ResolvedTuning } from "./tuning.js";

/** Jobs that train as long, and the folders of the runs that trained their trials' rungs before. */
export interface RungOrder {
  /** the run's folder in the tuning's folder */
  readonly run: string;
  /** all of one length of training */
  readonly jobs: readonly Job[];
  /** by trial: the folder of its rung before, in the tuning's folder */
  readonly carried: ReadonlyMap<number, string>;
}

/**
 * Does jobs as an ordinary run of its own folder: a policy each, on the tuning seeds, scored on luck of the role `tune`. A trial
 * that trained before goes on from its saved agents: what they trained stands in the new run's journal before it starts.
 *
 * @param directory  the tuning's
 * @returns the jobs that are done; fewer than were asked for where the run was stopped
 */
export async function runRung(
  tuning: ResolvedTuning,
  { run, jobs, carried }: RungOrder,
  { directory, ...options }: SweepOptions,
): Promise<Outcome[]> {
  const folder = join(directory, run);
  const experiment = experimentOf(tuning, run, jobs);
  await carryOn(experiment, { folder, jobs, from: (trial) => carried.get(trial), directory });
  await runSweep(experiment, { ...options, directory: folder });
  const record = readRun(folder);
  const scores = new Map(finishedScores(record).map((of) => [of.label, of.scores]));
  const failures = new Map(record.cells.flatMap(({ policy, message }) => (message ? [[policy.label, message]] : [])));
  const open = new Set(
    record.cells.flatMap(({ policy, state }) => (state === "waiting" || state === "partial" ? [policy.label] : [])),
  );
  return jobs.flatMap((job): Outcome[] => {
    const label = labelOf(job);
    const failure = failures.get(label);
    if (failure !== undefined) return [{ ...job, scores: [], failure, run }];
    return open.has(label) ? [] : [{ ...job, scores: [...scores.get(label)!], run }];
  });
}

/** What a trial is called in its runs. */
export const labelOf = ({ trial }: Pick<Job, "trial">) => `trial-${trial}`;

function experimentOf(tuning: ResolvedTuning, run: string, jobs: readonly Job[]): ResolvedExperiment {
  const { agent, scenarios, seeds, evaluation } = tuning;
  return {
    name: run,
    description: `trials of the tuning ${tuning.name}`,
    scenarios,
    policies: jobs.map((job) => ({ ...agent, label: labelOf(job), params: { ...agent.params, ...job.drawn } })),
    baseline: labelOf(jobs[0]),
    seeds: seeds.tuning,
    training: { episodes: jobs[0].training, tailDays: 0 },
    evaluation: { ...evaluation, role: "tune" },
  };
}

interface Carrying {
  readonly folder: string;
  readonly jobs: readonly Job[];
  from(trial: number): string | undefined;
  /** the tuning's */
  readonly directory: string;
}

/** Enters what trials trained in their rungs before, cell by cell, as checkpoints to go on from; what is entered stays. */
async function carryOn(experiment: ResolvedExperiment, { folder, jobs, from, directory }: Carrying): Promise<void> {
  const sources = new Map<string, { cells: readonly CellRecord[]; path: string }>();
  for (const job of jobs) {
    const run = from(job.trial);
    if (run === undefined) continue;
    const path = join(directory, run);
    if (!sources.has(run)) sources.set(run, { cells: readRun(path).cells, path });
  }
  if (sources.size === 0) return;
  mkdirSync(folder, { recursive: true });
  const waiting = createRunState(experiment, readJournal(folder)).cells.filter((record) => record.state === "waiting");
  if (waiting.length === 0) return;
  const journal = await openJournal(folder);
  try {
    for (const { cell, policy } of waiting) {
      const job = jobs.find((one) => labelOf(one) === policy.label)!;
      const source = sources.get(from(job.trial) ?? "");
      const before = source?.cells.find((record) => record.cell === cell);
      if (source === undefined || before?.agent === undefined) continue;
      const rows = before.trained;
      const agent = agentFileOf(cell, rows.length, false);
      const file = { name: agent, text: await readFile(join(source.path, before.agent), "utf8") };
      await journal.append({ type: "trained", cell, rows, agent, finished: false }, { file });
    }
  } finally {
    await journal.close();
  }
}
