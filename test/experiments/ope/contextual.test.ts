import { describe, expect, test } from "vitest";
import { CONTEXTUAL, contextualEstimators } from "../../../experiments/ope/contextual.js";
import { byUnit, estimateOf } from "../../../experiments/ope/row-ratios.js";
import { importanceWeights, weightFacts } from "../../../experiments/ope/weights.js";
import { BANDIT_ROWS, hasReference, numbersOf, reference } from "./reference-rows.js";

const f = (...values: number[]) => Float64Array.from(values);
const constants = { clip: 2, switch: 2, shrink: 4, subGaussian: 0.5 };

/** Two actions; the second row did what the policy seldom does. */
const two = { reward: f(1, 3), weight: f(4, 1), modelled: f(2, 1), modelledPolicy: f(1.5, 2.5) };

describe("the nine estimators by hand", () => {
  const value = (name: (typeof CONTEXTUAL)[number], rows = two) =>
    estimateOf(contextualEstimators(rows, constants)[name]);

  test("the model alone, weights alone, clipped weights", () => {
    expect(value("DM")).toBe((1.5 + 2.5) / 2);
    expect(value("IPW")).toBe((4 * 1 + 1 * 3) / 2);
    expect(value("clipped")).toBe((2 * 1 + 1 * 3) / 2);
    expect(value("SNIPW")).toBe((4 * 1 + 1 * 3) / 5);
  });

  test("the model corrected by weighted residuals -1 and 2", () => {
    expect(value("DR")).toBe(2 + (4 * -1 + 1 * 2) / 2);
    expect(value("SNDR")).toBe(2 + (4 * -1 + 1 * 2) / 5);
    expect(value("Switch-DR")).toBe(2 + (1 * 2) / 2);
    // 4 x 4 / (16 + 4) = .8 and 4 x 1 / (1 + 4) = .8
    expect(value("DRos")).toBeCloseTo(2 + (0.8 * -1 + 0.8 * 2) / 2, 14);
  });

  test("sub-Gaussian weights 4 / 2.5 and 1 / 1", () => {
    expect(value("sub-Gaussian")).toBeCloseTo((1.6 * 1 + 1 * 3) / 2, 14);
  });

  test("the threshold of Switch-DR itself is still corrected", () => {
    const at = (threshold: number) =>
      estimateOf(contextualEstimators(two, { ...constants, switch: threshold })["Switch-DR"]);
    expect(at(4)).toBe(value("DR"));
    expect(at(0)).toBe(value("DM"));
  });

  test("a self-normalised value is none where no row tells of the policy", () => {
    expect(value("SNIPW", { ...two, weight: f(0, 0) })).toBeNaN();
    expect(value("IPW", { ...two, weight: f(0, 0) })).toBe(0);
  });

  test("refuses what cannot be", () => {
    expect(() => importanceWeights(f(1), f(0))).toThrow("needs propensities above 0 and at most 1, got 0 in row 0");
    expect(() => importanceWeights(f(1), f(1.5))).toThrow("got 1.5");
    expect(() => importanceWeights(f(1), f(Number.NaN))).toThrow("got NaN");
    expect(() => importanceWeights(f(2), f(1))).toThrow("needs chances of 0 to 1, got 2");
    expect(() => contextualEstimators(two, { ...constants, clip: 0 })).toThrow("clip: needs a number above 0, got 0");
    expect(() => contextualEstimators({ ...two, weight: f(1) }, constants)).toThrow("2 rewards, 1 of weight");
  });
});

/** The README's rows, by independent programs; `qhat` of the file is the reward model, so that DM is its mean under pi_e. */
describe.skipIf(!hasReference)("the reference rows of ope_bandit.csv (skipped without ../shared)", () => {
  const file = hasReference ? numbersOf(reference("ope_bandit.csv")) : {};
  const rows = file.reward?.length ?? 0;
  const at = (prefix: string, row: number, action: number) => file[`${prefix}${action}`][row];
  const chance = new Float64Array(rows);
  const modelled = new Float64Array(rows);
  const modelledPolicy = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    chance[i] = at("pi_e", i, file.action[i]);
    modelled[i] = at("qhat", i, file.action[i]);
    for (let a = 0; a < 5; a++) modelledPolicy[i] += at("pi_e", i, a) * at("qhat", i, a);
  }

  test("all values to 1e-8", () => {
    const weight = importanceWeights(chance, file.pscore);
    const estimators = contextualEstimators(
      { reward: file.reward, weight, modelled, modelledPolicy },
      { clip: 5, switch: 3, shrink: 10, subGaussian: 0 },
    );
    for (const [name, value] of Object.entries(BANDIT_ROWS))
      expect(Math.abs(estimateOf(estimators[name as keyof typeof BANDIT_ROWS]) - value), name).toBeLessThan(1e-8);
    expect(estimateOf(estimators["sub-Gaussian"])).toBeCloseTo(estimateOf(estimators.IPW), 14);
    const { effectiveSampleSize, largestWeight } = weightFacts(weight);
    expect(effectiveSampleSize).toBeCloseTo(68.1877, 4);
    expect(largestWeight).toBeCloseTo(19.273, 3);
  });
});

