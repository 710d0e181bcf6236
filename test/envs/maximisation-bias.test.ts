import { expect, test } from "vitest";
import { make } from "../../envs/registry.js";

test("by hand: right ends with 0; left leads on with 0, and every action then ends", () => {
  const env = make("MaximisationBias-v1");
  expect([...(env.reset({ seed: 1 }).info.mask as Uint8Array)]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(env.step(1)).toMatchObject({ observation: 0, reward: 0, terminated: true });
  env.reset();
  const left = env.step(0);
  expect(left).toMatchObject({ observation: 1, reward: 0, terminated: false });
  expect([...(left.info.mask as Uint8Array)]).toEqual(new Array(10).fill(1));
  expect(env.step(7).terminated).toBe(true);
});

test("one action is no choice", () => {
  expect(() => make("MaximisationBias-v1", { actions: 1 })).toThrow(RangeError);
});

test("statistics: the second state's actions pay -.1 in mean with deviation 1, within 4 standard errors", () => {
  const env = make("MaximisationBias-v1");
  let sum = 0;
  let square = 0;
  const episodes = 10_000;
  for (let episode = 0; episode < episodes; episode++) {
    env.reset({ seed: "bias", options: { episode } });
    env.step(0);
    const { reward } = env.step(episode % 10);
    sum += reward;
    square += (reward + 0.1) ** 2;
  }
  expect(Math.abs(sum / episodes + 0.1)).toBeLessThan(4 / Math.sqrt(episodes));
  expect(Math.abs(square / episodes - 1)).toBeLessThan(4 * Math.sqrt(2 / episodes));
});
