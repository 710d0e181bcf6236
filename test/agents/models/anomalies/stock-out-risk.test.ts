import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitCountDemand, loadCountDemand, weekdayAt } from "../../../../agents/models/anomalies/count-demand.js";
import { stockOutRisk } from "../../../../agents/models/anomalies/stock-out-risk.js";
import { poissonOf } from "../../../../sim/math/poisson.js";

const steady = (mean: number, dispersion = 1) =>
  loadCountDemand({ mean: new Float64Array(7).fill(mean), dispersion, days: 56 });

describe("worked by hand", () => {
  it("with one day ahead it is the chance of more than the stock: 1 - e^-2 (1 + 2) of Poisson(2) and one unit", () => {
    expect(stockOutRisk(steady(2), { stock: 1, weekday: 3, leadTimeDays: 1 })).toBeCloseTo(1 - 3 * Math.exp(-2), 12);
  });

  it("looks at the weekdays to come", () => {
    const mean = Float64Array.of(0, 0, 0, 0, 0, 5, 0);
    const saturdays = loadCountDemand({ mean, dispersion: 1, days: 56 });
    expect(stockOutRisk(saturdays, { stock: 0, weekday: 0, leadTimeDays: 5 })).toBe(0);
    expect(stockOutRisk(saturdays, { stock: 0, weekday: 4, leadTimeDays: 2 })).toBeCloseTo(1 - Math.exp(-5), 12);
    expect(weekdayAt(4, 5)).toBe(2);
  });

  it("counts what arrives from its morning on: nothing on the first day, so that its demand alone can be missed", () => {
    const shelf = { stock: 0, weekday: 0, leadTimeDays: 2, arriving: [0, 1000] };
    expect(stockOutRisk(steady(1), shelf)).toBeCloseTo(1 - Math.exp(-1), 12);
    expect(stockOutRisk(steady(1), { ...shelf, arriving: [1000, 0] })).toBeCloseTo(0, 12);
  });
});

describe("against SciPy 1.17.1: demand of the lead time over the stock", () => {
  it("Poisson, three days of 2 and 8 units: .152763; negative binomial, three days of 4 and variance 8, 15 units: .221034", () => {
    expect(stockOutRisk(steady(2), { stock: 8, weekday: 6, leadTimeDays: 3 })).toBeCloseTo(0.15276250601543884, 10);
    expect(stockOutRisk(steady(4, 2), { stock: 15, weekday: 6, leadTimeDays: 3 })).toBeCloseTo(0.22103416919708252, 10);
  });
});

describe("laws", () => {
  it("the law of several days is that of their sum", () => {
    const demand = steady(4, 2);
    const [one, three] = [demand.predictLaw(0), demand.predictLaw(0, 3)];
    let fiveInThree = 0;
    for (let a = 0; a <= 5; a++) for (let b = 0; a + b <= 5; b++) fiveInThree += one[a] * one[b] * one[5 - a - b];
    expect(three[5]).toBeCloseTo(fiveInThree, 12);
  });

  it("falls with the stock, rises with the lead time, is 0 with none", () => {
    const demand = steady(3, 1.5);
    const risk = (stock: number, leadTimeDays: number) => stockOutRisk(demand, { stock, weekday: 0, leadTimeDays });
    expect(risk(5, 0)).toBe(0);
    expect(risk(5, 2)).toBeGreaterThan(risk(6, 2));
    expect(risk(5, 3)).toBeGreaterThan(risk(5, 2));
  });

  it("refuses parts of units and days", () => {
    expect(() => stockOutRisk(steady(1), { stock: 1.5, weekday: 0, leadTimeDays: 1 })).toThrow(RangeError);
    expect(() => stockOutRisk(steady(1), { stock: 1, weekday: 0, leadTimeDays: 1, arriving: [0.5] })).toThrow(
      "needs whole units arriving, got 0.5",
    );
    expect(() => fitCountDemand({ units: [0.5], firstWeekday: 0 })).toThrow("needs whole units of 0 or more, got 0.5");
    expect(() => fitCountDemand({ units: [5], firstWeekday: 0, stockOut: [1] })).toThrow("no day of 1 without");
    expect(() => loadCountDemand({})).toThrow(RangeError);
  });
});

describe("statistical", () => {
  it("fits weekdays and spread of simulated sales: means within 10%, dispersion within 4 standard errors (7% each)", () => {
    const rng = createRng("sales");
    const means = [10, 10, 10, 10, 14, 20, 15];
    const units = Array.from({ length: 364 }, (_, day) => {
      // a Poisson number of pairs: variance twice the mean
      return 2 * poissonOf(rng.int(2 ** 32), means[(day + 3) % 7] / 2);
    });
    const { mean, dispersion } = fitCountDemand({ units, firstWeekday: 3 });
    means.forEach((truth, weekday) => {
      expect(Math.abs(mean[weekday] / truth - 1)).toBeLessThan(0.1);
    });
    expect(Math.abs(dispersion / 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 364));
    const plain = fitCountDemand({ units: units.map((_, day) => poissonOf(day * 7919, 4)), firstWeekday: 3 });
    expect(plain.dispersion).toBeLessThan(1.2);
  });
});
