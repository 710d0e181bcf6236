import { describe, expect, test } from "vitest";
import { bootstrapValues, drawResamples, percentileInterval } from "../../../experiments/stats/bootstrap.js";
import { iqmOfSorted, meanOf } from "../../../experiments/stats/descriptive.js";
import { policy } from "./seed-fixtures.js";

const scores = (...values: number[]) => policy("any", values).scores;

/** Every resample of strata of these sizes, each as likely: prod n^n rows of indices. */
function allResamples(sizes: readonly number[]): number[][] {
  let rows: number[][] = [[]];
  let first = 0;
  for (const size of sizes) {
    for (let i = 0; i < size; i++) {
      rows = rows.flatMap((row) => Array.from({ length: size }, (_, draw) => [...row, first + draw]));
    }
    first += size;
  }
  return rows;
}

/** Smallest value that at least this share of the values does not exceed. */
const quantile = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length - 1e-9) - 1];

describe("the stratified bootstrap", () => {
  test("two scores resample to three means", () => {
    const means = bootstrapValues(scores(0, 1), Int32Array.from(allResamples([2]).flat()), meanOf);
    expect([...means].sort()).toEqual([0, 0.5, 0.5, 1]);
  });

  test("of three scores 27 resamples, and the drawn ones have their frequencies", () => {
    const pooled = scores(0, 1, 10);
    const exact = new Map<number, number>();
    for (const row of allResamples([3])) {
      const sum = row.reduce((total, index) => total + pooled[index], 0);
      exact.set(sum, (exact.get(sum) ?? 0) + 1 / 27);
    }
    expect(exact.size).toBe(10);
    const resamples = 20_000;
    const drawn = bootstrapValues(
      pooled,
      drawResamples([3], { resamples }),
      (sample) => sample[0] + sample[1] + sample[2],
    );
    for (const [sum, chance] of exact) {
      const share = drawn.filter((value) => value === sum).length / resamples;
      expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / resamples));
    }
  });

  test("the interval of two strata is that of all 108 resamples, and no score leaves its stratum", () => {
    const strata = [scores(0, 1, 5), scores(100, 102)];
    const pooled = strata.flatMap((stratum) => [...stratum]);
    const rows = allResamples([3, 2]);
    expect(rows).toHaveLength(108);
    const means = rows.map((row) => meanOf(row.map((index) => pooled[index])));
    const [low, high] = percentileInterval(strata, meanOf, { resamples: 40_000 });
    expect(low).toBeCloseTo(quantile(means, 0.025), 9);
    expect(high).toBeCloseTo(quantile(means, 0.975), 9);
    expect(low).toBeGreaterThan(40);
  });

  test("the interval of the IQM of five scores is that of all 3125 resamples", () => {
    const pooled = scores(1, 2, 4, 8, 16);
    const exact = allResamples([5]).map((row) => iqmOfSorted(row.map((index) => pooled[index]).sort((a, b) => a - b)));
    const [low, high] = percentileInterval([pooled], iqmOfSorted, { resamples: 40_000 });
    expect(low).toBeCloseTo(quantile(exact, 0.025), 9);
    expect(high).toBeCloseTo(quantile(exact, 0.975), 9);
  });

  test("the same seed gives the same interval, another seed another", () => {
    const some = scores(3, 1, 4, 1, 5, 9, 2, 6);
    expect(percentileInterval([some], meanOf)).toEqual(percentileInterval([some], meanOf));
    expect(percentileInterval([some], meanOf, { seed: "other", resamples: 99 })).not.toEqual(
      percentileInterval([some], meanOf, { resamples: 99 }),
    );
  });

  test("one score says nothing about its spread", () => {
    expect(() => percentileInterval([scores(1, 2), scores(1)], meanOf)).toThrow(
      "percentileInterval: needs at least 2 scores a stratum, got 1",
    );
    expect(() => percentileInterval([], meanOf)).toThrow("percentileInterval: needs at least 1 stratum, got 0");
  });
});
