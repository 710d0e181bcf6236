import type { SweepEvent } from "../wire.js";
import { onInterrupt } from "./interrupt.js";
import { createProgress, type Progress } from "./progress.js";

/** What long work is given. */
export interface Watched {
  /** aborted at Ctrl-C */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** tells of the run and of cells that fail */
  onEvent(event: SweepEvent): void;
}

/**
 * Long work on cells under a progress bar, which Ctrl-C asks to stop and keep what is finished.
 *
 * @returns its result, and the exit code of the interruption, 0 where there was none
 */
export async function interruptible<T>(
  work: (watched: Watched) => Promise<T>,
): Promise<{ result: T; interrupted: number }> {
  const progress = createProgress(process.stderr);
  const stop = new AbortController();
  let interrupted = 0;
  const deafen = onInterrupt((exitCode) => {
    interrupted = exitCode;
    progress.remark("stopping; what is finished is kept (Ctrl-C again leaves at once)");
    stop.abort();
  });
  const onEvent = (event: SweepEvent) => {
    if (event.type === "run") progress.update(event.run);
    else if (event.type === "cell-failed") progress.remark(`failed: ${event.cell}: ${event.message}`);
  };
  try {
    const result = await work({ signal: stop.signal, progress, onEvent });
    return { result, interrupted };
  } finally {
    deafen();
    progress.end();
  }
}
