import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BoundedParameter,
  centralDifferences,
  searchLeastSquares,
} from "../../../experiments/calibrate/least-squares-search.js";

const between = (name: string, start: number, low: number, high: number): BoundedParameter => ({
  name,
  start,
  low,
  high,
});

describe("the search for a smallest sum of squares", () => {
  test("finds the foot of Rosenbrock's valley at (1, 1)", () => {
    const { estimates, sumOfSquares } = searchLeastSquares(
      ([x, y]) => Float64Array.of(10 * (y - x * x), 1 - x),
      [between("x", -1.2, -3, 3), between("y", 1, -3, 3)],
    );
    expect(estimates[0]).toBeCloseTo(1, 3);
    expect(estimates[1]).toBeCloseTo(1, 3);
    expect(sumOfSquares).toBeLessThan(1e-6);
  });

  test("ends at a bound where the sum of squares still falls towards it", () => {
    const { estimates } = searchLeastSquares(([x]) => Float64Array.of(x - 5), [between("x", 1, 0, 2)]);
    expect(estimates[0]).toBeGreaterThan(1.99);
    expect(estimates[0]).toBeLessThanOrEqual(2);
  });

  test("walks over steps that luck leaves in what is simulated", () => {
    const counted = (value: number) => Math.round(1000 * value) / 1000;
    const { estimates } = searchLeastSquares(
      ([a, b]) => Float64Array.of(counted(Math.exp(a) - 2), counted(a * b - 1), counted(b - 1.2)),
      [between("a", 0, -3, 3), between("b", 0.1, -3, 3)],
    );
    // least_squares of SciPy 1.17.1, of the same residuals before they are rounded
    expect(Math.abs(estimates[0] - 0.72026)).toBeLessThan(0.01);
    expect(Math.abs(estimates[1] - 1.26435)).toBeLessThan(0.01);
  });

  test("leaves a parameter that moves nothing where it was", () => {
    const { estimates } = searchLeastSquares(
      ([x]) => Float64Array.of(x - 0.5, 1),
      [between("x", 0.1, 0, 1), between("idle", 0.3, 0, 1)],
    );
    expect(estimates[0]).toBeCloseTo(0.5, 3);
    expect(estimates[1]).toBeCloseTo(0.3, 6);
  });

  test("stops at the evaluations it may have, and tells of each", () => {
    const told: number[] = [];
    const { evaluations } = searchLeastSquares(
      ([x, y]) => Float64Array.of(10 * (y - x * x), 1 - x),
      [between("x", -1.2, -3, 3), between("y", 1, -3, 3)],
      { evaluations: 10, onEvaluation: (count) => told.push(count) },
    );
    expect(evaluations).toBeLessThanOrEqual(12);
    expect(told).toEqual(Array.from({ length: evaluations }, (_, i) => i + 1));
  });

  test("refuses a start outside its bounds, and residuals that are not finite there", () => {
    expect(() => searchLeastSquares(([x]) => Float64Array.of(x), [between("x", 3, 0, 2)])).toThrow(
      "x needs a start from 0 to 2, got 3",
    );
    expect(() => searchLeastSquares(() => Float64Array.of(Number.NaN), [between("x", 1, 0, 2)])).toThrow("not finite");
  });

  test("solves any linear problem inside its bounds", () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(number, number), fc.tuple(number, number), ([a, b], [x, y]) => {
        const { estimates } = searchLeastSquares(
          ([p, q]) => Float64Array.of(p - x, q - y + 0.3 * (p - x), a * (p - x), b * (q - y)),
          [between("x", 0, -5, 5), between("y", 0, -5, 5)],
        );
        expect(estimates[0]).toBeCloseTo(x, 2);
        expect(estimates[1]).toBeCloseTo(y, 2);
      }),
      { numRuns: 50 },
    );
  });
});

test("differences of a cubic about a point are its slopes, and one-sided at a bound", () => {
  const parameters = [between("x", 1, 0, 2), between("y", 0, 0, 1)];
  const slopes = centralDifferences(([x, y]) => Float64Array.of(x ** 3, 3 * y), parameters, Float64Array.of(1, 0));
  expect(slopes.get(0, 0)).toBeCloseTo(3, 2);
  expect(slopes.get(0, 1)).toBe(0);
  expect(slopes.get(1, 1)).toBeCloseTo(3, 10);
});
