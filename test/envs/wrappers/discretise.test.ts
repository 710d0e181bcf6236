import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { checkEnv } from "../../../envs/check.js";
import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import { discretise, discretiser } from "../../../envs/wrappers/discretise.js";
import { smallEnv } from "../small-env.js";

const slots = ["stock", "price"].map((name) => ({ name, meaning: name, unit: "1", low: 0, high: 9 }));

describe("by hand", () => {
  test("two edges make three bins, an edge opens the bin above, and the first named slot counts slowest", () => {
    const { states, stateOf } = discretiser(slots, { price: [1, 2], stock: [5] });
    expect(states).toBe(6);
    const observed = [
      [0, 0],
      [5, 0],
      [4.9, 1],
      [0, 1.99],
      [9, 2],
    ];
    expect(observed.map((values) => stateOf(Float32Array.from(values)))).toEqual([0, 1, 2, 2, 5]);
  });

  test("a slot without edges is one bin, and a slot not named is not seen", () => {
    const { states, stateOf } = discretiser(slots, { stock: [] });
    expect([states, stateOf(Float32Array.of(3, 1)), stateOf(Float32Array.of(0, 7))]).toEqual([1, 0, 0]);
  });

  test("an unknown name, falling edges, no bins and too many states are refused", () => {
    expect(() => discretiser(slots, { stok: [1] })).toThrow("no slot stok; there are stock, price");
    expect(() => discretiser(slots, { stock: [2, 2] })).toThrow("edges of stock must rise, got 2, 2");
    expect(() => discretiser(slots, {})).toThrow("at least one slot");
    const many = Array.from({ length: 70_000 }, (_, i) => i);
    expect(() => discretiser(slots, { stock: many, price: many })).toThrow("states");
  });

  test("an env without a box to observe is refused", () => {
    expect(() => discretise(make("CliffWalking-v1") as unknown as Env<Float32Array, number>, { at: [1] })).toThrow(
      "CliffWalking-v1 observes a discrete space, expected a box",
    );
  });
});

test("an env seen through bins has a discrete observation, and all else as before", () => {
  const env = discretise(smallEnv() as Env<Float32Array, Int32Array>, { at: [2, 4], day: [1] });
  expect(env.observationSpace).toEqual({ kind: "discrete", n: 6 });
  expect(env.reset({ seed: 0 }).observation).toBe(0);
  const states = [2, 1, 2].map((far) => env.step(Int32Array.of(1, far)).observation);
  expect(states).toEqual([3, 3, 5]);
  expect(checkEnv(env, createRng("d"))).toEqual([]);
});
