import { describe, expect, it } from "vitest";
import { pooled } from "../../../experiments/realism/pooled.js";

describe("pooled", () => {
  it("takes the ratio of sums: (2 + 6) / (1 + 3) = 2, whatever the replicates' own ratios", () => {
    const { value } = pooled(
      [
        [2, 1],
        [6, 3],
      ],
      ([a, b]) => a / b,
    );
    expect(value).toBe(2);
  });

  it("of a sum, has the standard error of n times a mean: 1, 2, 6 give sqrt(9 * 7 / 3)", () => {
    // the jackknife of a sum leaves n - 1 of n parts: scaled up by n / (n - 1) it is the mean's, 7 the variance
    const { value, se } = pooled([[1], [2], [6]], ([sum]) => sum);
    expect(value).toBe(9);
    expect(se).toBeCloseTo(Math.sqrt((2 / 3) * 14), 12);
  });

  it("of the mean, is the textbook standard error s / sqrt(n)", () => {
    const scores = [3, 1, 4, 1, 5, 9];
    const { value, se } = pooled(
      scores.map((x) => [x, 1]),
      ([sum, count]) => sum / count,
    );
    const mean = scores.reduce((a, b) => a + b) / 6;
    const variance = scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5;
    expect(value).toBeCloseTo(mean, 12);
    expect(se).toBeCloseTo(Math.sqrt(variance / 6), 12);
  });

  it("needs two replicates, and units to measure from", () => {
    expect(() => pooled([[1]], ([x]) => x)).toThrow(/at least 2 replicates, got 1/);
    expect(() =>
      pooled(
        [
          [0, 0],
          [0, 0],
        ],
        ([a, b]) => a / b,
      ),
    ).toThrow(/too few units/);
  });
});
