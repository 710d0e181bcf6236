import { defineCommand } from "../command.js";
import { curvesTable } from "../curves-table.js";
import { print, printJson } from "../print.js";
import { number, text, whole } from "../values.js";

/** `promolab curves`: how fast the learners of a run learned. */
export const curves = defineCommand({
  verb: "curves",
  usage: "<dir>",
  summary: "show the learning curves of a run: area, time to a threshold, sample efficiency, with intervals over seeds",
  positionals: {
    dir: { coerce: text("dir"), demandOption: true, describe: "folder of a run: runs/<name>" },
  },
  options: {
    threshold: {
      coerce: number("--threshold"),
      requiresArg: true,
      describe:
        "score of a training episode to be reached; nine tenths of the way from where the learners begin to where the best ends, when left out",
    },
    window: {
      coerce: whole("--window", 1, 1_000_000),
      requiresArg: true,
      describe: "episodes that are averaged; a tenth of the training when left out",
    },
    against: {
      coerce: text("--against"),
      requiresArg: true,
      describe: "learner that the others are held against; the first one when left out",
    },
    seed: { coerce: text("--seed"), requiresArg: true, default: "bootstrap", describe: "of what is drawn; any text" },
  },
  examples: [
    ["promolab curves runs/promotion-baselines", "every learner's curve as tables"],
    ["promolab curves runs/mine --threshold 12000 --against lin-ucb --json", "to a score of one's own, for a program"],
  ],
  async run({ dir, threshold, window, against, seed, json }) {
    const { readRun } = await import("../../results.js");
    const { curvesOfRun } = await import("../../run-curves.js");
    const run = readRun(dir);
    const found = curvesOfRun(run, { threshold, window, against, seed });
    if (json) printJson({ scenarios: found });
    else print(curvesTable(found, run.summary.currency));
    return 0;
  },
});
