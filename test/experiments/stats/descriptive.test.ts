import { existsSync, readFileSync } from "node:fs";
import { csvParseRows } from "d3";
import { describe, expect, test } from "vitest";
import {
  iqm,
  mean,
  median,
  optimalityGap,
  quantileOfSorted,
  variance,
} from "../../../experiments/stats/descriptive.js";
import { probabilityOfImprovement } from "../../../experiments/stats/improvement.js";
import { policy } from "./seed-fixtures.js";

describe("descriptive statistics", () => {
  test("iqm ignores the top and bottom quarter", () => {
    expect(iqm([1000, 1, 2, 3, 4, 5, 6, -1000])).toBe(3.5);
  });

  test("iqm drops whole scores only: of six, one at either end", () => {
    expect(iqm([60, 1, 2, 3, 4, 50])).toBe((2 + 3 + 4 + 50) / 4);
  });

  test("iqm of fewer than four scores is their mean", () => {
    expect(iqm([1, 2, 9])).toBe(4);
  });

  test("iqm leaves its input as it was", () => {
    const scores = [3, 1, 2, 0];
    iqm(scores);
    expect(scores).toEqual([3, 1, 2, 0]);
  });

  test("median of an even count is the mean of the middle two", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([9, 1, 5])).toBe(5);
  });

  test("the variance divides by one less than the count", () => {
    expect(variance([1, 2, 3, 4])).toBeCloseTo(5 / 3, 14);
  });

  test("the optimality gap does not reward scores above the target", () => {
    expect(optimalityGap([0.5, 2], 1)).toBe(0.25);
  });

  test("quantiles interpolate between order statistics: numpy 2.4.6 quantile([1,2,4,8], [.1,.9])", () => {
    expect(quantileOfSorted([1, 2, 4, 8], 0.1)).toBeCloseTo(1.3, 12);
    expect(quantileOfSorted([1, 2, 4, 8], 0.9)).toBeCloseTo(6.8, 12);
  });

  test("no score, or one that is not a number, is refused by name", () => {
    expect(() => mean([])).toThrow("mean: needs at least 1 score, got 0");
    expect(() => iqm([1, Number.NaN, 2, 3])).toThrow("iqm: score 1 is NaN");
    expect(() => variance([1])).toThrow("variance: needs at least 2 scores, got 1");
  });
});

const reference = new URL("../../../../shared/reference/", import.meta.url);
describe.skipIf(!existsSync(reference))("the reference runs, 10 of 5 tasks (skipped without ../shared)", () => {
  const tasks = (name: string): number[][] => {
    const runs = csvParseRows(readFileSync(new URL(name, reference), "utf8"))
      .slice(1)
      .map((row) => row.map(Number));
    return runs[0].map((_, task) => runs.map((run) => run[task]));
  };

  test.each([
    ["scores_X.csv", 0.72882, 0.6933, 0.660808, 0.34308],
    ["scores_Y.csv", 0.6646, 0.6557, 0.657615, 0.35082],
  ])("%s has its mean, median of task means, IQM and optimality gap", (name, meanScore, middle, interquartile, gap) => {
    const byTask = tasks(name);
    const pooled = byTask.flat();
    expect(pooled).toHaveLength(50);
    expect(mean(pooled)).toBeCloseTo(meanScore, 6);
    expect(median(byTask.map((scores) => mean(scores)))).toBeCloseTo(middle, 6);
    expect(iqm(pooled)).toBeCloseTo(interquartile, 6);
    expect(optimalityGap(pooled)).toBeCloseTo(gap, 6);
  });

  test("X beats Y with probability .566, ties half", () => {
    const perSeed = (name: string) => tasks(name).map((scores) => policy(name, scores).scores);
    expect(probabilityOfImprovement(perSeed("scores_X.csv"), perSeed("scores_Y.csv"))).toBeCloseTo(0.566, 12);
  });
});
