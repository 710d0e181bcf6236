import { expect, test } from "vitest";
import { curvesTable } from "../../experiments/cli/curves-table.js";
import { resolveExperiment } from "../../experiments/config.js";
import { readRun } from "../../experiments/results.js";
import { curvesOfRun } from "../../experiments/run-curves.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch } from "./small-experiment.js";

test("a run's learners have curves of the episodes it journaled; what does not learn has none", async () => {
  using folder = scratch();
  const experiment = resolveExperiment(
    {
      name: "cliff",
      env: "CliffWalking-v1",
      agents: ["random", "q-learning", "sarsa"],
      seeds: 3,
      training: { episodes: 30 },
      evaluation: { episodes: 1 },
    },
    { subject: "cliff" },
  );
  await runSweep(experiment, { directory: folder.path, threads: 0 });
  const run = readRun(folder.path);
  const [curves] = curvesOfRun(run, { against: "sarsa" });
  expect(curves).toMatchObject({ scenario: "CliffWalking-v1", window: 3, against: "sarsa" });
  expect(curves.learners.map(({ label, seeds, episodes }) => [label, seeds, episodes])).toEqual([
    ["q-learning", 3, 30],
    ["sarsa", 3, 30],
  ]);
  const trained = run.cells.filter(({ policy }) => policy.label === "q-learning").flatMap((cell) => cell.trained);
  const mean = trained.reduce((sum, row) => sum + row.score, 0) / 90;
  expect(curves.learners[0].area.value).toBeCloseTo(mean, 9);
  expect(curves.learners[0].final.value).toBeGreaterThan(curves.learners[0].curve[0].value);
  expect(curvesTable([curves])).toContain("up to episode");

  expect(() => curvesOfRun(run, { against: "sarsaa" })).toThrow('no learner is called sarsaa; did you mean "sarsa"?');
  expect(() => curvesOfRun(run, { window: 31 })).toThrow("CliffWalking-v1: window is 31, of 30 episodes");
  const rules = { ...run, cells: run.cells.filter(({ policy }) => policy.label === "random") };
  expect(() => curvesOfRun(rules)).toThrow("no policy of this run has trained an episode");
});
