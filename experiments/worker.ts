import type { MessagePort } from "node:worker_threads";
import { type CellMessage, type CellOutcome, type CellTask, runCell } from "./cell.js";
import { createCellCache } from "./cell-cache.js";

/** What a thread is handed with a cell. */
export interface Job {
  task: CellTask;
  /** where its messages go */
  port: MessagePort;
  /** shared with the pool, see CONTROL */
  control: Int32Array;
  /** what the thread may take for this cell; left out: what there is */
  megabytes?: number;
}

/** How a cell ended on its lane, and how long it took there. */
export interface CellEnd {
  outcome: CellOutcome;
  ms: number;
  /** to be called once its results are safe, where they are kept elsewhere until then */
  kept?: () => Promise<void>;
}

/** Shared memory of the pool and one worker: 1 where the worker should stop; 1 where somebody watches. */
export const CONTROL = { stop: 0, watched: 1, length: 2 } as const;

/**
 * `begin` comes when the thread takes the cell up; `end` is the last: all others have arrived before it. After `overMemory` the
 * thread ends, since what the cell has kept there would count against the next one.
 */
export type JobMessage = CellMessage | { type: "begin" } | { type: "end" } | { type: "overMemory" };

const cache = createCellCache();

/** Runs one cell in this thread. */
export default async function work({ task, port, control, megabytes }: Job): Promise<CellEnd> {
  const startedAt = performance.now();
  // Buffers lie outside of the heap, which the engine holds to the limit, so they are looked at where an episode ends.
  const checkMemory = () => {
    if (megabytes === undefined) return;
    if (process.memoryUsage().arrayBuffers <= 2 ** 20 * megabytes) return;
    port.postMessage({ type: "overMemory" } satisfies JobMessage);
    process.exit(1);
  };
  try {
    port.postMessage({ type: "begin" } satisfies JobMessage);
    const outcome = await runCell(task, {
      cache,
      emit: (message) =>
        port.postMessage(message, message.type === "evaluated" ? [message.days.buffer as ArrayBuffer] : []),
      stopped() {
        checkMemory();
        return Atomics.load(control, CONTROL.stop) === 1;
      },
      watched: () => Atomics.load(control, CONTROL.watched) === 1,
    });
    return { outcome, ms: performance.now() - startedAt };
  } finally {
    port.postMessage({ type: "end" } satisfies JobMessage);
    port.close();
  }
}
