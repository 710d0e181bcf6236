import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { quantileOfSorted } from "../../../experiments/stats/descriptive.js";
import { probabilityOfImprovement } from "../../../experiments/stats/improvement.js";
import { improvementInterval } from "../../../experiments/stats/improvement-interval.js";
import { runScores } from "../../../experiments/stats/seed-scores.js";

/** Every way to draw n of n. */
function picks(n: number): number[][] {
  let rows: number[][] = [[]];
  for (let i = 0; i < n; i++) rows = rows.flatMap((row) => Array.from({ length: n }, (_, at) => [...row, at]));
  return rows;
}

const x = [runScores([3, 1, 4]), runScores([2, 7, 1])];
const y = [runScores([2, 1, 5]), runScores([1, 8, 2])];

test.each([true, false])("on a tiny case it is that of all resamples, in pairs: %s", (paired) => {
  const all: number[] = [];
  const ofTask = (task: number, one: number[], other: number[]) =>
    probabilityOfImprovement([runScores(one.map((i) => x[task][i]))], [runScores(other.map((i) => y[task][i]))]);
  const drawn = [0, 1].map((task) =>
    picks(3).flatMap((one) => (paired ? [ofTask(task, one, one)] : picks(3).map((other) => ofTask(task, one, other)))),
  );
  for (const first of drawn[0]) for (const second of drawn[1]) all.push((first + second) / 2);
  const rising = Float64Array.from(all).sort();
  const { value, intervals } = improvementInterval(x, y, { paired, resamples: 20_000 });
  expect(value).toBe(probabilityOfImprovement(x, y));
  expect(intervals.percentile[0]).toBeCloseTo(quantileOfSorted(rising, 0.025), 1);
  expect(intervals.percentile[1]).toBeCloseTo(quantileOfSorted(rising, 0.975), 1);
  let below = 0;
  for (const found of rising) if (found <= 0.5) below += 1;
  expect(below / rising.length).toBeGreaterThan(0.2);
});

test("common luck makes it narrower than luck apart", () => {
  const rng = createRng("luck");
  const luck = Array.from({ length: 30 }, () => 3 * rng.normal());
  const one = [runScores(luck.map((value) => value + 0.5 + 0.2 * rng.normal()))];
  const other = [runScores(luck.map((value) => value + 0.2 * rng.normal()))];
  const width = (paired: boolean) => {
    const [low, high] = improvementInterval(one, other, { paired, resamples: 1000 }).intervals.percentile;
    return high - low;
  };
  expect(width(true)).toBeLessThan(0.5 * width(false));
});

test("the same seed gives the same, another another; pairs must match", () => {
  const at = (seed: string) => improvementInterval(x, y, { paired: true, resamples: 50, seed });
  expect(at("a")).toEqual(at("a"));
  expect(at("a")).not.toEqual(at("b"));
  const fewer = [runScores([1, 2]), runScores([1, 2])];
  expect(improvementInterval(x, fewer, { paired: false }).value).toBe(probabilityOfImprovement(x, fewer));
  expect(() => improvementInterval(x, fewer, { paired: true })).toThrow("pairs of 3, 3 and 2, 2 runs");
});
