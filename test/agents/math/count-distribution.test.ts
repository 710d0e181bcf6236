import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDistribution } from "../../../agents/math/count-distribution.js";

const moments = (probability: Float64Array) => {
  let sum = 0;
  let mean = 0;
  for (let k = 0; k < probability.length; k++) {
    sum += probability[k];
    mean += k * probability[k];
  }
  let variance = 0;
  for (let k = 0; k < probability.length; k++) variance += (k - mean) ** 2 * probability[k];
  return { sum, mean, variance };
};

describe("worked by hand", () => {
  it("is Poisson where the variance is the mean: e^-2, 2 e^-2, 2 e^-2, 4/3 e^-2", () => {
    const probability = countDistribution(2);
    const none = Math.exp(-2);
    [none, 2 * none, 2 * none, (4 / 3) * none].forEach((expected, k) => {
      expect(probability[k]).toBeCloseTo(expected, 13);
    });
  });

  it("is geometric where the variance is mean + mean squared: (1/6) (5/6)^k at mean 5", () => {
    const probability = countDistribution(5, 30);
    for (const k of [0, 1, 7, 40]) expect(probability[k]).toBeCloseTo((1 / 6) * (5 / 6) ** k, 13);
  });

  it("puts all on nothing at mean 0", () => {
    expect(Array.from(countDistribution(0))).toEqual([1]);
  });
});

describe("against the log-gamma formulas, Python 3 math.lgamma", () => {
  it("agrees at Poisson(50) and at the negative binomial of mean 12 and size 3", () => {
    expect(countDistribution(50)[56]).toBeCloseTo(0.0376467430224, 12);
    expect(countDistribution(12, 12 + 144 / 3)[10]).toBeCloseTo(0.0566935683072, 12);
  });
});

describe("laws", () => {
  it("has the mean and the variance asked for, the variance at least the mean", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 3000, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (mean, dispersion) => {
          const { sum, mean: found, variance } = moments(countDistribution(mean, mean * dispersion));
          expect(sum).toBeCloseTo(1, 9);
          expect(Math.abs(found / mean - 1)).toBeLessThan(1e-9);
          expect(Math.abs(variance / (mean * Math.max(1, dispersion)) - 1)).toBeLessThan(1e-8);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it("refuses a mean that is none", () => {
    expect(() => countDistribution(-1)).toThrow("countDistribution: mean -1");
    expect(() => countDistribution(Number.NaN)).toThrow(RangeError);
    expect(() => countDistribution(1, Number.NaN)).toThrow(RangeError);
  });
});
