import { describe, expect, it } from "vitest";
import { loadCountDemand } from "../../../../agents/models/anomalies/count-demand.js";
import {
  fitStockDiscrepancy,
  loadStockDiscrepancy,
  type StockDay,
} from "../../../../agents/models/anomalies/stock-discrepancy.js";

const poisson = (mean: number) => loadCountDemand({ mean: new Float64Array(7).fill(mean), dispersion: 1, days: 56 });
const day = (sold: number, received = 0): StockDay => ({ received, sold, weekday: 0 });

describe("worked by hand", () => {
  it("without losses it is the books", () => {
    const model = fitStockDiscrepancy([day(2), day(0, 3), day(1)], {
      opening: 10,
      demand: poisson(2),
      losses: { chance: 0, meanUnits: 1 },
    });
    expect(model.bookStock).toBe(10);
    expect(model.expectedStock).toBe(10);
    expect(model.predictMissing(1)).toBe(0);
  });

  it("a night takes one unit with chance c: after it 2 of 2 are there with 1 - c; a day without sales then weighs them", () => {
    const losses = { chance: 0.2, meanUnits: 1 };
    const demand = poisson(1);
    const model = fitStockDiscrepancy([day(0)], { opening: 1, demand, losses });
    // a unit that was there did not sell, e^-1; that night it goes with .2
    expect(model.predictMissing(1)).toBeCloseTo(0.2, 14);
    model.update(day(0));
    // there: .8 e^-1, gone: .2 sure to sell nothing; then the night takes .2 of what is there
    const there = (0.8 * Math.exp(-1)) / (0.8 * Math.exp(-1) + 0.2);
    expect(model.expectedStock).toBeCloseTo(0.8 * there, 14);
    model.update(day(1));
    // it sold: it was there
    expect(model.bookStock).toBe(0);
    expect(model.predictMissing(1)).toBe(0);
  });

  it("what would take more than there is takes all: of geometric losses of mean 2, two units lose one with 1/2, both with 1/2", () => {
    const model = fitStockDiscrepancy([day(0)], {
      opening: 2,
      demand: poisson(0.001),
      losses: { chance: 0.5, meanUnits: 2 },
    });
    expect(model.predictMissing(1)).toBeCloseTo(0.5, 12);
    expect(model.predictMissing(2)).toBeCloseTo(0.25, 12);
  });
});

describe("laws", () => {
  const losses = { chance: 0.02, meanUnits: 5 };

  it("comes to be sure that a shelf is empty when a product that sells every day stops selling", () => {
    const model = fitStockDiscrepancy([day(4), day(6)], { opening: 40, demand: poisson(5), losses });
    expect(model.predictMissing(1)).toBeLessThan(0.1);
    const chances = [0, 0, 0, 0].map((sold) => {
      model.update(day(sold));
      return model.predictMissing(model.bookStock);
    });
    expect(chances).toEqual([...chances].sort((a, b) => a - b));
    expect(chances[3]).toBeGreaterThan(0.99);
  });

  it("takes quiet days of a product that hardly sells for nothing", () => {
    const days = Array.from({ length: 10 }, () => day(0));
    const model = fitStockDiscrepancy(days, { opening: 40, demand: poisson(0.05), losses });
    expect(model.predictMissing(40)).toBeLessThan(0.05);
  });

  it("starts anew at a count, and after a sale it held impossible", () => {
    const model = fitStockDiscrepancy([day(0), day(0)], { opening: 5, demand: poisson(3), losses });
    model.count(7);
    expect([model.bookStock, model.expectedStock, model.predictMissing(1)]).toEqual([7, 7, 0]);
    model.update(day(9));
    expect(model.expectedStock).toBe(0);
  });

  it("comes back from its state and learns on to the bit", () => {
    const model = fitStockDiscrepancy([day(3), day(5, 10)], { opening: 20, demand: poisson(4), losses });
    const again = loadStockDiscrepancy(structuredClone(model.save()));
    for (const one of [model, again]) one.update(day(1, 2));
    expect(again.predictMissing(1)).toBe(model.predictMissing(1));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadStockDiscrepancy({})).toThrow(RangeError);
  });

  it("refuses parts of units and losses that are none", () => {
    const options = { opening: 5, demand: poisson(1), losses };
    expect(() => fitStockDiscrepancy([day(0.5)], options)).toThrow("sold needs whole units of 0 or more, got 0.5");
    expect(() => fitStockDiscrepancy([], { ...options, opening: -1 })).toThrow("stock needs whole units");
    expect(() => fitStockDiscrepancy([], { ...options, losses: { chance: 1, meanUnits: 2 } })).toThrow(RangeError);
  });
});
