import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { mean } from "../../../experiments/stats/descriptive.js";
import { a12, pairedEffect } from "../../../experiments/stats/effect-size.js";
import { runScores } from "../../../experiments/stats/seed-scores.js";

test("differences 1, 2, 3: d is 2; J(2) = 1 / sqrt(pi)", () => {
  const { d, hedges } = pairedEffect([1, 2, 3]);
  expect(d).toBe(2);
  expect(hedges).toBeCloseTo(2 / Math.sqrt(Math.PI), 12);
  expect(pairedEffect([1, 1])).toEqual({ d: null, hedges: null });
  expect(pairedEffect([1, 3]).hedges).toBe(0);
});

test("J at 3, 9 and 19 degrees of freedom is SciPy's 1.17.1, by gammaln", () => {
  for (const [degrees, factor] of [
    [3, 0.7236012545582676],
    [9, 0.9138748917925524],
    [19, 0.9599103529242531],
  ]) {
    const { d, hedges } = pairedEffect(Array.from({ length: degrees + 1 }, (_, i) => i));
    expect(hedges! / d!).toBeCloseTo(factor, 12);
  }
});

test("Hedges' g is right on average where d is too large", () => {
  const rng = createRng("hedges");
  const found = Array.from({ length: 4000 }, () => pairedEffect(Array.from({ length: 6 }, () => rng.normal() + 0.5)));
  // the standard error of a mean of 4000 is about .009
  expect(Math.abs(mean(found.map(({ hedges }) => hedges!)) - 0.5)).toBeLessThan(0.036);
  expect(mean(found.map(({ d }) => d!))).toBeGreaterThan(0.55);
});

test("A12 of 1, 2 over 1, 0 is 3.5 wins of 4", () => {
  expect(a12(runScores([1, 2]), runScores([1, 0]))).toBe(3.5 / 4);
});
