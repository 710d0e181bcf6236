import { existsSync, mkdirSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ENGINE_VERSION } from "../sim/version.js";
import { type CellMessage, type CellTask, checkFit, recordsEvents } from "./cell.js";
import type { ResolvedExperiment } from "./config.js";
import { dropDrafts, EVENT_DRAFTS_FOLDER, writeEventFiles } from "./events/files.js";
import { type Fault, UserError } from "./faults.js";
import { cellsOf, experimentHash, experimentParts, hashOf } from "./identity.js";
import { agentFileOf, DAYS_FILE, type Journal, openJournal, readJournal } from "./journal.js";
import { lockRun } from "./lock.js";
import { createOrder, kindOf, workOf } from "./order.js";
import { createPace, type Pace } from "./pace.js";
import { DAYS_PARQUET, EPISODES_PARQUET, writeParquet } from "./parquet.js";
import { type CellPool, createPool } from "./pool.js";
import { DAY_COLUMNS } from "./portable/day-row.js";
import { removePulse, writePulse } from "./pulse.js";
import { type RunConfig, readConfig, restingState, summaryOf, writeConfig } from "./results.js";
import { reuseCells } from "./reuse.js";
import { type CellRecord, createRunState, type RunState, rankingOf, seedsDone } from "./run-state.js";
import { inPlay } from "./stopping.js";
import type { RunSummary, SweepEvent } from "./wire.js";
import type { CellEnd } from "./worker.js";

export interface SweepOptions {
  /** the run's own folder, made where it is not there: runs/<name> */
  directory: string;
  /** worker threads; 0: in this thread, which a debugger can follow. Results do not depend on it */
  threads: number;
  /** stops at the next episodes' ends and keeps what is done */
  signal?: AbortSignal;
  /** time between two checkpoints of an agent in training, at least, ms; default 5000. A kill loses no more than that */
  checkpointMs?: number;
  /** names of the cells to run; left out: all */
  only?: ReadonlySet<string>;
  /** where cells are played instead of threads of this process: a queue. Results do not depend on it */
  openPool?: () => Promise<CellPool>;
  /** folder of runs whose finished cells are taken where they are the same; left out: every cell is played */
  reuseFrom?: string;
  onEvent?: (event: SweepEvent) => void;
}

/**
 * Runs an experiment, or goes on with it: what the folder's journal says is finished is not done again.
 *
 * A cell that fails is marked, with its error, and the others go on; calling again tries it again. Parquet is written from
 * the cells that are finished, also after a stop.
 *
 * @throws UserError, before anything runs, when an agent does not fit its env, the folder holds another experiment's
 *   results, or another sweep is at work there
 */
export async function runSweep(experiment: ResolvedExperiment, options: SweepOptions): Promise<RunSummary> {
  try {
    return await runLocked(experiment, options);
  } catch (error) {
    throw withReason(error, options.directory);
  }
}

async function runLocked(experiment: ResolvedExperiment, options: SweepOptions): Promise<RunSummary> {
  const { directory, only } = options;
  const stateOf = (wanted: ResolvedExperiment) => createRunState(wanted, readJournal(directory), only);
  await checkFits(experiment);
  if (options.openPool !== undefined) refuseEvents(experiment);
  mkdirSync(directory, { recursive: true });
  const unlock = lockRun(directory);
  try {
    refuseOther(directory, experiment, experimentHash(experiment));
    let current = inPlay(experiment, readJournal(directory));
    await writeConfig(directory, configOf(current));
    if (!isComplete(directory, stateOf(current))) {
      const journal = await openJournal(directory);
      try {
        await runCells(stateOf(current), journal, options);
        for (;;) {
          const next = inPlay(current, readJournal(directory));
          if (next === current) break;
          current = next;
          await writeConfig(directory, configOf(current));
          await runCells(stateOf(current), journal, options);
        }
      } finally {
        await journal.close();
      }
    }
    const state = stateOf(current);
    const summary = summaryOf(directory, state, restingState(state));
    if (!isComplete(directory, state)) await writeParquet(directory, state.cells);
    if (summary.state === "finished") {
      await rm(join(directory, DAYS_FILE), { force: true });
      await rm(join(directory, "checkpoints"), { recursive: true, force: true });
      await rm(join(directory, EVENT_DRAFTS_FOLDER), { recursive: true, force: true });
    }
    options.onEvent?.({ type: "run", run: summary });
    return summary;
  } finally {
    unlock();
  }
}

/** A full disk in words; anything else as it is. */
function withReason(error: unknown, directory: string): unknown {
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  if (!["ENOSPC", "EDQUOT", "EFBIG"].includes(code) && !/No space left on device|File too large/.test(message))
    return error;
  const told = `the disk takes no more (${message.split("\n")[0]}); what was reported is safe: make room, and give the same command again`;
  return new UserError(directory, [{ code: "disk-full", path: [], message: told }], 1);
}

