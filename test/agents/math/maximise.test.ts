import { describe, expect, it } from "vitest";
import { maximise, type Surface } from "../../../agents/math/maximise.js";

/** -(x - 3)^2 - (x - 3)(y + 1) - 2 (y + 1)^2 */
const bowl: Surface = ([x, y], gradient) => {
  const u = x - 3;
  const v = y + 1;
  gradient[0] = -2 * u - v;
  gradient[1] = -u - 4 * v;
  return -u * u - u * v - 2 * v * v;
};

describe("worked by hand", () => {
  it("finds the top of a bowl turned over, and its curvature's inverse: of (2 1; 1 4) that is (4 -1; -1 2) / 7", () => {
    const { point, value, covariance, arrived } = maximise(bowl, Float64Array.of(50, 40));
    expect(arrived).toBe(true);
    expect(point[0]).toBeCloseTo(3, 9);
    expect(point[1]).toBeCloseTo(-1, 9);
    expect(value).toBeCloseTo(0, 12);
    [4 / 7, -1 / 7, -1 / 7, 2 / 7].forEach((expected, at) => {
      expect(covariance[at]).toBeCloseTo(expected, 6);
    });
  });

  it("gives the standard error of a Poisson rate: on ln rate, 1 / sqrt(count)", () => {
    const { point, covariance } = maximise(([eta], gradient) => {
      gradient[0] = 25 - 10 * Math.exp(eta);
      return 25 * eta - 10 * Math.exp(eta);
    }, Float64Array.of(-3));
    expect(point[0]).toBeCloseTo(Math.log(2.5), 9);
    expect(Math.sqrt(covariance[0])).toBeCloseTo(0.2, 7);
  });
});

describe("laws", () => {
  it("climbs out of where the surface is curved the other way: Rosenbrock's valley upside down, from (-1.2, 1)", () => {
    const { point, value } = maximise(
      ([x, y], gradient) => {
        const bend = y - x * x;
        gradient[0] = 400 * x * bend + 2 * (1 - x);
        gradient[1] = -200 * bend;
        return -100 * bend * bend - (1 - x) ** 2;
      },
      Float64Array.of(-1.2, 1),
    );
    expect(point[0]).toBeCloseTo(1, 5);
    expect(point[1]).toBeCloseTo(1, 5);
    expect(value).toBeGreaterThan(-1e-10);
  });

  it("says that nothing is known of a direction in which the surface is flat", () => {
    const { point, covariance } = maximise(
      ([x], gradient) => {
        gradient[0] = -2 * x;
        gradient[1] = 0;
        return -x * x;
      },
      Float64Array.of(2, 5),
    );
    expect(point[0]).toBeCloseTo(0, 9);
    expect(point[1]).toBe(5);
    expect(covariance[3]).toBe(Number.POSITIVE_INFINITY);
  });

  it("says when its steps ran out, and refuses to start from no number", () => {
    expect(maximise(bowl, Float64Array.of(50, 40), 2).arrived).toBe(false);
    expect(() => maximise(() => Number.NaN, Float64Array.of(0))).toThrow("maximise: the value at the start is NaN");
  });
});
