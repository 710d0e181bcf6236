import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { note, print, printJson } from "../print.js";
import { text, whole } from "../values.js";

/** `promolab explain`: what a trained policy of a run goes by. */
export const explain = defineCommand({
  verb: "explain",
  usage: "<agent> <run>",
  summary:
    "tell what a trained policy goes by: its own account, what its choices hang on, rules that choose as it does",
  positionals: {
    agent: { coerce: text("agent"), demandOption: true, describe: "policy of the run, as its ranking calls it" },
    run: { coerce: text("run"), demandOption: true, describe: "a run under runs/, or a run's folder" },
  },
  options: {
    seed: {
      coerce: text("--seed"),
      requiresArg: true,
      describe: "which trained agent; the run's first seed when left out",
    },
    scenario: {
      coerce: text("--scenario"),
      requiresArg: true,
      describe: "where the run has several; its first when left out",
    },
    episodes: {
      coerce: whole("--episodes", 2, 1000),
      requiresArg: true,
      describe: "evaluation episodes to play; the run's own number, from 9 to 15, when left out",
    },
    depth: {
      coerce: whole("--depth", 1, 10),
      requiresArg: true,
      default: 3,
      describe: "questions on the way to a rule",
    },
    decision: {
      coerce: text("--decision"),
      requiresArg: true,
      describe: "tell of one decision alone, say of one product's slot",
    },
    html: {
      coerce: text("--html"),
      requiresArg: true,
      describe: "page of charts to write, one file that needs nothing else",
    },
    force: { type: "boolean", default: false, describe: "overwrite --html where it is there already" },
  },
  examples: [
    ["promolab explain thompson-sampling smoke", "of the run in runs/smoke"],
    ["promolab explain lp-plan runs/baselines --seed 3 --html lp-plan.html", "one seed's, with heat maps and plots"],
  ],
  async run({ agent, run, seed, scenario, episodes, depth, decision, html, force, json }) {
    const { existsSync } = await import("node:fs");
    if (html !== undefined && !html.endsWith(".html"))
      throw new Misuse(`--html needs a name that ends in .html, got "${html}"`);
    if (html !== undefined && existsSync(html) && !force)
      throw new Misuse(`${html} is there already; --force overwrites it`);
    const { findCell, findRun } = await import("../../explain/find-cell.js");
    const { explainCell } = await import("../../explain/explain-cell.js");
    const { onDecision } = await import("../../explain/on-decision.js");
    const { createFileProgress } = await import("../file-progress.js");
    const directory = findRun(run);
    const cell = findCell(directory, { policy: agent, seed, scenario });
    const progress = createFileProgress(process.stderr);
    const onProgress = (stage: string, done: number, all: number) => progress.stage(`${stage}: ${done} of ${all} ...`);
    let explanation: Awaited<ReturnType<typeof explainCell>>;
    try {
      explanation = await explainCell(directory, cell, { episodes, depth, onProgress });
    } finally {
      progress.end();
    }
    if (decision !== undefined) explanation = onDecision(explanation, decision);
    if (html !== undefined) {
      const { explanationPlot } = await import("../../explain/explanation-plot.js");
      const { writePlot } = await import("../../report/write-plot.js");
      await writePlot(html, explanationPlot(explanation));
    }
    if (json) printJson(explanation);
    else print((await import("../explanation-text.js")).explanationText(explanation));
    if (html !== undefined) note(`wrote ${html}`);
    return 0;
  },
});
