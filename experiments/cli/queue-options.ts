import type { QueueAddress } from "../queue/connection.js";
import type { Args } from "./command.js";
import { Misuse } from "./misuse.js";
import { text } from "./values.js";

/** Options of commands that meet in a queue. */
export const queueOptions = {
  queue: {
    coerce: text("--queue"),
    requiresArg: true,
    describe: "redis://host:port, or rediss:// for TLS, where cells go to workers; its password best in REDIS_PASSWORD",
  },
  "queue-ca": {
    coerce: text("--queue-ca"),
    requiresArg: true,
    describe: "file with the certificates that the queue's is checked against; those Node knows when left out",
  },
} as const satisfies Args;

/** The address out of them and REDIS_PASSWORD; undefined where no queue is asked for. @throws Misuse */
export function queueAddress(given: { queue?: string; "queue-ca"?: string }): QueueAddress | undefined {
  const { queue, "queue-ca": caFile } = given;
  if (queue === undefined) {
    if (caFile !== undefined) throw new Misuse("--queue-ca needs --queue");
    return undefined;
  }
  return { url: queue, caFile, password: process.env.REDIS_PASSWORD };
}
