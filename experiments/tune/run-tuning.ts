import { mkdirSync } from "node:fs";
import type { ResolvedExperiment } from "../config.js";
import { lockRun } from "../lock.js";
import type { Policy } from "../policies.js";
import { runSweep, type SweepOptions } from "../sweep.js";
import type { RunSummary, SweepEvent } from "../wire.js";
import { episodesOfJobs } from "./cost.js";
import { bestOf, type Job, type Outcome } from "./job.js";
import { type RungOrder, runRung } from "./run-rung.js";
import { nextJobs } from "./search.js";
import type { ResolvedTuning } from "./tuning.js";
import { openTuning, reportFolderOf, type TuningRecord, writeTuning } from "./tuning-folder.js";

export interface TuningOptions extends Omit<SweepOptions, "onEvent"> {
  /** hears of every run that does trials, and of the report's */
  onEvent?: (event: SweepEvent) => void;
  /** hears of trials that are done, after they are safe on disk */
  onOutcomes?: (outcomes: readonly Outcome[], record: TuningRecord) => void;
}

export interface TuningResult {
  readonly record: TuningRecord;
  /** of the report; null where the search was stopped, or where no trial was sound */
  readonly report: RunSummary | null;
}

/** While time is the budget, what was used is written down this often, so that a kill forgets no more, ms. */
const CLOCK_MS = 2000;

/**
 * Searches, or goes on searching, and then reports the best trial beside the agent's defaults and the baseline, on seeds and under
 * a role that no trial saw, as an ordinary run in a folder beside the tuning's.
 *
 * Every job is cells of an ordinary run, journaled as they end; what was decided is in `tuning.json` before anything is built on
 * it. Without a budget in seconds the trials and their scores are a function of the tuning alone.
 *
 * @throws UserError when the folder holds another tuning, or another process is at work there
 */
export async function runTuning(tuning: ResolvedTuning, options: TuningOptions): Promise<TuningResult> {
  const { directory } = options;
  mkdirSync(directory, { recursive: true });
  const unlock = lockRun(directory);
  try {
    const record = await search(tuning, openTuning(directory, tuning), options);
    const best = bestOf(record.outcomes);
    if (record.ended === null || best === undefined) return { record, report: null };
    const { onOutcomes: _, ...sweep } = options;
    const report = await runSweep(reportExperiment(tuning, best), { ...sweep, directory: reportFolderOf(directory) });
    return { record, report };
  } finally {
    unlock();
  }
}

/** The report: the best trial's parameters, the agent's defaults and the baseline, trained anew on the reporting seeds. */
export function reportExperiment(tuning: ResolvedTuning, best: Job): ResolvedExperiment {
  const { name, agent, baseline, scenarios, seeds, training, evaluation } = tuning;
  const tuned: Policy = { ...agent, label: `${agent.agent} tuned`, params: { ...agent.params, ...best.drawn } };
  const defaults: Policy = { ...agent, label: `${agent.agent} defaults` };
  return {
    name: `${name}-report`,
    description: `the best of ${name} on seeds that no trial saw`,
    scenarios,
    policies: [tuned, defaults, ...(baseline === null ? [] : [baseline])],
    baseline: defaults.label,
    seeds: seeds.reporting,
    training: { episodes: training.episodes, tailDays: 0 },
    evaluation,
  };
}

async function search(tuning: ResolvedTuning, opened: TuningRecord, options: TuningOptions): Promise<TuningRecord> {
  const { directory, signal } = options;
  let record = opened;
  const keep = async (changes: Partial<TuningRecord>) => {
    record = { ...record, ...changes };
    await writeTuning(directory, record);
  };
  if (record.outcomes.length === 0) await keep({});
  while (record.ended === null && !signal?.aborted) {
    const left = (tuning.budget.seconds ?? Number.POSITIVE_INFINITY) - record.seconds;
    const jobs = nextJobs(tuning, record.outcomes);
    if (jobs.length === 0 || left <= 0) {
      await keep({ ended: left <= 0 ? "seconds" : endOf(tuning, record.outcomes) });
      break;
    }
    const clock = startClock(left, record.seconds, (seconds) => keep({ seconds }));
    const done: Outcome[] = [];
    try {
      const signals = [clock.signal, ...(signal ? [signal] : [])];
      const { onOutcomes: _, ...sweep } = options;
      for (const order of ordersOf(jobs, record.outcomes))
        done.push(...(await runRung(tuning, order, { ...sweep, signal: AbortSignal.any(signals) })));
    } finally {
      await clock.stop();
    }
    const outOfTime = clock.signal.aborted;
    // What an interrupt leaves unfinished is decided again, and done, when the search goes on.
    if (done.length < jobs.length && !outOfTime) break;
    await keep({
      outcomes: [...record.outcomes, ...done],
      seconds: clock.seconds(),
      ended: outOfTime ? "seconds" : null,
    });
    options.onOutcomes?.(done, record);
  }
  return record;
}

/** Whether the budget of episodes or the number of trials ended a search that asks for nothing more. */
function endOf(tuning: ResolvedTuning, done: readonly Outcome[]): TuningRecord["ended"] {
  const unlimited = nextJobs({ ...tuning, budget: {} }, done);
  return unlimited.length > 0 ? "episodes" : "trials";
}

/** Jobs in runs of equal training, numbered on from the runs that were. */
function ordersOf(jobs: readonly Job[], done: readonly Outcome[]): RungOrder[] {
  const before = new Set(done.map((outcome) => outcome.run)).size;
  const lengths = [...new Set(jobs.map((job) => job.training))];
  return lengths.map((training, index) => {
    const own = jobs.filter((job) => job.training === training);
    const carried = new Map<number, string>();
    for (const { trial, rung } of own) {
      const last = done.find((outcome) => outcome.trial === trial && outcome.rung === rung - 1);
      if (last !== undefined) carried.set(trial, last.run);
    }
    return { run: `trials-${String(before + index + 1).padStart(3, "0")}`, jobs: own, carried };
  });
}

/** Counts time at work, tells it now and then, and calls time where a budget of seconds is used up. */
function startClock(left: number, before: number, tell: (seconds: number) => Promise<void>) {
  const startedAt = performance.now();
  const out = new AbortController();
  const seconds = () => before + (performance.now() - startedAt) / 1000;
  const limited = Number.isFinite(left);
  // Node's timers count to 24 days.
  const timer = limited ? setTimeout(() => out.abort(), Math.min(left * 1000, 2 ** 31 - 1)) : undefined;
  let telling = Promise.resolve();
  const told = limited
    ? setInterval(() => {
        telling = telling.then(() => tell(seconds()));
      }, CLOCK_MS)
    : undefined;
  let stoppedAt: number | undefined;
  return {
    signal: out.signal,
    seconds: () => stoppedAt ?? seconds(),
    async stop() {
      clearTimeout(timer);
      clearInterval(told);
      stoppedAt = seconds();
      if (stoppedAt - before >= left) out.abort();
      await telling;
    },
  };
}

/** Episodes that trials took so far. */
export function episodesSpent(tuning: ResolvedTuning, done: readonly Outcome[]): number {
  return episodesOfJobs(tuning, done).reduce((sum, cost) => sum + cost, 0);
}
