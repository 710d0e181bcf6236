import { describe, expect, it } from "vitest";
import { chiSquareTail } from "../../experiments/stats/chi-square.js";
import { battery, SHORT } from "./battery.js";
import { normalTwoSided, poissonTail } from "./tails.js";

/** smallest p of the battery over a sequence */
const worst = (sequence: (n: number) => number) => Math.min(...battery(sequence, SHORT).map(({ p }) => p));

describe("the tails", () => {
  it("of chi-square with one and with two degrees of freedom are erfc(sqrt(x/2)) and exp(-x/2)", () => {
    // pchisq(3.841458820694124, 1, lower = FALSE) in R is .05 to 15 digits
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    for (const x of [0.1, 1, 5, 40, 200]) expect(chiSquareTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 10);
  });

  it("of chi-square with many degrees of freedom are near one half at the mean, and sum to one across it", () => {
    // median of chi-square: f (1 - 2/(9f))^3
    const median = (freedom: number) => freedom * (1 - 2 / (9 * freedom)) ** 3;
    for (const freedom of [255, 16_383]) expect(chiSquareTail(median(freedom), freedom)).toBeCloseTo(0.5, 4);
  });

  it("of the normal law: 1.96 s.d. leave .05 outside", () => {
    expect(normalTwoSided(1.959963984540054)).toBeCloseTo(0.05, 12);
    expect(normalTwoSided(-5)).toBeCloseTo(5.733031e-7, 12);
  });

  it("of Poisson's law are sums of its terms", () => {
    // 1 - e^-2 (1 + 2 + 2)
    expect(poissonTail(3, 2)).toBeCloseTo(1 - 5 * Math.exp(-2), 12);
    expect(poissonTail(0, 2)).toBe(1);
  });
});

describe("the battery", () => {
  it("rejects a counter, an even spread by the golden ratio, and a congruential generator by its low bits", () => {
    expect(worst((n) => n)).toBeLessThan(1e-100);
    expect(worst((n) => Math.imul(n, 0x9e3779b1) >>> 0)).toBeLessThan(1e-100);
    let state = 1;
    const congruential = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state;
    };
    expect(worst(congruential)).toBeLessThan(1e-100);
  });

  it("rejects words of which each tenth repeats the one before, by the correlation alone", () => {
    let state = 7;
    let word = 0;
    const findings = battery((n) => {
      if (n % 10 !== 0) {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        word = (t ^ (t >>> 14)) >>> 0;
      }
      return word;
    }, SHORT);
    const { z } = findings.find(({ test }) => test === "correlation with the word 1 before")!;
    expect(Math.abs(z - 0.1 * Math.sqrt(SHORT.words))).toBeLessThan(4.5);
  });

  it("accepts a generator that passes others' batteries (mulberry32), so that a miss means something", () => {
    let state = 7;
    const mulberry = () => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return (t ^ (t >>> 14)) >>> 0;
    };
    expect(worst(mulberry)).toBeGreaterThan(1e-4);
  });
});
