import { describe, expect, it } from "vitest";
import { minimise } from "../../../agents/math/limited-memory-bfgs.js";

describe("minimise", () => {
  it("by hand: (x - 3)^2 + 10 (y + 1)^2 is least at (3, -1)", () => {
    const [x, y] = minimise(
      ([x, y], gradient) => {
        gradient[0] = 2 * (x - 3);
        gradient[1] = 20 * (y + 1);
        return (x - 3) ** 2 + 10 * (y + 1) ** 2;
      },
      Float64Array.of(0, 0),
    );
    expect(x).toBeCloseTo(3, 6);
    expect(y).toBeCloseTo(-1, 6);
  });

  it("finds Rosenbrock's valley floor (1, 1) from (-1.2, 1)", () => {
    const found = minimise(
      ([x, y], gradient) => {
        gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
        gradient[1] = 200 * (y - x * x);
        return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
      },
      Float64Array.of(-1.2, 1),
      { flat: 1e-9 },
    );
    expect(found[0]).toBeCloseTo(1, 8);
    expect(found[1]).toBeCloseTo(1, 8);
  });

  it("descends through 2,000 directions of curvatures from 1 to 1,000, and leaves the start as it was", () => {
    const start = new Float64Array(2000).fill(1);
    const curvature = (i: number) => 1 + (999 * i) / 1999;
    const found = minimise((point, gradient) => {
      let sum = 0;
      for (let i = 0; i < point.length; i++) {
        gradient[i] = curvature(i) * point[i];
        sum += 0.5 * curvature(i) * point[i] * point[i];
      }
      return sum;
    }, start);
    expect(Math.max(...found.map(Math.abs))).toBeLessThan(1e-5);
    expect(start.every((x) => x === 1)).toBe(true);
  });

  it("stops where it starts when the start is flat, and refuses a start that is no number", () => {
    const flat = () => 7;
    expect(minimise(flat, Float64Array.of(2))).toEqual(Float64Array.of(2));
    expect(() => minimise(() => Number.NaN, Float64Array.of(2))).toThrow("the value at the start is NaN");
  });
});
