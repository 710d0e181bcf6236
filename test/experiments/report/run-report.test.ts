import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { report } from "../../../experiments/cli/commands/report.js";
import { resolveExperiment } from "../../../experiments/config.js";
import { experimentHash } from "../../../experiments/identity.js";
import { reportOfRun } from "../../../experiments/report/run-report.js";
import { latexTable, markdownTable } from "../../../experiments/report/typeset.js";
import { rankRun, readRun } from "../../../experiments/results.js";
import { runSweep } from "../../../experiments/sweep.js";
import { scratch, small } from "../small-experiment.js";

const folder = scratch();
const directory = join(folder.path, "small");
const agents = ["no-promotion", { agent: "always-promote", params: { depth: [0.1, 0.2] } }, "lin-ucb"];
beforeAll(() => runSweep(small({ agents }), { directory, threads: 0 }));
afterAll(() => folder[Symbol.dispose]());

const words = { dir: directory, baseline: undefined, realism: false, force: false, json: true, debug: false };

it("sets a table for Markdown and for LaTeX, letters that these read as commands told apart", () => {
  const table = {
    columns: [
      { head: "policy", align: "left" },
      { head: "a|b", align: "right" },
    ],
    rows: [["ucb_1 & 5%", "-3 to -2"]],
  } as const;
  expect(markdownTable(table)).toBe("| policy | a\\|b |\n|---|---:|\n| ucb_1 & 5% | -3 to -2 |");
  expect(latexTable(table).split("\n")).toEqual([
    "\\begin{tabular}{lr}",
    "\\toprule",
    "policy & a|b \\\\",
    "\\midrule",
    "ucb\\_1 \\& 5\\% & $-$3 to $-$2 \\\\",
    "\\bottomrule",
    "\\end{tabular}",
  ]);
});

it("shows each policy's ranking row, its profile, every learner's curve and every pair", async () => {
  const ranking = await rankRun(directory);
  const { page, markdown, latex } = reportOfRun(readRun(directory), ranking);
  expect(page.charts.map(({ kind, heading }) => [kind, heading])).toEqual([
    ["dots", "Difference to the baseline"],
    ["lines", "Performance profiles"],
    ["lines", "Learning curves"],
  ]);
  const labels = ranking.rows.map((row) => row.label);
  expect(labels).toHaveLength(4);
  expect(page.tables?.[0].rows.map(([name]) => name)).toEqual(labels);
  expect(page.tables?.[1].rows).toHaveLength(6);
  for (const label of labels) {
    expect(markdown).toContain(`| ${label} |`);
    expect(latex).toContain(`${label} & 3 &`);
  }
});

it("holds the experiment as a file that asks for the same results", async () => {
  const run = readRun(directory);
  const { page } = reportOfRun(run, await rankRun(directory));
  const text = page.texts?.find(({ heading }) => heading === "The experiment")?.text ?? "";
  const again = resolveExperiment(parse(text), { subject: "report" });
  expect(experimentHash(again)).toBe(experimentHash(run.config.experiment));
});

it("is written by the command, whole, and again only when forced", async () => {
  const out = join(folder.path, "paper.html");
  const told = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await report.run({ ...words, out } as never)).toBe(0);
  expect(JSON.parse(String(told.mock.calls[0][0])).files).toHaveLength(3);
  told.mockRestore();
  expect(readFileSync(out, "utf8")).toContain("Performance profiles");
  expect(existsSync(join(folder.path, "paper.tex"))).toBe(true);
  await expect(report.run({ ...words, out } as never)).rejects.toThrow("there already; --force overwrites");
  await expect(report.run({ ...words, out: "paper.pdf" } as never)).rejects.toThrow(".html");
  await expect(report.run({ ...words, out: join(folder.path, "b.html"), baseline: "none" } as never)).rejects.toThrow(
    "none",
  );
  expect(existsSync(join(folder.path, "b.html"))).toBe(false);
});
