import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AgentScores } from "../../../experiments/stats/agent-scores.js";
import { readScoreTables } from "../../../experiments/stats/score-tables.js";
import { runScores } from "../../../experiments/stats/seed-scores.js";
import { roundThresholds, studyOf } from "../../../experiments/stats/study.js";

const folder = join(import.meta.dirname, "../../../../shared/reference");

const agent = (name: string, ...tasks: number[][]): AgentScores => ({
  name,
  tasks: tasks.map((_, task) => `t${task}`),
  runs: tasks[0].map((_, run) => String(run)),
  named: false,
  scores: tasks.map(runScores),
});

describe("a study", () => {
  test("of two agents, worked by hand", () => {
    const study = studyOf([agent("x", [1, 2], [3, 6]), agent("y", [0, 1], [4, 4])], { gap: 4, thresholds: [1, 3] });
    const [x] = study.agents;
    // task means 1.5 and 4.5, run means 2 and 4
    expect(x).toMatchObject({ runs: 2, mean: { value: 3 }, median: { value: 3 }, iqm: { value: 2.5 } });
    expect(x.optimalityGap.value).toBe((3 + 2 + 1 + 0) / 4);
    expect(x.mean.student[1]).toBeCloseTo(3 + 12.706204736, 7);
    expect(x.profile.map(({ share }) => share)).toEqual([3 / 4, 1 / 4]);
    const [pair] = study.pairs;
    // task 0: 1 > 0, 1 = 1, 2 > 0, 2 > 1; task 1: 3 < 4 twice, 6 > 4 twice
    expect(pair.probabilityOfImprovement.value).toBe((3.5 / 4 + 0.5) / 2);
    // run means 2, 4 against 2, 2.5
    expect(pair.paired).toMatchObject({ pairs: 2, difference: 0.75, a12: (0.5 + 2) / 4 });
  });

  test("agents with other numbers of runs are not paired, and runs are paired by their names", () => {
    const apart = studyOf([agent("x", [1, 2, 3]), agent("y", [1, 2])], { thresholds: [] });
    expect(apart.pairs[0].paired).toBeNull();
    const named = (name: string, runs: string[], scores: number[]) => ({ ...agent(name, scores), runs, named: true });
    const x = named("x", ["a", "b", "c"], [1, 2, 3]);
    const y = named("y", ["c", "d", "b"], [30, 40, 20]);
    expect(studyOf([x, y], { thresholds: [] }).pairs[0].paired).toMatchObject({ pairs: 2, difference: (18 + 27) / -2 });
  });

  test("p-values are adjusted over all pairs, and what a difference takes is told", () => {
    const luck = [3, 1, 4, 1, 5, 9, 2, 6];
    const agents = [0, 0.5, 1].map((gain, index) =>
      agent(
        `a${index}`,
        luck.map((value, run) => value + gain + 0.1 * ((run * (index + 3)) % 5)),
      ),
    );
    const study = studyOf(agents, { thresholds: [], worth: 0.05, resamples: 100 });
    for (const { paired } of study.pairs) expect(paired!.t.holm).toBeGreaterThanOrEqual(paired!.t.p);
    const smallest = Math.min(...study.pairs.map(({ paired }) => paired!.permutation.p));
    expect(Math.min(...study.pairs.map(({ paired }) => paired!.permutation.holm))).toBeCloseTo(3 * smallest, 12);
    const { worth } = study.pairs[0].paired!.planning;
    expect(worth!.seedsStillNeeded).toBe(worth!.seedsNeeded! - 8);
    expect(study.pairs[0].paired!.factor).toBeGreaterThan(10);
  });

  test("the same seed gives the same bytes, another seed other intervals of the same figures", () => {
    const agents = [agent("x", [1, 2, 4, 8], [3, 6, 1, 2]), agent("y", [0, 1, 7, 3], [4, 4, 2, 9])];
    const at = (seed: string) => studyOf(agents, { thresholds: [2], seed, resamples: 200 });
    expect(JSON.stringify(at("1"))).toBe(JSON.stringify(at("1")));
    expect(at("1").agents[0].mean.ci).not.toEqual(at("2").agents[0].mean.ci);
    expect(at("1").agents[0].mean.value).toBe(at("2").agents[0].mean.value);
  });

  test("thresholds are round and span the scores; other tasks are refused", () => {
    expect(roundThresholds([agent("x", [0.03, 1.02])])).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(roundThresholds([agent("x", [2, 2])])).toEqual([2]);
    expect(() => studyOf([agent("x", [1, 2]), agent("y", [1, 2], [1, 2])], { thresholds: [] })).toThrow(
      "studyOf: y has other tasks than x",
    );
  });
});

/** Rows of shared/reference/README.md, section "Comparing agents"; the paired tests by SciPy 1.17.1 from the same files. */
describe.skipIf(!existsSync(folder))(
  "the reference's ten runs of five tasks (skipped where ../shared is absent)",
  () => {
    const files = ["scores_X.csv", "scores_Y.csv"].map((name) => join(folder, name));

    test("land on its rows", async () => {
      expect(readFileSync(files[0], "utf8").split("\n")[0]).toBe("task0,task1,task2,task3,task4");
      const study = studyOf(await readScoreTables(files), { thresholds: [], resamples: 500 });
      const rows = study.agents.map(({ mean, median, iqm, optimalityGap }) =>
        [mean, median, iqm, optimalityGap].map(({ value }) => value.toFixed(6)),
      );
      expect(rows).toEqual([
        ["0.728820", "0.693300", "0.660808", "0.343080"],
        ["0.664600", "0.655700", "0.657615", "0.350820"],
      ]);
      const [{ probabilityOfImprovement, paired }] = study.pairs;
      expect(probabilityOfImprovement.value).toBeCloseTo(0.566, 12);
      expect(paired!.t.t).toBeCloseTo(0.9497771804966983, 12);
      expect(paired!.t.p).toBeCloseTo(0.36703121998246035, 12);
      expect(paired!.permutation).toMatchObject({ p: 0.37890625, exact: true, permutations: 1024 });
      expect(paired!.correlation).toBeCloseTo(-0.2026246568594128, 12);
      expect(paired!.factor).toBeCloseTo(0.856470606282435, 12);
    });
  },
);
