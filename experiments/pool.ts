import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { type CellMessage, type CellTask, runCell } from "./cell.js";
import { createCellCache } from "./cell-cache.js";
import type { CellLimits } from "./config.js";
import { type CellEnd, CONTROL, type Job, type JobMessage } from "./worker.js";

/** Runs cells side by side. A cell's results do not depend on which thread runs it, nor on what ran there before. */
export interface CellPool {
  /** cells it takes at a time */
  readonly lanes: number;
  /** of them, those that are being played now */
  atWork(): number;
  /**
   * Runs a cell on a lane that is free.
   *
   * @param hear  gets the cell's messages, all of them before the promise settles
   * @throws what the cell threw; Error when its thread ended, or it went beyond a limit
   */
  run(lane: number, task: CellTask, hear: (message: CellMessage) => void): Promise<CellEnd>;
  /** asks all cells to end at their episode's end; those that take longer than `graceMs` are cut off */
  stop(graceMs: number): void;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** 0: in this thread, which a debugger can follow */
  threads: number;
  /** true where the days of lane 0's cells are looked at */
  watched: boolean;
  /** what a cell may take; in this thread time alone, held at its episodes' ends */
  limits?: CellLimits;
}

export function createPool(options: PoolOptions): CellPool {
  return options.threads === 0 ? inThisThread(options) : inThreads(options);
}

function inThreads({ threads, watched, limits = {} }: PoolOptions): CellPool {
  const { seconds, megabytes } = limits;
  const pool = new Piscina<Job, CellEnd>({
    filename: workerFile(),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    recordTiming: false,
    closeTimeout: 2000,
    resourceLimits: megabytes === undefined ? undefined : { maxOldGenerationSizeMb: megabytes },
  });
  const controls = Array.from(
    { length: threads },
    () => new Int32Array(new SharedArrayBuffer(CONTROL.length * Int32Array.BYTES_PER_ELEMENT)),
  );
  if (watched) controls[0][CONTROL.watched] = 1;
  const cut = new AbortController();
  let atWork = 0;
  let grace: NodeJS.Timeout | undefined;
  return {
    lanes: threads,
    atWork: () => atWork,
    async run(lane, task, hear) {
      atWork += 1;
      const { port1, port2 } = new MessageChannel();
      const late = new AbortController();
      let deadline: NodeJS.Timeout | undefined;
      let hoarded = false;
      const heardAll = new Promise<void>((resolve, reject) => {
        port1.on("message", (message: JobMessage) => {
          try {
            if (message.type === "end") resolve();
            else if (message.type === "overMemory") hoarded = true;
            else if (message.type === "begin") {
              if (seconds !== undefined) deadline = setTimeout(() => late.abort(), 1000 * seconds);
            } else hear(message);
          } catch (error) {
            reject(error);
          }
        });
        port1.on("close", resolve);
      });
      try {
        const job = { task, port: port2, control: controls[lane], megabytes };
        const signal = AbortSignal.any([cut.signal, late.signal]);
        const running = pool.run(job, { transferList: [port2], signal });
        const end = await running.finally(() => (signal.aborted ? undefined : heardAll));
        await heardAll;
        return end;
      } catch (error) {
        if (cut.signal.aborted) return { outcome: "stopped", ms: 0 };
        if (late.signal.aborted) throw new Error(overTime(seconds!));
        if (hoarded || (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY")
          throw new Error(megabytes === undefined ? "ran out of memory" : overMemory(megabytes));
        throw error;
      } finally {
        atWork -= 1;
        clearTimeout(deadline);
        port1.close();
      }
    },
    stop(graceMs) {
      for (const control of controls) Atomics.store(control, CONTROL.stop, 1);
      grace ??= setTimeout(() => cut.abort(), graceMs);
    },
    async close() {
      clearTimeout(grace);
      await pool.destroy();
    },
  };
}

function inThisThread({ watched, limits = {} }: PoolOptions): CellPool {
  const cache = createCellCache();
  let stopping = false;
  let atWork = 0;
  return {
    lanes: 1,
    atWork: () => atWork,
    async run(_lane, task, hear) {
      // Lets signals and the server have their turn.
      await new Promise(setImmediate);
      atWork = 1;
      const startedAt = performance.now();
      const { seconds } = limits;
      const stopped = () => {
        if (seconds !== undefined && performance.now() - startedAt > 1000 * seconds) throw new Error(overTime(seconds));
        return stopping;
      };
      try {
        const outcome = await runCell(task, { cache, emit: hear, stopped, watched: () => watched });
        return { outcome, ms: performance.now() - startedAt };
      } finally {
        atWork = 0;
      }
    },
    stop() {
      stopping = true;
    },
    close: async () => {},
  };
}

const overMemory = (megabytes: number) => `needed more than ${megabytes} MB, the limit of a cell`;
const overTime = (seconds: number) => `took longer than ${seconds} s, the limit of a cell`;

/** The built worker, also where this file runs as source: a thread has no TypeScript. */
function workerFile(): string {
  const here = import.meta.url;
  const built = new URL(here.endsWith(".ts") ? "../dist/experiments/worker.js" : "./worker.js", here);
  if (!existsSync(built)) throw new Error(`${fileURLToPath(built)} is not built: npx tsc -b`);
  return built.href;
}
