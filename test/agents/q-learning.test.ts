import { describe, expect, test } from "vitest";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { qLearning } from "../../agents/q-learning.js";
import { make } from "../../envs/registry.js";
import type { Agent, Transition } from "../../envs/types.js";
import { makeAgent, meanAndError, play } from "./play.js";
import { log, promotion } from "./two-shelves.js";

/** Two states, two actions, no env behind them. */
const toy = {
  id: "toy",
  observationSpace: { kind: "discrete", n: 2 },
  actionSpace: { kind: "discrete", n: 2 },
  slots: [],
} as const;
const learner = (params: Record<string, unknown>) =>
  createAgent({ definition: qLearning, name: "q-learning", env: toy, params, rng: createRng("toy") });
const table = (agent: Agent) => [...(agent.save().value as Float64Array)];
const step = (change: Partial<Transition>): Transition => ({
  observation: 0,
  action: 0,
  reward: 0,
  nextObservation: 1,
  terminated: false,
  truncated: false,
  info: {},
  ...change,
});

describe("by hand, step size .5 and discount .5", () => {
  const params = { stepSize: 0.5, discount: 0.5 };

  test("moves half way to reward plus half the best next value", () => {
    const agent = learner(params);
    agent.learn!(step({ observation: 1, action: 1, reward: 8, terminated: true }));
    expect(table(agent)).toEqual([0, 0, 0, 4]);
    agent.learn!(step({ reward: 2 })); // 0 + .5 (2 + .5 * 4 - 0)
    expect(table(agent)).toEqual([2, 0, 0, 4]);
  });

  test("a terminated step has nothing ahead; a truncated one bootstraps", () => {
    const agent = learner(params);
    agent.learn!(step({ observation: 1, action: 1, reward: 8, terminated: true }));
    agent.learn!(step({ action: 0, reward: 2, terminated: true }));
    agent.learn!(step({ action: 1, reward: 2, truncated: true }));
    expect(table(agent)).toEqual([1, 2, 0, 4]);
  });

  test("the best next value is the best legal one", () => {
    const agent = learner(params);
    agent.learn!(step({ observation: 1, action: 1, reward: 8, terminated: true }));
    agent.learn!(step({ reward: 2, info: { mask: Uint8Array.of(1, 0) } }));
    expect(table(agent)[0]).toBe(1);
  });

  test("the choice is the best legal one, and exploration stays legal", () => {
    const agent = learner({ ...params, exploration: 0 });
    agent.learn!(step({ action: 1, reward: 8, terminated: true }));
    expect(agent.act(0, {})).toBe(1);
    expect(agent.act(0, { mask: Uint8Array.of(1, 0) })).toBe(0);
    const explorer = learner({ exploration: 1 });
    for (let i = 0; i < 50; i++) expect(explorer.act(0, { mask: Uint8Array.of(0, 1) })).toBe(1);
  });

  test("an evaluation takes the best, the first of equals, and draws nothing", () => {
    const agent = learner({ exploration: 1 });
    const before = agent.save();
    agent.begin!({ training: false });
    for (let i = 0; i < 20; i++) expect(agent.act(0, {})).toBe(0);
    expect(agent.save()).toEqual(before);
  });
});

describe("schedules", () => {
  test("a step size of 1 with half-life 1 averages: targets 6, 2, 4 give 6, 4, 4", () => {
    const agent = learner({ stepSize: 1, stepSizeHalfLife: 1 });
    const values = [6, 2, 4].map((reward) => {
      agent.learn!(step({ reward, terminated: true }));
      return table(agent)[0];
    });
    expect(values[0]).toBe(6);
    expect(values[1]).toBe(4);
    expect(values[2]).toBeCloseTo(4, 12);
  });

  test("exploration 1 with half-life 1000 takes half as many random actions around the 1000th, within 4 s.e.", () => {
    const agent = learner({ exploration: 1, explorationHalfLife: 1000 });
    agent.learn!(step({ action: 1, reward: 1, terminated: true }));
    let zeros = 0; // only exploration takes action 0, in half of its draws
    for (let i = 0; i < 1100; i++) {
      const action = agent.act(0, {});
      if (i >= 900 && action === 0) zeros += 1;
    }
    expect(Math.abs(zeros / 200 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 200));
  });
});

describe("a box observation", () => {
  const lifted = (params: Record<string, unknown>) =>
    createAgent({ definition: qLearning, name: "q-learning", env: promotion, params, rng: createRng("box"), log });
  const own = (agent: Agent, slot: string) => (agent.save()[slot] as { agent: { value: Float64Array } }).agent.value;

  test("is cut by the named discretiser: campaign-stock has 2 x 3 states", () => {
    const agent = lifted({ stepSize: 1, discount: 0 });
    expect(own(agent, "cola").length).toBe(6 * 4);
    // campaign open, cola's stock on the lower edge: state 1 * 3 + 1; credit 9 is (9 - 4) / sqrt 5 deviations
    const observation = Float32Array.of(1, 0, 0.25, 0, 0);
    agent.learn!({
      ...step({ observation, nextObservation: observation, action: Int32Array.of(2, 0), terminated: true }),
      info: { credit: Float64Array.of(9, 0) },
    });
    const value = own(agent, "cola");
    expect(value[4 * 4 + 2]).toBeCloseTo(5 / Math.sqrt(5), 12);
    expect([...value].filter((v) => v !== 0).length).toBe(1);
  });

  test("lacks what the discretiser names: the error says what, and what there is", () => {
    expect(() => lifted({ discretiser: "stock-order" })).toThrow(
      "discretiser stock-order: needs the observation's on-order; it has campaign-open, weekday/monday, stock/cola",
    );
    const unnamed = {
      ...toy,
      observationSpace: { kind: "box", shape: [1], low: new Float64Array(1), high: new Float64Array(1) },
    };
    expect(() => createAgent({ definition: qLearning, env: unnamed as typeof promotion, rng: createRng("x") })).toThrow(
      "discretiser campaign-stock: needs the observation's campaign-open, stock; it has no names",
    );
  });
});

test("CliffWalking, 500 runs of 500 episodes, step size .5, exploration .1: last 100 online -49.8 (.33), greedy -13 in all", () => {
  const env = make("CliffWalking-v1");
  let greedy = 0;
  const online = Array.from({ length: 500 }, (_, run) => {
    const agent = makeAgent("q-learning", env, {
      params: { stepSize: 0.5, exploration: 0.1, discount: 1 },
      seed: `${run}`,
    });
    let last = 0;
    for (let episode = 0; episode < 500; episode++) {
      const reward = play(env, agent, { episode });
      if (episode >= 400) last += reward / 100;
    }
    if (play(env, agent, { training: false, steps: 100 }) === -13) greedy += 1;
    return last;
  });
  const { mean, error } = meanAndError(online);
  expect(greedy).toBe(500);
  expect(Math.abs(mean - -49.8), `${mean.toFixed(2)} (${error.toFixed(2)})`).toBeLessThan(
    4 * Math.sqrt(error * error + 0.33 * 0.33),
  );
});