function configOf(experiment: ResolvedExperiment): RunConfig {
  return { format: 1, engine: ENGINE_VERSION, hash: experimentHash(experiment), experiment };
}

/** After a stop is asked for, an episode has this long to end. */
const GRACE_MS = 3000;
/** News of the run come at most this often, ms. */
const NEWS_MS = 200;

/** Of a cell whose error is told beside it. */
interface Failed extends Omit<CellEnd, "outcome"> {
  outcome: "failed";
}

async function runCells(state: RunState, journal: Journal, options: SweepOptions): Promise<void> {
  const { directory, signal, onEvent, reuseFrom: from } = options;
  if (from !== undefined) await reuseCells(state, journal, { directory, from, signal });
  const waiting = state.cells.filter((record) => record.state !== "finished");
  if (waiting.length === 0 || signal?.aborted) return;
  const work = await workOf(state.experiment);
  const pool =
    (await options.openPool?.()) ??
    createPool({
      threads: Math.min(options.threads, waiting.length),
      watched: onEvent !== undefined,
      limits: state.experiment.limits,
    });
  const { lanes } = pool;
  const workOfKind = (kind: string) => work.get(kind) ?? 1;
  const pace = createPace({ lanes: () => Math.max(1, pool.atWork()), work: workOfKind });
  const order = createOrder(waiting, { lanes, expected: (kind) => pace.expected(kind) ?? workOfKind(kind) });
  const news = createNews(state, { directory, onEvent, pace, pool, ranked: options.only === undefined });
  let broken: unknown;
  const stop = () => pool.stop(GRACE_MS);
  signal?.addEventListener("abort", stop);
  const breakOff = (error: unknown) => {
    broken ??= error;
    stop();
  };

  const keep = async (...entry: Parameters<Journal["append"]>) => state.apply(await journal.append(...entry));

  async function runOne(record: CellRecord, lane: number): Promise<void> {
    const { cell, scenario } = record;
    const shoppers = scenario?.scenario.population ?? 1;
    const writes: Promise<void>[] = [];
    const remember = (write: Promise<void>) => {
      write.catch(breakOff);
      writes.push(write);
    };
    let trained = record.trained.length;
    let saved = record.agent;
    const hear = (message: CellMessage): void => {
      if (message.type === "trained") {
        const { rows, finished, seconds } = message;
        trained += rows.length;
        const old = saved;
        const agent = agentFileOf(cell, trained, finished);
        saved = agent;
        const file = { name: agent, text: JSON.stringify(message.state) };
        const write = keep({ type: "trained", cell, rows, agent, finished, seconds }, { file });
        remember(old === undefined ? write : write.then(() => rm(join(directory, old), { force: true })));
        for (const row of rows) pace.simulated(row.steps * shoppers);
      } else if (message.type === "evaluated") {
        const { row, days, seconds } = message;
        remember(keep({ type: "evaluated", cell, row, seconds }, { days }));
        pace.simulated(scenario === null ? row.steps : (days.length / DAY_COLUMNS.length) * shoppers);
      } else if (message.type === "episode") onEvent?.(message);
      else for (const frame of message.frames) onEvent?.({ type: "frame", frame });
    };
    let failure: unknown;
    const task = { ...(await taskOf(record, state.experiment, options)), eventsIn: directory };
    const { outcome, ms, kept }: CellEnd | Failed = await pool.run(lane, task, hear).catch((error: unknown) => {
      failure = error;
      return { outcome: "failed", ms: 0 };
    });
    await Promise.all(writes);
    if (outcome === "stopped") return;
    if (outcome === "done") {
      const episodes = recordsEvents(task) ? [...record.evaluated.keys()] : [];
      if (episodes.length > 0) await writeEventFiles(directory, cell, episodes);
      await keep({ type: "done", cell });
      await kept?.();
      dropDrafts(directory, cell, episodes);
      pace.took(kindOf(record), ms);
    } else {
      const message = failure instanceof Error ? failure.message : String(failure);
      await keep({ type: "failed", cell, message });
      onEvent?.({ type: "cell-failed", cell, message });
    }
    news.cellEnded();
  }

  async function runLane(lane: number): Promise<void> {
    while (broken === undefined && !signal?.aborted) {
      const record = order.next();
      if (record === undefined) return;
      await runOne(record, lane).catch(breakOff);
    }
  }

  news.start();
  try {
    await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
  } finally {
    signal?.removeEventListener("abort", stop);
    news.end();
    await pool.close();
  }
  if (broken !== undefined) throw broken;
}

