import { describe, expect, it } from "vitest";
import { proportionInterval } from "../../../experiments/stats/proportion-interval.js";

describe("proportionInterval", () => {
  it.each([
    // Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %d in %d is %d to %d", (hits, trials, low, high) => {
    const [foundLow, foundHigh] = proportionInterval(hits, trials);
    expect(foundLow).toBeCloseTo(low, 4);
    expect(foundHigh).toBeCloseTo(high, 4);
  });

  it("is mirrored where hits and misses change places", () => {
    const [low, high] = proportionInterval(3, 17);
    expect(proportionInterval(14, 17)[0]).toBeCloseTo(1 - high, 14);
    expect(proportionInterval(14, 17)[1]).toBeCloseTo(1 - low, 14);
  });

  it("refuses no trials and more hits than trials", () => {
    expect(() => proportionInterval(0, 0)).toThrow("at least 1 trial");
    expect(() => proportionInterval(4, 3)).toThrow("0 to 3 hits");
  });
});
