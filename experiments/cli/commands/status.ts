import type { RunStatus } from "../../run-status.js";
import { defineCommand } from "../command.js";
import { print, printJson } from "../print.js";
import { clock, rate } from "../progress.js";
import { type Column, table } from "../table.js";
import { text } from "../values.js";

/** `promolab status`: how the runs of a folder stand, a line each. */
export const status = defineCommand({
  verb: "status",
  usage: "[runs]",
  summary: "tell how runs stand: cells done, failed and at work, rate, time left, and who is at work on them",
  positionals: {
    runs: { coerce: text("runs"), default: "runs", describe: "a folder of runs, or a run's own" },
  },
  options: {},
  examples: [
    ["promolab status", "the runs in runs/"],
    ["promolab status runs/smoke --json", "one of them, for a script"],
  ],
  async run({ runs, json }) {
    const { runStatuses } = await import("../../run-status.js");
    const found = runStatuses(runs);
    if (json) printJson(found);
    else print(statusTable(found));
    return found.some(({ state }) => state === "unreadable") ? 1 : 0;
  },
});

const left = (head: string): Column => ({ head, align: "left" });
const right = (head: string): Column => ({ head, align: "right" });

function statusTable(runs: readonly RunStatus[]): string {
  const numbers = ["cells", "failed", "at work", "seeds", "shopper-days/s", "left"].map(right);
  return table([left("run"), left("state"), ...numbers, left("held by")], runs.map(row));
}

function row(run: RunStatus): string[] {
  const { name, state, holder, message } = run;
  const held = holder === null ? "" : `process ${holder.pid} on ${holder.host}`;
  if (state === "unreadable") return [name, state, "", "", "", "", "", "", (message ?? held).split("\n").join(" ")];
  return [
    name,
    state,
    `${run.cellsDone}/${run.cells}`,
    String(run.cellsFailed),
    run.cellsRunning === null ? "?" : String(run.cellsRunning),
    `${run.seedsDone}/${run.seeds}`,
    run.rate === null ? "" : rate(run.rate),
    run.secondsLeft === null ? "" : clock(run.secondsLeft),
    held,
  ];
}
