import { describe, expect, it } from "vitest";
import { hypergeometric } from "../../../agents/math/hypergeometric.js";

describe("worked by hand", () => {
  it("is 1 at z = 0, a geometric series where b = c, and a polynomial where a is a negative whole number", () => {
    expect(hypergeometric(3, 2, 5, 0)).toBe(1);
    expect(hypergeometric(2, 3, 3, 0.5)).toBeCloseTo(4, 13);
    // 1 - 2 (3/4) z + (3 4) / (4 5) z^2
    expect(hypergeometric(-2, 3, 4, 0.5)).toBeCloseTo(1 - 0.75 + 0.15, 14);
  });

  it("is -ln(1 - z) / z for a = b = 1, c = 2", () => {
    for (const z of [-0.9, -0.5, 0.3, 0.999]) expect(hypergeometric(1, 1, 2, z)).toBeCloseTo(-Math.log(1 - z) / z, 11);
  });
});

describe("against SciPy 1.17.1, hyp2f1", () => {
  it.each([
    [0.5, 1, 1.5, 0.25, 1.098612288668109],
    [2, 3, 4, 0.9, 21.78942310292968],
    [0.243, 2.426, 2.219, 0.5, 1.2070970070440417],
    [-1.5, 2, 3, 0.7, 0.4032366959848265],
    [26.243, 28.426, 28.219, 0.3, 12452.044489848182],
    [0.3, -0.2, 2.2, 0.99, 0.9656499177081678],
  ])("at %d, %d, %d, %d", (a, b, c, z, expected) => {
    expect(Math.abs(hypergeometric(a, b, c, z) / expected - 1)).toBeLessThan(1e-13);
  });
});

describe("laws", () => {
  it("obeys Euler's transformation (1 - z)^(c - a - b) 2F1(c - a, c - b; c; z)", () => {
    for (const [a, b, c, z] of [
      [1.2, 0.7, 2.5, 0.6],
      [5, 4.5, 6.25, 0.8],
    ])
      expect((1 - z) ** (c - a - b) * hypergeometric(c - a, c - b, c, z)).toBeCloseTo(hypergeometric(a, b, c, z), 9);
  });

  it("refuses z outside of its circle, c without terms, and a sum with no end in sight", () => {
    expect(() => hypergeometric(1, 1, 2, 1)).toThrow("hypergeometric: needs z within -1 and 1, got 1");
    expect(() => hypergeometric(1, 1, -3, 0.5)).toThrow(RangeError);
    expect(() => hypergeometric(1, 1, 1, 1 - 1e-9)).toThrow("no end in sight");
  });
});
