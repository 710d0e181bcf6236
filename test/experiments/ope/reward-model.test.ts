import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { drawFolds } from "../../../experiments/ope/folds.js";
import { modelRewards } from "../../../experiments/ope/reward-model.js";

const f = (...values: number[]) => Float64Array.from(values);
const always = (action: number) => (_row: number, out: Float64Array) => {
  out.fill(0);
  out[action] = 1;
};

describe("the reward model", () => {
  test("without features is the mean of all, moved towards the action's own by n / (n + 10)", () => {
    // mean of all 1.5; action 1's four rows average 2: 1.5 + .5 x 4 / 14; action 0's twelve: 1.3333
    const action = Int32Array.from({ length: 16 }, (_, i) => (i < 4 ? 1 : 0));
    const reward = Float64Array.from(action, (a, i) => (a === 1 ? 2 : i % 3 === 0 ? 2 : 1));
    const mean = reward.reduce((sum, r) => sum + r, 0) / 16;
    const rows = { actions: 2, action, reward, features: f(), width: 0 };
    const { modelledPolicy } = modelRewards(rows, always(1), { folds: 1, seed: "1" });
    expect(modelledPolicy[0]).toBeCloseTo(mean + ((2 - mean) * 4) / 14, 12);
  });

  test("values a row by the other folds alone", () => {
    // one reward of 100 among zeros: its own value must not know it
    const rows = { actions: 1, action: new Int32Array(20), reward: new Float64Array(20), features: f(), width: 0 };
    rows.reward[7] = 100;
    const { modelled } = modelRewards(rows, always(0), { folds: 20, seed: "1" });
    expect(modelled[7]).toBe(0);
    expect(modelled[0]).toBeCloseTo(100 / 19, 10);
  });

  test("finds a line of each action", () => {
    const rng = createRng("lines");
    const count = 4000;
    const features = Float64Array.from({ length: count }, () => rng.normal());
    const action = Int32Array.from({ length: count }, () => rng.int(2));
    const reward = Float64Array.from(features, (x, i) => 1 + (action[i] === 1 ? 2 : -1) * x + 0.1 * rng.normal());
    const rows = { actions: 2, action, reward, features, width: 1 };
    const { modelledPolicy } = modelRewards(rows, always(1), { folds: 5, seed: "1" });
    let worst = 0;
    for (let i = 0; i < count; i++)
      if (Math.abs(features[i]) < 1.5) worst = Math.max(worst, Math.abs(modelledPolicy[i] - (1 + 2 * features[i])));
    expect(worst).toBeLessThan(0.2);
  });

  test("units stay together in a fold, folds are even", () => {
    const unit = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 3));
    const fold = drawFolds(60, 4, "1", unit);
    for (let i = 0; i < 60; i++) expect(fold[i]).toBe(fold[3 * Math.floor(i / 3)]);
    expect([0, 1, 2, 3].map((k) => fold.filter((one) => one === k).length)).toEqual([15, 15, 15, 15]);
    expect(() => drawFolds(3, 5, "1")).toThrow("needs 1 to 3 folds, got 5");
  });
});
