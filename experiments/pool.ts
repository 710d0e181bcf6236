import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { type CellMessage, type CellOutcome, type CellTask, createCellCache, runCell } from "./cell.js";
import { CONTROL, type Job, type JobMessage } from "./worker.js";

/** Runs cells side by side. A cell's results do not depend on which thread runs it, nor on what ran there before. */
export interface CellPool {
  /** cells it can run at a time */
  readonly lanes: number;
  /**
   * Runs a cell on a lane that is free.
   *
   * @param hear  gets the cell's messages, all of them before the promise settles
   * @throws what the cell threw; Error when its thread ended
   */
  run(lane: number, task: CellTask, hear: (message: CellMessage) => void): Promise<CellOutcome>;
  /** asks all cells to end at their episode's end; those that take longer than `graceMs` are cut off */
  stop(graceMs: number): void;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** 0: in this thread, which a debugger can follow */
  threads: number;
  /** true where the days of lane 0's cells are looked at */
  watched: boolean;
}

export function createPool({ threads, watched }: PoolOptions): CellPool {
  return threads === 0 ? inThisThread(watched) : inThreads(threads, watched);
}

function inThreads(threads: number, watched: boolean): CellPool {
  const pool = new Piscina<Job, CellOutcome>({
    filename: workerFile(),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    recordTiming: false,
    closeTimeout: 2000,
  });
  const controls = Array.from(
    { length: threads },
    () => new Int32Array(new SharedArrayBuffer(CONTROL.length * Int32Array.BYTES_PER_ELEMENT)),
  );
  if (watched) controls[0][CONTROL.watched] = 1;
  const cut = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  return {
    lanes: threads,
    async run(lane, task, hear) {
      const { port1, port2 } = new MessageChannel();
      const heardAll = new Promise<void>((resolve, reject) => {
        port1.on("message", (message: JobMessage) => {
          try {
            if (message.type === "end") resolve();
            else hear(message);
          } catch (error) {
            reject(error);
          }
        });
        port1.on("close", resolve);
      });
      try {
        const job = { task, port: port2, control: controls[lane] };
        const running = pool.run(job, { transferList: [port2], signal: cut.signal });
        const outcome = await running.finally(() => (cut.signal.aborted ? undefined : heardAll));
        await heardAll;
        return outcome;
      } catch (error) {
        if (cut.signal.aborted) return "stopped";
        throw error;
      } finally {
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

function inThisThread(watched: boolean): CellPool {
  const cache = createCellCache();
  let stopping = false;
  return {
    lanes: 1,
    async run(_lane, task, hear) {
      // Lets signals and the server have their turn.
      await new Promise(setImmediate);
      return runCell(task, { cache, emit: hear, stopped: () => stopping, watched: () => watched });
    },
    stop() {
      stopping = true;
    },
    close: async () => {},
  };
}

/** The built worker, also where this file runs as source: a thread has no TypeScript. */
function workerFile(): string {
  const here = import.meta.url;
  const built = new URL(here.endsWith(".ts") ? "../dist/experiments/worker.js" : "./worker.js", here);
  if (!existsSync(built)) throw new Error(`${fileURLToPath(built)} is not built: npx tsc -b`);
  return built.href;
}
