import { describe, expect, test } from "vitest";
import { createReplayMemory } from "../../../agents/deep/replay-memory.js";
import { GOES_ON, generalisedAdvantages, TERMINATED, TRUNCATED } from "../../../agents/deep/rollout.js";
import { createRng } from "../../../agents/math/rng.js";

const advantages = (
  reward: number[],
  ending: number[],
  tail: number[],
  value: number[],
  discount: number,
  lambda: number,
) => {
  const out = new Float64Array(reward.length);
  generalisedAdvantages(
    {
      length: reward.length,
      reward: Float64Array.from(reward),
      ending: Uint8Array.from(ending),
      tail: Float64Array.from(tail),
    },
    Float64Array.from(value),
    discount,
    lambda,
    out,
  );
  return [...out];
};

describe("generalised advantages by hand, discount .5", () => {
  test("at lambda 0 they are one-step errors, with nothing after the end of the task", () => {
    expect(advantages([1, 2], [GOES_ON, TERMINATED], [0, 99], [4, 6], 0.5, 0)).toEqual([1 + 3 - 4, 2 - 6]);
  });

  test("at lambda 1 they are returns less values", () => {
    expect(advantages([1, 2], [GOES_ON, TERMINATED], [0, 99], [4, 6], 0.5, 1)).toEqual([1 + 0.5 * 2 - 4, 2 - 6]);
  });

  test("a truncated step and the last one bootstrap by their tail, and nothing flows over an ending", () => {
    expect(advantages([1, 2], [TRUNCATED, GOES_ON], [8, 10], [0, 0], 0.5, 1)).toEqual([1 + 4, 2 + 5]);
  });
});

describe("a replay memory", () => {
  const filled = (alpha: number) => {
    const memory = createReplayMemory(8, 1, 2, alpha);
    for (let i = 0; i < 11; i++) memory.observation[memory.push()] = i;
    return memory;
  };

  test("keeps the latest steps, the oldest overwritten", () => {
    const memory = filled(0);
    expect(memory.length).toBe(8);
    expect([...memory.observation]).toEqual([8, 9, 10, 3, 4, 5, 6, 7]);
  });

  test("grows with what it holds, up to its capacity", () => {
    const memory = createReplayMemory(3000, 2, 1, 0);
    for (let i = 0; i < 3500; i++) {
      const place = memory.push();
      memory.observation.fill(i, 2 * place, 2 * place + 2);
      if (i === 0) expect(memory.observation.length).toBeLessThan(2 * 3000);
    }
    expect(memory.observation.length).toBe(2 * 3000);
    expect([...memory.observation.subarray(998, 1002)]).toEqual([3499, 3499, 500, 500]);
  });

  test("at alpha 1 draws by error: weights 1.001 and 3.001, within 4 standard errors, and weighs against it", () => {
    const memory = createReplayMemory(4, 1, 2, 1);
    memory.weigh(memory.push(), 1);
    memory.weigh(memory.push(), 3);
    const rng = createRng("replay");
    const out = new Int32Array(1);
    const importance = new Float64Array(1);
    let second = 0;
    for (let i = 0; i < 8000; i++) {
      memory.draw(1, 0.5, rng, out, importance);
      second += out[0];
    }
    const p = 3.001 / 4.002;
    expect(Math.abs(second - 8000 * p)).toBeLessThan(4 * Math.sqrt(8000 * p * (1 - p)));
    const two = new Int32Array(2);
    const weights = new Float64Array(2);
    memory.draw(2, 1, rng, two, weights);
    for (let i = 0; i < 2; i++) if (two[i] === 1 && two.includes(0)) expect(weights[i]).toBeCloseTo(1.001 / 3.001, 9);
  });

  test("saved and loaded, it draws the same", () => {
    const memory = filled(0.6);
    memory.weigh(2, 5);
    const twin = createReplayMemory(8, 1, 2, 0.6);
    twin.load(structuredClone(memory.save()));
    const [a, b] = [memory, twin].map((one) => {
      const out = new Int32Array(6);
      const importance = new Float64Array(6);
      one.draw(6, 0.4, createRng("same"), out, importance);
      return [[...out], [...importance]];
    });
    expect(b).toEqual(a);
  });
});
