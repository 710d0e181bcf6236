import { beforeAll, describe, expect, test } from "vitest";
import { AgentError } from "../../agents/define.js";
import { copyPlain, equalPlain } from "../../envs/plain-data.js";
import { choicesOf, contains } from "../../envs/spaces.js";
import type { Agent, AgentState, Env, Info, Mask, PlainSpace, Space, Value } from "../../envs/types.js";
import { runEpisode } from "../../experiments/portable/episode.js";
import { play } from "../agents/play.js";
import { create, createLight, ENTRIES, ENVS, fitted, fitting, learning, pairs, SPECS, STEPS } from "./grounds.js";

/** Step of an episode at which an agent is saved. */
const SAVED_AT = 23;

describe("definitions", () => {
  test.each(Object.entries(ENTRIES))(
    "%s says what it does, and describes every parameter with a default",
    (_, definition) => {
      expect(definition.summary).toMatch(/^[a-z][^.]{10,140}$/);
      for (const [name, schema] of Object.entries(definition.params.shape)) {
        expect(schema.description, `describe() of ${name}`).toMatch(/.{8,}/);
        expect(schema.safeParse(undefined).success, `default of ${name}`).toBe(true);
      }
      expect(definition.params.safeParse({ "no-such-parameter": 1 }).success).toBe(false);
    },
  );

  test.each(SPECS)("%s fits some env, and is refused by the others before a run", (spec) => {
    expect(fitting(spec).length).toBeGreaterThan(0);
    for (const id of Object.keys(ENVS).filter((other) => !fitting(spec).includes(other)))
      expect(() => create(spec, ENVS[id])).toThrow(AgentError);
  });
});

/** What an agent did, and another of the same seed, and one that was loaded from it. */
interface Course {
  /** choices outside the space or the mask, in training and in evaluation */
  readonly faults: readonly string[];
  readonly first: Traced;
  readonly sameSeed: Traced;
  /** from the saved step of a second episode on */
  readonly savedThenOn: Traced;
  readonly loadedThenOn: Traced;
  /** what it had learnt before and after an evaluation */
  readonly beforeEvaluation: unknown;
  readonly afterEvaluation: unknown;
}

interface Traced {
  readonly actions: readonly Value[];
  /** what the agent saved behind them */
  readonly state: AgentState;
}

describe.each(pairs)("$spec on $id", ({ spec, id }) => {
  let course: Course;
  beforeAll(() => {
    course = runCourse(spec, id);
  });

  test("acts within the space and the mask, in training and in evaluation", () => {
    expect(course.faults).toEqual([]);
  });

  test("same seed, same actions and the same memory of them", () => {
    expectSame(course.sameSeed, course.first);
  });

  test("saved in mid-episode and loaded into a new instance, goes on bit-equal", () => {
    expect(course.savedThenOn.actions.length).toBeGreaterThan(0);
    expectSame(course.loadedThenOn, course.savedThenOn);
  });

  if (fitted(spec, id).learns)
    test("is taught nothing by an evaluation", () => {
      expectSame(course.afterEvaluation, course.beforeEvaluation);
    });
});

/** Every law of one agent on one env is read off the same few episodes. */
function runCourse(spec: string, id: string): Course {
  const env = ENVS[id];
  const agent = createLight(spec, env);
  const faults: string[] = [];
  const look: OnStep = (action, info, step) => {
    if (!contains(env.actionSpace, action)) faults.push(`step ${step}: ${JSON.stringify(action)} is outside the space`);
    const fault = illegal(env.actionSpace, action, info.mask);
    if (fault !== undefined) faults.push(`step ${step}: ${fault} is masked`);
  };
  const first = trace(env, agent, begin(env, agent, 0), look);
  const twin = createLight(spec, env);
  const sameSeed = trace(env, twin, begin(env, twin, 0));

  const start = begin(env, agent, 1);
  const middle = walk(env, agent, start, { steps: SAVED_AT, onStep: look });
  const kept = copyPlain(middle);
  const state = structuredClone(agent.save());
  const morning = env.snapshot!();
  const savedThenOn = trace(env, agent, middle, look);
  const loaded = createLight(spec, env, "another stream");
  loaded.begin?.({ training: true });
  loaded.load(state);
  env.restore!(morning);
  const loadedThenOn = trace(env, loaded, kept);

  const beforeEvaluation = learnt(agent.save());
  play(env, agent, {
    seed: SEED,
    training: false,
    steps: STEPS,
    onStep: ({ action, info }) => look(action, info, -1),
  });
  const afterEvaluation = learnt(agent.save());
  return { faults, first, sameSeed, savedThenOn, loadedThenOn, beforeEvaluation, afterEvaluation };
}

