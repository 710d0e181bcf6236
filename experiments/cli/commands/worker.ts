import { defineCommand } from "../command.js";
import { onInterrupt } from "../interrupt.js";
import { Misuse } from "../misuse.js";
import { note, printJson } from "../print.js";
import { queueAddress, queueOptions } from "../queue-options.js";
import { number, whole } from "../values.js";

/** `promolab worker`: plays the cells of sweeps that are started elsewhere. */
export const worker = defineCommand({
  verb: "worker",
  usage: "",
  summary: "take cells of sweeps from a queue and play them, on any machine, until Ctrl-C",
  positionals: {},
  options: {
    ...queueOptions,
    concurrency: {
      coerce: whole("--concurrency", 1, 1024),
      requiresArg: true,
      describe: "cells played at a time, a thread each; one a core when left out",
    },
    "idle-seconds": {
      coerce: number("--idle-seconds", 0),
      requiresArg: true,
      describe: "end after so long without a cell; never when left out",
    },
  },
  examples: [
    ["promolab worker --queue redis://cluster:6379", "on all cores of this machine"],
    ["promolab worker --queue redis://cluster:6379 --concurrency 4 --idle-seconds 60", "as a batch job"],
  ],
  async run({ concurrency, json, ...given }) {
    const address = queueAddress(given);
    if (address === undefined) throw new Misuse("worker needs --queue redis://host:port");
    const { availableParallelism } = await import("node:os");
    const { runWorker } = await import("../../queue/queue-worker.js");
    const stop = new AbortController();
    let interruptedWith = 0;
    const deafen = onInterrupt((exitCode) => {
      interruptedWith = exitCode;
      note("stopping; what is not finished goes back into the queue (Ctrl-C again leaves at once)");
      stop.abort();
    });
    const tally = await runWorker({
      address,
      concurrency: concurrency ?? availableParallelism(),
      idleSeconds: given["idle-seconds"],
      signal: stop.signal,
      remark: note,
    }).finally(deafen);
    const busy =
      tally.done > 0 ? `, busy ${Math.round(100 * tally.busy)}% of the time between the first and the last` : "";
    note(`${tally.done} cells done, ${tally.failed} failed${busy}`);
    if (json) printJson(tally);
    return interruptedWith;
  },
});
