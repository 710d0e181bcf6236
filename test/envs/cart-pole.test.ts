import { expect, test } from "vitest";
import { make } from "../../envs/registry.js";

const from = (at: readonly number[]) => {
  const env = make("CartPole-v1");
  env.reset();
  const { inner, own } = env.snapshot!() as unknown as { inner: object; own: object };
  env.restore!({ inner: { ...inner, at: Float64Array.from(at) }, own });
  return env;
};

test("by hand: a push to the right from rest", () => {
  // 10 / 1.1 = 9.0909; turning -9.0909 / (.5 (4/3 - .1/1.1)) = -14.634146; speeding 9.0909 + .05 x 14.634146 / 1.1 = 9.756098
  const { observation, reward, terminated } = from([0, 0, 0, 0]).step(1);
  expect([...observation].map((x) => x.toFixed(6))).toEqual(["0.000000", "0.195122", "0.000000", "-0.292683"]);
  expect([reward, terminated]).toEqual([1, false]);
});

test("by hand: Euler's step moves by the velocities from before the push, and a push left mirrors one right", () => {
  const right = [...from([0.1, 0.5, -0.02, 0.3]).step(1).observation];
  const left = [...from([-0.1, -0.5, 0.02, -0.3]).step(0).observation];
  expect(right[0]).toBeCloseTo(0.1 + 0.02 * 0.5, 6);
  expect(right[2]).toBeCloseTo(-0.02 + 0.02 * 0.3, 6);
  expect(left).toEqual(right.map((x) => -x));
});

test("an episode ends beyond 2.4 m and beyond 12 degrees, and is truncated after its steps", () => {
  expect(from([2.39, 1, 0, 0]).step(1).terminated).toBe(true);
  expect(from([2.37, 1, 0, 0]).step(1).terminated).toBe(false);
  expect(from([0, 0, -0.209, -0.1]).step(1).terminated).toBe(true);
  const env = make("CartPole-v1", { maxSteps: 3 });
  env.reset({ seed: 1 });
  expect([0, 1, 0].map((push) => env.step(push).truncated)).toEqual([false, false, true]);
});

test("starts are drawn evenly from -.05 to .05", () => {
  const env = make("CartPole-v1");
  let square = 0;
  for (let episode = 0; episode < 2000; episode++) {
    const { observation } = env.reset({ seed: "starts", options: { episode } });
    expect(Math.max(...observation.map(Math.abs))).toBeLessThanOrEqual(0.05 + 1e-8);
    square += observation.reduce((sum, x) => sum + x * x, 0);
  }
  // of 8,000 squares with mean .05^2 / 3 and variance 4 .05^4 / 45
  const standardError = Math.sqrt(((4 / 45) * 0.05 ** 4) / 8000);
  expect(Math.abs(square / 8000 - 0.05 ** 2 / 3)).toBeLessThan(4 * standardError);
});

test("pushing at random keeps the pole up for about 22 steps in mean, as Gymnasium's does", () => {
  const env = make("CartPole-v1");
  let steps = 0;
  for (let episode = 0; episode < 2000; episode++) {
    env.reset({ seed: "random", options: { episode } });
    let push = episode;
    let over = false;
    while (!over) {
      push = (Math.imul(push, 1103515245) + 12345) & 0x7fffffff;
      over = env.step((push >>> 16) & 1).terminated;
      steps += 1;
    }
  }
  expect(steps / 2000).toBeGreaterThan(21);
  expect(steps / 2000).toBeLessThan(23.5);
});
