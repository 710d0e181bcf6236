import { describe, expect, test } from "vitest";
import { makeAgent } from "./play.js";

// Their regrets beside the reference: the bernoulli family of test/experiments/verify.

const three = {
  id: "three",
  observationSpace: { kind: "discrete", n: 1 },
  actionSpace: { kind: "discrete", n: 3 },
} as const;
const facts = { ...three, slots: [] };
/** Teaches an agent that plays nothing of its own: action i brought reward i. */
function teach(agent: ReturnType<typeof makeAgent>, lessons: [action: number, reward: number][]) {
  for (const [action, reward] of lessons)
    agent.learn?.({
      observation: 0,
      action,
      reward,
      nextObservation: 0,
      terminated: false,
      truncated: false,
      info: {},
    });
}
const env = facts as unknown as Parameters<typeof makeAgent>[1];

describe("by hand", () => {
  test("ucb1 after pulls of 1, 2 and 1 with means .5, .6 and .4: bounds 2.165, 1.777 and 2.065, so the first", () => {
    const agent = makeAgent("ucb1", env);
    teach(agent, [
      [0, 0.5],
      [1, 0.5],
      [1, 0.7],
      [2, 0.4],
    ]);
    expect(agent.act(0, {})).toBe(0);
    expect(agent.act(0, { mask: Uint8Array.of(0, 1, 1) })).toBe(2);
    agent.begin?.({ training: false });
    expect(agent.act(0, {})).toBe(1);
  });

  test("ucb1 at width 0 takes the largest mean", () => {
    const agent = makeAgent("ucb1", env, { params: { width: 0 } });
    teach(agent, [
      [0, 0.5],
      [1, 0.6],
      [2, 0.4],
    ]);
    expect(agent.act(0, {})).toBe(1);
  });

  test.each(["ucb1", "epsilon-greedy"])("%s pulls every legal arm once before it judges", (spec) => {
    const agent = makeAgent(spec, env, { params: spec === "ucb1" ? {} : { exploration: 0 } });
    const first = agent.act(0, { mask: Uint8Array.of(0, 1, 1) });
    expect(first).toBe(1);
    teach(agent, [[1, 1]]);
    expect(agent.act(0, { mask: Uint8Array.of(0, 1, 1) })).toBe(2);
    teach(agent, [[2, 0]]);
    expect(agent.act(0, { mask: Uint8Array.of(0, 1, 1) })).not.toBe(0);
    expect(agent.act(0, {})).toBe(0);
  });

  test.each(["ucb1", "epsilon-greedy"])(
    "an evaluation of %s never takes an arm it does not know over one it does",
    (spec) => {
      const agent = makeAgent(spec, env);
      teach(agent, [[2, -5]]);
      agent.begin?.({ training: false });
      expect(agent.act(0, {})).toBe(2);
      expect(agent.act(0, { mask: Uint8Array.of(1, 1, 0) })).toBe(0);
    },
  );

  test("thompson-sampling's posterior means of 1 of 1 and 3 of 4 are 2/3 and 4/6, so an evaluation takes the first", () => {
    const agent = makeAgent("thompson-sampling", env);
    teach(agent, [
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 0],
    ]);
    agent.begin?.({ training: false });
    expect(agent.act(0, {})).toBe(0);
    teach(agent, [[1, 1]]);
    expect(agent.act(0, {})).toBe(1);
  });

  test("thompson-sampling refuses a reward that no Bernoulli arm pays", () => {
    const agent = makeAgent("thompson-sampling", env, { params: { rewards: "bernoulli" } });
    expect(() => teach(agent, [[0, 1.5]])).toThrow("bernoulli rewards lie in [0, 1], got 1.5; set rewards: gaussian");
  });

  test("thompson-sampling left to itself turns gaussian at the first reward that no Bernoulli arm pays", () => {
    const [left, gaussian] = [{}, { rewards: "gaussian" }].map((params) =>
      makeAgent("thompson-sampling", env, { params }),
    );
    const lessons: [number, number][] = [
      [0, 1],
      [1, -3],
    ];
    teach(left, lessons);
    teach(gaussian, lessons);
    expect(left.save()).toEqual(gaussian.save());
    expect(Array.from({ length: 20 }, () => left.act(0, {}))).toEqual(
      Array.from({ length: 20 }, () => gaussian.act(0, {})),
    );
  });

  test("gaussian thompson-sampling with one reward of 3 on arm 1 draws it from Normal(1.5, 1/2)", () => {
    // arm 1 beats a fresh Normal(0, 1) arm with probability Phi(1.5 / sqrt(1.5)) = Phi(1.2247) = .88966
    const agent = makeAgent("thompson-sampling", env, { params: { rewards: "gaussian" } });
    teach(agent, [[1, 3]]);
    let wins = 0;
    for (let i = 0; i < 20_000; i++) wins += agent.act(0, { mask: Uint8Array.of(1, 1, 0) }) as number;
    expect(Math.abs(wins / 20_000 - 0.88966)).toBeLessThan(4 * Math.sqrt((0.88966 * 0.11034) / 20_000));
  });

  test("epsilon-greedy explores a legal action as often as it says: .1 of it on each of 3, within 4 standard errors", () => {
    const agent = makeAgent("epsilon-greedy", env, { params: { exploration: 0.3 } });
    teach(agent, [
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
    let others = 0;
    for (let i = 0; i < 20_000; i++) others += agent.act(0, {}) === 1 ? 0 : 1;
    expect(Math.abs(others / 20_000 - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 20_000));
  });
});
