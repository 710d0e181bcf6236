import { describe, expect, test } from "vitest";
import { quantileOfSorted } from "../../../experiments/stats/descriptive.js";
import { learningCurves, type Training } from "../../../experiments/stats/learning-curve.js";

const training = (label: string, ...scores: number[][]): Training => ({
  label,
  scores: scores.map((ofSeed) => Float64Array.from(ofSeed)),
  steps: scores.map((ofSeed) => Float64Array.from(ofSeed, (_, e) => e + 1)),
});

describe("learning curves", () => {
  // at threshold 4 with windows of 2: slow at episodes 4 and never, fast at 3 and 2
  const slow = training("slow", [0, 0, 2, 6], [1, 1, 1, 1]);
  const fast = training("fast", [0, 2, 6, 8], [4, 4, 4, 4]);

  test("worked by hand: two learners, two seeds, four episodes", () => {
    const { learners, threshold, window, against } = learningCurves([slow, fast], { window: 2, threshold: 4 });
    expect({ threshold, window, against }).toEqual({ threshold: 4, window: 2, against: "slow" });
    const [one, two] = learners;
    expect(one.area.value).toBe((2 + 1) / 2);
    expect(two.area.value).toBe(4);
    // areas differ by 2 and 3: mean 2.5, Student's quantile 12.706 times .5
    expect(two.areaDifference.value).toBe(2.5);
    expect(two.areaDifference.ci[1]).toBeCloseTo(2.5 + 12.706204736 * 0.5, 8);
    expect(one.final.value).toBe((4 + 1) / 2);
    expect(two.curve.map(({ episode, value }) => [episode, value])).toEqual([
      [2, 2.5],
      [4, 5.5],
    ]);
    expect(one.toThreshold).toMatchObject({ reached: 1, share: { value: 0.5 }, episodes: { value: 4 }, median: null });
    expect(two.toThreshold).toMatchObject({ reached: 2, share: { value: 1 }, episodes: { value: 2.5 }, median: 2.5 });
    // steps 1 + 2 + 3 and 1 + 2
    expect(two.toThreshold?.steps.value).toBe(4.5);
    expect(two.toThreshold?.efficiency.value).toBe(4 / 2.5);
    expect(one.toThreshold?.efficiency).toEqual({ value: 1, ci: [1, 1] });
  });

  test("the usual threshold is nine tenths of the way from the beginning to the best end; none where nobody learns", () => {
    expect(learningCurves([slow, fast], { window: 1 }).threshold).toBeCloseTo(1.25 + 0.9 * (6 - 1.25), 12);
    const none = learningCurves([training("down", [3, 2, 1], [3, 2, 1])]);
    expect(none.threshold).toBeNull();
    expect(none.learners[0].toThreshold).toBeNull();
  });

  test("windows end with the last episode, so that the first may be shorter", () => {
    const { learners } = learningCurves([training("a", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5])], { window: 2 });
    expect(learners[0].curve.map(({ episode, value }) => [episode, value])).toEqual([
      [1, 1],
      [3, 2.5],
      [5, 4.5],
    ]);
  });

  test("the interval of the efficiency is that of all 3^3 resamples of seeds, drawn for both learners at once", () => {
    const steps = (at: number) => Array.from({ length: 20 }, (_, e) => (e + 1 >= at ? 1 : 0));
    const times = { one: [5, 9, 16], other: [4, 6, 15] };
    const one = training("one", ...times.one.map(steps));
    const other = training("other", ...times.other.map(steps));
    const ratios: number[] = [];
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++)
        for (let c = 0; c < 3; c++) {
          const sum = (of: number[]) => of[a] + of[b] + of[c];
          ratios.push(sum(times.one) / sum(times.other));
        }
    const options = { window: 1, threshold: 1, resamples: 20_000 };
    const { value, ci } = learningCurves([one, other], options).learners[1].toThreshold!.efficiency;
    expect(value).toBeCloseTo(30 / 25, 12);
    // of three seeds the expanded quantiles lie beyond the outermost of 27 resamples
    const rising = ratios.sort((a, b) => a - b);
    expect(ci[0]).toBeCloseTo(quantileOfSorted(rising, 0), 9);
    expect(ci[1]).toBeCloseTo(quantileOfSorted(rising, 1), 9);
    expect(learningCurves([one, other], { ...options, seed: "a" })).toEqual(
      learningCurves([one, other], { ...options, seed: "a" }),
    );
  });

  test("refuses one seed, a window beyond the training, an unknown learner, unequal training", () => {
    expect(() => learningCurves([training("a", [1, 2])])).toThrow("needs at least 2 seeds, got 1");
    expect(() => learningCurves([slow], { window: 5 })).toThrow("window is 5, of 4 episodes");
    expect(() => learningCurves([slow], { against: "fast" })).toThrow("no learner is called fast, only slow");
    expect(() => learningCurves([slow, training("b", [1], [2])])).toThrow("b has 1 episodes of a seed, others 4");
    expect(() => learningCurves([])).toThrow("needs at least 1 learner, got 0");
  });
});
