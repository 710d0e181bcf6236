import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sigmoid } from "../../../sim/math/elementary.js";
import { sigmoidAndMore, sigmoidAtMost } from "../../../sim/math/sigmoid-bound.js";

describe("the bound on a sigmoid", () => {
  it("is the chance itself where the odds are the usual ones or lower, and a quarter of the way more where higher", () => {
    expect(sigmoidAtMost(0.2, 0)).toBe(0.2);
    expect(sigmoidAtMost(0.2, -3)).toBe(0.2);
    expect(sigmoidAtMost(0.2, 0.4)).toBeCloseTo(0.3, 12);
  });

  it("never lies below the sigmoid, from wherever it starts", () => {
    const odds = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(odds, odds, (x, y) => {
        expect(sigmoidAtMost(sigmoidAndMore(y), x - y)).toBeGreaterThanOrEqual(sigmoid(x));
      }),
      { numRuns: 2000, seed: 20261128 },
    );
  });
});
