import { describe, expect, test } from "vitest";
import { make } from "../../envs/registry.js";

function rewards(env: ReturnType<typeof bandit>, arms: readonly number[]): number[] {
  return arms.map((arm) => env.step(arm).reward);
}
const bandit = (means: readonly number[], horizon = 100) => make("BernoulliBandit-v1", { means, horizon });

describe("by hand", () => {
  test("an arm with mean 1 always pays, one with mean 0 never", () => {
    const env = bandit([0, 1], 6);
    env.reset({ seed: 3 });
    expect(rewards(env, [1, 0, 1, 0, 1])).toEqual([1, 0, 1, 0, 1]);
  });

  test("pseudo-regret is the sum of the best mean less the pulled arm's", () => {
    const env = bandit([0.9, 0.8, 0.5]);
    const { info } = env.reset({ seed: 3 });
    rewards(env, [0, 1, 2, 2]);
    expect(info.metrics.pseudoRegret).toBeCloseTo(0.1 + 0.4 + 0.4, 12);
    expect(env.reset().info.metrics.pseudoRegret).toBe(0);
  });

  test("an episode terminates at its horizon and is never truncated", () => {
    const env = bandit([0.5], 3);
    env.reset({ seed: 1 });
    const ends = [0, 0, 0].map((arm) => {
      const { terminated, truncated } = env.step(arm);
      return [terminated, truncated];
    });
    expect(ends).toEqual([
      [false, false],
      [false, false],
      [true, false],
    ]);
  });

  test("means outside 0 to 1 and an empty horizon are refused", () => {
    expect(() => bandit([1.2])).toThrow("means[0] must be from 0 to 1, got 1.2");
    expect(() => bandit([Number.NaN])).toThrow(RangeError);
    expect(() => bandit([])).toThrow("at least one arm");
    expect(() => bandit([0.5], 0)).toThrow("horizon");
  });
});

describe("laws", () => {
  test("two policies that pull the same arm at the same pull get the same reward", () => {
    const a = bandit([0.5, 0.5, 0.5]);
    const b = bandit([0.5, 0.5, 0.5]);
    a.reset({ seed: "luck" });
    b.reset({ seed: "luck" });
    const pulls = Array.from({ length: 60 }, (_, t) => t);
    const left = rewards(
      a,
      pulls.map((t) => t % 3),
    );
    const right = rewards(
      b,
      pulls.map((t) => (t % 2 === 0 ? t % 3 : 0)),
    );
    expect(left.filter((_, t) => t % 2 === 0)).toEqual(right.filter((_, t) => t % 2 === 0));
  });

  test("an arm more leaves the others' rewards as they were", () => {
    const small = bandit([0.5, 0.5]);
    const large = bandit([0.5, 0.5, 0.5]);
    small.reset({ seed: "luck" });
    large.reset({ seed: "luck" });
    const pulls = Array.from({ length: 60 }, (_, t) => t % 2);
    expect(rewards(large, pulls)).toEqual(rewards(small, pulls));
  });

  test("seed, role, episode and slot each change the luck; the same four repeat it", () => {
    const env = bandit([0.5], 200);
    const play = (seed: string, options: object) => {
      env.reset({ seed, options });
      return rewards(env, new Array(64).fill(0)).join("");
    };
    const played = [
      play("0", {}),
      play("1", {}),
      play("0", { role: "evaluate" }),
      play("0", { episode: 1 }),
      play("0", { slot: 1 }),
      play("1", { slot: 0, episode: 1 }),
    ];
    expect(new Set(played).size).toBe(6);
    expect(play("0", { role: "train", episode: 0, slot: 0 })).toBe(played[0]);
  });

  test("a reset without a seed is the next episode of the same seed", () => {
    const env = bandit([0.5], 200);
    env.reset({ seed: "0" });
    env.reset();
    const second = rewards(env, new Array(64).fill(0));
    env.reset({ seed: "0", options: { episode: 1 } });
    expect(rewards(env, new Array(64).fill(0))).toEqual(second);
  });
});

describe("statistics", () => {
  test("arms pay as often as their means say: 40,000 pulls each, within 4 standard errors", () => {
    const means = [0.1, 0.05, 0.02, 0.9];
    const env = bandit(means, 200_000);
    env.reset({ seed: "frequency" });
    const paid = new Float64Array(4);
    for (let t = 0; t < 160_000; t++) paid[t % 4] += env.step(t % 4).reward;
    means.forEach((mean, arm) => {
      const standardError = Math.sqrt(40_000 * mean * (1 - mean));
      expect(Math.abs(paid[arm] - 40_000 * mean)).toBeLessThan(4 * standardError);
    });
  });
});
