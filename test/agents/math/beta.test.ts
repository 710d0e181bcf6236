import { describe, expect, test } from "vitest";
import { sampleBeta, sampleGamma } from "../../../agents/math/beta.js";
import { createRng } from "../../../agents/math/rng.js";

/** Largest distance between the empirical and the true distribution function (Kolmogorov), times sqrt(n). */
function kolmogorov(draws: number[], distribution: (x: number) => number): number {
  const sorted = draws.sort((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((x, i) => Math.max((i + 1) / n - distribution(x), distribution(x) - i / n));
  return Math.max(...gaps) * Math.sqrt(n);
}
const drawn = (sample: (rng: ReturnType<typeof createRng>) => number, seed: string) => {
  const rng = createRng(seed);
  return Array.from({ length: 20_000 }, () => sample(rng));
};
/** 99.9% point of Kolmogorov's distribution. */
const LIMIT = 1.95;

describe("draws follow the distribution functions in closed form, by Kolmogorov's test at 99.9%", () => {
  test("Beta(1, 1) is uniform", () => {
    expect(
      kolmogorov(
        drawn((rng) => sampleBeta(1, 1, rng), "b11"),
        (x) => x,
      ),
    ).toBeLessThan(LIMIT);
  });
  test("Beta(3, 1) has F(x) = x^3", () => {
    expect(
      kolmogorov(
        drawn((rng) => sampleBeta(3, 1, rng), "b31"),
        (x) => x ** 3,
      ),
    ).toBeLessThan(LIMIT);
  });
  test("Beta(2, 3) has F(x) = x^2 (6 - 8x + 3x^2)", () => {
    const F = (x: number) => x * x * (6 - 8 * x + 3 * x * x);
    expect(
      kolmogorov(
        drawn((rng) => sampleBeta(2, 3, rng), "b23"),
        F,
      ),
    ).toBeLessThan(LIMIT);
  });
  test("Beta(1/2, 1/2) is the arcsine law", () => {
    const F = (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x));
    expect(
      kolmogorov(
        drawn((rng) => sampleBeta(0.5, 0.5, rng), "bhalf"),
        F,
      ),
    ).toBeLessThan(LIMIT);
  });
  test("Gamma(1) is exponential", () => {
    expect(
      kolmogorov(
        drawn((rng) => sampleGamma(1, rng), "g1"),
        (x) => 1 - Math.exp(-x),
      ),
    ).toBeLessThan(LIMIT);
  });
  test("Gamma(3) has F(x) = 1 - e^-x (1 + x + x^2/2)", () => {
    const F = (x: number) => 1 - Math.exp(-x) * (1 + x + (x * x) / 2);
    expect(
      kolmogorov(
        drawn((rng) => sampleGamma(3, rng), "g3"),
        F,
      ),
    ).toBeLessThan(LIMIT);
  });
});

test("Beta(301, 701) has mean .300398 and variance 2.0953e-4, within 4 standard errors of 20,000 draws", () => {
  const draws = drawn((rng) => sampleBeta(301, 701, rng), "large");
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  const truth = (301 * 701) / (1002 * 1002 * 1003);
  expect(Math.abs(mean - 301 / 1002)).toBeLessThan(4 * Math.sqrt(truth / draws.length));
  expect(Math.abs(variance / truth - 1)).toBeLessThan(4 * Math.sqrt(2 / draws.length));
});