/** A cell for a worker, from where its record stands. */
export async function taskOf(
  record: CellRecord,
  { training, evaluation }: ResolvedExperiment,
  { directory, checkpointMs = 5000 }: Pick<SweepOptions, "directory" | "checkpointMs">,
): Promise<CellTask> {
  const { cell, policy, scenario, seed, agent } = record;
  return {
    cell,
    policy,
    scenario,
    scenarioHash: hashOf(scenario?.scenario ?? null),
    seed,
    training,
    evaluation,
    checkpointMs,
    progress: {
      trained: record.trained.length,
      state: agent === undefined ? null : JSON.parse(await readFile(join(directory, agent), "utf8")),
      trainingFinished: record.trainingFinished,
      evaluated: [...record.evaluated.keys()],
    },
  };
}

interface NewsOptions {
  directory: string;
  onEvent: SweepOptions["onEvent"];
  pace: Pace;
  pool: CellPool;
  /** false where some cells are left out: their seeds never are whole */
  ranked: boolean;
}

/** Tells whoever listens, and other processes, where the run stands, and the ranking when a seed is finished. Telling takes little of the time. */
function createNews(state: RunState, { directory, onEvent, pace, pool, ranked }: NewsOptions) {
  let timer: NodeJS.Timeout | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  let rankedSeeds = 0;
  let rankAgainAt = Number.NEGATIVE_INFINITY;

  function tellRun(): void {
    const left = state.cells.filter((record) => record.state === "waiting" || record.state === "partial");
    const standing = { rate: pace.rate(), secondsLeft: pace.secondsLeft(left.map(kindOf)) };
    writePulse(directory, { running: pool.atWork(), ...standing });
    onEvent?.({ type: "run", run: summaryOf(directory, state, "running", standing) });
    toldAt = performance.now();
  }

  function tellRanking(): void {
    if (onEvent === undefined || !ranked) return;
    const done = seedsDone(state);
    if (done < 2 || done === rankedSeeds || performance.now() < rankAgainAt) return;
    const startedAt = performance.now();
    onEvent({ type: "ranking", ranking: rankingOf(state) });
    rankedSeeds = done;
    // The bootstrap of many policies takes its time, and workers want the cores.
    rankAgainAt = performance.now() + 10 * (performance.now() - startedAt);
  }

  const tell = () => {
    tellRun();
    tellRanking();
  };
  return {
    start() {
      tell();
      timer = setInterval(tell, 1000);
    },
    cellEnded() {
      if (performance.now() - toldAt >= NEWS_MS) tell();
    },
    end() {
      clearInterval(timer);
      removePulse(directory);
      rankAgainAt = Number.NEGATIVE_INFINITY;
      tellRanking();
    },
  };
}

function isComplete(directory: string, { cells }: RunState): boolean {
  const files = [EPISODES_PARQUET, DAYS_PARQUET].every((file) => existsSync(join(directory, file)));
  return files && cells.every((record) => record.state === "finished");
}

/** Spaces do not depend on how many shoppers there are, so fits are checked with few. */
const FIT_POPULATION = 100;

async function checkFits(experiment: ResolvedExperiment): Promise<void> {
  const faults = new Map<string, Fault>();
  for (const { policy, scenario } of cellsOf({ ...experiment, seeds: experiment.seeds.slice(0, 1) })) {
    const small = scenario && {
      ...scenario,
      scenario: { ...scenario.scenario, population: Math.min(FIT_POPULATION, scenario.scenario.population) },
    };
    try {
      await checkFit(policy, small);
    } catch (error) {
      const message = (error as Error).message;
      faults.set(message, { code: "misfit", path: [], message });
    }
  }
  if (faults.size > 0) throw new UserError(experiment.name, [...faults.values()]);
}

/** Events are written where they happen, and a worker elsewhere has no such folder. */
function refuseEvents({ name, scenarios }: ResolvedExperiment): void {
  const recording = scenarios.filter(({ scenario }) => scenario.events.rate > 0);
  if (recording.length === 0) return;
  const message = `${recording.map(({ label }) => label).join(", ")}: events are recorded by threads of this machine only; leave --queue out, or set events.rate to 0`;
  throw new UserError(name, [{ code: "queue", path: [], message }]);
}

function refuseOther(directory: string, experiment: ResolvedExperiment, hash: string): void {
  const there = readConfig(directory);
  if (there === undefined || there.hash === hash) return;
  const before: Record<string, unknown> = { engine: there.engine, ...experimentParts(there.experiment) };
  const now: Record<string, unknown> = { engine: ENGINE_VERSION, ...experimentParts(experiment) };
  const changed = Object.keys(now).filter((part) => hashOf(now[part]) !== hashOf(before[part]));
  const message =
    `this folder holds the results of another experiment (hash ${there.hash}, this one has ${hash}); changed since: ` +
    `${changed.join(", ")}. Nothing was touched: give this one another name, or move the folder away`;
  throw new UserError(directory, [{ code: "other-experiment", path: [], message }]);
}
