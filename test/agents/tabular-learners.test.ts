import { describe, expect, test } from "vitest";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import { resolveAgent } from "../../agents/registry.js";
import { make } from "../../envs/registry.js";
import type { Agent, Transition } from "../../envs/types.js";
import { makeAgent, play } from "./play.js";

/** Two states, two actions, no env behind them. */
const toy = {
  id: "toy",
  observationSpace: { kind: "discrete", n: 2 },
  actionSpace: { kind: "discrete", n: 2 },
  slots: [],
} as const;
const learner = (name: string, params: Record<string, unknown> = {}) =>
  createAgent({
    definition: resolveAgent(name),
    name,
    env: toy,
    params: { stepSize: 0.5, discount: 0.5, exploration: 0, ...params },
    rng: createRng("toy"),
  });
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
/** Makes action 1 of state 1 worth 4. */
const teachFour = (agent: Agent) => {
  agent.begin!({ training: true });
  agent.learn!(step({ observation: 1, action: 1, reward: 8, terminated: true }));
  agent.begin!({ training: true });
};

describe("by hand, step size .5 and discount .5", () => {
  test("expected-sarsa bootstraps by the mean over what it would do: .5 exploration of 0 and 4 is 3", () => {
    const agent = learner("expected-sarsa", { exploration: 0.5 });
    teachFour(agent);
    agent.learn!(step({ reward: 2 })); // .5 (2 + .5 x (.5 x 4 + .5 x 2))
    expect(table(agent)[0]).toBe(1.75);
  });

  test("expected-sarsa's mean is over legal actions", () => {
    const agent = learner("expected-sarsa", { exploration: 0.5 });
    teachFour(agent);
    agent.learn!(step({ reward: 2, info: { mask: Uint8Array.of(1, 0) } }));
    expect(table(agent)[0]).toBe(1);
  });

  test("sarsa bootstraps by the action that it then takes", () => {
    const agent = learner("sarsa");
    teachFour(agent);
    agent.act(0, {});
    agent.learn!(step({ reward: 2 })); // greedy next: 4, so .5 (2 + .5 x 4)
    expect(table(agent)).toEqual([2, 0, 0, 4]);
    expect(agent.act(1, {})).toBe(1);
  });

  test("sarsa over two steps waits for two rewards, and a truncated episode bootstraps at its end", () => {
    const agent = learner("sarsa", { steps: 2 });
    teachFour(agent);
    agent.learn!(step({ action: 0, reward: 1, nextObservation: 0 }));
    expect(table(agent)).toEqual([0, 0, 0, 4]);
    agent.learn!(step({ action: 1, reward: 2, nextObservation: 1, truncated: true }));
    // the first: .5 (1 + .5 x 2 + .25 x 4); the second: .5 (2 + .5 x 4)
    expect(table(agent)).toEqual([1.5, 2, 0, 4]);
  });

  test("sarsa over three steps updates all of a short episode with what came", () => {
    const agent = learner("sarsa", { steps: 3 });
    agent.begin!({ training: true });
    agent.learn!(step({ action: 0, reward: 0, nextObservation: 1 }));
    agent.learn!(step({ observation: 1, action: 0, reward: 4, terminated: true }));
    expect(table(agent)).toEqual([1, 0, 2, 0]);
  });

  test("double-q-learning updates one table by the other's value of its own best action", () => {
    const agent = learner("double-q-learning");
    const tables = () => {
      const { first, second, value } = agent.save() as Record<string, Float64Array>;
      return { first: [...first], second: [...second], sum: [...value] };
    };
    for (let i = 0; i < 40; i++) agent.learn!(step({ observation: 1, action: 1, reward: 4, terminated: true }));
    const before = tables();
    expect(before.first[3]).toBeCloseTo(4, 2);
    expect(before.second[3]).toBeCloseTo(4, 2);
    agent.learn!(step({ reward: 2 }));
    const after = tables();
    const moved = [after.first[0], after.second[0]].sort((a, b) => a - b);
    expect(moved[0]).toBe(0);
    expect(moved[1]).toBeCloseTo(2, 2);
    expect(after.sum[0]).toBe(after.first[0] + after.second[0]);
  });

  test("q-lambda credits an error to the step before, by its faded trace", () => {
    const agent = learner("q-lambda", { lambda: 0.5 });
    agent.begin!({ training: true });
    agent.act(0, {});
    agent.learn!(step({ action: 0, reward: 0, nextObservation: 1 }));
    agent.act(1, {});
    agent.learn!(step({ observation: 1, action: 1, reward: 8, terminated: true }));
    // step x error = 4; the trace of the first is .25
    expect(table(agent)).toEqual([1, 0, 0, 4]);
  });

  test("q-lambda's traces end where it explores", () => {
    const agent = learner("q-lambda", { lambda: 1, exploration: 1 });
    teachFour(agent);
    agent.act(0, {});
    agent.learn!(step({ action: 0, reward: 0, nextObservation: 1 }));
    const first = table(agent)[0];
    while (agent.act(1, {}) !== 0);
    agent.learn!(step({ observation: 1, action: 0, reward: 100, terminated: true }));
    expect(table(agent)[0]).toBe(first);
  });
});

describe("laws", () => {
  test.each(["sarsa", "expected-sarsa", "double-q-learning", "q-lambda"])(
    "%s saved in mid-episode goes on bit-equal",
    (name) => {
      const env = make("CliffWalking-v1");
      const params = name === "sarsa" ? { steps: 4 } : {};
      const agent = makeAgent(name, env, { params });
      const twin = makeAgent(name, env, { params, seed: "other" });
      let { observation } = env.reset({ seed: 3 });
      agent.begin!({ training: true });
      const advance = (player: Agent) => {
        const action = player.act(observation, {}) as number;
        const { observation: next, reward, terminated } = env.step(action);
        const transition = step({ observation, action, reward, nextObservation: next, terminated });
        player.learn!(transition);
        observation = next;
        return action;
      };
      for (let i = 0; i < 57; i++) advance(agent);
      const saved = { agent: structuredClone(agent.save()), env: env.snapshot!(), observation };
      const rest = Array.from({ length: 60 }, () => advance(agent));
      twin.begin!({ training: true });
      twin.load(saved.agent);
      env.restore!(saved.env);
      observation = saved.observation;
      expect(Array.from({ length: 60 }, () => advance(twin))).toEqual(rest);
    },
  );
});

test("tile-coding keeps the pole up: 200 steps in mean over ten evaluations after 300 episodes, where random play makes 22", () => {
  const env = make("CartPole-v1");
  const elements = ["position:-2.4:2.4", "velocity:-3:3", "angle:-.21:.21", "angular-velocity:-3.5:3.5"];
  const agent = makeAgent("tile-coding", env, {
    params: { elements, tilings: 16, stepSize: 0.5, exploration: 0.02, initialValue: 60 },
    seed: "pole",
  });
  for (let episode = 0; episode < 300; episode++) play(env, agent, { seed: "pole", episode });
  let sum = 0;
  for (let episode = 0; episode < 10; episode++) sum += play(env, agent, { seed: "pole", episode, training: false });
  expect(sum / 10).toBeGreaterThan(200);
});

test("tile-coding refuses an element that is not there, and a range that does not rise", () => {
  const env = make("CartPole-v1");
  expect(() => makeAgent("tile-coding", env, { params: { elements: ["speed"] } })).toThrow("no element speed");
  expect(() => makeAgent("tile-coding", env, { params: { elements: ["angle:1:0"] } })).toThrow(
    "needs a range that rises",
  );
});
