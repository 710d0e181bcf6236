import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { pairedTTest } from "../../../experiments/stats/paired-t-test.js";
import { detectableEffect, pairedPower, seedsNeeded } from "../../../experiments/stats/power.js";

describe("the power of the paired t test", () => {
  // SciPy 1.17.1: stats.nct.sf(q, n - 1, sqrt(n) d) + stats.nct.cdf(-q, n - 1, sqrt(n) d), q = stats.t.ppf(.975, n - 1)
  test.each([
    [0.5, 10, 0.29317560651407687],
    [0.2, 60, 0.3316786462018067],
    [1, 5, 0.40138991737179536],
    [-0.5, 34, 0.8077775012792738],
    [2, 2, 0.17570741109776028],
    [0.1, 500, 0.6071255422735808],
  ])("of an effect of %d in %d pairs is SciPy's", (effect, pairs, expected) => {
    expect(pairedPower(effect, pairs)).toBeCloseTo(expected, 8);
  });

  test("of an effect of .2 in 60 pairs at level .1 is that of the pwr package's manual: .4555818", () => {
    expect(pairedPower(0.2, 60, 0.1)).toBeCloseTo(0.4555818, 6);
  });

  test("without an effect is the level", () => {
    expect(pairedPower(0, 12)).toBeCloseTo(0.05, 10);
  });

  test("the seeds needed are the fewest: 34 for .5, 90 for .3, 3142 for .05", () => {
    expect([0.5, 0.3, 0.05].map((effect) => seedsNeeded(effect))).toEqual([34, 90, 3142]);
    // Dalgaard (2008), Introductory statistics with R, section 9.3: n = 19.97 for a difference of 10, s = 10 sqrt(2)
    expect(seedsNeeded(1 / Math.sqrt(2), 0.85)).toBe(20);
    expect(seedsNeeded(0)).toBeNull();
    expect(seedsNeeded(100)).toBe(2);
  });

  test("the detectable effect is found with just the chance asked for", () => {
    for (const pairs of [2, 5, 20, 100]) expect(pairedPower(detectableEffect(pairs, 0.9), pairs)).toBeCloseTo(0.9, 8);
    expect(() => detectableEffect(10, 1)).toThrow("power is 1, not above 0 and below 1");
    expect(() => pairedPower(1, 1)).toThrow("needs at least 2 pairs, got 1");
  });

  test("is the share of tests that reject", () => {
    const rng = createRng("power");
    let rejected = 0;
    for (let sample = 0; sample < 4000; sample++)
      if (pairedTTest(Array.from({ length: 8 }, () => rng.normal() + 0.8)).p <= 0.05) rejected += 1;
    const expected = pairedPower(0.8, 8);
    expect(Math.abs(rejected / 4000 - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 4000));
  });
});
