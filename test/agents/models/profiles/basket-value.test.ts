import { beforeAll, describe, expect, it } from "vitest";
import { sampleGamma } from "../../../../agents/math/beta.js";
import { createRng } from "../../../../agents/math/rng.js";
import {
  type BasketValueModel,
  fitBasketValue,
  loadBasketValue,
} from "../../../../agents/models/profiles/basket-value.js";
import { byShopper } from "../../../../agents/models/profiles/purchases.js";
import { loadCdnow } from "./cdnow.js";

describe("worked by hand", () => {
  it("weighs her baskets against the population: (gamma + x m) p / (p x + q - 1)", () => {
    const model = loadBasketValue({ p: 2, q: 3, gamma: 20, standardErrors: [0, 0, 0], logLikelihood: 0 });
    expect(model.predictBasket(0, 0)).toBe(20);
    expect(model.predictBasket(1, 50)).toBe((70 * 2) / 4);
    expect(model.predictBasket(1000, 50)).toBeCloseTo(50, 1);
  });
});

const cdnow = loadCdnow("1997-09-30");
describe.skipIf(cdnow === null)("CDNOW's repeat purchases of 39 weeks (skipped without ../shared)", () => {
  let model: BasketValueModel;
  beforeAll(() => {
    const { start, row } = byShopper(cdnow!);
    const baskets: number[] = [];
    const means: number[] = [];
    for (let i = 0; i + 1 < start.length; i++) {
      const byDay = new Map<number, number>();
      for (let n = start[i]; n < start[i + 1]; n++) {
        const day = cdnow!.day[row[n]];
        byDay.set(day, (byDay.get(day) ?? 0) + cdnow!.paid[row[n]]);
      }
      const repeats = [...byDay.values()].slice(1);
      const sum = repeats.reduce((total, value) => total + value, 0);
      if (sum === 0) continue;
      baskets.push(repeats.length);
      means.push(sum / repeats.length);
    }
    expect(baskets).toHaveLength(946);
    model = fitBasketValue(baskets, means);
  });

  it("lands on p 6.25, q 3.74, gamma 15.44 (Fader and Hardie 2013, The gamma-gamma model of monetary value)", () => {
    expect(model.p).toBeCloseTo(6.25, 2);
    expect(model.q).toBeCloseTo(3.74, 2);
    expect(model.gamma).toBeCloseTo(15.44, 1);
  });
});

describe("laws", () => {
  const few = fitBasketValue([1, 2, 3, 1], [10, 20, 15, 40]);

  it("comes back from its state", () => {
    const again = loadBasketValue(structuredClone(few.save()));
    expect(again.predictBasket(3, 12)).toBe(few.predictBasket(3, 12));
    expect(again.explain()).toEqual(few.explain());
    expect(() => loadBasketValue({})).toThrow(RangeError);
  });

  it("goes with the unit of money", () => {
    const cents = fitBasketValue([1, 2, 3, 1], [1000, 2000, 1500, 4000]);
    expect(cents.predictBasket(2, 1800) / few.predictBasket(2, 18)).toBeCloseTo(100, 3);
  });

  it("gives everybody the same basket where all baskets are the same", () => {
    const model = fitBasketValue([1, 5, 2, 8], [30, 30, 30, 30]);
    expect(model.predictBasket(0, 0)).toBeCloseTo(30, 1);
    expect(model.predictBasket(3, 30)).toBeCloseTo(30, 1);
  });

  it("refuses baskets without value", () => {
    expect(() => fitBasketValue([1, 2], [5, 0])).toThrow("needs baskets of value, got 2 of 0");
    expect(() => fitBasketValue([1], [5])).toThrow("needs 2 shoppers or more, got 1");
  });
});

describe("statistical", () => {
  it("recovers p 4, q 5, gamma 60 of 6,000 simulated shoppers within 3.5 standard errors", () => {
    const rng = createRng("baskets");
    const baskets: number[] = [];
    const means: number[] = [];
    for (let i = 0; i < 6000; i++) {
      const scale = 60 / sampleGamma(5, rng);
      const count = 1 + rng.int(6);
      let sum = 0;
      for (let n = 0; n < count; n++) sum += sampleGamma(4, rng) * scale;
      baskets.push(count);
      means.push(sum / count);
    }
    const { p, q, gamma, standardErrors } = fitBasketValue(baskets, means);
    [p - 4, q - 5, gamma - 60].forEach((away, i) => {
      expect(Math.abs(away)).toBeLessThan(3.5 * standardErrors[i]);
    });
  });
});
