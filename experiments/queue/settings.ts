import type { WorkerOptions } from "bullmq";
import { ENGINE_VERSION } from "../../sim/version.js";

/** What keys in Redis begin with. */
export const PREFIX = "promolab";

/** Cells of one engine version alone meet in a queue: another's results would not be the same. */
export const QUEUE = `cells-${ENGINE_VERSION}`;

/** How often a cell is tried that fails, or whose worker is lost, before it is set aside. */
export const TRIES = 3;

/**
 * How a worker's hold on a cell is kept and lost: the same for every worker of a queue, as each looks after the cells of all.
 * A worker that has not renewed its hold for `lockDuration` is lost, which the others see within `stalledInterval`. Cells are
 * played in threads, so that a worker's own thread is always free to renew.
 */
export const HOLD = {
  lockDuration: 15_000,
  lockRenewTime: 5000,
  stalledInterval: 5000,
  // of as many losses the last is the end
  maxStalledCount: TRIES - 1,
} as const satisfies Partial<WorkerOptions>;

/**
 * A worker whose cells take less than this in the mean, ms, holds one more a thread, so that the next is there when one ends. Of
 * longer ones it holds those alone that it plays: another worker may be idle.
 */
export const SHORT_MS = 2000;

/** Results that no sweep has fetched, and errors of cells set aside, are kept so long, seconds. */
export const KEPT_SECONDS = 7 * 24 * 3600;

/**
 * Cells that a sweep keeps in the queue at a time: enough for hundreds of workers, and for two to go on with cells of 10 ms while
 * the sweep is busy for seconds; few enough to hold in memory.
 */
export const WINDOW = 1024;

/** Where a cell's results lie in Redis until they are fetched. */
export const resultKey = (id: string) => `${PREFIX}:${QUEUE}:result:${id}`;
