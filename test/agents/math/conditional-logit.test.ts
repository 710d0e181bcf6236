import { describe, expect, test } from "vitest";
import { type ChoiceData, fitConditionalLogit, standardErrors } from "../../../agents/math/conditional-logit.js";
import { createRng } from "../../../agents/math/rng.js";

/** attributes[choice][alternative][parameter] */
function choices(names: string[], attributes: number[][][], chosen: number[]): ChoiceData {
  return {
    names,
    choices: attributes.length,
    alternatives: attributes[0].length,
    attributes: Float64Array.from(attributes.flat(2)),
    chosen: Int32Array.from(chosen),
  };
}

/** Three alternatives with two random attributes, chosen by a logit with these coefficients. */
function drawn(seed: string, coefficients: readonly number[], count: number): ChoiceData {
  const rng = createRng(seed);
  const attributes: number[][][] = [];
  const chosen: number[] = [];
  for (let n = 0; n < count; n++) {
    const rows = [0, 1, 2].map(() => coefficients.map(() => rng.normal()));
    const utility = rows.map((row) => row.reduce((sum, x, k) => sum + x * coefficients[k], 0));
    const gumbel = utility.map((u) => u - Math.log(-Math.log(rng.uniform())));
    chosen.push(gumbel.indexOf(Math.max(...gumbel)));
    attributes.push(rows);
  }
  return choices(
    coefficients.map((_, k) => `x${k}`),
    attributes,
    chosen,
  );
}

describe("the conditional logit", () => {
  const fourTrips = choices("a".split(""), new Array(4).fill([[1], [0]]), [0, 0, 0, 1]);

  test("taken three times of four against its like: coefficient ln 3, standard error 1 / sqrt(4 x .75 x .25)", () => {
    const fit = fitConditionalLogit(fourTrips);
    expect(fit.estimates[0]).toBeCloseTo(Math.log(3), 12);
    expect(standardErrors(fourTrips, fit.estimates)[0]).toBeCloseTo(1 / Math.sqrt(0.75), 12);
    expect(fit.logLikelihood).toBeCloseTo(3 * Math.log(0.75) + Math.log(0.25), 12);
    expect([...fit.choiceLogLikelihood].map(Math.exp)).toEqual(
      [0.75, 0.75, 0.75, 0.25].map((p) => expect.closeTo(p, 12)),
    );
  });

  test("a choice that counts three times is three choices", () => {
    const two = choices(
      ["a"],
      [
        [[1], [0]],
        [[1], [0]],
      ],
      [0, 1],
    );
    const weighted = fitConditionalLogit(two, { weights: Float64Array.of(3, 1) });
    expect(weighted.estimates[0]).toBeCloseTo(Math.log(3), 12);
  });

  test("a ridge keeps the coefficient of what is always taken finite", () => {
    const always = choices(["a"], new Array(4).fill([[1], [0]]), [0, 0, 0, 0]);
    const { estimates } = fitConditionalLogit(always, { ridge: 0.1 });
    // where 4 (1 - P) = .1 beta
    expect(4 / (1 + Math.exp(estimates[0]))).toBeCloseTo(0.1 * estimates[0], 10);
  });

  test("only differences between alternatives matter, and units only scale", () => {
    const data = drawn("laws", [1, -2], 300);
    const fit = fitConditionalLogit(data);
    const moved = { ...data, attributes: data.attributes.map((x, cell) => (cell % 2 === 1 ? 1000 * x + 7 : x)) };
    const fitMoved = fitConditionalLogit(moved);
    expect(fitMoved.estimates[0]).toBeCloseTo(fit.estimates[0], 8);
    expect(fitMoved.estimates[1]).toBeCloseTo(fit.estimates[1] / 1000, 11);
    expect(fitMoved.logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
  });

  test("finds the coefficients that choices were drawn with, within four standard errors", () => {
    const truth = [0.8, -1.5, 0];
    const data = drawn("truth", truth, 4000);
    const fit = fitConditionalLogit(data);
    const errors = standardErrors(data, fit.estimates);
    truth.forEach((value, k) => {
      expect(errors[k]).toBeLessThan(0.06);
      expect(Math.abs(fit.estimates[k] - value)).toBeLessThan(4 * errors[k]);
    });
  });

  test("says which attribute cannot be estimated", () => {
    const constant = choices(["same"], [[[2], [2]]], [0]);
    expect(() => fitConditionalLogit(constant)).toThrow("same does not vary between alternatives");
    const rows = [
      [
        [1, 2],
        [0, 0],
      ],
      [
        [0, 0],
        [3, 6],
      ],
      [
        [1, 2],
        [2, 4],
      ],
    ];
    expect(() => fitConditionalLogit(choices(["one", "twice"], rows, [0, 0, 1]))).toThrow(
      "twice cannot be told from one",
    );
    const foretold = choices(["a"], new Array(3).fill([[1], [0]]), [0, 0, 0]);
    expect(() => fitConditionalLogit(foretold)).toThrow("a foretells choices without fail");
  });
});
