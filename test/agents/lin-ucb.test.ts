import { describe, expect, test } from "vitest";
import type { EnvFacts } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { resolveAgent } from "../../agents/registry.js";
import type { Agent, Transition } from "../../envs/types.js";
import { meanAndError } from "./play.js";

const contexts = (shape: number[], arms: number): EnvFacts => ({
  id: "contexts",
  observationSpace: {
    kind: "box",
    shape,
    low: new Float64Array(shape.reduce((a, b) => a * b)).fill(Number.NEGATIVE_INFINITY),
    high: new Float64Array(shape.reduce((a, b) => a * b)).fill(Number.POSITIVE_INFINITY),
  },
  actionSpace: { kind: "discrete", n: arms },
  slots: [],
});
const create = (env: EnvFacts, params: Record<string, unknown>, spec = "lin-ucb", seed = "") =>
  createAgent({ definition: resolveAgent(spec), name: spec, env, params, rng: createRng(`${spec} ${seed}`) });
const learn = (agent: Agent, observation: number[], action: number, reward: number) =>
  agent.learn!({
    observation: Float32Array.from(observation),
    nextObservation: Float32Array.from(observation),
    action,
    reward,
    terminated: false,
    truncated: false,
    info: {},
  });
const act = (agent: Agent, observation: number[], mask?: Uint8Array) =>
  agent.act(Float32Array.from(observation), { mask });

describe("by hand", () => {
  test("shared: x=2 paid 4, so theta 8/5 and 1/V 1/5; arms at x=1 and x=-2 have bounds 1.6+.447 and -3.2+.894", () => {
    const agent = create(contexts([2, 1], 2), {});
    learn(agent, [2, 0], 0, 4);
    expect(act(agent, [1, -2])).toBe(0);
    expect(act(agent, [1, -2], Uint8Array.of(0, 1))).toBe(1);
  });

  test("a wide bonus prefers the less known arm, an evaluation the better one", () => {
    const agent = create(contexts([2, 2], 2), { alpha: 5 });
    learn(agent, [1, 0, 0, 0], 0, 1);
    const observation = [1, 0, 0, 1]; // arm 0: .5 + 5 sqrt(.5) = 4.04; arm 1: 0 + 5 = 5
    expect(act(agent, observation)).toBe(1);
    agent.begin?.({ training: false });
    expect(act(agent, observation)).toBe(0);
  });

  test("disjoint: one context for all arms has a constant before it, and arms learn apart", () => {
    const agent = create(contexts([1], 2), { alpha: 0 });
    for (let i = 0; i < 200; i++) {
      learn(agent, [i % 2], 0, 1);
      learn(agent, [i % 2], 1, i % 2 === 1 ? 2 : 0);
    }
    expect(act(agent, [0])).toBe(0);
    expect(act(agent, [1])).toBe(1);
    expect((agent.save().regressions as unknown[]).length).toBe(2);
  });

  test("shared under one context for all arms is refused: all arms would be equal", () => {
    expect(() => create(contexts([3], 2), { model: "shared" })).toThrow(
      "lin-ucb: model shared needs a context of each arm (a box of 2 x d)",
    );
  });
});

/**
 * ../shared/reference/README.md, "Bandits", linear: d=5, K=10, contexts N(0,I)/sqrt(5) per arm and round, theta
 * (1,-.5,.25,0,.75), noise .5, ridge 1, T=2000: mean pseudo-regret (s.e.). Check: within 4 joint s.e.
 */
describe("linear bandit, 2000 rounds, within 4 joint standard errors of the reference", () => {
  const theta = [1, -0.5, 0.25, 0, 0.75];
  const env = contexts([10, 5], 10);

  function regret(agent: Agent, run: number): number {
    const luck = createRng(`linear ${run}`);
    const observation = new Float32Array(50);
    const value = new Float64Array(10);
    const transition = { observation, nextObservation: observation, info: {} } as Transition;
    let total = 0;
    for (let round = 0; round < 2000; round++) {
      value.fill(0);
      for (let arm = 0; arm < 10; arm++)
        for (let i = 0; i < 5; i++) {
          observation[arm * 5 + i] = luck.normal() / Math.sqrt(5);
          value[arm] += observation[arm * 5 + i] * theta[i];
        }
      const action = agent.act(observation, transition.info) as number;
      total += Math.max(...value) - value[action];
      transition.action = action;
      transition.reward = value[action] + 0.5 * luck.normal();
      agent.learn?.(transition);
    }
    return total;
  }

  test.each([
    { name: "uniform", agent: "random", params: {}, regret: 1885.8, error: 1.5 },
    { name: "e = .1", agent: "lin-ucb", params: { alpha: 0, exploration: 0.1 }, regret: 199, error: 0.8 },
    { name: "LinUCB alpha = 1", agent: "lin-ucb", params: { alpha: 1 }, regret: 12.52, error: 0.15 },
  ])("$name: $regret ($error)", (row) => {
    const regrets = Array.from({ length: 150 }, (_, run) => regret(create(env, row.params, row.agent, `${run}`), run));
    const { mean, error } = meanAndError(regrets);
    expect(Math.abs(mean - row.regret), `${mean.toFixed(2)} (${error.toFixed(2)})`).toBeLessThan(
      4 * Math.sqrt(error * error + row.error * row.error),
    );
  });
});
