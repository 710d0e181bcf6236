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

/** Results that no sweep has fetched, and errors of cells set aside, are kept so long, seconds. */
export const KEPT_SECONDS = 7 * 24 * 3600;

/** Cells that a sweep keeps in the queue at a time: enough for hundreds of workers, and few enough to hold in memory. */
export const WINDOW = 256;

/** Where the bytes of a cell's results lie in Redis until they are fetched. */
export const resultKey = (id: string) => `${PREFIX}:${QUEUE}:result:${id}`;
