import { Worker } from "node:worker_threads";
import { UserError } from "../faults.js";
import type { Answer, Call } from "./disk-thread.js";
import type { RunSource } from "./run-source.js";

/**
 * Runs on disk, read in a thread of their own: a long journal or a replay then holds up neither a run in this process nor
 * the page's news. What a policy goes by takes longer and has a second thread, so that replays need not wait for it. A thread
 * starts with its first call and keeps no process alive.
 */
export function runsInThread(directory: string): RunSource & { close(): Promise<void> } {
  const reading = createLane(directory);
  const explaining = createLane(directory);
  return {
    list: (except) => reading.ask("list", except),
    ranking: (run) => reading.ask("ranking", run),
    cells: (run) => reading.ask("cells", run),
    replay: (run, cell, episode) => reading.ask("replay", run, cell, episode),
    explain: (run, cell) => explaining.ask("explain", run, cell),
    async close() {
      await Promise.all([reading.close(), explaining.close()]);
    },
  };
}

interface Lane {
  ask<T>(method: Call["method"], ...args: unknown[]): Promise<T>;
  close(): Promise<void>;
}

function createLane(directory: string): Lane {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let thread: Worker | undefined;
  let calls = 0;

  function start(): Worker {
    const started = new Worker(threadFile(), { workerData: directory });
    started.unref();
    started.on("message", (answer: Answer) => {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ("value" in answer) call?.resolve(answer.value);
      else call?.reject(answer.faults ? new UserError(answer.subject, answer.faults) : new Error(answer.message));
    });
    const fail = (error: Error) => {
      if (thread === started) thread = undefined;
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
    };
    started.on("error", fail);
    started.on("exit", () => fail(new Error("the thread that reads the runs has ended")));
    return started;
  }

  return {
    ask: <T>(method: Call["method"], ...args: unknown[]) =>
      new Promise<T>((resolve, reject) => {
        thread ??= start();
        calls += 1;
        waiting.set(calls, { resolve: resolve as (value: unknown) => void, reject });
        thread.postMessage({ id: calls, method, args } satisfies Call);
      }),
    async close() {
      await thread?.terminate();
    },
  };
}

/** The built thread, also where this file runs as source: a thread has no TypeScript. */
function threadFile(): URL {
  const here = import.meta.url;
  const built = here.endsWith(".ts") ? "../../dist/experiments/server/disk-thread.js" : "./disk-thread.js";
  return new URL(built, here);
}
