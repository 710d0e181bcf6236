import { defineCommand } from "../command.js";
import { interruptible } from "../interruptible.js";
import { note, print, printJson } from "../print.js";
import { promised } from "../promised-ranking.js";
import { rankingTable } from "../ranking-table.js";
import { readable } from "../table.js";
import { text, whole } from "../values.js";

/** `promolab tune`: searches an agent's parameters, or goes on searching, and reports the best on seeds that no trial saw. */
export const tune = defineCommand({
  verb: "tune",
  usage: "<tuning>",
  summary: "search an agent's parameters, or go on where it stopped, and report the best on fresh seeds",
  positionals: {
    tuning: { coerce: text("tuning"), demandOption: true, describe: "a preset, or a YAML file" },
  },
  options: {
    threads: {
      coerce: whole("--threads", 0, 1024),
      requiresArg: true,
      describe: "worker threads; one a core when left out, 0 none; trials do not depend on it",
    },
    out: { coerce: text("--out"), requiresArg: true, default: "runs", describe: "folder the results go into" },
  },
  examples: [
    [
      "promolab tune tune-example",
      "under a minute; trials in runs/tune-example, the report in runs/tune-example-report",
    ],
    ["promolab tune my-tuning.yaml --threads 4 --json", "a search of one's own, for a program"],
    ["promolab compare runs/my-tuning-report", "its report again"],
  ],
  completes: { tuning: async () => Object.keys((await import("../../presets/tunings.js")).tuningPresets) },
  async run({ tuning: name, threads, out, json }) {
    const { join } = await import("node:path");
    const { availableParallelism } = await import("node:os");
    const { loadTuning } = await import("../../tune/resolve-tuning.js");
    const tuning = await loadTuning(name);
    const directory = join(out, tuning.name);
    const { runTuning } = await import("../../tune/run-tuning.js");
    const { summariseTuning } = await import("../../tune/summary.js");
    const { tuneTable, winnerText } = await import("../tune-table.js");
    const { bestOf, scoreOf } = await import("../../tune/job.js");

    const { result, interrupted } = await interruptible(({ signal, progress, onEvent }) =>
      runTuning(tuning, {
        directory,
        threads: threads ?? availableParallelism(),
        signal,
        onEvent,
        onOutcomes(done, { outcomes }) {
          const best = bestOf(outcomes);
          const so = best ? `; best so far: trial ${best.trial}, ${readable(scoreOf(best), 2)}` : "";
          progress.remark(`${done.length} trials done, ${outcomes.length} in all${so}`);
        },
      }),
    );

    const summary = await summariseTuning(result, directory);
    const { ranking } = summary;
    if (json) printJson({ ...summary, ranking: ranking && promised(ranking) });
    else {
      if (summary.table.length > 0) print(`${tuneTable(summary)}\n`);
      if (ranking) print(`${rankingTable(ranking, result.report?.currency)}\n`);
      if (summary.ended !== null) print(winnerText(summary));
    }
    if (summary.state === "stopped") {
      note(`stopped after ${summary.trials} trials; the same command goes on from there`);
      return interrupted;
    }
    note(
      `trials in ${directory}${summary.reportDirectory ? `, report in ${summary.reportDirectory}; again: promolab compare ${summary.reportDirectory}` : ""}`,
    );
    return summary.state === "failed" ? 1 : 0;
  },
});
