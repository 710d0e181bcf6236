import type { MessagePort } from "node:worker_threads";
import { type CellMessage, type CellOutcome, type CellTask, createCellCache, runCell } from "./cell.js";

/** What a thread is handed with a cell. */
export interface Job {
  task: CellTask;
  /** where its messages go */
  port: MessagePort;
  /** shared with the pool, see CONTROL */
  control: Int32Array;
}

/** Shared memory of the pool and one worker: 1 where the worker should stop; 1 where somebody watches. */
export const CONTROL = { stop: 0, watched: 1, length: 2 } as const;

/** The last message of a job: all others have arrived before it. */
export type JobMessage = CellMessage | { type: "end" };

const cache = createCellCache();

/** Runs one cell in this thread. */
export default async function work({ task, port, control }: Job): Promise<CellOutcome> {
  try {
    return await runCell(task, {
      cache,
      emit: (message) =>
        port.postMessage(message, message.type === "evaluated" ? [message.days.buffer as ArrayBuffer] : []),
      stopped: () => Atomics.load(control, CONTROL.stop) === 1,
      watched: () => Atomics.load(control, CONTROL.watched) === 1,
    });
  } finally {
    port.postMessage({ type: "end" } satisfies JobMessage);
    port.close();
  }
}
