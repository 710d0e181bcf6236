import { expect, test } from "vitest";
import { tuneTable, winnerText } from "../../../experiments/cli/tune-table.js";
import type { TuningSummary } from "../../../experiments/tune/summary.js";
import { promolabHere } from "../../cli/promolab.js";
import { scratch } from "../small-experiment.js";

const SUMMARY: TuningSummary = {
  name: "t",
  state: "finished",
  ended: "trials",
  method: "halving",
  directory: "runs/t",
  reportDirectory: "runs/t-report",
  trials: 3,
  spent: { episodes: 1200, seconds: 8.2 },
  table: [
    {
      trial: 2,
      params: { rate: 0.01, kind: "b" },
      rung: 1,
      training: 9,
      score: { mean: 1266, ci: [974, 1557], seeds: 4 },
      run: "r",
    },
    {
      trial: 1,
      params: { rate: 0.3, kind: "a" },
      rung: 0,
      training: 3,
      score: { mean: 900, ci: null, seeds: 1 },
      run: "r",
    },
    { trial: 3, params: { rate: 2, kind: "a" }, rung: 0, training: 3, score: null, failure: "broke", run: "r" },
  ],
  best: {
    trial: 2,
    params: { rate: 0.01, kind: "b" },
    tuning: { mean: 1266, ci: [974, 1557], seeds: 4 },
    reported: { mean: 1126, ci: [1053, 1199], seeds: 10 },
  },
  ranking: null,
};

test("trials stand with their parameters, how long they trained, and why one failed", () => {
  expect(tuneTable(SUMMARY).split("\n")).toEqual([
    "trial  rate  kind  trained  mean score  95% interval",
    "-----  ----  ----  -------  ----------  ------------  -------------",
    "    2  0.01     b        9       1,266  [974, 1,557]  best",
    "    1   0.3     a        3         900",
    "    3     2     a        3                            failed: broke",
    "",
    "3 trials by halving, 1,200 episodes in 8 s; scores are on the 4 tuning seeds, and only those of equal training compare",
  ]);
});

test("the winner's own score stands beside the reported one, and is said to be too large", () => {
  expect(winnerText(SUMMARY).split("\n")).toEqual([
    "best: trial 2, rate 0.01, kind b",
    "  on the 4 seeds it was chosen by  1,266 [974, 1,557]",
    "  on 10 seeds that no trial saw    1,126 [1,053, 1,199]",
    "The first is the largest of 3 scores and so tends to be too large; their difference, 140, is that and the luck of other seeds. Report the second.",
  ]);
  expect(winnerText({ ...SUMMARY, best: null })).toBe("no trial came through: every one failed");
});

test("promolab tune refuses a file with every fault in one message, and leaves no folder", async () => {
  using folder = scratch();
  const file = folder.write("bad.yaml", "agent: lin-ucb\nspace: { alpah: {} }\nseeds: { tuning: [1], reporting: 1 }\n");
  const { exitCode, stderr, stdout } = await promolabHere(["tune", file, "--out", `${folder.path}/runs`]);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain('line 2: space.alpah: unknown key; did you mean "alpha"?');
  expect(stderr).toContain("line 3: seeds.reporting: found 1 of the tuning seeds (1), expected none");
});

test("promolab schema writes a tuning to start from", async () => {
  const { stdout } = await promolabHere(["schema", "tuning", "--example", "tune-example"]);
  expect(stdout).toMatch(/^# yaml-language-server: \$schema=\.\/tuning\.schema\.json\n[\s\S]*agent: epsilon-greedy/);
});