describe("what no agent can play by stops a learner's episode with agent, env, episode, step and seed in a line", () => {
  const learners = SPECS.filter((spec) => learning(spec));
  test.each(learners)("%s", (spec) => {
    const [id] = fitting(spec);
    const agent = createLight(spec, ENVS[id]);
    const order = { seed: SEED, role: "train", episode: 2, training: true, name: spec, maxSteps: 5 } as const;
    const where = `${spec} on ${id}, train episode 2, step 2, seed "${SEED}"`;
    const stops = (env: Env, player: Agent, reason: RegExp) => {
      let told = "";
      try {
        runEpisode({ ...order, env, agent: player });
      } catch (error) {
        told = (error as Error).message;
      }
      expect(told.startsWith(where), told).toBe(true);
      expect(told).toMatch(reason);
    };
    stops(broken(ENVS[id], "reward"), agent, /, step: reward: found NaN, expected a finite number$/);
    stops(broken(ENVS[id], "mask"), agent, /, step: mask.*: found no legal choice in slot 0, expected one or more$/);
    if (["box", "dict"].includes(ENVS[id].observationSpace.kind))
      stops(broken(ENVS[id], "observation"), agent, /, step: observation.*: found 0 elements, expected \d+$/);
    let acts = 0;
    const act: Agent["act"] = (...seen) => {
      acts += 1;
      if (acts > 2) throw new Error("no idea\nat all");
      return agent.act(...seen);
    };
    stops(ENVS[id], { ...agent, act }, /, act: no idea; at all$/);
  });
});

/** The env, but its third step answers a reward, mask or observation that is none. */
function broken(env: Env, what: "reward" | "mask" | "observation"): Env {
  let steps = 0;
  /** the same for every lever where there are several, else for the one space */
  const byPart = <T>(space: Space, make: (part: Space) => T): T | { [entry: string]: T } =>
    space.kind === "dict"
      ? Object.fromEntries(Object.entries(space.entries).map(([entry, part]) => [entry, make(part)]))
      : make(space);
  return {
    ...env,
    reset(options) {
      steps = 0;
      return env.reset(options);
    },
    step(action) {
      const result = env.step(action);
      steps += 1;
      if (steps < 3) return result;
      if (what === "reward") return { ...result, reward: Number.NaN };
      if (what === "observation")
        return { ...result, observation: byPart(env.observationSpace, () => new Float32Array(0)) as Value };
      const none = byPart(env.actionSpace, (part) => new Uint8Array(choicesOf(part as PlainSpace)));
      return { ...result, info: { ...result.info, mask: none as Mask } };
    },
  };
}

/** The first slot whose choice the mask forbids; undefined where all are legal. */
function illegal(space: Space, action: Value, mask: Mask | undefined): string | undefined {
  if (mask === undefined) return undefined;
  if (space.kind === "dict") {
    for (const [entry, own] of Object.entries(space.entries)) {
      const found = illegal(own, (action as Record<string, Value>)[entry], (mask as Record<string, Uint8Array>)[entry]);
      if (found !== undefined) return `${entry} ${found}`;
    }
    return undefined;
  }
  const counts = space.kind === "discrete" ? [space.n] : space.kind === "multi-discrete" ? space.counts : [];
  let start = 0;
  for (const [slot, count] of counts.entries()) {
    const choice = typeof action === "number" ? action : (action as Int32Array)[slot];
    if ((mask as Uint8Array)[start + choice] !== 1) return `slot ${slot}: ${choice}`;
    start += count;
  }
  return undefined;
}

/**
 * What an agent saved, without the streams' states: a stochastic policy draws in an evaluation too. Nor how often a guard
 * stepped in, which is counted there too.
 */
function learnt(state: AgentState): unknown {
  return JSON.parse(
    JSON.stringify(state, (key, value) => (key === "rng" || key === "interventions" ? undefined : value)),
  );
}

/** Bit-equal; told element by element only where it is not, as that takes long for a network. */
function expectSame(found: unknown, expected: unknown): void {
  if (!equalPlain(found, expected)) expect(found).toEqual(expected);
  expect(equalPlain(found, expected)).toBe(true);
}

const SEED = "contract";

type OnStep = (action: Value, info: Info, step: number) => void;

/** Where a training episode stands. */
interface Standing {
  readonly observation: Value;
  readonly info: Info;
  readonly ended: boolean;
}

function begin(env: Env, agent: Agent, episode: number): Standing {
  const { observation, info } = env.reset({ seed: SEED, options: { episode } });
  agent.begin?.({ training: true });
  return { observation, info, ended: false };
}

/** Trains the agent from there for some steps at the most. */
function walk(
  env: Env,
  agent: Agent,
  from: Standing,
  { steps = STEPS, onStep }: { steps?: number; onStep?: OnStep },
): Standing {
  let { observation, info, ended } = from;
  for (let step = 0; step < steps && !ended; step++) {
    const action = agent.act(observation, info);
    onStep?.(action, info, step);
    const { observation: nextObservation, reward, terminated, truncated, info: nextInfo } = env.step(action);
    agent.learn?.({ observation, action, reward, nextObservation, terminated, truncated, info: nextInfo });
    observation = nextObservation;
    info = nextInfo;
    ended = terminated || truncated;
  }
  return { observation, info, ended };
}

function trace(env: Env, agent: Agent, from: Standing, look?: OnStep): Traced {
  const actions: Value[] = [];
  const onStep: OnStep = (action, info, step) => {
    actions.push(copyPlain(action));
    look?.(action, info, step);
  };
  walk(env, agent, from, { onStep });
  return { actions, state: structuredClone(agent.save()) };
}
