import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import {
  bernsteinInterval,
  normalInterval,
  percentileEnds,
  standardError,
} from "../../../experiments/ope/intervals.js";
import { resampledValues } from "../../../experiments/ope/resample.js";
import { type Estimator, estimateOf, influences } from "../../../experiments/ope/row-ratios.js";

const f = (...values: number[]) => Float64Array.from(values);

describe("errors by hand", () => {
  test("a mean's is s / sqrt(n)", () => {
    // 1, 2, 6: mean 3, s^2 = (4 + 1 + 9) / 2 = 7
    expect(standardError([{ numerator: f(1, 2, 6) }])).toBeCloseTo(Math.sqrt(7 / 3), 14);
  });

  test("a ratio's is that of its residuals", () => {
    // ratio 9 / 6 = 1.5; residuals 1 - 1.5, 2 - 3, 6 - 4.5 over a mean denominator of 2
    const ratio: Estimator = [{ numerator: f(1, 2, 6), denominator: f(1, 2, 3) }];
    expect(estimateOf(ratio)).toBe(1.5);
    const influence = new Float64Array(3);
    influences(ratio, influence);
    expect([...influence]).toEqual([-0.25, -0.5, 0.75]);
    expect(standardError(ratio)).toBeCloseTo(Math.sqrt((0.0625 + 0.25 + 0.5625) / 3 / 2), 14);
  });

  test("one row tells none", () => {
    expect(standardError([{ numerator: f(1) }])).toBeNaN();
  });

  test("the normal's 95% is 1.959964 errors either side", () => {
    expect(normalInterval(1, 0.5, 0.95)[1]).toBeCloseTo(1 + 0.5 * 1.959963985, 8);
  });

  test("the empirical Bernstein interval of 0, 1 over [0, 1]: V = 1/2, ln(4 / .05) = 4.382027", () => {
    const logarithm = Math.log(80);
    const reach = Math.sqrt((2 * 0.5 * logarithm) / 2) + (7 * logarithm) / 3;
    const [low, high] = bernsteinInterval([{ numerator: f(0, 1) }], [0, 1], 0.95);
    expect(low).toBeCloseTo(0.5 - reach, 12);
    expect(high).toBeCloseTo(0.5 + reach, 12);
    expect(() => bernsteinInterval([{ numerator: f(0, 1), denominator: f(1, 1) }], [0, 1], 0.95)).toThrow(
      "needs a mean, got a ratio of means",
    );
  });
});

describe("resamples", () => {
  test("draw numerator and denominator together: all 27 of three rows", () => {
    const numerator = f(1, 0, 6);
    const denominator = f(1, 2, 3);
    const exact = new Map<string, number>();
    const key = (value: number) => value.toFixed(9);
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++)
        for (let c = 0; c < 3; c++) {
          const rows = [a, b, c];
          const top = rows.reduce((sum, i) => sum + numerator[i], 0);
          const below = rows.reduce((sum, i) => sum + denominator[i], 0);
          exact.set(key(top / below), (exact.get(key(top / below)) ?? 0) + 1 / 27);
        }
    const draws = 40_000;
    const [values] = resampledValues([[{ numerator, denominator }]], draws, "enumerate");
    const seen = new Map<string, number>();
    for (const value of values) seen.set(key(value), (seen.get(key(value)) ?? 0) + 1 / draws);
    expect([...seen.keys()].sort()).toEqual([...exact.keys()].sort());
    for (const [value, share] of exact) {
      const error = Math.sqrt((share * (1 - share)) / draws);
      expect(Math.abs(seen.get(value)! - share), value).toBeLessThan(4 * error);
    }
  });

  test("more columns than one pass sums are drawn alike", () => {
    const columns = Array.from({ length: 19 }, (_, c) => f(c, 2 * c + 1, -c));
    const [first] = resampledValues([[{ numerator: columns[1] }]], 50, "s");
    const all = resampledValues(
      columns.map((numerator) => [{ numerator }]),
      50,
      "s",
    );
    expect([...all[1]]).toEqual([...first]);
    // column c is c times (1, 2, -1) plus (0, 1, 0)
    for (let b = 0; b < 50; b++) expect(all[18][b]).toBeCloseTo(18 * (all[1][b] - all[0][b]) + all[0][b], 9);
  });

  test("the same seed gives the same values, another others", () => {
    const one: Estimator = [{ numerator: f(1, 2, 3, 4, 5) }];
    expect(resampledValues([one], 20, "a")).toEqual(resampledValues([one], 20, "a"));
    expect(resampledValues([one], 20, "a")).not.toEqual(resampledValues([one], 20, "b"));
  });

  test("an interval is none where too many resamples say nothing", () => {
    const [values] = resampledValues([[{ numerator: f(1, 0, 0, 0), denominator: f(1, 0, 0, 0) }]], 200, "x");
    expect(percentileEnds(values, 0.95)).toBeUndefined();
  });
});

/** Skew weights as of a policy unlike the logging one; 600 logs of 200 rows. A coverage of .95 has an error of .009 there. */
test("95% intervals of a weighted mean and of its self-normalised form cover 92 to 97 of 100 logs, Bernstein's more", () => {
  const rng = createRng("coverage of ope");
  const logs = 600;
  const rows = 200;
  const covered = { boot: 0, bootRatio: 0, normal: 0, normalRatio: 0, bernstein: 0 };
  for (let log = 0; log < logs; log++) {
    const weight = new Float64Array(rows);
    const weighted = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const rare = rng.uniform() < 0.25;
      weight[i] = rare ? 2.8 : 0.4;
      weighted[i] = weight[i] * (rng.uniform() < (rare ? 0.6 : 0.2) ? 1 : 0);
    }
    // .25 x 2.8 x .6 + .75 x .4 x .2
    const truth = 0.48;
    const mean: Estimator = [{ numerator: weighted }];
    const ratio: Estimator = [{ numerator: weighted, denominator: weight }];
    const [means, ratios] = resampledValues([mean, ratio], 200, String(log));
    const within = (interval: readonly [number, number]) => (interval[0] <= truth && truth <= interval[1] ? 1 : 0);
    covered.boot += within(percentileEnds(means, 0.95)!);
    covered.bootRatio += within(percentileEnds(ratios, 0.95)!);
    covered.normal += within(normalInterval(estimateOf(mean), standardError(mean), 0.95));
    covered.normalRatio += within(normalInterval(estimateOf(ratio), standardError(ratio), 0.95));
    covered.bernstein += within(bernsteinInterval(mean, [0, 2.8], 0.95));
  }
  for (const name of ["boot", "bootRatio", "normal", "normalRatio"] as const) {
    expect(covered[name] / logs, name).toBeGreaterThan(0.92);
    expect(covered[name] / logs, name).toBeLessThan(0.975);
  }
  expect(covered.bernstein / logs).toBeGreaterThan(0.99);
});
