import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitNeuralRegression, loadNeuralRegression } from "../../../../agents/models/neural-regression.js";
import { type Learner, leastSquaresLearner } from "../../../../agents/models/uplift/learner.js";
import { qiniCurve } from "../../../../agents/models/uplift/qini.js";
import {
  fitTransformedOutcome,
  fitTwoModelUplift,
  loadTransformedOutcome,
  loadTwoModelUplift,
  type TreatmentRows,
  type UpliftModel,
} from "../../../../agents/models/uplift/uplift-model.js";

const squares = leastSquaresLearner();

function upliftOf(model: UpliftModel, features: number[]): number[] {
  const rows = features.length / model.names.length;
  const out = new Float64Array(rows);
  model.predictUplift(Float64Array.from(features), rows, out);
  return [...out];
}

/** Shoppers on a square; a coupon moves those with x above 0 by `effect`, x and y move the outcome anyway. */
function trial(rows: number, seed: string, effect: (x: number, y: number) => number): TreatmentRows {
  const rng = createRng(seed);
  const features = new Float64Array(2 * rows);
  const treated: number[] = [];
  const outcome: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [x, y] = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
    features.set([x, y], 2 * row);
    const coupon = rng.int(2);
    treated.push(coupon);
    outcome.push(1 + y + coupon * effect(x, y) + 0.3 * rng.normal());
  }
  return { names: ["x", "y"], features, treated, outcome };
}

describe("worked by hand", () => {
  // untreated y = x, treated y = 2 + 3 x
  const data: TreatmentRows = {
    names: ["x"],
    features: Float64Array.of(0, 1, 2, 3, 0, 1, 2, 3),
    treated: [0, 0, 0, 0, 1, 1, 1, 1],
    outcome: [0, 1, 2, 3, 2, 5, 8, 11],
  };

  it("two models tell the difference of two lines, 2 + 2 x", () => {
    expect(upliftOf(fitTwoModelUplift(data, squares), [0, 5]).map((uplift) => uplift.toFixed(9))).toEqual([
      "2.000000000",
      "12.000000000",
    ]);
  });

  it("a transformed outcome, y* = 2 y for the treated and -2 y for the others at even odds, tells the same line", () => {
    expect(upliftOf(fitTransformedOutcome(data, squares), [0, 5]).map((uplift) => uplift.toFixed(9))).toEqual([
      "2.000000000",
      "12.000000000",
    ]);
  });

  it("weighs by the chance of each shopper where it differs", () => {
    // treated with .8 and .2; y* = y / e treated, -y / (1 - e) not: 10 / .8, -4 / .2, mean (12.5 - 20) / 2
    const two: TreatmentRows = { ...data, features: Float64Array.of(0, 0), treated: [1, 0], outcome: [10, 4] };
    const flat: Learner = {
      fit({ targets }) {
        const mean = targets.reduce((sum, y) => sum + y, 0) / targets.length;
        return {
          predict: (_features, _rows, out) => void out.fill(mean),
          save: () => ({}),
          explain: () => ({ summary: "", findings: [] }),
        };
      },
      load: () => {
        throw new Error("not saved");
      },
    };
    expect(upliftOf(fitTransformedOutcome(two, flat, [0.8, 0.8]), [0])[0]).toBeCloseTo((12.5 - 20) / 2, 12);
    expect(upliftOf(fitTransformedOutcome(two, flat, 0.5), [0])[0]).toBeCloseTo((20 - 8) / 2, 12);
  });
});

describe("laws", () => {
  const data = trial(400, "laws", (x) => x);

  it("come back from their states", () => {
    const two = fitTwoModelUplift(data, squares);
    const transformed = fitTransformedOutcome(data, squares, 0.5);
    const again = [
      loadTwoModelUplift(structuredClone(two.save()), squares),
      loadTransformedOutcome(structuredClone(transformed.save()), squares),
    ];
    [two, transformed].forEach((model, n) => {
      expect(upliftOf(again[n], [0.3, -0.8])).toEqual(upliftOf(model, [0.3, -0.8]));
      expect(again[n].explain()).toEqual(model.explain());
    });
    expect(() => loadTwoModelUplift({}, squares)).toThrow(RangeError);
    expect(() => loadTransformedOutcome({}, squares)).toThrow(RangeError);
  });

  it("refuse trials that are none", () => {
    expect(() => fitTwoModelUplift({ ...data, treated: data.outcome }, squares)).toThrow("treated is 0 or 1");
    const everybody = { ...data, treated: new Float64Array(400).fill(1) };
    expect(() => fitTwoModelUplift(everybody, squares)).toThrow("needs both, 400 of 400 were treated");
    expect(() => fitTransformedOutcome({ ...data, outcome: [1] }, squares)).toThrow("1 outcomes, 400 treatments");
    expect(() => fitTransformedOutcome(data, squares, 1)).toThrow("needs chances within 0 and 1, got 1");
  });
});

describe("statistical", () => {
  const data = trial(4000, "linear", (x) => x);

  it("recover an uplift of x within 4 standard errors: about .017 with two models, .07 with a transformed outcome", () => {
    const at = [-0.8, 0.5, 0, 0, 0.8, -0.5];
    [-0.8, 0, 0.8].forEach((truth, n) => {
      expect(Math.abs(upliftOf(fitTwoModelUplift(data, squares), at)[n] - truth)).toBeLessThan(4 * 0.017);
      expect(Math.abs(upliftOf(fitTransformedOutcome(data, squares, 0.5), at)[n] - truth)).toBeLessThan(4 * 0.07);
    });
  });

  it("with a perceptron find who is moved where no line does: x and y of one sign", () => {
    const crossed = trial(2500, "crossed", (x, y) => (x * y > 0 ? 1 : 0));
    const fresh = trial(2500, "fresh", (x, y) => (x * y > 0 ? 1 : 0));
    const perceptron: Learner = {
      fit: (rows) => fitNeuralRegression(rows, { rng: createRng("perceptron"), hidden: [16, 16], mostEpochs: 60 }),
      load: loadNeuralRegression,
    };
    const area = (learner: Learner) => {
      const score = new Float64Array(2500);
      fitTwoModelUplift(crossed, learner).predictUplift(fresh.features, 2500, score);
      return qiniCurve(score, fresh.treated, fresh.outcome).area;
    };
    // the best order gains 1/2 with the first half: an area of 1/8 over the line
    expect(area(perceptron)).toBeGreaterThan(0.1);
    expect(Math.abs(area(squares))).toBeLessThan(0.05);
  });
});
