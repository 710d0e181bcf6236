import { expect, test } from "vitest";
import { countInterval } from "../../../agents/math/count-interval.js";

test("quantiles of the negative binomial and of Poisson (SciPy 1.17.1)", () => {
  expect(countInterval(12, 60, 0.95)).toEqual([1, 31]);
  expect(countInterval(12, 60, 0.8)).toEqual([4, 22]);
  expect(countInterval(7.3, 7.3, 0.95)).toEqual([3, 13]);
});

test("a count too large to list is reckoned in lots, within a lot of SciPy's 37,724 to 63,978", () => {
  const [low, high] = countInterval(50_000, 50_000 * 900, 0.95);
  expect(Math.abs(low - 37_724)).toBeLessThanOrEqual(50);
  expect(Math.abs(high - 63_978)).toBeLessThanOrEqual(50);
});

test("no units are surely none", () => {
  expect(countInterval(0, 0, 0.95)).toEqual([0, 0]);
});
