import { describe, expect, test } from "vitest";
import { make } from "../../envs/registry.js";

const [UP, RIGHT, DOWN, LEFT] = [0, 1, 2, 3];

function walk(actions: readonly number[]) {
  const env = make("CliffWalking-v1");
  const states = [env.reset({ seed: 0 }).observation];
  let total = 0;
  let terminated = false;
  for (const action of actions) {
    const result = env.step(action);
    states.push(result.observation);
    total += result.reward;
    terminated = result.terminated;
  }
  return { states, total, terminated };
}

describe("by hand, as Gymnasium 1.x's CliffWalking-v1", () => {
  test("it has 48 states and 4 actions and starts at 36", () => {
    const env = make("CliffWalking-v1");
    expect(env.observationSpace).toEqual({ kind: "discrete", n: 48 });
    expect(env.actionSpace).toEqual({ kind: "discrete", n: 4 });
    expect(env.reset().observation).toBe(36);
  });

  test("actions 0 to 3 go up, right, down and left", () => {
    expect(walk([UP, RIGHT, UP, LEFT, DOWN]).states).toEqual([36, 24, 25, 13, 12, 24]);
  });

  test("a step against a wall stays and costs 1", () => {
    expect(walk([LEFT, DOWN])).toEqual({ states: [36, 36, 36], total: -2, terminated: false });
  });

  test("a step over the edge costs 100, leads to the start and ends nothing", () => {
    expect(walk([RIGHT])).toEqual({ states: [36, 36], total: -100, terminated: false });
    expect(walk([UP, RIGHT, DOWN])).toEqual({ states: [36, 24, 25, 36], total: -102, terminated: false });
  });

  test("the shortest way, 13 steps along the edge, returns -13 and terminates at 47", () => {
    const { states, total, terminated } = walk([UP, ...new Array(11).fill(RIGHT), DOWN]);
    expect([states.at(-1), total, terminated]).toEqual([47, -13, true]);
  });
});

test("the best return from the start is -13, by value iteration over every state and action (reference table)", () => {
  const env = make("CliffWalking-v1");
  env.reset();
  const value = new Float64Array(48);
  const outcome = (state: number, action: number) => {
    env.restore?.({ at: state });
    const { observation, reward, terminated } = env.step(action);
    return reward + (terminated ? 0 : value[observation]);
  };
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let state = 0; state < 37; state++)
      value[state] = Math.max(...[0, 1, 2, 3].map((action) => outcome(state, action)));
  }
  expect(value[36]).toBe(-13);
});
