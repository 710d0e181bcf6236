import { beforeAll, describe, expect, test } from "vitest";
import { type ChoiceData, fitConditionalLogit } from "../../../agents/math/conditional-logit.js";
import { createRng } from "../../../agents/math/rng.js";
import { fitLatentClasses, type LatentClasses } from "../../../experiments/calibrate/latent-classes.js";

/** Of 90 households the first 60 mind a price much (-4), the last 30 little (-1) and love the first brand (+2). */
const TRUTH = [
  { brand: 0, price: -4 },
  { brand: 2, price: -1 },
];
const ofHousehold = (h: number) => TRUTH[h < 60 ? 0 : 1];

function twoKinds(): { data: ChoiceData; household: string[] } {
  const rng = createRng("two kinds");
  const attributes: number[] = [];
  const chosen: number[] = [];
  const household: string[] = [];
  for (let h = 0; h < 90; h++) {
    const { brand, price } = ofHousehold(h);
    const trips = h < 60 ? 15 : 30;
    for (let n = 0; n < trips; n++) {
      const prices = [0.5 + rng.uniform(), 0.5 + rng.uniform()];
      const first = 1 / (1 + Math.exp(price * (prices[1] - prices[0]) - brand));
      attributes.push(1, prices[0], 0, prices[1]);
      chosen.push(rng.uniform() < first ? 0 : 1);
      household.push(`h${h}`);
    }
  }
  const data = {
    names: ["brand", "price"],
    choices: chosen.length,
    alternatives: 2,
    attributes: Float64Array.from(attributes),
    chosen: Int32Array.from(chosen),
  };
  return { data, household };
}

describe("latent classes of households", () => {
  const { data, household } = twoKinds();
  let one: LatentClasses;
  let two: LatentClasses;
  let three: LatentClasses;
  beforeAll(() => {
    [one, two, three] = [1, 2, 3].map((classes) => fitLatentClasses(data, household, classes));
  });

  test("one class is the conditional logit, but for a ridge of .01", () => {
    const logit = fitConditionalLogit(data);
    expect(one.logLikelihood).toBeCloseTo(logit.logLikelihood, 2);
    logit.estimates.forEach((value, k) => {
      expect(one.estimates[0][k]).toBeCloseTo(value, 2);
    });
    expect([...one.shares]).toEqual([1]);
    expect(one.choicesEach[0]).toBeCloseTo(data.choices / 90, 9);
    expect(one.bic).toBeCloseTo(-2 * one.logLikelihood + 2 * Math.log(90), 9);
  });

  test("two planted kinds are found: their shares, how often they buy and what they mind", () => {
    const sensitive = two.estimates[0][1] < two.estimates[1][1] ? 0 : 1;
    expect(two.shares[sensitive]).toBeCloseTo(2 / 3, 1);
    expect(two.choicesEach[sensitive]).toBeGreaterThan(14);
    expect(two.choicesEach[sensitive]).toBeLessThan(17);
    // standard errors of about .25 for either price and .15 for the brand
    expect(Math.abs(two.estimates[sensitive][1] - -4)).toBeLessThan(1);
    expect(Math.abs(two.estimates[1 - sensitive][1] - -1)).toBeLessThan(1);
    expect(Math.abs(two.estimates[1 - sensitive][0] - 2)).toBeLessThan(0.6);
  });

  test("more classes fit better, but the criterion stops at the planted two", () => {
    expect(two.logLikelihood).toBeGreaterThan(one.logLikelihood + 50);
    expect(three.logLikelihood).toBeGreaterThanOrEqual(two.logLikelihood - 0.1);
    expect(two.bic).toBeLessThan(one.bic);
    expect(two.bic).toBeLessThan(three.bic);
  });

  test("the same data give the same bytes", () => {
    expect(fitLatentClasses(data, household, 2)).toEqual(two);
  });
});
