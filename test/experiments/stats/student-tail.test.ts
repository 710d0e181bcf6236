import { describe, expect, test } from "vitest";
import { studentQuantile } from "../../../agents/math/student.js";
import { studentTail } from "../../../experiments/stats/student-tail.js";

describe("the two-sided tail of Student's t", () => {
  test("with one degree of freedom is Cauchy's: 1/2 at 1", () => {
    expect(studentTail(1, 1)).toBeCloseTo(0.5, 14);
    expect(studentTail(0, 5)).toBe(1);
  });

  // SciPy 1.17.1, 2 * stats.t.sf(t, degrees)
  test.each([
    [2.5, 7, 0.04099221858575289],
    [-12, 3, 0.0012450158007893362],
    [0.3, 40, 0.7657307167710191],
    [40, 30, 1.3726045194406417e-27],
  ])("at %d with %d degrees is SciPy's", (t, degrees, expected) => {
    expect(studentTail(t, degrees) / expected).toBeCloseTo(1, 11);
  });

  test("is the inverse of the quantile", () => {
    for (const degrees of [1, 2, 9, 30, 400])
      expect(studentTail(studentQuantile(0.975, degrees), degrees)).toBeCloseTo(0.05, 12);
    expect(studentTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(() => studentTail(1, 0)).toThrow("0 degrees of freedom");
  });
});
