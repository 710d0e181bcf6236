import { defineCommand } from "../command.js";
import { untilInterrupted } from "../interrupt.js";
import { interruptible } from "../interruptible.js";
import { note, print, printJson } from "../print.js";
import { promised } from "../promised-ranking.js";
import { queueAddress, queueOptions } from "../queue-options.js";
import { rankingTable } from "../ranking-table.js";
import { number, text, whole } from "../values.js";

/** `promolab sweep`: runs an experiment, or goes on with it, and prints its ranking. */
export const sweep = defineCommand({
  verb: "sweep",
  usage: "<experiment>",
  summary: "run an experiment on all cores, or go on where it stopped, and rank its policies",
  positionals: {
    experiment: { coerce: text("experiment"), demandOption: true, describe: "a preset, or a YAML file" },
  },
  options: {
    serve: { type: "boolean", default: false, describe: "show it live in the browser, until Ctrl-C" },
    threads: {
      coerce: whole("--threads", 0, 1024),
      requiresArg: true,
      describe: "worker threads; one a core when left out, 0 none; results do not depend on it",
    },
    port: {
      coerce: whole("--port", 0, 65535),
      requiresArg: true,
      describe: "of the page; 7080 or the next free one when left out, any free one for 0",
    },
    log: {
      coerce: text("--log"),
      requiresArg: true,
      describe: "Parquet or .csv file of every decision of evaluation episodes with its propensity, for promolab ope",
    },
    "cell-seconds": {
      coerce: number("--cell-seconds", 0),
      requiresArg: true,
      describe: "a cell that takes longer is marked as failed; the experiment's limits when left out",
    },
    "cell-megabytes": {
      coerce: whole("--cell-megabytes", 96, 1e7),
      requiresArg: true,
      describe: "a cell whose thread needs more memory is marked as failed",
    },
    cache: {
      type: "boolean",
      default: true,
      describe: "take cells that other runs in the same folder have finished; --no-cache plays every one",
    },
    ...queueOptions,
    out: { coerce: text("--out"), requiresArg: true, default: "runs", describe: "folder the results go into" },
  },
  examples: [
    ["promolab sweep smoke", "a few seconds; results in runs/smoke"],
    ["promolab sweep promotion-baselines --serve", "watch it in the browser"],
    ["promolab sweep my-experiment.yaml --threads 4 --out ~/runs", "an experiment of one's own"],
    ["promolab sweep my-experiment.yaml --queue redis://cluster:6379", "on all machines where promolab worker runs"],
  ],
  completes: { experiment: async () => Object.keys((await import("../../presets/registry.js")).experimentPresets) },
  async run({ experiment, serve, threads, port, log, cache, out, json, ...given }) {
    const { join } = await import("node:path");
    const { availableParallelism } = await import("node:os");
    const { loadExperiment } = await import("../../config.js");
    const loaded = loadExperiment(experiment);
    const { "cell-seconds": seconds = loaded.limits?.seconds, "cell-megabytes": megabytes = loaded.limits?.megabytes } =
      given;
    const config = { ...loaded, limits: { seconds, megabytes } };
    const directory = join(out, config.name);
    const address = queueAddress(given);
    const { runSweep } = await import("../../sweep.js");
    const server = serve
      ? await (await import("../../server/server.js")).startServer({ runsDirectory: out, port })
      : null;
    if (server) (json ? note : print)(server.url);

    const { result: summary, interrupted } = await interruptible(({ signal, progress, onEvent }) =>
      runSweep(config, {
        directory,
        threads: threads ?? availableParallelism(),
        signal,
        reuseFrom: cache ? out : undefined,
        openPool:
          address &&
          (async () => {
            const { openQueuePool } = await import("../../queue/queue-pool.js");
            return openQueuePool({ address, limits: config.limits, remark: progress.remark });
          }),
        onEvent(event) {
          server?.publish(event, config.name);
          onEvent(event);
        },
      }),
    );

    const { rankRun } = await import("../../results.js");
    const ranking = summary.seedsDone >= 2 ? await rankRun(directory) : null;
    if (json) printJson({ ...summary, directory, ranking: ranking && promised(ranking) });
    else if (ranking) print(rankingTable(ranking, summary.currency));
    else note(`a ranking needs two finished seeds, and there are ${summary.seedsDone}`);
    if (summary.state === "stopped") {
      note(`stopped after ${summary.cellsDone} of ${summary.cells} cells; the same command goes on from there`);
      await server?.close();
      return interrupted;
    }
    if (config.stopping && ranking) {
      const { stoppingVerdict } = await import("../../stopping.js");
      const ended = stoppingVerdict(ranking, summary.seeds, config.stopping);
      if (ended !== undefined) note(ended);
    }
    if (log !== undefined) {
      const { logRun } = await import("../../ope/log-run.js");
      note(`${(await logRun(directory, log)).toLocaleString("en-US")} decisions in ${log}`);
    }
    if (summary.cellsReused)
      note(
        `${summary.cellsReused} of ${summary.cells} cells are from other runs in ${out}; --no-cache plays every one`,
      );
    note(`results in ${directory}; again: promolab compare ${directory}`);
    if (server) {
      note(`the page stays up at ${server.url} until Ctrl-C`);
      await untilInterrupted();
      await server.close();
    }
    return summary.cellsFailed > 0 ? 1 : 0;
  },
});
