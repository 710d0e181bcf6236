import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitDemandShocks, loadDemandShocks } from "../../../../agents/models/anomalies/demand-shocks.js";
import { poissonOf } from "../../../../sim/math/poisson.js";

/** eight weeks from a Wednesday: 9 units a day, 16 on Saturdays, one day of 100 */
const units: number[] = Array.from({ length: 56 }, (_, day) => ((day + 2) % 7 === 5 ? 16 : 9));
units[10] = 100;

describe("worked by hand", () => {
  const model = fitDemandShocks({ units, firstWeekday: 2 });

  it("knows what each weekday usually sells, whatever one day did", () => {
    expect([...model.usual].map((value) => value.toFixed(9))).toEqual(
      [9, 9, 9, 9, 9, 16, 9].map((value) => value.toFixed(9)),
    );
  });

  it("scores by roots: deviation 1, so that 16 on a weekday is 2 sqrt 16.375 - 2 sqrt 9.375 = 1.969", () => {
    expect(model.deviation).toBe(1);
    expect(model.predictScore(16, 0)).toBeCloseTo(1.969, 3);
    expect(model.predictScore(16, 5)).toBe(0);
    expect(model.predictScore(100, 5)).toBeGreaterThan(10);
  });

  it("takes the median of all days for a weekday it has hardly seen, and leaves out days with a stock-out", () => {
    const short = fitDemandShocks({ units: [4, 9, 9, 9, 4, 9], firstWeekday: 0, stockOut: [1, 0, 0, 0, 1, 0] });
    expect(short.usual[0]).toBeCloseTo(9, 9);
    expect(short.usual[6]).toBeCloseTo(9, 9);
  });
});

describe("laws", () => {
  it("comes back from its state, and refuses what it cannot learn from", () => {
    const model = fitDemandShocks({ units, firstWeekday: 2 });
    const again = loadDemandShocks(structuredClone(model.save()));
    expect(again.predictScore(3, 4)).toBe(model.predictScore(3, 4));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadDemandShocks({})).toThrow(RangeError);
    expect(() => fitDemandShocks({ units: [], firstWeekday: 0 })).toThrow("no day of 0 without a stock-out");
    expect(() => model.predictScore(-1, 0)).toThrow("needs units of 0 or more, got -1");
  });
});

describe("statistical", () => {
  it("scores of Poisson days are about standard normal from 2 units a day on", () => {
    const rng = createRng("shocks");
    for (const mean of [2, 20]) {
      const days = Array.from({ length: 700 }, () => poissonOf(rng.int(2 ** 32), mean));
      const { predictScore } = fitDemandShocks({ units: days, firstWeekday: 0 });
      const scores = days.map((n, day) => predictScore(n, day % 7));
      const average = scores.reduce((sum, z) => sum + z, 0) / scores.length;
      const spread = Math.sqrt(scores.reduce((sum, z) => sum + (z - average) ** 2, 0) / scores.length);
      expect(Math.abs(average)).toBeLessThan(0.3);
      expect(spread).toBeGreaterThan(0.75);
      expect(spread).toBeLessThan(1.2);
      expect(scores.filter((z) => Math.abs(z) > 3.5).length).toBeLessThan(4);
    }
  });
});
