import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { checkEnv } from "../../../envs/check.js";
import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import { timeLimit } from "../../../envs/wrappers/time-limit.js";

const endings = (env: Env<number, number>, steps: number) => {
  env.reset({ seed: 0 });
  return Array.from({ length: steps }, () => {
    const { terminated, truncated } = env.step(0);
    return terminated ? "terminated" : truncated ? "truncated" : "-";
  });
};

test("an episode is cut at the limit, and again after a reset", () => {
  const env = timeLimit(make("CliffWalking-v1"), 3);
  expect(endings(env, 3)).toEqual(["-", "-", "truncated"]);
  expect(endings(env, 3)).toEqual(["-", "-", "truncated"]);
});

test("an episode that ends by itself on the last step allowed is terminated, and not truncated", () => {
  const bandit = (horizon: number) => timeLimit(make("BernoulliBandit-v1", { means: [0.5], horizon }), 3);
  expect(endings(bandit(3), 3)).toEqual(["-", "-", "terminated"]);
  expect(endings(bandit(2), 2)).toEqual(["-", "terminated"]);
  expect(endings(bandit(4), 3)).toEqual(["-", "-", "truncated"]);
});

test("the env inside is not told: its own result stays as it was", () => {
  const inner = make("CliffWalking-v1");
  const env = timeLimit(inner, 1);
  env.reset();
  expect(env.step(0).truncated).toBe(true);
  expect(inner.step(0).truncated).toBe(false);
});

test("a limit below 1 is refused", () => {
  expect(() => timeLimit(make("CliffWalking-v1"), 0)).toThrow("steps must be a whole number of at least 1, got 0");
});

test("it keeps the contract, and a fork or a restored env has as many steps left", () => {
  expect(checkEnv(timeLimit(make("CliffWalking-v1"), 7), createRng("t"))).toEqual([]);
});
