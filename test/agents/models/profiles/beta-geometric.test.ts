import { beforeAll, describe, expect, it } from "vitest";
import { sampleBeta, sampleGamma } from "../../../../agents/math/beta.js";
import { createRng } from "../../../../agents/math/rng.js";
import {
  type BetaGeometricModel,
  fitBetaGeometric,
  loadBetaGeometric,
} from "../../../../agents/models/profiles/beta-geometric.js";
import { purchaseHistories } from "../../../../agents/models/profiles/purchase-histories.js";
import { byShopper } from "../../../../agents/models/profiles/purchases.js";
import { dayOf, loadCdnow } from "./cdnow.js";

/** A model of given figures, as if it had been fitted. */
function withFigures(r: number, alpha: number, a: number, b: number): BetaGeometricModel {
  const zeros = new Float64Array(4);
  return loadBetaGeometric({
    figures: Float64Array.of(r, alpha, a, b),
    standardErrors: zeros,
    logLikelihood: 0,
    shoppers: 1,
    unit: "week",
  });
}

describe("worked by hand", () => {
  it("is alive by 1 / (1 + a/(b+x-1) ((alpha+T)/(alpha+t))^(r+x)): with 1, 1, 1, 1 and x = 1, t = 1, T = 3 that is 1/5", () => {
    expect(withFigures(1, 1, 1, 1).predictAlive(1, 1, 3)).toBeCloseTo(1 / 5, 14);
  });

  it("takes who has not bought again to be alive", () => {
    expect(withFigures(0.5, 3, 2, 2).predictAlive(0, 0, 100)).toBe(1);
  });

  it("expects of a new shopper the mean over both laws of (1 - e^(-rate p t)) / p", () => {
    // E[X(t)] = E[(1 - e^(-rate p t)) / p]; p ~ Beta(2, 3) has the density 12 p (1 - p)^2
    const steps = 2000;
    let expected = 0;
    for (let i = 0; i < steps; i++) {
      const p = (i + 0.5) / steps;
      // E over rate ~ Gamma(1, 1) of 1 - e^(-rate p t) at t = 2 is 1 - 1 / (1 + 2 p)
      expected += ((12 * p * (1 - p) ** 2) / steps) * ((1 - 1 / (1 + 2 * p)) / p);
    }
    expect(withFigures(1, 1, 2, 3).predictOfNew(2)).toBeCloseTo(expected, 5);
  });

  it("makes histories of days, however many lines a day has", () => {
    const log = { rows: 5, shopper: [0, 0, 0, 0, 1], day: [3, 3.5, 10, 17, 24], paid: [1, 1, 1, 1, 1] };
    const { repeats, last, observed } = purchaseHistories(log, byShopper(log), { end: 31 });
    expect([...repeats]).toEqual([2, 0]);
    expect([...last]).toEqual([2, 0]);
    expect([...observed]).toEqual([4, 1]);
    expect(() => purchaseHistories(log, byShopper(log), { end: 20 })).toThrow("a purchase on day 24, after the end 20");
  });
});

const cdnow = loadCdnow("1997-09-30");
describe.skipIf(cdnow === null)(
  "CDNOW, 39 weeks, against Fader, Hardie and Lee (2005) (skipped without ../shared)",
  () => {
    let model: BetaGeometricModel;
    beforeAll(() => {
      model = fitBetaGeometric(purchaseHistories(cdnow!, byShopper(cdnow!), { end: dayOf("1997-09-30") }));
    });

    it("their table 2: r .243, alpha 4.414, a .793, b 2.426, log-likelihood -9582.4", () => {
      expect(model.shoppers).toBe(2357);
      expect(model.r).toBeCloseTo(0.243, 3);
      expect(model.alpha).toBeCloseTo(4.414, 3);
      expect(model.a).toBeCloseTo(0.793, 3);
      expect(model.b).toBeCloseTo(2.426, 3);
      expect(model.logLikelihood).toBeCloseTo(-9582.4, 1);
    });

    it("standard errors .0126, .378, .186, .705 as the Python package lifetimes (0.11) prints them", () => {
      [0.0126, 0.378, 0.186, 0.705].forEach((error, i) => {
        expect(model.standardErrors[i] / error).toBeCloseTo(1, 2);
      });
    });

    it("1.226 purchases in 39 weeks of who bought twice more, last at 30.43 of 38.86 weeks (their spreadsheet)", () => {
      expect(model.predictPurchases(2, 30.43, 38.86, 39)).toBeCloseTo(1.226, 3);
    });

    it(".0532 purchases in the first week of a new shopper, 1.0405 in 31.8571, 1.8576 in 78 (their spreadsheet)", () => {
      expect(model.predictOfNew(1)).toBeCloseTo(0.0532, 4);
      expect(model.predictOfNew(31.8571)).toBeCloseTo(1.0405, 3);
      expect(model.predictOfNew(78)).toBeCloseTo(1.858, 3);
    });

    it("foretells what the same customers buy in the next 39 weeks within 15%", () => {
      const whole = loadCdnow()!;
      const { repeats, last, observed } = purchaseHistories(cdnow!, byShopper(cdnow!), { end: dayOf("1997-09-30") });
      const expected = repeats.reduce((sum, x, i) => sum + model.predictPurchases(x, last[i], observed[i], 39), 0);
      const days = (log: typeof whole) => byShopper(log).days.reduce((sum, n) => sum + n, 0);
      const bought = days(whole) - days(cdnow!);
      expect(Math.abs(expected / bought - 1)).toBeLessThan(0.15);
    });
  },
);

