import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { permutationTest } from "../../../experiments/stats/permutation-test.js";

/** Share of all assignments of signs whose sum is at least as far from 0, sum by sum. */
function byEnumeration(differences: readonly number[]): number {
  let sums = [0];
  for (const difference of differences) sums = sums.flatMap((sum) => [sum + difference, sum - difference]);
  const found = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  return sums.filter((sum) => Math.abs(sum) >= found - 1e-9).length / sums.length;
}

describe("the paired permutation test", () => {
  test("three pairs, worked by hand: of the sums -+1 -+2 -+4 those of 7 and -7 are as far", () => {
    expect(permutationTest([1, 2, 4])).toEqual({ p: 2 / 8, exact: true, permutations: 8 });
    // now 5 was found: 5 and 7 and their negatives are as far
    expect(permutationTest([-1, 2, 4])).toEqual({ p: 4 / 8, exact: true, permutations: 8 });
    expect(permutationTest([0, 0])).toMatchObject({ p: 1 });
    expect(permutationTest([3])).toMatchObject({ p: 1 });
  });

  test("counts every assignment on tiny cases, ties and rounding included", () => {
    const rng = createRng("permutations");
    for (let n = 1; n <= 11; n++) {
      const differences = Array.from({ length: n }, () => Math.round(10 * rng.normal()) / 10 + 0.1);
      expect(permutationTest(differences).p).toBe(byEnumeration(differences));
    }
  });

  test("where it draws it comes near what counting would give, and never to 0", () => {
    const rng = createRng("draws");
    const differences = Array.from({ length: 21 }, () => rng.normal() + 0.4);
    // all 2^21 sums as pairs of two halves' sums
    const halves = [differences.slice(0, 10), differences.slice(10)].map((half) => {
      let sums = [0];
      for (const difference of half) sums = sums.flatMap((sum) => [sum + difference, sum - difference]);
      return Float64Array.from(sums);
    });
    const found = Math.abs(differences.reduce((sum, difference) => sum + difference, 0)) - 1e-9;
    let asFar = 0;
    for (const first of halves[0]) for (const second of halves[1]) if (Math.abs(first + second) >= found) asFar += 1;
    const exact = asFar / 2 ** 21;
    const { p, exact: counted } = permutationTest(differences, { draws: 20_000 });
    expect(counted).toBe(false);
    expect(Math.abs(p - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000));
    expect(permutationTest(new Array(30).fill(1), { draws: 99 }).p).toBe(0.01);
  });

  test("the same seed draws the same, another seed otherwise", () => {
    const differences = Array.from({ length: 25 }, (_, i) => (i % 7) - 2.5);
    const p = (seed: string) => permutationTest(differences, { draws: 500, seed }).p;
    expect(p("a")).toBe(p("a"));
    expect(new Set(["a", "b", "c", "d"].map(p)).size).toBeGreaterThan(1);
  });
});
