import { expect, test } from "vitest";
import { nelderMead } from "../../../agents/math/nelder-mead.js";

const box = { low: [-5, -5], high: [5, 5] };

test("finds the bottom of a bowl, and of Rosenbrock's valley at (1, 1)", () => {
  const bowl = nelderMead(([x, y]) => (x - 2) * (x - 2) + 3 * (y + 1) * (y + 1) + 4, Float64Array.of(0, 0), box);
  expect(bowl.point[0]).toBeCloseTo(2, 4);
  expect(bowl.point[1]).toBeCloseTo(-1, 4);
  expect(bowl.value).toBeCloseTo(4, 8);
  const valley = nelderMead(([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, Float64Array.of(-1.2, 1), {
    ...box,
    evaluations: 2000,
  });
  expect(valley.point[0]).toBeCloseTo(1, 3);
  expect(valley.point[1]).toBeCloseTo(1, 3);
});

test("a bottom beyond the bounds is met at the bound, and no point outside is asked for", () => {
  const asked: number[] = [];
  const { point, value } = nelderMead(
    ([x]) => {
      asked.push(x);
      return (x - 3) * (x - 3);
    },
    Float64Array.of(0.5),
    { low: [0], high: [1] },
  );
  expect(point[0]).toBe(1);
  expect(value).toBe(4);
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...asked)).toBeLessThanOrEqual(1);
});

test("asks for no more values than it may, but for a last shrinking", () => {
  let asked = 0;
  nelderMead(
    ([x, y]) => {
      asked += 1;
      return Math.abs(x) + Math.abs(y);
    },
    Float64Array.of(3, 4),
    { ...box, evaluations: 20, tolerance: 0 },
  );
  expect(asked).toBeLessThanOrEqual(20 + 4);
});
