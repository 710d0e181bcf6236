import { expect, test } from "vitest";
import { type Dimension, gridValues, placeOf, type Range, valueAt } from "../../../experiments/tune/space.js";

const range = (low: number, high: number, more: Partial<Range> = {}): Range => ({
  name: "x",
  kind: "range",
  low,
  high,
  scale: "linear",
  whole: false,
  ...more,
});

test("a place is a share of the range, on a logarithmic scale of its ratio", () => {
  expect(valueAt(range(2, 6), 0.25)).toBe(3);
  expect(valueAt(range(0.01, 1, { scale: "log" }), 0.5)).toBe(0.1);
});

test("each whole number and each choice has a stretch of its own", () => {
  const count = (dimension: Dimension) => {
    const found = new Map<unknown, number>();
    for (let i = 0; i < 300; i++) {
      const value = valueAt(dimension, (i + 0.5) / 300);
      found.set(value, (found.get(value) ?? 0) + 1);
    }
    return [...found];
  };
  const thirds = (values: unknown[]) => values.map((value) => [value, 100]);
  expect(count(range(1, 3, { whole: true }))).toEqual(thirds([1, 2, 3]));
  expect(count({ name: "x", kind: "choice", values: ["a", false, [1]] })).toEqual(thirds(["a", false, [1]]));
});

test("a grid has both ends of a range, whole numbers once, and every choice", () => {
  expect(gridValues(range(0, 1), 5)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect((gridValues(range(1, 100, { scale: "log" }), 3) as number[]).map((value) => Math.round(value))).toEqual([
    1, 10, 100,
  ]);
  expect(gridValues(range(1, 3, { whole: true }), 5)).toEqual([1, 2, 3]);
  expect(gridValues({ name: "x", kind: "choice", values: [8, 9] }, 5)).toEqual([8, 9]);
});

test("the place of a value gives the value again", () => {
  const dimensions: Dimension[] = [
    range(-3, 5),
    range(1e-4, 10, { scale: "log" }),
    range(1, 64, { scale: "log", whole: true }),
    { name: "x", kind: "choice", values: ["a", "b", "c"] },
  ];
  for (const dimension of dimensions)
    for (let i = 0; i <= 20; i++) {
      const value = valueAt(dimension, i / 20);
      const again = valueAt(dimension, placeOf(dimension, value));
      if (typeof value === "number") expect(again).toBeCloseTo(value, 4);
      else expect(again).toBe(value);
    }
});
