import { describe, expect, test } from "vitest";
import { createAgent } from "../../agents/fit.js";
import { greedyChances, uniformChances, weightedChances } from "../../agents/math/choice-chances.js";
import { createRng } from "../../agents/math/rng.js";
import { agents } from "../../agents/registry.js";
import { make } from "../../envs/registry.js";
import type { Agent, Env } from "../../envs/types.js";
import { runEpisode } from "../../experiments/portable/episode.js";

const filled = (count: number, fill: (out: Float64Array) => void) => {
  const out = new Float64Array(count);
  fill(out);
  return [...out];
};

describe("chances by hand", () => {
  test("uniform over what is legal", () => {
    expect(filled(3, (out) => uniformChances(3, { legal: Uint8Array.of(1, 0, 1) }, out))).toEqual([0.5, 0, 0.5]);
  });

  test("epsilon-greedy: a tenth to each of three, the rest to the best or drawn among equals", () => {
    const values = [1, 5, 5];
    const greedy = (drawsTies: boolean, legal?: Uint8Array) =>
      filled(3, (out) => greedyChances({ values, legal, exploration: 0.3, drawsTies }, out)).map((p) =>
        Number(p.toFixed(12)),
      );
    expect(greedy(true)).toEqual([0.1, 0.45, 0.45]);
    expect(greedy(false)).toEqual([0.1, 0.8, 0.1]);
    expect(greedy(false, Uint8Array.of(1, 0, 1))).toEqual([0.15, 0, 0.85]);
  });

  test("weights in proportion", () => {
    expect(filled(2, (out) => weightedChances(Float64Array.of(1, 3), out))).toEqual([0.25, 0.75]);
  });

  test("draws are counted, those of branches too", () => {
    const rng = createRng("x");
    rng.uniform();
    rng.int(3);
    rng.normal();
    expect(rng.taken?.draws).toBe(3);
  });
});

/** An agent that has played the problem for a while, and what it sees next. */
function experienced(name: string, id: string): { agent: Agent; env: Env; rng: ReturnType<typeof createRng> } {
  const env = (id === "BernoulliBandit-v1"
    ? make(id, { horizon: 60 })
    : make(id as "CliffWalking-v1")) as unknown as Env;
  const rng = createRng(`chances ${name}`);
  const params = LIGHT[name] ?? {};
  const agent = createAgent({ definition: agents[name as keyof typeof agents], name, env, params, rng });
  runEpisode({ env, agent, seed: "1", role: "train", episode: 0, training: true, maxSteps: 60 });
  return { agent, env, rng };
}

const LIGHT: Record<string, Record<string, unknown>> = {
  dqn: { hidden: 8, batch: 8, memory: 100, warmUp: 20, exploration: 0.5 },
  ppo: { hidden: 8 },
  a2c: { hidden: 8 },
  reinforce: { hidden: 8 },
  "lin-ucb": { exploration: 0.4 },
};
const BANDIT = ["random", "epsilon-greedy", "softmax", "exp3", "reinforce", "ppo", "a2c"];
const WALK = ["q-learning", "expected-sarsa", "double-q-learning", "q-lambda", "dqn"];
const OTHERS = [
  ["LinearBandit-v1", "lin-ucb"],
  ["CartPole-v1", "tile-coding"],
];
const DRAWS = 2000;

/** 2000 decisions from one state: each choice's share within 4.5 standard errors of what the agent says. */
test.each([
  ...BANDIT.map((name) => ["BernoulliBandit-v1", name]),
  ...WALK.map((name) => ["CliffWalking-v1", name]),
  ...OTHERS,
])("on %s %s decides as often as it says, and saying so changes nothing", (id, name) => {
  const { agent, env, rng } = experienced(name, id);
  const { observation, info } = env.reset({ seed: "1", options: { episode: 1 } });
  agent.begin?.({ training: true });
  const before = rng.taken?.draws;
  const chances = agent.chances!(observation, info).slice();
  expect(rng.taken?.draws).toBe(before);
  expect(chances.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  const times = new Float64Array(chances.length);
  const saved = agent.save();
  // schedules that count decisions move little; the state comes back now and then
  for (let i = 0; i < DRAWS; i++) {
    times[agent.act(observation, info) as number] += 1;
    if (i % 20 === 19) {
      const stream = rng.save();
      agent.load(saved);
      rng.load(stream);
    }
  }
  chances.forEach((p, a) => {
    expect(Math.abs(times[a] / DRAWS - p), `${a}`).toBeLessThanOrEqual(4.5 * Math.sqrt((p * (1 - p)) / DRAWS) + 0.01);
  });
});

test("in an evaluation what the agent takes is sure", () => {
  for (const name of BANDIT.filter((one) => one !== "random")) {
    const { agent, env } = experienced(name, "BernoulliBandit-v1");
    const { observation, info } = env.reset({ seed: "1", options: { episode: 1 } });
    agent.begin?.({ training: false });
    const chances = agent.chances!(observation, info).slice();
    expect(chances[agent.act(observation, info) as number], name).toBe(1);
  }
});
