import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { contextFeatures } from "../../../experiments/ope/context-features.js";
import { fittedQ } from "../../../experiments/ope/fitted-q.js";
import { estimateOf } from "../../../experiments/ope/row-ratios.js";
import { trajectoryEstimators } from "../../../experiments/ope/trajectories.js";
import { importanceWeights } from "../../../experiments/ope/weights.js";
import { hasReference, numbersOf, reference } from "./reference-rows.js";

const f = (...values: number[]) => Float64Array.from(values);

describe("by hand: two episodes, the second over after one step", () => {
  const log = { first: Int32Array.of(0, 2, 3), reward: f(1, 2, 4), weight: f(2, 3, 0.5), discount: 0.5 };
  const values = { actionValue: f(1, 1, 3), stateValue: f(2, 1, 3) };
  const value = Object.fromEntries(
    Object.entries(trajectoryEstimators(log, values)).map(([name, estimator]) => [name, estimateOf(estimator)]),
  );

  test("whole products and products so far", () => {
    // W = 2, 6 and .5; returns 1 + .5 x 2 = 2 and 4
    expect(value.TIS).toBe((6 * 2 + 0.5 * 4) / 2);
    expect(value["SN-TIS"]).toBe((6 * 2 + 0.5 * 4) / 6.5);
    expect(value.PDIS).toBe((2 * 1 + 0.5 * 6 * 2 + 0.5 * 4) / 2);
  });

  test("self-normalised by step: an episode that is over keeps its weight and earns nothing", () => {
    expect(value["SN-PDIS"]).toBe((2 * 1 + 0.5 * 4) / 2.5 + (0.5 * 6 * 2) / 6.5);
  });

  test("the model's value corrected step by step", () => {
    // 2 (1 - 1) + 2 + .5 (6 (2 - 1) + 2 x 1) = 6 and .5 (4 - 3) + 3 = 3.5
    expect(value["DR-trajectory"]).toBe((6 + 3.5) / 2);
    expect(value.FQE).toBe((2 + 3) / 2);
  });

  test("refuses an episode without steps and a discount above 1", () => {
    expect(() => trajectoryEstimators({ ...log, first: Int32Array.of(0, 3, 3) })).toThrow("episode 1 has no step");
    expect(() => trajectoryEstimators({ ...log, discount: 2 })).toThrow("discount: needs a number from 0 to 1, got 2");
  });
});

describe.skipIf(!hasReference)("the reference rows of ope_traj.csv (skipped without ../shared)", () => {
  const file = hasReference ? numbersOf(reference("ope_traj.csv")) : {};
  const rows = file.reward?.length ?? 0;
  const first = Int32Array.from({ length: rows / 5 + 1 }, (_, e) => 5 * e);

  test("TIS, PDIS and SN-PDIS to 1e-7, as printed", () => {
    const weight = importanceWeights(file.pi_e, file.pi_b);
    const estimators = trajectoryEstimators({ first, reward: file.reward, weight, discount: 0.95 });
    expect(Math.abs(estimateOf(estimators.TIS!) - 2.0467231)).toBeLessThan(5.1e-8);
    expect(Math.abs(estimateOf(estimators.PDIS!) - 3.0803255)).toBeLessThan(5.1e-8);
    expect(Math.abs(estimateOf(estimators["SN-PDIS"]!) - 3.6274926)).toBeLessThan(5.1e-8);
  });

  test("fitted Q and DR come within .25 of the true 3.7199156", () => {
    const weight = importanceWeights(file.pi_e, file.pi_b);
    const state = { name: "state", kind: "text", codes: Int32Array.from(file.state), texts: ["0", "1", "2"] } as const;
    const chanceOfOne = [Number.NaN, Number.NaN, Number.NaN];
    for (let i = 0; i < rows; i++) {
      chanceOfOne[file.state[i]] = file.action[i] === 1 ? file.pi_e[i] : 1 - file.pi_e[i];
    }
    const values = fittedQ(
      {
        first,
        reward: file.reward,
        action: Int32Array.from(file.action),
        actions: 2,
        ...contextFeatures([state], rows),
        discount: 0.95,
      },
      (row, out) => {
        out[1] = chanceOfOne[file.state[row]];
        out[0] = 1 - out[1];
      },
      { folds: 5, seed: "1" },
    );
    const estimators = trajectoryEstimators({ first, reward: file.reward, weight, discount: 0.95 }, values);
    expect(Math.abs(estimateOf(estimators.FQE!) - 3.7199156)).toBeLessThan(0.25);
    expect(Math.abs(estimateOf(estimators["DR-trajectory"]!) - 3.7199156)).toBeLessThan(0.25);
  });
});

