import { describe, expect, it } from "vitest";
import { cos, exp, expm1, log, log1p, pow, sigmoid, sin, tanh } from "../../../sim/math/elementary.js";

const ULP = 2.220446049250313e-16;
const relative = (found: number, right: number) => Math.abs(found - right) / Math.abs(right);

describe("exp and log", () => {
  it.each([
    // correctly rounded: Python 3.11 decimal at 60 digits
    [-700.5, 5.980196118639791e-305],
    [-30.25, 7.287724095819692e-14],
    [-1.0, 0.36787944117144233],
    [-0.001, 0.999000499833375],
    [0.5, 1.6487212707001282],
    [1.0, 2.718281828459045],
    [3.7, 40.4473043600674],
    [21.9, 3243763283.5776477],
    [22.1, 3961941421.3804398],
    [100.0, 2.6881171418161356e43],
    [709.0, 8.218407461554972e307],
  ])("exp(%d) is %d to 1.5 units in the last place", (x, right) => {
    expect(relative(exp(x), right)).toBeLessThan(1.5 * ULP);
  });

  it.each([
    [5e-324, -744.4400719213812],
    [1e-300, -690.7755278982137],
    [0.001, -6.907755278982137],
    [0.5, -0.6931471805599453],
    [0.75, -0.2876820724517809],
    [0.9999, -0.00010000500033334732],
    [1.0001, 9.999500033329732e-5],
    [1.5, 0.4054651081081644],
    [2.0, 0.6931471805599453],
    [10.0, 2.302585092994046],
    [1e300, 690.7755278982137],
  ])("log(%d) is %d to 4 units in the last place", (x, right) => {
    expect(relative(log(x), right)).toBeLessThan(4 * ULP);
  });

  it("hold at the edges", () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(710), exp(-746)]).toEqual([1, 0, Infinity, Infinity, 0]);
    expect([log(1), log(0), log(Infinity)]).toEqual([0, -Infinity, Infinity]);
    expect([exp(Number.NaN), log(Number.NaN), log(-1)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(exp(-745)).toBe(5e-324);
  });

  it("never step back: exp rises with x over 100,000 steps", () => {
    let before = exp(-30);
    for (let i = 1; i <= 100_000; i++) {
      const now = exp(-30 + i * 0.0006);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});

describe("the others agree with this engine's own to the digits they promise", () => {
  const cases: [
    name: string,
    ours: (x: number) => number,
    engine: (x: number) => number,
    low: number,
    high: number,
    absolute: number,
  ][] = [
    ["log1p", log1p, Math.log1p, -0.9, 5, 1e-15],
    ["expm1", expm1, Math.expm1, -3, 3, 4e-14],
    ["tanh", tanh, Math.tanh, -25, 25, 3e-16],
    ["cos", cos, Math.cos, -90, 90, 1e-15],
    ["sin", sin, Math.sin, -90, 90, 1e-15],
    ["sigmoid", sigmoid, (x) => 1 / (1 + Math.exp(-x)), -40, 40, 1e-15],
    ["pow(x, 2.5)", (x) => pow(x, 2.5), (x) => x ** 2.5, 0, 3, 1e-13],
    ["pow(x, -7)", (x) => pow(x, -7), (x) => x ** -7, 0.5, 3, 1e-12],
  ];
  it.each(cases)("%s", (_name, ours, engine, low, high, absolute) => {
    for (let i = 0; i <= 2000; i++) {
      const x = low + ((high - low) * i) / 2000;
      expect(Math.abs(ours(x) - engine(x))).toBeLessThanOrEqual(absolute);
    }
  });

  it.each([
    // correctly rounded: Python 3.11 decimal at 60 digits
    [1e-9, 1e-9],
    [0.01, 0.00999966667999946],
    [0.3, 0.2913126124515909],
    [0.6249, 0.5545304765944484],
    [0.6251, 0.5546689604240068],
    [0.9, 0.7162978701990245],
    [2.5, 0.9866142981514303],
    [8.0, 0.9999997749296758],
    [18.0, 0.9999999999999996],
  ])("tanh(%d) is %d to 2 units in the last place", (x, right) => {
    expect(relative(tanh(x), right)).toBeLessThan(2 * ULP);
    expect(tanh(-x)).toBe(-tanh(x));
  });

  it("tanh holds at the edges", () => {
    expect([tanh(0), tanh(Infinity), tanh(-Infinity), tanh(Number.NaN)]).toEqual([0, 1, -1, Number.NaN]);
    expect(tanh(5e-324)).toBe(5e-324);
  });

  it("log1p and expm1 keep their digits where x is tiny", () => {
    expect(log1p(1e-18)).toBe(1e-18);
    expect(relative(expm1(1e-9), 1.0000000005e-9)).toBeLessThan(2 * ULP);
  });
});
