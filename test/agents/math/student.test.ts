import { describe, expect, test } from "vitest";
import { studentQuantile } from "../../../agents/math/student.js";

describe("quantiles of Student's t", () => {
  test("one degree of freedom is the Cauchy law: .75 quantile 1", () => {
    expect(studentQuantile(0.75, 1)).toBeCloseTo(1, 12);
  });

  test.each([
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [3, 3.1824463052837078],
    [4, 2.7764451051977934],
    [7, 2.364624251592784],
    [19, 2.093024054408263],
    [100, 1.9839715185235545],
  ])("the .975 quantile with %i degrees of freedom is SciPy 1.17.1's %f", (degrees, expected) => {
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(expected, 9);
  });

  test("refuses what it does not know", () => {
    expect(() => studentQuantile(0.3, 4)).toThrow(RangeError);
    expect(() => studentQuantile(0.975, 1.5)).toThrow(RangeError);
  });
});
