import { expect, test } from "vitest";
import { createAgent } from "../../../agents/fit.js";
import { createRng } from "../../../agents/math/rng.js";
import { resolveAgent } from "../../../agents/registry.js";
import { make } from "../../../envs/registry.js";
import { box, dict, discrete } from "../../../envs/spaces.js";
import type { Agent, Env, Transition } from "../../../envs/types.js";
import { runEpisode } from "../../../experiments/portable/episode.js";
import { Trace } from "../../../sim/trace.js";

/** Three steps that pay 1, 2 and 4, whatever is done. */
function ladder(
  rewards = [1, 2, 4],
  endsBy: "terminated" | "truncated" | "nothing" = "terminated",
): Env<number, number> {
  let at = 0;
  const info = { metrics: { climbed: 0 } };
  return {
    id: "Ladder",
    observationSpace: discrete(10),
    actionSpace: discrete(2),
    slots: [],
    reset() {
      at = 0;
      return { observation: 0, info };
    },
    step() {
      const reward = rewards[at % rewards.length];
      at += 1;
      info.metrics.climbed = at;
      const over = at >= rewards.length;
      return {
        observation: at % 10,
        reward,
        terminated: over && endsBy === "terminated",
        truncated: over && endsBy === "truncated",
        info,
      };
    },
    close() {},
  };
}

function scripted(changes: Partial<Agent<number, number>> = {}): Agent<number, number> {
  return { act: () => 0, save: () => ({}), load: () => {}, ...changes };
}

/** The ladder, but this of its first step's answer. */
function shown({ mask, observation }: { mask?: Uint8Array; observation?: Float32Array }): Env<number, number> {
  const env = ladder();
  return {
    ...env,
    step(action) {
      const result = env.step(action);
      return { ...result, observation: (observation ?? result.observation) as number, info: { ...result.info, mask } };
    },
  };
}

const order = { seed: "7", role: "train", episode: 3, training: true, name: "mine" } as const;

test("the score is the sum of rewards, and the figures are the env's at the end", () => {
  const result = runEpisode({ ...order, env: ladder(), agent: scripted() });
  expect(result).toEqual({ score: 7, steps: 3, hash: "", metrics: { climbed: 3 } });
});

test("an agent learns from every step, with what it saw before and after, in one object that is reused", () => {
  const seen: Transition[] = [];
  const objects = new Set<Transition>();
  const agent = scripted({
    act: (observation) => observation % 2,
    learn(transition) {
      objects.add(transition);
      seen.push({ ...transition });
    },
  });
  runEpisode({ ...order, env: ladder(), agent });
  expect(seen.map((t) => [t.observation, t.action, t.reward, t.nextObservation, t.terminated])).toEqual([
    [0, 0, 1, 1, false],
    [1, 1, 2, 2, false],
    [2, 0, 4, 3, true],
  ]);
  expect(objects.size).toBe(1);
});

test("an evaluation calls begin, and never learn", () => {
  const calls: unknown[] = [];
  const agent = scripted({ begin: (episode) => calls.push(episode), learn: () => calls.push("learn") });
  runEpisode({ ...order, env: ladder(), agent, training: false, role: "evaluate" });
  expect(calls).toEqual([{ training: false }]);
});

test("an episode that does not end is truncated at the limit, and the agent is told so", () => {
  const ends: boolean[][] = [];
  const agent = scripted({ learn: ({ terminated, truncated }) => ends.push([terminated, truncated]) });
  const { steps, score } = runEpisode({ ...order, env: ladder([1], "nothing"), agent, maxSteps: 4 });
  expect({ steps, score }).toEqual({ steps: 4, score: 4 });
  expect(ends).toEqual([
    [false, false],
    [false, false],
    [false, false],
    [false, true],
  ]);
});

test("an end by the task at the limit itself is no truncation", () => {
  const ends: boolean[][] = [];
  const agent = scripted({ learn: ({ terminated, truncated }) => ends.push([terminated, truncated]) });
  runEpisode({ ...order, env: ladder(), agent, maxSteps: 3 });
  expect(ends.at(-1)).toEqual([true, false]);
});

test("the hash takes in the first observation, then every action, observation and reward", () => {
  const trace = new Trace();
  const { hash } = runEpisode({ ...order, env: ladder(), agent: scripted(), trace });
  const byHand = new Trace();
  for (const number of [0, 0, 1, 1, 0, 2, 2, 0, 3, 4]) byHand.add(number);
  expect(hash).toBe(byHand.digest());
});

