import { join } from "node:path";
import { expect, test } from "vitest";
import { loadExperiment, resolveExperiment } from "../../experiments/config.js";
import { experimentPresets } from "../../experiments/presets/registry.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch } from "./small-experiment.js";

test("the ablation is the loop whole, against which each of its eight steps is taken away", () => {
  const { policies, baseline } = loadExperiment("promotion-loop-ablation");
  expect(policies).toHaveLength(9);
  expect(new Set(policies.map(({ params }) => params.without)).size).toBe(9);
  expect(policies.find(({ label }) => label === baseline)?.params.without).toBe("nothing");
});

test("every one of them plays, on a market cut small", async () => {
  using folder = scratch();
  const scenarios = [
    {
      use: "double-eleven",
      set: { population: 40, warmUpDays: 7, horizonDays: 12, tailDays: 2, slates: { slots: 1 }, calendar: {} },
    },
  ];
  const experiment = resolveExperiment(
    { ...experimentPresets["promotion-loop-ablation"], scenarios, seeds: 1, name: "cut" },
    { subject: "cut" },
  );
  const failures: string[] = [];
  const summary = await runSweep(experiment, {
    directory: join(folder.path, "cut"),
    threads: 0,
    onEvent: (event) => event.type === "cell-failed" && failures.push(event.message),
  });
  expect(failures).toEqual([]);
  expect(summary).toMatchObject({ state: "finished", seedsDone: 1, cellsFailed: 0 });
});
