import { defineCommand } from "../command.js";
import { pairsTable } from "../pairs-table.js";
import { print, printJson } from "../print.js";
import { promised } from "../promised-ranking.js";
import { rankingTable } from "../ranking-table.js";
import { number, text } from "../values.js";

/** `promolab compare`: the ranking of a run's policies, finished or not. */
export const compare = defineCommand({
  verb: "compare",
  usage: "<dir>",
  summary: "rank the policies of a run, with intervals over seeds, and tell what common luck is worth",
  positionals: {
    dir: { coerce: text("dir"), demandOption: true, describe: "folder of a run: runs/<name>" },
  },
  options: {
    baseline: {
      coerce: text("--baseline"),
      requiresArg: true,
      describe: "policy that differences are taken against; the experiment's own when left out",
    },
    pairs: {
      type: "boolean",
      default: false,
      describe: "show every pair of policies, not those with the baseline alone",
    },
    difference: {
      coerce: number("--difference", 0),
      requiresArg: true,
      describe:
        "money an episode worth finding: of every pair, how likely these seeds find it, and how many more it takes",
    },
  },
  examples: [
    ["promolab compare runs/smoke", "the ranking as a table"],
    ["promolab compare runs/smoke --pairs", "every pair of policies too"],
    ["promolab compare runs/smoke --baseline random --json", "against another baseline, for a program"],
  ],
  async run({ dir, baseline, pairs: all, difference, json }) {
    const { rankRun, readRun } = await import("../../results.js");
    const { pairsOfRun } = await import("../../run-pairs.js");
    const ranking = await rankRun(dir, { baseline });
    const run = readRun(dir);
    const pairs = pairsOfRun(run, { worth: difference });
    if (json) printJson({ ...promised(ranking), pairs });
    else {
      print(rankingTable(ranking, run.summary.currency));
      if (pairs.length > 0)
        print(`\n${pairsTable(pairs, all ? undefined : ranking.baseline, ranking.looks !== undefined)}`);
    }
    return 0;
  },
});
