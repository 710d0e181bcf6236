import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { averageRunLength, createCusum, cusumThreshold } from "../../../../agents/models/anomalies/cusum.js";

describe("worked by hand", () => {
  it("sums what goes beyond the reference, from 0 up, alarms above the threshold and starts anew", () => {
    const cusum = createCusum({ reference: 0.5, threshold: 2 });
    const told = [1, 1.5, -3, 2, 1.25].map((score) => {
      const alarm = cusum.update(score);
      return [cusum.high, cusum.low, alarm];
    });
    expect(told).toEqual([
      [0.5, 0, 0],
      [1.5, 0, 0],
      [0, 0, -1],
      [1.5, 0, 0],
      [0, 0, 1],
    ]);
  });
});

describe("against tabled average run lengths (Montgomery 2013, table 9.3, after Lucas and Crosier 1982)", () => {
  it.each([
    [0, 168, 465],
    [0.25, 74.2, 139],
    [0.5, 26.6, 38],
    [0.75, 13.3, 17],
    [1, 8.38, 10.4],
    [1.5, 4.75, 5.75],
    [2, 3.34, 4.01],
    [3, 2.19, 2.57],
  ])("reference .5 and a shift of %d deviations: %d at threshold 4, %d at 5", (shift, at4, at5) => {
    expect(Math.abs(averageRunLength(shift, { threshold: 4 }) / at4 - 1)).toBeLessThan(0.005);
    expect(Math.abs(averageRunLength(shift, { threshold: 5 }) / at5 - 1)).toBeLessThan(0.005);
  });

  it("agrees to six digits with a Markov chain of 2,000 states (Brook and Evans 1972, in NumPy 2.4.6)", () => {
    expect(averageRunLength(0, { threshold: 4 })).toBeCloseTo(167.684, 2);
    expect(averageRunLength(0.5, { threshold: 5 })).toBeCloseTo(37.9961, 3);
  });

  it("is near Siegmund's formula (e^(-2 d b) + 2 d b - 1) / (2 d^2), b = h + 1.166, of one side", () => {
    const siegmund = (shift: number, reference: number, threshold: number) => {
      const d = shift - reference;
      const b = threshold + 1.166;
      return (Math.exp(-2 * d * b) + 2 * d * b - 1) / (2 * d * d);
    };
    const both = 1 / (1 / siegmund(0, 0.5, 5) + 1 / siegmund(0, 0.5, 5));
    expect(Math.abs(averageRunLength(0) / both - 1)).toBeLessThan(0.02);
  });
});

describe("laws", () => {
  it("finds the threshold that has a run length", () => {
    expect(averageRunLength(0, { threshold: cusumThreshold(365) })).toBeCloseTo(365, 1);
    expect(() => cusumThreshold(1)).toThrow(RangeError);
    expect(() => cusumThreshold(1e9)).toThrow("needs a run length from");
  });

  it("refuses a reference or threshold that is not above 0", () => {
    expect(() => createCusum({ threshold: 0 })).toThrow("needs reference and threshold above 0, got 0.5 and 0");
    expect(() => averageRunLength(0, { reference: -1 })).toThrow(RangeError);
  });
});

describe("statistical", () => {
  it("runs as long as reckoned: 400 simulated runs at shifts 0 and 1, within 4 standard errors", () => {
    const rng = createRng("runs");
    for (const shift of [0, 1]) {
      const lengths = Array.from({ length: 400 }, () => {
        const cusum = createCusum({ threshold: 4 });
        for (let n = 1; ; n++) if (cusum.update(shift + rng.normal()) !== 0) return n;
      });
      const mean = lengths.reduce((sum, n) => sum + n, 0) / lengths.length;
      const variance = lengths.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (lengths.length - 1);
      const away = Math.abs(mean - averageRunLength(shift, { threshold: 4 }));
      expect(away).toBeLessThan(4 * Math.sqrt(variance / lengths.length));
    }
  });
});
