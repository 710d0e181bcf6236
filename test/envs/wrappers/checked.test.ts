import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { checkEnv } from "../../../envs/check.js";
import { make } from "../../../envs/registry.js";
import { checked } from "../../../envs/wrappers/checked.js";
import { smallEnv } from "../small-env.js";

describe("a mistake throws, naming the env, what was found and what was expected", () => {
  test("a step before the first reset", () => {
    expect(() => checked(make("CliffWalking-v1")).step(0)).toThrow(
      "CliffWalking-v1: found a step before the first reset, expected a reset",
    );
  });

  test("a step after the end", () => {
    const env = checked(make("BernoulliBandit-v1", { means: [0.5], horizon: 1 }));
    env.reset();
    env.step(0);
    expect(() => env.step(0)).toThrow("BernoulliBandit-v1: found a step after the episode's end, expected a reset");
    env.reset();
    expect(env.step(0).terminated).toBe(true);
  });

  test("an action outside the space, or of another type", () => {
    const env = checked(make("CliffWalking-v1"));
    env.reset();
    expect(() => env.step(4)).toThrow(RangeError);
    expect(() => env.step(4)).toThrow("CliffWalking-v1: action: found 4, expected a whole number from 0 to 3");
    expect(() => env.step(Number.NaN)).toThrow("found NaN");
    expect(() => env.step("1" as unknown as number)).toThrow(TypeError);
    expect(() => env.step(undefined as unknown as number)).toThrow("found undefined");
    const small = checked(smallEnv());
    small.reset();
    expect(() => small.step(Int32Array.of(0, 3))).toThrow("Small: action: found 3 in slot 1, expected 0 to 2");
    expect(() => small.step([0, 0] as unknown as Int32Array)).toThrow(TypeError);
  });

  test("a masked choice, where asked to; else the env has its way", () => {
    const illegal = Int32Array.of(1, 2);
    const strict = checked(smallEnv(), { masks: true });
    strict.reset();
    strict.step(illegal);
    expect(() => strict.step(illegal)).toThrow("Small: action: found 2 in slot 1, expected a legal choice: 0, 1");
    const lenient = checked(smallEnv());
    lenient.reset();
    lenient.step(illegal);
    expect(lenient.step(illegal).observation[0]).toBe(4);
  });

  test("a reward that is not a number, and an observation outside its space", () => {
    const reward = checked(smallEnv("reward of NaN"));
    reward.reset();
    reward.step(Int32Array.of(0, 0));
    expect(() => reward.step(Int32Array.of(0, 0))).toThrow("Small: reward: found NaN, expected a finite number");
    const observation = checked(smallEnv("observation beyond its bounds"));
    observation.reset();
    const play = () => {
      for (let day = 0; day < 9; day++) observation.step(Int32Array.of(0, 0));
    };
    expect(play).toThrow("Small: observation: found 1000 in element 0, expected 0 to 18");
  });
});

test("a fork of a checked env is checked, and stands where its origin stood", () => {
  const env = checked(smallEnv(), { masks: true });
  env.reset();
  env.step(Int32Array.of(1, 2));
  const fork = env.fork?.();
  expect(() => fork?.step(Int32Array.of(1, 2))).toThrow("expected a legal choice");
  expect(checked(smallEnv()).fork?.().reset().observation).toHaveLength(2);
});

test("a checked env keeps the contract", () => {
  expect(checkEnv(checked(smallEnv(), { masks: false }), createRng("c"))).toEqual([]);
});