describe("laws", () => {
  const rows = {
    reward: f(1, 0, 2, 5, 3),
    weight: f(0.5, 2, 1.5, 0, 3),
    modelled: f(1, 1, 2, 2, 3),
    modelledPolicy: f(1, 2, 2, 1, 3),
  };
  const values = (of: typeof rows, c = constants) =>
    Object.fromEntries(Object.entries(contextualEstimators(of, c)).map(([name, e]) => [name, estimateOf(e)]));

  test("weights of 1 make every weighted estimator the mean reward", () => {
    const own = values({ ...rows, weight: f(1, 1, 1, 1, 1), modelledPolicy: rows.modelled });
    for (const name of CONTEXTUAL)
      if (name !== "DM" && name !== "DRos") expect(own[name], name).toBeCloseTo(11 / 5, 14);
  });

  test("self-normalised values do not feel a common factor of the weights", () => {
    const scaled = values({ ...rows, weight: rows.weight.map((w) => 7 * w) });
    expect(scaled.SNIPW).toBeCloseTo(values(rows).SNIPW, 14);
    expect(scaled.SNDR).toBeCloseTo(values(rows).SNDR, 14);
    expect(scaled.IPW).toBeCloseTo(7 * values(rows).IPW, 13);
  });

  test("constants at their ends give the estimators they lie between", () => {
    const none = values(rows, { clip: 1e9, switch: 1e9, shrink: Number.POSITIVE_INFINITY, subGaussian: 0 });
    expect(none.clipped).toBeCloseTo(none.IPW, 14);
    expect(none["sub-Gaussian"]).toBeCloseTo(none.IPW, 14);
    expect(none["Switch-DR"]).toBeCloseTo(none.DR, 14);
    expect(none.DRos).toBeCloseTo(none.DR, 14);
    const all = values(rows, { clip: 1e9, switch: 0, shrink: 0, subGaussian: 1 });
    expect(all["Switch-DR"]).toBe(all.DM);
    expect(all.DRos).toBe(all.DM);
    // harmonic weights of 1 are 1 wherever the policy might have acted so
    expect(all["sub-Gaussian"]).toBeCloseTo((1 + 0 + 2 + 3) / 5, 14);
  });

  test("a model that is right leaves doubly robust values at the model's", () => {
    const right = values({ ...rows, modelled: rows.reward });
    for (const name of ["DR", "SNDR", "Switch-DR", "DRos"]) expect(right[name]).toBe(right.DM);
  });

  test("units leave the value as it is", () => {
    const unit = Int32Array.of(0, 0, 1, 2, 1);
    for (const [name, estimator] of Object.entries(contextualEstimators(rows, constants)))
      expect(estimateOf(byUnit(estimator, unit, 3)), name).toBeCloseTo(estimateOf(estimator), 14);
  });
});

/**
 * Two contexts, two actions, rewards 0 or 1 by a known law: every log of two rows with its probability. Expectations are exact sums.
 */
test("over all logs of two rows IPW and DR are right on average, clipped is low by what it cuts", () => {
  const logging = [
    [0.8, 0.2],
    [0.3, 0.7],
  ];
  const policy = [
    [0.1, 0.9],
    [0.5, 0.5],
  ];
  const meanReward = [
    [0.2, 0.6],
    [0.7, 0.1],
  ];
  const model = [
    [0.5, 0.1],
    [0.2, 0.9],
  ];
  const cells = [0, 1].flatMap((x) =>
    [0, 1].flatMap((a) =>
      [0, 1].map((r) => ({
        x,
        a,
        r,
        chance: 0.5 * logging[x][a] * (r === 1 ? meanReward[x][a] : 1 - meanReward[x][a]),
      })),
    ),
  );
  const modelOf = (x: number) => policy[x][0] * model[x][0] + policy[x][1] * model[x][1];
  const truth = 0.5 * (0.1 * 0.2 + 0.9 * 0.6) + 0.5 * (0.5 * 0.7 + 0.5 * 0.1);
  const expected: Record<string, number> = {};
  for (const one of cells)
    for (const other of cells) {
      const both = [one, other];
      const weight = importanceWeights(
        Float64Array.from(both, ({ x, a }) => policy[x][a]),
        Float64Array.from(both, ({ x, a }) => logging[x][a]),
      );
      const estimators = contextualEstimators(
        {
          reward: Float64Array.from(both, ({ r }) => r),
          weight,
          modelled: Float64Array.from(both, ({ x, a }) => model[x][a]),
          modelledPolicy: Float64Array.from(both, ({ x }) => modelOf(x)),
        },
        { ...constants, clip: 2 },
      );
      for (const [name, estimator] of Object.entries(estimators))
        expected[name] = (expected[name] ?? 0) + one.chance * other.chance * estimateOf(estimator);
    }
  expect(expected.IPW).toBeCloseTo(truth, 12);
  expect(expected.DR).toBeCloseTo(truth, 12);
  // only the weight of .9 / .2 is cut, to 2: half of the rows' contexts, logged with .2, at a mean reward of .6
  expect(expected.clipped).toBeCloseTo(truth - 0.5 * 0.2 * (0.9 / 0.2 - 2) * 0.6, 12);
  expect(Math.abs(expected.SNIPW - truth)).toBeGreaterThan(1e-3);
});
