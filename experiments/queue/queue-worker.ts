import { hostname } from "node:os";
import { type Job, WaitingError, Worker } from "bullmq";
import { sourceOf } from "../agent-source.js";
import type { CellMessage } from "../cell.js";
import type { CellLimits } from "../config.js";
import { type CellPool, createPool } from "../pool.js";
import type { CellEnd } from "../worker.js";
import { connectQueue, type QueueAddress } from "./connection.js";
import { type CellOrder, pack } from "./parcel.js";
import { HOLD, KEPT_SECONDS, PREFIX, QUEUE, resultKey, SHORT_MS } from "./settings.js";

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  /** cells played at a time, a thread each */
  readonly concurrency: number;
  /** ends by itself after so long without a cell; left out: never */
  readonly idleSeconds?: number;
  /** gives back what it plays, and ends */
  readonly signal: AbortSignal;
  /** told of what happens, a line each */
  remark(line: string): void;
}

/** What a worker has done. */
export interface WorkerTally {
  done: number;
  failed: number;
  /** of its threads' time from the first cell's start to the last one's end, the share that was spent in cells */
  busy: number;
}

/** After a stop is asked for, an episode has this long to end. */
const GRACE_MS = 2000;

/**
 * Takes cells from a queue and plays them, until it is stopped, or idle for long.
 *
 * A cell that it cannot finish goes back into the queue; one that it holds when it dies is given to another once its hold has
 * run out (`HOLD`). Nothing is written here: results lie in Redis until the sweep that asked for them fetches them.
 *
 * @throws UserError when there is no such queue
 */
export async function runWorker(options: QueueWorkerOptions): Promise<WorkerTally> {
  const { address, concurrency, idleSeconds, signal, remark } = options;
  const connections = await connectQueue(address, remark);
  const client = connections.open();
  const pools = createPools(concurrency);
  const tally: WorkerTally = { done: 0, failed: 0, busy: 0 };
  let atWork = 0;
  let inCells = 0;
  let firstAt: number | undefined;
  let meanMs = Number.POSITIVE_INFINITY;
  let idleSince = performance.now();

  async function play(job: Job<CellOrder>, token: string | undefined): Promise<void> {
    atWork += 1;
    try {
      const { task, limits } = job.data;
      checkSource(task.policy);
      const messages: CellMessage[] = [];
      const { outcome, ms } = await pools.run(limits, (pool, lane) =>
        pool.run(lane, task, (message) => messages.push(message)),
      );
      if (outcome === "stopped") {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      // a thread's own start is no part of its first cell
      firstAt ??= performance.now() - ms;
      inCells += ms;
      tally.busy = inCells / (concurrency * (performance.now() - firstAt));
      meanMs = Number.isFinite(meanMs) ? 0.9 * meanMs + 0.1 * ms : ms;
      worker.concurrency = meanMs < SHORT_MS ? 2 * concurrency : concurrency;
      await client.set(resultKey(job.id!), pack({ messages, ms }), "EX", KEPT_SECONDS);
    } finally {
      atWork -= 1;
      idleSince = performance.now();
    }
  }

  const worker = new Worker<CellOrder>(QUEUE, play, {
    ...HOLD,
    prefix: PREFIX,
    connection: client,
    concurrency,
    name: `${hostname()}:${process.pid}`,
  });
  worker.on("completed", () => {
    tally.done += 1;
  });
  worker.on("failed", (job, error) => {
    tally.failed += 1;
    remark(`failed: ${job?.data.task.cell ?? "a cell"}: ${error.message}`);
  });
  worker.on("error", () => {});
  remark(`waiting for cells at ${connections.name}, ${concurrency} at a time`);
  try {
    await new Promise<void>((done) => {
      const over = () => {
        clearInterval(idle);
        done();
      };
      const idle = setInterval(() => {
        if (idleSeconds !== undefined && atWork === 0 && performance.now() - idleSince > 1000 * idleSeconds) over();
      }, 200);
      if (signal.aborted) over();
      signal.addEventListener("abort", over);
    });
    const closing = worker.close();
    pools.stop(GRACE_MS);
    await closing;
  } finally {
    await pools.close();
    connections.close();
  }
  return tally;
}

/** @throws Error when an agent's files are not here as they were where the sweep was started */
function checkSource({ agent, files, source }: CellOrder["task"]["policy"]): void {
  let here: string | undefined;
  try {
    here = sourceOf(files);
  } catch (error) {
    throw new Error(`${agent}: on ${hostname()}: ${(error as Error).message}`);
  }
  if (here !== source)
    throw new Error(`${agent}: the file on ${hostname()} is another than where the sweep was started`);
}

interface Pool {
  readonly pool: CellPool;
  /** lanes without a cell */
  readonly free: number[];
  /** cells without a lane, first come first served */
  readonly waiting: ((lane: number) => void)[];
}

/** Threads for the limits that were asked for last: a thread's memory is set when it starts. */
function createPools(lanes: number) {
  const open = new Map<string, Pool>();
  const closing: Promise<void>[] = [];
  let stopped: number | undefined;
  function poolOf(limits: CellLimits) {
    const key = JSON.stringify([limits.seconds, limits.megabytes]);
    const found = open.get(key);
    if (found !== undefined) return found;
    for (const [other, { pool, free, waiting }] of open) {
      if (free.length < lanes || waiting.length > 0) continue;
      open.delete(other);
      closing.push(pool.close());
    }
    const made: Pool = {
      pool: createPool({ threads: lanes, watched: false, limits }),
      free: Array.from({ length: lanes }, (_, lane) => lane),
      waiting: [],
    };
    if (stopped !== undefined) made.pool.stop(stopped);
    open.set(key, made);
    return made;
  }
  return {
    /** Plays on the first lane that gets free; not at all once it is stopped. */
    async run(limits: CellLimits, play: (pool: CellPool, lane: number) => Promise<CellEnd>): Promise<CellEnd> {
      const { pool, free, waiting } = poolOf(limits);
      const lane = free.pop() ?? (await new Promise<number>((next) => waiting.push(next)));
      const over = () => {
        const next = waiting.shift();
        if (next === undefined) free.push(lane);
        else next(lane);
      };
      if (stopped === undefined) return play(pool, lane).finally(over);
      over();
      return { outcome: "stopped", ms: 0 };
    },
    stop(graceMs: number) {
      stopped = graceMs;
      for (const { pool } of open.values()) pool.stop(graceMs);
    },
    async close() {
      await Promise.all([...closing, ...[...open.values()].map(({ pool }) => pool.close())]);
    },
  };
}
