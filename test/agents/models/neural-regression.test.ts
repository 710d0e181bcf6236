import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import {
  fitNeuralRegression,
  loadNeuralRegression,
  type RegressionRows,
} from "../../../agents/models/neural-regression.js";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";

/** y = 10 + 3 |a| + 2 b^2 + noise of deviation 0.5; c tells nothing, d never varies */
function rows(seed: string, count: number): RegressionRows {
  const rng = createRng(seed);
  const names = ["a", "b", "c", "d"];
  const features = new Float64Array(count * 4);
  const targets = new Float64Array(count);
  for (let r = 0; r < count; r++) {
    for (let i = 0; i < 3; i++) features[r * 4 + i] = rng.normal();
    features[r * 4 + 3] = 7;
    const [a, b] = features.subarray(r * 4);
    targets[r] = 10 + 3 * Math.abs(a) + 2 * b * b + 0.5 * rng.normal();
  }
  return { names, features, targets };
}

describe("fitNeuralRegression", () => {
  const data = rows("train", 1200);
  const model = fitNeuralRegression(data, { rng: createRng("fit"), mostEpochs: 60 });
  const fresh = rows("fresh", 500);
  const told = new Float64Array(500);
  model.predict(fresh.features, 500, told);

  it("leaves little more than the noise: fresh rows' mean squared error is below 0.6, of a variance of about 11.5", () => {
    // noise 0.25; standard error of the mean over 500 rows about 0.02
    const error = told.reduce((sum, y, r) => sum + (y - fresh.targets[r]) ** 2, 0) / 500;
    expect(error).toBeLessThan(0.6);
    expect(model.heldOutVariance).toBeGreaterThan(8);
    // a chosen pass flatters it a little: 240 rows, four standard errors
    expect(Math.abs(model.heldOutError - error)).toBeLessThan(0.25);
  });

  it("explains what matters: b before a, and nothing of what tells nothing", () => {
    const { summary, findings } = model.explain();
    expect(summary).toMatch(/^A perceptron 4-32-32-1 explains 9\d\.\d% of the variance/);
    expect(findings.slice(0, 2).map(({ name }) => name)).toEqual(["b", "a"]);
    const by = new Map(findings.map((finding) => [finding.name, finding]));
    expect(by.get("a")?.low).toBeGreaterThan(0.2);
    expect(Math.abs(by.get("c")?.value ?? Infinity)).toBeLessThan(0.03);
    expect(by.get("d")).toMatchObject({ value: 0, low: 0, high: 0 });
  });

  it("predicts the same to the bit after save, JSON and load", () => {
    const loaded = loadNeuralRegression(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
    const again = new Float64Array(500);
    loaded.predict(fresh.features, 500, again);
    expect(again).toEqual(told);
    expect(loaded.explain()).toEqual(model.explain());
    expect(loaded.save()).toEqual(model.save());
  });

  it("learns the same to the bit by the same seed, and something else by another", () => {
    const few = rows("few", 60);
    const learned = (seed: string) => fitNeuralRegression(few, { rng: createRng(seed), mostEpochs: 5 }).save();
    expect(learned("one")).toEqual(learned("one"));
    expect(learned("two")).not.toEqual(learned("one"));
  });

  it("stops early where nothing is to be learned", () => {
    const rng = createRng("noise");
    const noise = { ...rows("x", 200), targets: Float64Array.from({ length: 200 }, () => rng.normal()) };
    const { epochs, heldOutError, heldOutVariance } = fitNeuralRegression(noise, { rng, patience: 5 });
    expect(epochs).toBeLessThan(30);
    expect(heldOutError).toBeGreaterThan(0.7 * heldOutVariance);
  });

  it("refuses what it cannot learn from, and says what", () => {
    const rng = createRng("x");
    const learned = (data: RegressionRows) => () => fitNeuralRegression(data, { rng });
    const good = rows("x", 20);
    expect(learned(rows("x", 9))).toThrow("needs at least 10 rows, got 9");
    expect(learned({ ...good, names: [], features: new Float64Array(0) })).toThrow("needs at least 1 feature, got 0");
    expect(learned({ ...good, names: ["a"] })).toThrow("20 rows of 1 features, got 80 numbers");
    expect(learned({ ...good, targets: good.targets.map(() => Number.NaN) })).toThrow("needs finite numbers, got NaN");
    expect(() => fitNeuralRegression(good, { rng, heldOut: 1 })).toThrow("above 0 and below 1, got 1");
    const model = fitNeuralRegression(good, { rng, mostEpochs: 1 });
    expect(() => model.predict(new Float64Array(7), 2, new Float64Array(2))).toThrow("2 rows of 4, got 7 numbers");
  });
});