/** One state, two actions, two steps; the reward is the action, plus 1 where it repeats the last one. Sixteen logs of one episode. */
test("over all episodes of two steps TIS, PDIS and DR are right on average whatever the model says", () => {
  const logging = [0.7, 0.3];
  const policy = [0.2, 0.8];
  const discount = 0.9;
  const expected: Record<string, number> = {};
  let truth = 0;
  for (const a of [0, 1])
    for (const b of [0, 1]) {
      const reward = f(a, b + (a === b ? 1 : 0));
      truth += policy[a] * policy[b] * (reward[0] + discount * reward[1]);
      const weight = importanceWeights(f(policy[a], policy[b]), f(logging[a], logging[b]));
      const model = [
        [0.3, 2],
        [1, 0.4],
      ];
      const stateValue = model.map((q) => policy[0] * q[0] + policy[1] * q[1]);
      const estimators = trajectoryEstimators(
        { first: Int32Array.of(0, 2), reward, weight, discount },
        { actionValue: f(model[0][a], model[1][b]), stateValue: f(stateValue[0], stateValue[1]) },
      );
      for (const [name, estimator] of Object.entries(estimators))
        expected[name] = (expected[name] ?? 0) + logging[a] * logging[b] * estimateOf(estimator);
    }
  expect(expected.TIS).toBeCloseTo(truth, 12);
  expect(expected.PDIS).toBeCloseTo(truth, 12);
  expect(expected["DR-trajectory"]).toBeCloseTo(truth, 12);
});

test("a policy that is the logging one has the mean return, by every weighted estimator", () => {
  const log = {
    first: Int32Array.of(0, 2, 3, 6),
    reward: f(1, 2, 3, 4, 5, 6),
    weight: new Float64Array(6).fill(1),
    discount: 1,
  };
  for (const [name, estimator] of Object.entries(trajectoryEstimators(log)))
    expect(estimateOf(estimator), name).toBeCloseTo(21 / 3, 12);
});

/**
 * A walk on three places: action 1 goes one place on, action 0 stays; place times .5 is earned at each of four steps. A policy that always
 * goes on earns 0 + .5 + 1 + 1 from place 0.
 */
test("fitted Q learns what always going on earns from episodes that seldom do", () => {
  const rng = createRng("walk");
  const episodes = 400;
  const rows = episodes * 4;
  const codes = new Int32Array(rows);
  const reward = new Float64Array(rows);
  const action = new Int32Array(rows);
  for (let e = 0; e < episodes; e++) {
    let place = 0;
    for (let t = 0; t < 4; t++) {
      const row = 4 * e + t;
      codes[row] = place;
      reward[row] = place * 0.5;
      action[row] = rng.uniform() < 0.4 ? 1 : 0;
      if (action[row] === 1) place = Math.min(2, place + 1);
    }
  }
  const { stateValue } = fittedQ(
    {
      first: Int32Array.from({ length: episodes + 1 }, (_, e) => 4 * e),
      reward,
      action,
      actions: 2,
      ...contextFeatures([{ name: "place", kind: "text", codes, texts: ["0", "1", "2"] }], rows),
      discount: 1,
    },
    (_row, out) => {
      out[0] = 0;
      out[1] = 1;
    },
    { folds: 2, seed: "1" },
  );
  expect(Math.abs(stateValue[0] - 2.5)).toBeLessThan(0.1);
});