describe("laws", () => {
  it("expected purchases are continuous at a = 1 and at a + b = 1, where the formula is 0 / 0", () => {
    const around = (a: number, b: number, x: number) => withFigures(0.7, 3, a, b).predictPurchases(x, x, 10, 20);
    expect(around(1, 2, 3)).toBeCloseTo((around(0.999, 2, 3) + around(1.001, 2, 3)) / 2, 5);
    expect(around(0.25, 0.75, 0)).toBeCloseTo((around(0.25, 0.749, 0) + around(0.25, 0.751, 0)) / 2, 5);
  });

  it("expects nothing within no time, more within more, and of very many purchases no broken number", () => {
    const model = withFigures(0.243, 4.414, 0.793, 2.426);
    expect(model.predictPurchases(3, 20, 30, 0)).toBe(0);
    expect(model.predictPurchases(3, 20, 30, 10)).toBeGreaterThan(model.predictPurchases(3, 20, 30, 5));
    const often = model.predictPurchases(5000, 99.9, 100, 10);
    expect(often).toBeGreaterThan(300);
    expect(often).toBeLessThan((10 * 5000.243) / 104);
  });

  it("with almost nobody leaving, expects the rate (r + x) / (alpha + T) times the time", () => {
    expect(withFigures(2, 5, 1e-7, 1).predictPurchases(4, 8, 10, 6)).toBeCloseTo((6 / 15) * 6, 5);
  });

  it("comes back from its state to the bit", () => {
    const model = fitBetaGeometric({ repeats: [0, 1, 3, 0, 2], last: [0, 2, 8, 0, 9], observed: [10, 10, 10, 10, 10] });
    const again = loadBetaGeometric(structuredClone(model.save()));
    expect(again.predictPurchases(2, 4, 10, 5)).toBe(model.predictPurchases(2, 4, 10, 5));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadBetaGeometric({})).toThrow(RangeError);
  });

  it("refuses impossible histories, and shoppers of whom none came again", () => {
    const observed = [5, 5];
    expect(() => fitBetaGeometric({ repeats: [1, 0], last: [6, 0], observed })).toThrow(
      "no history has 1 repeats, the last at 6, observed for 5",
    );
    expect(() => fitBetaGeometric({ repeats: [0, 0], last: [0, 1], observed })).toThrow(RangeError);
    expect(() => fitBetaGeometric({ repeats: [0, 0], last: [0, 0], observed })).toThrow("needs shoppers who buy again");
    expect(() => fitBetaGeometric({ repeats: [0], last: [0, 0], observed })).toThrow(RangeError);
    expect(() => withFigures(1, 1, 1, 1).predictPurchases(0, 0, 5, -1)).toThrow("needs a time of 0 or more");
  });
});

describe("statistical", () => {
  it("recovers r 1, alpha 5, a 1.5, b 4 of 4,000 simulated shoppers within 3.5 standard errors", () => {
    const truth = [1, 5, 1.5, 4];
    const model = fitBetaGeometric(simulate(truth, 4000, 40));
    [model.r, model.alpha, model.a, model.b].forEach((figure, i) => {
      expect(Math.abs(figure - truth[i])).toBeLessThan(3.5 * model.standardErrors[i]);
      expect(model.standardErrors[i] / truth[i]).toBeLessThan(0.25);
    });
  });
});

function simulate([r, alpha, a, b]: number[], shoppers: number, time: number) {
  const rng = createRng("buy till you die");
  const histories = { repeats: [] as number[], last: [] as number[], observed: [] as number[] };
  for (let i = 0; i < shoppers; i++) {
    const rate = sampleGamma(r, rng) / alpha;
    const leaving = sampleBeta(a, b, rng);
    let count = 0;
    let last = 0;
    for (let at = 0; ; ) {
      at -= Math.log(1 - rng.uniform()) / rate;
      if (at > time) break;
      count += 1;
      last = at;
      if (rng.uniform() < leaving) break;
    }
    histories.repeats.push(count);
    histories.last.push(last);
    histories.observed.push(time);
  }
  return histories;
}
