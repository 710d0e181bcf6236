import { expect, it } from "vitest";
import { rankingTable } from "../../../experiments/cli/ranking-table.js";
import { readable, table } from "../../../experiments/cli/table.js";
import type { RankingRow } from "../../../experiments/wire.js";

const row = (over: Partial<RankingRow>): RankingRow => ({
  agent: "no-promotion",
  params: {},
  scenario: "yogurt",
  seeds: 20,
  episodes: 100,
  meanProfit: 1000,
  iqm: 1001,
  ci: [990, 1012],
  difference: 0,
  differenceCi: [0, 0],
  probabilityOfImprovement: 0.5,
  distinguishable: false,
  ...over,
});

it("lines columns up, numbers to the right, without trailing spaces", () => {
  const text = table(
    [
      { head: "name", align: "left" },
      { head: "n", align: "right" },
    ],
    [
      ["a", "1,000"],
      ["long name", "2"],
    ],
  );
  expect(text).toBe("name           n\n---------  -----\na          1,000\nlong name      2");
});

it("refuses a row that has not a cell for every column", () => {
  expect(() => table([{ head: "a", align: "left" }], [["1", "2"]])).toThrow("table: 2 cells, 1 columns");
});

it("separates thousands and keeps the decimals asked for", () => {
  expect([readable(1234567.891), readable(-0.5, 2), readable(12, 1)]).toEqual(["1,234,568", "-0.50", "12.0"]);
});

it("puts the best policy first, marks the baseline and what cannot be told from it", () => {
  const better = { difference: 50, differenceCi: [20, 80] as [number, number], probabilityOfImprovement: 0.95 };
  const ranking = rankingTable({
    baseline: "no-promotion",
    rows: [
      row({}),
      row({
        agent: "always-promote",
        meanProfit: 900,
        difference: -100,
        differenceCi: [-130, -70],
        distinguishable: true,
      }),
      row({ agent: "ucb1", params: { width: 2 }, meanProfit: 1050, ...better, distinguishable: true }),
      row({ agent: "random", meanProfit: 999, difference: -1, differenceCi: [-9, 7] }),
    ],
  });
  const lines = ranking.split("\n");
  expect(lines.slice(2, 6).map((line) => line.split(/ {2,}/)[0])).toEqual([
    "ucb1",
    "no-promotion",
    "random",
    "always-promote",
  ]);
  expect(lines[2]).toMatch(/1,050 +1,001 +990 to 1,012 +\+50 +\+20 to \+80 +0\.95$/);
  expect(lines[3]).toMatch(/baseline$/);
  expect(lines[4]).toMatch(/-1 +-9 to \+7 +0\.50 +not distinguishable$/);
});

it("names a policy by the parameters in which it differs from its namesakes, as --baseline takes it", () => {
  const better = {
    difference: 50,
    differenceCi: [20, 80] as [number, number],
    meanProfit: 1050,
    distinguishable: true,
  };
  const text = rankingTable({
    baseline: "ucb1 width=1",
    rows: [
      row({ agent: "ucb1", params: { width: 1, start: "greedy" } }),
      row({ agent: "ucb1", params: { width: 2, start: "greedy" }, ...better }),
    ],
  });
  expect(text).toMatch(/^ucb1 width=2 .*\+50/m);
  expect(text).toMatch(/^ucb1 width=1 .*baseline$/m);
});

it("says in its caption what the intervals are and over how many seeds", () => {
  const text = rankingTable({ baseline: "no-promotion", rows: [row({})] });
  expect(text).toContain("20 of them");
  expect(text).toContain("95% stratified bootstrap over seeds");
  expect(text).toContain("paired by seed");
});

it("gives every scenario a table under its name where there are several", () => {
  const text = rankingTable({ baseline: "no-promotion", rows: [row({}), row({ scenario: "orange-juice" })] });
  expect(text.match(/^(yogurt|orange-juice)$/gm)).toEqual(["yogurt", "orange-juice"]);
});

it("shows scores where a row has one, and says what they are", () => {
  const scored = rankingTable({
    baseline: "no-promotion",
    rows: [row({ score: 0, scoreCi: [0, 0] }), row({ agent: "oracle", difference: 9, score: 1, scoreCi: [1, 1] })],
  });
  expect(scored).toMatch(/^policy .* P\(better\) +score +95% interval/);
  expect(scored).toMatch(/oracle .* 1\.00 +1\.00 to 1\.00 +not distinguishable\n/);
  expect(scored).toContain("share of the oracle's");
  expect(rankingTable({ baseline: "no-promotion", rows: [row({})] })).not.toMatch(/Score:| {2}score/);
});
