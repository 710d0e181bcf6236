import { defineCommand } from "../command.js";
import { print, printJson } from "../print.js";
import { promised } from "../promised-ranking.js";
import { rankingTable } from "../ranking-table.js";
import { text } from "../values.js";

/** `promolab compare`: the ranking of a run's policies, finished or not. */
export const compare = defineCommand({
  verb: "compare",
  usage: "<dir>",
  summary: "rank the policies of a run, with intervals over seeds",
  positionals: {
    dir: { coerce: text("dir"), demandOption: true, describe: "folder of a run: runs/<name>" },
  },
  options: {
    baseline: {
      coerce: text("--baseline"),
      requiresArg: true,
      describe: "policy that differences are taken against; the experiment's own when left out",
    },
  },
  examples: [
    ["promolab compare runs/smoke", "the ranking as a table"],
    ["promolab compare runs/smoke --baseline random --json", "against another baseline, for a program"],
  ],
  async run({ dir, baseline, json }) {
    const { rankRun, runSummary } = await import("../../results.js");
    const ranking = await rankRun(dir, { baseline });
    if (json) printJson(promised(ranking));
    else print(rankingTable(ranking, (await runSummary(dir)).currency));
    return 0;
  },
});
