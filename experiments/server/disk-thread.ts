import { parentPort, workerData } from "node:worker_threads";
import { type Fault, UserError } from "../faults.js";
import type { RunSource } from "./run-source.js";
import { runsOnDisk } from "./runs-on-disk.js";

/** What the thread is asked, and what it answers. */
export interface Call {
  readonly id: number;
  readonly method: keyof RunSource;
  readonly args: readonly unknown[];
}
export type Answer =
  | { readonly id: number; readonly value: unknown }
  /** `faults` where a user can mend it */
  | { readonly id: number; readonly message: string; readonly subject: string; readonly faults?: readonly Fault[] };

const directory: string = workerData;
const source = runsOnDisk(directory);

parentPort?.on("message", async ({ id, method, args }: Call) => {
  let answer: Answer;
  try {
    const call = source[method] as (...args: readonly unknown[]) => Promise<unknown>;
    answer = { id, value: await call(...args) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer = { id, message, subject: directory, faults: error instanceof UserError ? error.faults : undefined };
  }
  parentPort?.postMessage(answer);
});
