import { existsSync } from "node:fs";
import type { RealismCard } from "../../realism/card.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { note, printJson } from "../print.js";
import { text } from "../values.js";

/** `promolab report`: a run as one page that needs nothing else, with the ranking for papers beside it. */
export const report = defineCommand({
  verb: "report",
  usage: "<dir>",
  summary: "write a run as one self-contained HTML page, with the ranking as Markdown and LaTeX",
  positionals: {
    dir: { coerce: text("dir"), demandOption: true, describe: "folder of a run: runs/<name>" },
  },
  options: {
    out: {
      coerce: text("--out"),
      requiresArg: true,
      default: "report.html",
      describe: "the page; the tables go beside it, as .md and .tex",
    },
    baseline: { coerce: text("--baseline"), requiresArg: true, describe: "policy that differences are taken against" },
    realism: { type: "boolean", default: true, describe: "measure how real the scenarios' shoppers are, seconds each" },
    force: { type: "boolean", default: false, describe: "overwrite files that are there already" },
  },
  examples: [
    ["promolab report runs/smoke", "report.html, report.md and report.tex"],
    ["promolab report runs/smoke --no-realism --out paper/smoke.html", "without measuring the shoppers"],
  ],
  async run({ dir, out, baseline, realism, force, json }) {
    if (!out.endsWith(".html")) throw new Misuse(`--out needs a name that ends in .html, got "${out}"`);
    const files = ["html", "md", "tex"].map((ending) => out.replace(/html$/, ending));
    const there = files.filter(existsSync);
    if (there.length > 0 && !force) throw new Misuse(`${there.join(", ")}: there already; --force overwrites`);
    const { rankRun, readRun } = await import("../../results.js");
    const ranking = await rankRun(dir, { baseline });
    const run = readRun(dir);
    const cards: RealismCard[] = [];
    if (realism && run.cells.some((cell) => cell.scenario !== null)) {
      const { realismCard } = await import("../../realism/card.js");
      for (const { label, scenario } of run.experiment.scenarios) {
        if (!json) note(`measuring the shoppers of ${label}`);
        cards.push(realismCard(scenario));
      }
    }
    const { reportOfRun } = await import("../../report/run-report.js");
    const { writePlot } = await import("../../report/write-plot.js");
    const { writeWhole } = await import("../../journal.js");
    const { page, markdown, latex } = reportOfRun(run, ranking, cards);
    await writePlot(files[0], page);
    await writeWhole(files[1], markdown);
    await writeWhole(files[2], latex);
    if (json) printJson({ files });
    else for (const file of files) note(`wrote ${file}`);
    return 0;
  },
});
