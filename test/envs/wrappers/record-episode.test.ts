import { expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { checkEnv } from "../../../envs/check.js";
import { make } from "../../../envs/registry.js";
import { recordEpisode, replay } from "../../../envs/wrappers/record-episode.js";
import { smallEnv } from "../small-env.js";

test("an episode is kept as it was played, in copies", () => {
  const env = recordEpisode(smallEnv());
  env.reset({ seed: 4, options: { role: "evaluate", episode: 2, slot: 1 } });
  const action = Int32Array.of(1, 2);
  const reward = env.step(action).reward;
  action[1] = 1;
  env.step(action);
  const { name, actions, observations, rewards, terminated } = env.recording();
  expect(name).toEqual({ seed: "4", role: "evaluate", episode: 2, slot: 1 });
  expect(actions).toEqual([Int32Array.of(1, 2), Int32Array.of(1, 1)]);
  expect(observations).toEqual([Float32Array.of(0, 0), Float32Array.of(2, 1), Float32Array.of(3, 2)]);
  expect([rewards.length, rewards[0], terminated]).toEqual([2, reward, false]);
});

test("a recording replays to the bit in another env, and tells the first step that differs", () => {
  const env = recordEpisode(make("BernoulliBandit-v1", { means: [0.2, 0.6], horizon: 50 }));
  const rng = createRng("r");
  env.reset({ seed: "seven" });
  for (let t = 0; t < 50; t++) env.step(rng.int(2));
  const recording = env.recording();
  expect(recording.terminated).toBe(true);
  const seen: number[] = [];
  expect(replay(make("BernoulliBandit-v1", { means: [0.2, 0.6], horizon: 50 }), recording, (t) => seen.push(t))).toBe(
    -1,
  );
  expect(seen).toHaveLength(51);
  const surer = make("BernoulliBandit-v1", { means: [0.2, 1], horizon: 50 });
  const first = recording.actions.findIndex((arm, t) => arm === 1 && recording.rewards[t] === 0);
  expect(replay(surer, recording)).toBe(first + 1);
  const shorter = make("BernoulliBandit-v1", { means: [0.2, 0.6], horizon: 20 });
  expect(replay(shorter, recording)).toBe(20);
});

test("the episode after a reset without a seed has a name too, and replays", () => {
  const env = recordEpisode(smallEnv());
  env.reset({ seed: 4 });
  env.reset();
  env.step(Int32Array.of(1, 1));
  expect(env.recording().name).toEqual({ seed: "4", role: "train", episode: 1, slot: 0 });
  expect(replay(smallEnv(), env.recording())).toBe(-1);
});

test("a fork goes on with the record so far, apart from its origin's", () => {
  const env = recordEpisode(smallEnv());
  env.reset({ seed: 4 });
  env.step(Int32Array.of(1, 1));
  const fork = env.fork?.();
  fork?.step(Int32Array.of(1, 2));
  expect(env.recording().actions).toHaveLength(1);
});

test("there is no recording before the first reset", () => {
  expect(() => recordEpisode(smallEnv()).recording()).toThrow("Small has no episode yet, expected a reset first");
});

test("it keeps the contract", () => {
  expect(checkEnv(recordEpisode(smallEnv()), createRng("r"))).toEqual([]);
});
