import { Queue, QueueEvents } from "bullmq";
import type { CellMessage, CellTask } from "../cell.js";
import type { CellLimits } from "../config.js";
import type { CellPool } from "../pool.js";
import { connectQueue, type QueueAddress } from "./connection.js";
import { type CellOrder, orderId, unpack } from "./parcel.js";
import { KEPT_SECONDS, PREFIX, QUEUE, resultKey, TRIES, WINDOW } from "./settings.js";

export interface QueuePoolOptions {
  readonly address: QueueAddress;
  readonly limits?: CellLimits;
  /** told, in a line, when there are no workers or the queue is lost */
  remark(line: string): void;
}

type Ending = { type: "completed" } | { type: "failed"; reason: string } | { type: "gone" } | { type: "released" };

/** Events of the queue may be missed while Redis is out of reach, so what is waited for is looked at so often too. */
const LOOK_MS = 10_000;
const WORKERS_MS = 5000;

/**
 * Plays cells on whatever workers take them from a queue in Redis (`runWorker`). Results come back whole and are journaled here
 * alone. What a sweep left in the queue when it was killed is found there by the next, by the cells' hashes.
 *
 * @throws UserError when there is no such queue
 */
export async function openQueuePool({ address, limits = {}, remark }: QueuePoolOptions): Promise<CellPool> {
  const connections = await connectQueue(address, remark);
  const client = connections.open();
  const queue = new Queue<CellOrder>(QUEUE, {
    prefix: PREFIX,
    connection: client,
    defaultJobOptions: {
      attempts: TRIES,
      removeOnComplete: { age: KEPT_SECONDS },
      removeOnFail: { age: KEPT_SECONDS },
      stackTraceLimit: 5,
    },
  });
  // From the last event there is, as one may come before the first look.
  const [[lastEventId] = ["0-0"]] = await client.xrevrange(`${PREFIX}:${QUEUE}:events`, "+", "-", "COUNT", 1);
  const events = new QueueEvents(QUEUE, { prefix: PREFIX, connection: connections.open(), lastEventId });
  const waiting = new Map<string, Set<(ending: Ending) => void>>();
  const active = new Set<string>();
  let stopping = false;
  let grace: NodeJS.Timeout | undefined;

  function end(id: string, ending: Ending): void {
    active.delete(id);
    const those = waiting.get(id);
    waiting.delete(id);
    for (const done of those ?? []) done(ending);
  }
  const ended = (id: string) =>
    new Promise<Ending>((done) => {
      const those = waiting.get(id);
      if (those === undefined) waiting.set(id, new Set([done]));
      else those.add(done);
    });
  events.on("active", ({ jobId }) => waiting.has(jobId) && active.add(jobId));
  events.on("waiting", ({ jobId }) => active.delete(jobId));
  events.on("completed", ({ jobId }) => end(jobId, { type: "completed" }));
  events.on("failed", ({ jobId, failedReason }) => end(jobId, { type: "failed", reason: failedReason }));
  events.on("removed", ({ jobId }) => end(jobId, { type: "gone" }));
  events.on("error", () => {});
  queue.on("error", () => {});

  async function look(): Promise<void> {
    for (const id of [...waiting.keys()]) {
      const state = await queue.getJobState(id);
      if (state === "completed") end(id, { type: "completed" });
      else if (state === "failed") end(id, { type: "failed", reason: (await queue.getJob(id))?.failedReason ?? "" });
      else if (state === "unknown") end(id, { type: "gone" });
    }
  }
  let toldAlone = false;
  async function lookForWorkers(): Promise<void> {
    const alone = waiting.size > 0 && (await queue.getWorkersCount()) === 0;
    if (alone && !toldAlone)
      remark(`no worker is at work on this queue; start some: promolab worker --queue ... (${connections.name})`);
    toldAlone = alone;
  }
  // What fails here for want of a connection is tried again at the next turn.
  const looking = setInterval(() => void look().catch(() => {}), LOOK_MS);
  const counting = setInterval(() => void lookForWorkers().catch(() => {}), WORKERS_MS);

  /** Puts a cell into the queue unless it is there; one that was set aside before is tried anew. */
  async function submit(id: string, order: CellOrder): Promise<Ending | undefined> {
    const state = await queue.getJobState(id);
    if (state === "completed") return { type: "completed" };
    if (state === "failed") await queue.remove(id);
    if (state === "failed" || state === "unknown") await queue.add("cell", order, { jobId: id });
    else if (state === "active") active.add(id);
    return undefined;
  }

  async function forget(id: string): Promise<void> {
    await queue.remove(id);
    await client.del(resultKey(id));
  }

  return {
    lanes: WINDOW,
    atWork: () => active.size,
    async run(_lane: number, task: CellTask, hear: (message: CellMessage) => void) {
      // Results travel whole, so checkpoints on the way would be of no use.
      const order: CellOrder = { task: { ...task, checkpointMs: 1e12, eventsIn: undefined }, limits };
      const id = orderId(order);
      while (!stopping) {
        const news = ended(id);
        const there = await submit(id, order);
        if (stopping) await queue.remove(id).catch(() => {});
        const ending = there ?? (await news);
        if (ending.type === "released") break;
        if (ending.type === "failed") throw new Error(reasonOf(ending.reason));
        if (ending.type === "gone") continue;
        const parcel = await client.get(resultKey(id));
        if (parcel === null) {
          await forget(id);
          continue;
        }
        const { messages, ms } = unpack(parcel);
        for (const message of messages) hear(message);
        return { outcome: "done", ms, kept: () => forget(id) };
      }
      return { outcome: "stopped", ms: 0 };
    },
    stop(graceMs) {
      stopping = true;
      // A cell that a worker holds cannot be taken away; its results stay in the queue for the next time.
      for (const id of waiting.keys()) void queue.remove(id).catch(() => {});
      grace ??= setTimeout(() => {
        for (const id of [...waiting.keys()]) end(id, { type: "released" });
      }, graceMs);
    },
    async close() {
      for (const timer of [looking, counting, grace]) clearInterval(timer);
      await events.close();
      await queue.close();
      connections.close();
    },
  };
}

function reasonOf(reason: string): string {
  if (/stalled more than/.test(reason))
    return `set aside: its worker was lost ${TRIES} times; the cell may be what ends the process`;
  return `${reason} (${TRIES} tries)`;
}
