import { describe, expect, test } from "vitest";
import { finiteEnv, finiteProcess } from "../../envs/finite-env.js";
import { frozenLakeProcess } from "../../envs/frozen-lake.js";
import { markdownProcess } from "../../envs/markdown-pricing.js";
import { make } from "../../envs/registry.js";
import { taxiProcess } from "../../envs/taxi.js";

/** A coin on a table: turned it may fall off. */
const coin = finiteProcess(2, 2, [0, 1], (state, action) =>
  action === 0
    ? [{ probability: 1, next: state, reward: 0, ends: false }]
    : [
        { probability: 0.7, next: 1 - state, reward: 1, ends: false },
        { probability: 0.3, next: state, reward: -2, ends: true },
      ],
);

describe("by hand", () => {
  test("a certain outcome comes always, whatever the luck", () => {
    const env = finiteEnv("Coin-v1", coin);
    const { observation } = env.reset({ seed: 4 });
    for (let step = 0; step < 50; step++)
      expect(env.step(0)).toMatchObject({ observation, reward: 0, terminated: false });
  });

  test("the taxi starts at state 314 = ((3, 0), blue, yellow), goes east from there, and pays 10 for a wrong pick-up", () => {
    const env = make("Taxi-v1");
    const at = ((3 * 5 + 0) * 5 + 3) * 4 + 2;
    expect(at).toBe(314);
    env.restore?.({ name: { seed: "0", role: "train", episode: 0, slot: 0 }, step: 0, at });
    expect(env.step(3)).toMatchObject({ observation: 314, reward: -1, terminated: false });
    expect(env.step(4)).toMatchObject({ observation: 314, reward: -10, terminated: false });
    // a wall stands between the first and the second column of the two southern rows
    expect(env.step(2).observation).toBe(314);
    expect(env.step(1).observation).toBe(214);
    expect(env.step(2).observation).toBe(234);
  });

  test("a passenger set down at her destination pays 20 and ends the episode", () => {
    const env = make("Taxi-v1");
    env.restore?.({
      name: { seed: "0", role: "train", episode: 0, slot: 0 },
      step: 0,
      at: ((0 * 5 + 0) * 5 + 4) * 4 + 0,
    });
    expect(env.step(5)).toMatchObject({ reward: 20, terminated: true });
  });

  test("on the lake without slipping, down down right right down right reaches the goal", () => {
    const env = make("FrozenLake-v1", { slippery: false });
    env.reset();
    const steps = [1, 1, 2, 2, 1, 2].map((action) => ({ ...env.step(action) }));
    expect(steps.map(({ observation }) => observation)).toEqual([4, 8, 9, 10, 14, 15]);
    expect(steps.at(-1)).toMatchObject({ reward: 1, terminated: true });
  });

  test("over the windy grid the way of 15 steps ends at the goal", () => {
    const env = make("WindyGrid-v1");
    env.reset();
    const way = [...new Array(9).fill(1), 2, 2, 2, 2, 3, 3];
    const last = way.map((action) => ({ ...env.step(action) })).at(-1);
    expect(last).toMatchObject({ observation: 37, terminated: true, reward: -1 });
  });

  test("under markdowns only a dearer price than the last is masked", () => {
    const env = make("MarkdownPricing-v1", { markdownOnly: true, stock: 5, periods: 9 });
    expect([...(env.reset().info.mask as Uint8Array)]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...(env.step(3).info.mask as Uint8Array)]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...(env.step(5).info.mask as Uint8Array)]).toEqual([0, 0, 0, 0, 0, 1]);
  });

  test("a season ends with its periods or its stock", () => {
    const env = make("MarkdownPricing-v1", { stock: 2, periods: 3, prices: [4, 1], chances: [0, 1] });
    env.reset();
    expect([0, 0, 0].map((price) => env.step(price).terminated)).toEqual([false, false, true]);
    env.reset();
    expect([1, 1].map((price) => ({ ...env.step(price) }))).toMatchObject([
      { reward: 1, terminated: false },
      { reward: 1, terminated: true },
    ]);
  });

  test("what cannot be is refused", () => {
    expect(() => make("FrozenLake-v1", { map: ["SF", "F"] })).toThrow("of one length");
    expect(() => make("FrozenLake-v1", { map: ["SF", "FF"] })).toThrow("a goal G");
    expect(() => make("FrozenLake-v1", { map: "9x9" as "8x8" })).toThrow("4x4, 8x8");
    expect(() => make("MarkdownPricing-v1", { stock: 0 })).toThrow("stock");
    expect(() => make("MarkdownPricing-v1", { prices: [3] })).toThrow("a chance for every price");
    expect(() => make("MarkdownPricing-v1", { prices: [3], chances: [1.5] })).toThrow("chances[0]");
  });
});

describe("laws", () => {
  test.each([
    ["the lake", frozenLakeProcess({ map: "8x8" })],
    ["the taxi", taxiProcess()],
    ["markdown pricing", markdownProcess({ markdownOnly: true })],
  ])("in %s the outcomes of every state and action have probabilities that add up to 1", (_name, process) => {
    for (let entry = 0; entry < process.states * process.actions; entry++) {
      const outcomes = process.probability.subarray(process.first[entry], process.first[entry + 1]);
      expect(outcomes.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  test("at the same step a cheaper price sells whenever a dearer one does", () => {
    const dear = make("MarkdownPricing-v1", { stock: 90, periods: 90 });
    const cheap = make("MarkdownPricing-v1", { stock: 90, periods: 90 });
    dear.reset({ seed: 7 });
    cheap.reset({ seed: 7 });
    for (let period = 0; period < 90; period++) {
      const sold = dear.step(0).reward > 0;
      expect(cheap.step(5).reward > 0 || !sold).toBe(true);
    }
  });
});

test("statistics: outcomes come as often as their probabilities say, 20,000 draws, within 4 standard errors", () => {
  const env = finiteEnv("Coin-v1", coin);
  let fell = 0;
  let first = 0;
  for (let episode = 0; episode < 20_000; episode++) {
    first += env.reset({ seed: "coin", options: { episode } }).observation;
    if (env.step(1).terminated) fell += 1;
  }
  expect(Math.abs(fell - 6000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.3 * 0.7));
  expect(Math.abs(first - 10_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.25));
});
