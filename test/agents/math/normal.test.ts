import { describe, expect, it } from "vitest";
import { gaussLegendre } from "../../../agents/math/gauss-legendre.js";
import { normalBelow, normalDensity } from "../../../agents/math/normal.js";

describe("the normal law", () => {
  it("is one half at 0, where its density is 1 / sqrt(2 pi)", () => {
    expect(normalBelow(0)).toBe(0.5);
    expect(normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
  });

  it.each([
    [-10, 7.61985302416047e-24],
    [-6, 9.865876450376946e-10],
    [-5, 2.866515718791933e-7],
    [-3, 0.0013498980316300933],
    [-2, 0.022750131948179195],
    [-1, 0.15865525393145707],
    [0.3, 0.6179114221889526],
    [2.2, 0.9860965524865014],
    [4.9, 0.9999995208167234],
    [5.5, 0.9999999810104375],
  ])("below %d, against SciPy 1.17.1", (x, expected) => {
    expect(Math.abs(normalBelow(x) / expected - 1)).toBeLessThan(1e-12);
  });

  it("is whole with its other side, and has ends", () => {
    for (const x of [0.1, 1.9999, 2.0001, 4.99, 5.01]) expect(normalBelow(x) + normalBelow(-x)).toBeCloseTo(1, 14);
    expect([normalBelow(Number.NEGATIVE_INFINITY), normalBelow(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
    expect(normalBelow(Number.NaN)).toBeNaN();
  });
});

describe("Gauss-Legendre quadrature", () => {
  it("with two nodes has them at (1 -+ 1/sqrt 3) / 2, each half the weight", () => {
    const { nodes, weights } = gaussLegendre(2);
    expect(nodes[0]).toBeCloseTo((1 - 1 / Math.sqrt(3)) / 2, 15);
    expect(nodes[1]).toBeCloseTo((1 + 1 / Math.sqrt(3)) / 2, 15);
    expect([...weights].map((weight) => weight.toFixed(14))).toEqual(["0.50000000000000", "0.50000000000000"]);
  });

  it("is exact for polynomials of degree 2 n - 1", () => {
    for (const count of [1, 3, 10, 32]) {
      const { nodes, weights } = gaussLegendre(count);
      for (const degree of [0, 1, 2 * count - 1]) {
        const integral = nodes.reduce((sum, x, i) => sum + weights[i] * x ** degree, 0);
        expect(integral).toBeCloseTo(1 / (degree + 1), 13);
      }
    }
    expect(() => gaussLegendre(0)).toThrow(RangeError);
  });
});
