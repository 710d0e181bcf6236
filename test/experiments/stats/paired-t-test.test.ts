import { expect, test } from "vitest";
import { pairedTTest } from "../../../experiments/stats/paired-t-test.js";

test("differences 1, 2, 3: t = 2 sqrt(3), two degrees of freedom, p = 1 - t / sqrt(t^2 + 2)", () => {
  const { t, degrees, p } = pairedTTest([1, 2, 3]);
  expect(t).toBeCloseTo(2 * Math.sqrt(3), 14);
  expect(degrees).toBe(2);
  expect(p).toBeCloseTo(1 - Math.sqrt(12 / 14), 14);
});

test("differences that do not vary: certain where they are not 0", () => {
  expect(pairedTTest([2, 2, 2])).toEqual({ t: null, degrees: 2, p: 0 });
  expect(pairedTTest([0, 0])).toEqual({ t: null, degrees: 1, p: 1 });
  expect(() => pairedTTest([1])).toThrow("pairedTTest: needs at least 2 pairs, got 1");
});
