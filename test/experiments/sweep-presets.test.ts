import { join } from "node:path";
import { expect, test } from "vitest";
import { loadExperiment, resolveExperiment } from "../../experiments/config.js";
import { cellsOf } from "../../experiments/identity.js";
import { experimentPresets } from "../../experiments/presets/registry.js";
import { rankRun } from "../../experiments/results.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch } from "./small-experiment.js";

test("smoke runs whole, and tells the calendar from promoting at random", async () => {
  using folder = scratch();
  const directory = join(folder.path, "smoke");
  const summary = await runSweep(loadExperiment("smoke"), { directory, threads: 2 });
  expect(summary).toMatchObject({ state: "finished", cellsFailed: 0, seedsDone: 6 });
  const { rows } = await rankRun(directory);
  const of = (agent: string) => rows.find((row) => row.agent === agent)!;
  expect(of("campaign-calendar")).toMatchObject({ distinguishable: true });
  expect(of("campaign-calendar").differenceCi[0]).toBeGreaterThan(0);
  expect(of("random").differenceCi[1]).toBeLessThan(0);
});

test("promotion-baselines is a dozen policies of three envs, twenty seeds, at most twenty training episodes", () => {
  const { policies, seeds, scenarios, training } = loadExperiment("promotion-baselines");
  expect(policies).toHaveLength(12);
  expect(new Set(policies.map((policy) => policy.env))).toEqual(new Set(["Promotion-v1", "Restock-v1", "Market-v1"]));
  expect(seeds).toHaveLength(20);
  expect(training).toMatchObject({ tailDays: 0 });
  expect(training.episodes).toBeLessThanOrEqual(20);
  expect(scenarios[0].scenario).toMatchObject({ population: 1000, horizonDays: 91, warmUpDays: 56, tailDays: 56 });
});

test("every policy of promotion-baselines plays, on a market cut small", async () => {
  using folder = scratch();
  const scenarios = [{ use: "campaign-season", set: { population: 60, warmUpDays: 7, horizonDays: 21, tailDays: 7 } }];
  const cut = { scenarios, seeds: 2, training: { episodes: 1 }, evaluation: { episodes: 1 } };
  const experiment = resolveExperiment(
    { ...experimentPresets["promotion-baselines"], ...cut, name: "cut" },
    { subject: "cut" },
  );
  const failures: string[] = [];
  const summary = await runSweep(experiment, {
    directory: join(folder.path, "cut"),
    threads: 2,
    onEvent: (event) => event.type === "cell-failed" && failures.push(event.message),
  });
  expect(failures).toEqual([]);
  expect(summary).toMatchObject({ state: "finished", cellsDone: cellsOf(experiment).length, seedsDone: 2 });
});
