import type { Difference, Reproduction } from "../../reproduce.js";
import { defineCommand } from "../command.js";
import { onInterrupt } from "../interrupt.js";
import { note, print, printJson } from "../print.js";
import { createProgress } from "../progress.js";
import { readable } from "../table.js";
import { text, whole } from "../values.js";

/** `promolab reproduce`: plays a run again and says whether every bit of it is the same. */
export const reproduce = defineCommand({
  verb: "reproduce",
  usage: "<run>",
  summary: "play a run again in a scratch folder, and say bit-equal or where it first differs",
  positionals: { run: { coerce: text("run"), demandOption: true, describe: "folder of a run: runs/<name>" } },
  options: {
    cells: {
      coerce: whole("--cells", 1, 1e9),
      requiresArg: true,
      describe: "so many cells, drawn from all that are finished; all when left out",
    },
    threads: {
      coerce: whole("--threads", 0, 1024),
      requiresArg: true,
      describe: "worker threads; one a core when left out",
    },
  },
  examples: [
    ["promolab reproduce runs/smoke", "every cell; exit code 1 when anything differs"],
    ["promolab reproduce runs/smoke --cells 3", "three cells only"],
  ],
  async run({ run, cells, threads, json }) {
    const { availableParallelism } = await import("node:os");
    const { reproduceRun } = await import("../../reproduce.js");
    const progress = createProgress(process.stderr);
    const stop = new AbortController();
    let interruptedWith = 0;
    const deafen = onInterrupt((exitCode) => {
      interruptedWith = exitCode;
      stop.abort();
    });
    const found = await reproduceRun(run, {
      cells,
      threads: threads ?? availableParallelism(),
      signal: stop.signal,
      onEvent: (event) => event.type === "run" && progress.update({ ...event.run, name: "reproduce" }),
    }).finally(() => {
      deafen();
      progress.end();
    });
    if (found === undefined) {
      note("stopped; the run was left as it is");
      return interruptedWith;
    }
    if (json) printJson(found);
    else print(verdict(found));
    const { recorded, now } = found.engine;
    if (recorded !== now) note(`the run is of engine version ${recorded}, this is ${now}`);
    for (const agent of found.changedAgents) note(`${agent} is not the file that the run was made with`);
    return found.equal ? 0 : 1;
  },
});

function verdict({ run, cells, episodes, days, difference }: Reproduction): string {
  const extent = `${readable(cells)} cells, ${readable(episodes)} episodes, ${readable(days)} days`;
  return difference === undefined
    ? `${run}: bit-equal: ${extent}`
    : `${run}: differs, first in ${place(difference)} (of ${extent})`;
}

function place({ cell, role, episode, day, column, recorded, again }: Difference): string {
  if (column === "failed") return `${cell}, which now ends so: ${again}`;
  const where = [
    cell,
    ...(role === undefined ? [] : [`${role} episode ${episode}`]),
    ...(day === undefined ? [] : [`day ${day}`]),
  ];
  const what = column === "agent" ? "the trained agent's state" : column;
  return `${where.join(", ")}: ${what}: recorded ${recorded}, now ${again}`;
}
