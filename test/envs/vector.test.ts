import { describe, expect, test } from "vitest";
import { bernoulliBandit } from "../../envs/bernoulli-bandit.js";
import { make } from "../../envs/registry.js";
import { type Autoreset, vectorEnv, vectorOf } from "../../envs/vector.js";
import { smallEnv } from "./small-env.js";

const coins = (size: number, autoreset?: Autoreset, horizon = 64) =>
  vectorOf(bernoulliBandit, { means: [0.5], horizon }, size, autoreset);

describe("autoreset by hand: a bandit with three pulls, mean 1", () => {
  const play = (autoreset: Autoreset, steps: number) => {
    const vector = vectorOf(bernoulliBandit, { means: [1], horizon: 3 }, 1, autoreset);
    vector.reset({ seed: 0 });
    return Array.from({ length: steps }, () => {
      const { rewards, terminated, infos, finalInfo } = vector.step(Int32Array.of(0));
      return [rewards[0], terminated[0], finalInfo[0] !== undefined, infos[0].metrics !== undefined];
    });
  };

  test("nextStep: the step after the end resets and pays nothing", () => {
    const row = (reward: number, ended: number) => [reward, ended, false, true];
    expect(play("nextStep", 6)).toEqual([row(1, 0), row(1, 0), row(1, 1), row(0, 0), row(1, 0), row(1, 0)]);
  });

  test("sameStep: the step that ends also resets, and tells how it ended", () => {
    const row = (reward: number, ended: number) => [reward, ended, ended === 1, true];
    expect(play("sameStep", 6)).toEqual([row(1, 0), row(1, 0), row(1, 1), row(1, 0), row(1, 0), row(1, 1)]);
  });

  test("disabled: a step after the end throws until the env is reset", () => {
    const vector = vectorOf(bernoulliBandit, { means: [1], horizon: 2 }, 2, "disabled");
    vector.reset({ seed: 0 });
    vector.step(Int32Array.of(0, 0));
    vector.step(Int32Array.of(0, 0));
    expect(() => vector.step(Int32Array.of(0, 0))).toThrow("step of env 0 after its episode's end");
    vector.reset({ only: Uint8Array.of(1, 0) });
    expect(() => vector.step(Int32Array.of(0, 0))).toThrow("step of env 1 after its episode's end");
    vector.reset();
    expect([...vector.step(Int32Array.of(0, 0)).rewards]).toEqual([1, 1]);
  });
});

describe("observations by hand", () => {
  const actions = Int32Array.of(1, 1, 1, 2);

  test("they are stacked row by row, in two buffers used in turn", () => {
    const vector = vectorEnv(() => smallEnv(), 2);
    const first = vector.reset({ seed: 0 }).observations as Float32Array;
    const second = vector.step(actions).observations as Float32Array;
    expect([...first, ...second]).toEqual([0, 0, 0, 0, 1, 1, 2, 1]);
    const third = vector.step(actions).observations;
    expect(third).toBe(first);
    expect([...second, ...(third as Float32Array)]).toEqual([1, 1, 2, 1, 2, 2, 4, 2]);
  });

  test("sameStep gives the last observation of the episode as a copy, and the first of the next in its place", () => {
    const vector = vectorEnv(() => smallEnv(undefined, 2), 2, "sameStep");
    vector.reset({ seed: 0 });
    vector.step(actions);
    const { observations, finalObservation, finalInfo } = vector.step(actions);
    expect([...(observations as Float32Array)]).toEqual([0, 0, 0, 0]);
    expect(finalObservation).toEqual([Float32Array.of(2, 2), Float32Array.of(4, 2)]);
    expect(finalInfo[1]?.credit).toHaveLength(2);
    vector.step(actions);
    expect(finalObservation).toEqual([undefined, undefined]);
  });

  test("a reset of some envs leaves the others' rows where they were", () => {
    const vector = vectorEnv(() => smallEnv(), 2);
    vector.reset({ seed: 0 });
    vector.step(actions);
    const { observations } = vector.reset({ only: Uint8Array.of(0, 1) });
    expect([...(observations as Float32Array)]).toEqual([1, 1, 0, 0]);
  });

  test("a dict env has a stack for every entry, of actions as of observations", () => {
    const inner = () => {
      const env = smallEnv();
      const wrapped = (o: unknown) => ({ line: o as Float32Array });
      return {
        ...env,
        observationSpace: { kind: "dict" as const, entries: { line: env.observationSpace } },
        actionSpace: { kind: "dict" as const, entries: { walk: env.actionSpace } },
        reset: (o: object) => ({ ...env.reset(o), observation: wrapped(env.reset(o).observation) }),
        step(action: { walk: Int32Array }) {
          const result = env.step(action.walk);
          return { ...result, observation: wrapped(result.observation) };
        },
      };
    };
    const vector = vectorEnv(inner as never, 2);
    vector.reset({ seed: 0 });
    expect(vector.step({ walk: actions }).observations).toEqual({ line: Float32Array.of(1, 1, 2, 1) });
  });
});

describe("luck", () => {
  const streams = (seed: number | string, size: number) => {
    const vector = coins(size);
    vector.reset({ seed });
    const rows = Array.from({ length: size }, () => "");
    for (let t = 0; t < 64; t++) {
      const { rewards } = vector.step(new Int32Array(size));
      for (let i = 0; i < size; i++) rows[i] += rewards[i];
    }
    return rows;
  };

  test("no two of 64 envs share a stream, in one seed or in the next (with seed + i, 63 of 64 would)", () => {
    expect(new Set([...streams(0, 64), ...streams(1, 64)]).size).toBe(128);
  });

  test("env 1 of seed 0 is not env 0 of seed 1", () => {
    expect(streams(0, 2)[1]).not.toBe(streams(1, 1)[0]);
  });

  test("env i has the luck of slot i, whatever the number of envs", () => {
    expect(streams("s", 3)).toEqual(streams("s", 8).slice(0, 3));
    const env = make("BernoulliBandit-v1", { means: [0.5], horizon: 64 });
    env.reset({ seed: "s", options: { slot: 2 } });
    const own = Array.from({ length: 64 }, () => env.step(0).reward).join("");
    expect(streams("s", 3)[2]).toBe(own);
  });

  test("an automatic reset goes on to the next episode of the same slot and role", () => {
    const vector = coins(2, "sameStep", 32);
    vector.reset({ seed: 5, options: { role: "evaluate" } });
    const rows: number[] = [];
    for (let t = 0; t < 64; t++) rows.push(vector.step(new Int32Array(2)).rewards[1]);
    const env = make("BernoulliBandit-v1", { means: [0.5], horizon: 32 });
    env.reset({ seed: 5, options: { role: "evaluate", slot: 1, episode: 1 } });
    expect(rows.slice(32)).toEqual(Array.from({ length: 32 }, () => env.step(0).reward));
  });
});

test("no env, and a step before a reset, are refused", () => {
  expect(() => coins(0)).toThrow("size must be a whole number of at least 1, got 0");
  expect(() => coins(1).step(Int32Array.of(0))).toThrow("step before the first reset");
});