test("the hash of a dict goes by the space's order of entries, not by the agent's", () => {
  const space = dict({ a: discrete(3), b: box(0, 1, [2]) });
  const env: Env = {
    ...ladder([1]),
    observationSpace: discrete(10),
    actionSpace: space,
  } as Env;
  const b = Float32Array.of(0.5, 0.25);
  const hashes = [
    { a: 2, b },
    { b, a: 2 },
    { a: 1, b },
  ].map((action) => {
    const agent = { ...scripted(), act: () => action };
    return runEpisode({ ...order, env, agent, trace: new Trace() }).hash;
  });
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[2]).not.toBe(hashes[0]);
});

test.each([
  [
    "an agent that throws",
    ladder(),
    scripted({
      act: (o) => {
        if (o === 2) throw new Error("no idea");
        return 0;
      },
    }),
    'mine on Ladder, train episode 3, step 2, seed "7", act: no idea',
  ],
  [
    "an agent that throws while it learns",
    ladder(),
    scripted({
      learn() {
        throw new TypeError("q is undefined");
      },
    }),
    'mine on Ladder, train episode 3, step 1, seed "7", learn: q is undefined',
  ],
  [
    "an action outside the space",
    ladder(),
    scripted({ act: () => 2 }),
    'mine on Ladder, train episode 3, step 0, seed "7", act: action found 2, expected a whole number from 0 to 1',
  ],
  [
    "a NaN reward",
    ladder([1, Number.NaN]),
    scripted(),
    'mine on Ladder, train episode 3, step 1, seed "7", step: reward: found NaN, expected a finite number',
  ],
  [
    "an infinite reward",
    ladder([Number.POSITIVE_INFINITY]),
    scripted(),
    'mine on Ladder, train episode 3, step 0, seed "7", step: reward: found Infinity, expected a finite number',
  ],
  [
    "a mask without a legal choice",
    shown({ mask: Uint8Array.of(0, 0) }),
    scripted(),
    'mine on Ladder, train episode 3, step 0, seed "7", step: mask: found no legal choice in slot 0, expected one or more',
  ],
  [
    "a mask of another length",
    shown({ mask: Uint8Array.of(1, 1, 1) }),
    scripted(),
    'mine on Ladder, train episode 3, step 0, seed "7", step: mask: found 3 choices, expected 2',
  ],
  [
    "an observation of another shape",
    { ...shown({ observation: new Float32Array(3) }), observationSpace: box(0, 1, [2]) } as unknown as Env<
      number,
      number
    >,
    scripted(),
    'mine on Ladder, train episode 3, step 0, seed "7", reset: observation: found undefined elements, expected 2',
  ],
  [
    "a reason of several lines",
    ladder(),
    scripted({
      act() {
        throw new Error("no idea:\n  neither this\n  nor that\n");
      },
    }),
    'mine on Ladder, train episode 3, step 0, seed "7", act: no idea:; neither this; nor that',
  ],
])("%s is told with agent, env, episode, step and seed", (_what, env, agent, message) => {
  expect(() => runEpisode({ ...order, env, agent })).toThrow(
    expect.objectContaining({ name: "EpisodeError", message }),
  );
});

test("q-learning learns the cliff through this loop: the greedy path is the optimal -13", () => {
  const env = make("CliffWalking-v1");
  const agent = createAgent({
    definition: resolveAgent("q-learning"),
    env,
    params: { stepSize: 0.5, discount: 1 },
    rng: createRng("cliff"),
  });
  for (let episode = 0; episode < 500; episode++)
    runEpisode({ env, agent, seed: "1", role: "train", episode, training: true });
  const { score } = runEpisode({ env, agent, seed: "1", role: "evaluate", episode: 0, training: false });
  expect(score).toBe(-13);
});

test("equal seeds give equal hashes, other episodes and roles other luck", () => {
  const env = make("BernoulliBandit-v1");
  const hashOf = (role: "train" | "evaluate", episode: number, seed: string) =>
    runEpisode({ env, agent: scripted(), seed, role, episode, training: false, trace: new Trace() }).hash;
  const hashes = [
    hashOf("train", 0, "1"),
    hashOf("train", 1, "1"),
    hashOf("evaluate", 0, "1"),
    hashOf("train", 0, "2"),
  ];
  expect(new Set(hashes).size).toBe(4);
  expect(hashOf("train", 0, "1")).toBe(hashes[0]);
});
