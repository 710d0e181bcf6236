import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadExperiment, resolveExperiment } from "../../experiments/config.js";
import { experimentPresets } from "../../experiments/presets/registry.js";
import { costsOf } from "../../experiments/report/costs.js";
import { overviewTable } from "../../experiments/report/overview.js";
import { reportOfRun } from "../../experiments/report/run-report.js";
import { rankRun, readRun } from "../../experiments/results.js";
import { resultsHash } from "../../experiments/run-state.js";
import { runSweep } from "../../experiments/sweep.js";
import { presets } from "../../sim/presets/registry.js";
import { scratch } from "./small-experiment.js";

const STUDIES = ["agent-families", "stock-families", "carry-over-dial", "coupon-targeting"];

const folder = scratch();
const directory = join(folder.path, "cut");
const failures: string[] = [];
/** Two markets of a fortnight with thirty shoppers, and an oracle that hardly searches: who plays is the preset's. */
const set = { population: 30, warmUpDays: 5, horizonDays: 10, tailDays: 2, calendar: { campaigns: [] } };
const cut = () =>
  resolveExperiment(
    {
      ...experimentPresets["agent-families"],
      name: "cut",
      agents: experimentPresets["agent-families"].agents.map((entry) =>
        typeof entry === "object" && entry.agent === "oracle" ? { ...entry, params: { seasons: 4, luck: 1 } } : entry,
      ),
      scenarios: ["campaign-season", "yogurt"].map((use) => ({ use, set })),
      seeds: 2,
      training: { episodes: 1 },
      evaluation: { episodes: 1 },
    },
    { subject: "cut" },
  );

beforeAll(async () => {
  const onEvent = (event: { type: string; message?: string }) =>
    event.type === "cell-failed" && failures.push(event.message!);
  await runSweep(cut(), { directory, threads: 0, onEvent });
}, 60_000);
afterAll(() => folder[Symbol.dispose]());

test("the table of families has every scenario preset, and an agent under every heading of docs/agents.md", () => {
  const { scenarios, policies } = loadExperiment("agent-families");
  expect(scenarios.map(({ label }) => label)).toEqual(Object.keys(presets));
  const text = readFileSync(join(import.meta.dirname, "../../docs/agents.md"), "utf8");
  const families = text.split(/^## /m).slice(1);
  expect(families.length).toBeGreaterThanOrEqual(7);
  for (const family of families) {
    // a composition is named by its prefix: `safe:ucb1`
    const ids = [...family.matchAll(/^\| `([a-z0-9-]+:?)/gm)].map(([, id]) => id);
    const present = policies.filter(({ agent }) => ids.includes(agent.replace(/:.*/, ":")));
    expect(present.length, family.split("\n")[0]).toBeGreaterThan(0);
  }
});

test.each(STUDIES)("%s resolves, and one command in docs/families.md prints its table", (name) => {
  const { policies, seeds } = loadExperiment(name);
  expect(policies.length).toBeGreaterThan(5);
  expect(seeds.length).toBeGreaterThanOrEqual(4);
  const text = readFileSync(join(import.meta.dirname, "../../docs/families.md"), "utf8");
  expect(text).toContain(`promolab sweep ${name}`);
  expect(text).toContain(`promolab report runs/${name}`);
});

test("every policy of the table plays, on markets cut small", () => {
  expect(failures).toEqual([]);
  expect(readRun(directory).summary).toMatchObject({ state: "finished", seedsDone: 2, cellsFailed: 0 });
});

test("cells tell the processor time they took, which no hash of results holds", () => {
  const run = readRun(directory);
  const cost = costsOf(run.cells);
  const learner = run.cells.filter(({ policy, problem }) => policy.label === "ppo" && problem === "yogurt");
  expect(learner.every(({ seconds }) => seconds.training >= 0 && seconds.evaluation >= 0)).toBe(true);
  const mean = learner.reduce((sum, { seconds }) => sum + seconds.training, 0) / 2;
  expect(cost("yogurt", "ppo")?.training).toBeCloseTo(mean, 12);
  for (const record of run.cells) record.seconds = { training: 1e6, evaluation: 1e6 };
  expect(resultsHash(run)).toBe(run.summary.hash);
});

test("the report sets scores by scenario beside what they cost, and leaves costs out where a journal has none", async () => {
  const run = readRun(directory);
  const ranking = await rankRun(directory);
  const row = ranking.rows[0];
  // with thirty shoppers no gain of the oracle can be told, so the score here is a made-up one
  const scored = {
    ...ranking,
    rows: [{ ...row, score: 0.5, scoreCi: [0.25, 0.75] as [number, number] }, ...ranking.rows.slice(1)],
  };
  const { columns, rows } = overviewTable(scored, run.cells)!;
  expect(columns.map(({ head }) => head)).toEqual(["policy", "campaign-season", "yogurt", "s to train", "s a season"]);
  expect(rows).toHaveLength(run.experiment.policies.length);
  expect(rows[0][1]).toBe("0.50 (0.25 to 0.75)");
  for (const record of run.cells) record.seconds = { training: 0, evaluation: 0 };
  expect(costsOf(run.cells)("yogurt", "ppo")).toBeUndefined();
  const { markdown, page } = reportOfRun(run, scored);
  expect(markdown).toContain("| 0.50 (0.25 to 0.75) |");
  const one = page.tables?.find(({ heading }) => heading === "Ranking: yogurt");
  expect(one?.columns.map(({ head }) => head).slice(0, 2)).toEqual(["policy", "seeds"]);
  expect(one?.columns.some(({ head }) => head === "s to train")).toBe(false);
});
