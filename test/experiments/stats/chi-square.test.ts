import { expect, test } from "vitest";
import { chiSquareTail } from "../../../experiments/stats/chi-square.js";

test("the tail of two degrees is exp(-x / 2), and all of it lies above 0", () => {
  for (const x of [0.1, 1, 5, 30]) expect(chiSquareTail(x, 2)).toBeCloseTo(Math.exp(-x / 2), 13);
  expect(chiSquareTail(0, 5)).toBe(1);
});

test.each([
  [3.841458820694124, 1, 0.05],
  [20, 9, 0.017912404529843298],
  [150, 100, 0.0009039320423540184],
  [0.5, 4, 0.9735009788392561],
])("above %d with %d degrees of freedom it is %d (chi2.sf of SciPy 1.17.1)", (x, freedom, tail) => {
  expect(chiSquareTail(x, freedom)).toBeCloseTo(tail, 12);
});
