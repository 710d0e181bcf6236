import { describe, expect, test } from "vitest";
import { make } from "../../envs/registry.js";

const THETA = [1, -0.5, 0.25, 0, 0.75];
const meanOf = (context: Float32Array, arm: number) =>
  THETA.reduce((sum, coefficient, i) => sum + coefficient * context[arm * 5 + i], 0);

describe("by hand", () => {
  test("without noise an arm pays x'theta, and regret adds up what the best would have paid beyond it", () => {
    const env = make("LinearBandit-v1", { noise: 0, horizon: 30 });
    let { observation } = env.reset({ seed: 2 });
    let regret = 0;
    for (let pull = 0; pull < 30; pull++) {
      const means = Array.from({ length: 10 }, (_, arm) => meanOf(observation, arm));
      const step = env.step(pull % 10);
      expect(step.reward).toBeCloseTo(means[pull % 10], 6);
      regret += Math.max(...means) - means[pull % 10];
      expect(step.info.metrics.pseudoRegret).toBeCloseTo(regret, 5);
      expect(step.terminated).toBe(pull === 29);
      observation = step.observation;
    }
  });

  test("what cannot be is refused", () => {
    expect(() => make("LinearBandit-v1", { theta: [] })).toThrow("theta");
    expect(() => make("LinearBandit-v1", { arms: 0 })).toThrow("arms");
    expect(() => make("LinearBandit-v1", { noise: -1 })).toThrow("noise");
  });
});

test("an episode restored or forked shows the same contexts and pays the same", () => {
  const env = make("LinearBandit-v1");
  env.reset({ seed: 9 });
  env.step(3);
  const twin = env.fork?.();
  const next = env.step(4);
  expect(twin?.step(4)).toEqual({ ...next });
});

describe("statistics", () => {
  test("contexts have mean 0 and variance 1/5, rewards noise .5, within 4 standard errors", () => {
    const env = make("LinearBandit-v1", { horizon: 10_000 });
    let { observation } = env.reset({ seed: "moments" });
    let sum = 0;
    let square = 0;
    let noise = 0;
    const rounds = 4_000;
    for (let pull = 0; pull < rounds; pull++) {
      for (const x of observation) {
        sum += x;
        square += x * x;
      }
      const mean = meanOf(observation, 0);
      const step = env.step(0);
      noise += (step.reward - mean) ** 2;
      observation = step.observation;
    }
    const n = rounds * 50;
    expect(Math.abs(sum / n)).toBeLessThan(4 * Math.sqrt(0.2 / n));
    expect(Math.abs(square / n - 0.2)).toBeLessThan(4 * 0.2 * Math.sqrt(2 / n));
    expect(Math.abs(noise / rounds - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / rounds));
  });

  test("always the first arm regrets as the reference's uniform play does: 1885.8 over 2,000 rounds", () => {
    const runs = Array.from({ length: 20 }, (_, seed) => {
      const env = make("LinearBandit-v1");
      const { info } = env.reset({ seed });
      for (let pull = 0; pull < 2000; pull++) env.step(0);
      return info.metrics.pseudoRegret;
    });
    const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
    const variance = runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs.length - 1);
    expect(Math.abs(mean - 1885.8)).toBeLessThan(4 * Math.sqrt(variance / runs.length + 1.5 ** 2));
  });
});
