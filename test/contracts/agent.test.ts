import { beforeAll, describe, expect, test } from "vitest";
import { AgentError, type AnyAgentDef } from "../../agents/define.js";
import { fitAgent } from "../../agents/fit.js";
import { agents, resolveAgent } from "../../agents/registry.js";
import { copyPlain, equalPlain } from "../../envs/plain-data.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { choicesOf, contains } from "../../envs/spaces.js";
import type {
  Agent,
  AgentState,
  Env,
  Info,
  LinearSolver,
  Mask,
  PlainSpace,
  PlanningLog,
  Space,
  Value,
} from "../../envs/types.js";
import { runEpisode } from "../../experiments/portable/episode.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { truthOf } from "../../experiments/portable/truth.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, meanAndError, play } from "../agents/play.js";

/**
 * What every entry of the registry promises, on every env that it fits. Compositions are entries too: they are what a
 * user plays in the market.
 */
const ENTRIES: Record<string, AnyAgentDef> = agents;
const COMPOSED = [
  "per-slot:ucb1",
  "joint:promotion=thompson-sampling,restock=q-learning",
  "joint:promotion=lp-plan,restock=dp-restock",
  "safe:joint:promotion=ucb1,restock=random",
  "ensemble:ucb1+thompson-sampling+ucb1",
  "joint:promotion=ensemble:exp3+q-learning,restock=safe:q-learning",
];
const SPECS = [...Object.keys(agents), ...COMPOSED];

/** A season of five weeks, festival and guard rails included, for few shoppers. */
const scenario = scenarioSchema.parse({
  ...campaignSeason,
  population: 100,
  horizonDays: 35,
  warmUpDays: 21,
  tailDays: 7,
  calendar: { ...campaignSeason.calendar, campaigns: campaignSeason.calendar?.campaigns?.slice(0, 1) },
});
const replicates = createReplicates(20);
/** The same season beside a rival that promotes every other week. */
const contested = scenarioSchema.parse({
  ...scenario,
  rivals: [{ name: "mall", process: { kind: "calendar", every: 14 } }],
});
/** One of each ground, played by one agent after another: a reset to a seed begins anew, which the contract of envs holds. */
const ENVS: Record<string, Env> = {
  "BernoulliBandit-v1": make("BernoulliBandit-v1", { horizon: 300 }) as unknown as Env,
  "CliffWalking-v1": make("CliffWalking-v1") as unknown as Env,
  "Promotion-v1": make("Promotion-v1", { scenario, replicates }) as unknown as Env,
  "Restock-v1": make("Restock-v1", { scenario, replicates }) as unknown as Env,
  "Market-v1": make("Market-v1", { scenario, replicates, levers: ["promotion", "restock"] }) as unknown as Env,
  "MarkdownPricing-v1": make("MarkdownPricing-v1") as unknown as Env,
  "Pricing-v1": make("Pricing-v1", { scenario: contested, replicates }) as unknown as Env,
};
/** Steps played where the task itself has no end for a bandit. */
const STEPS = 120;
/** Step of an episode at which an agent is saved. */
const SAVED_AT = 23;

/** Ids of the envs that an agent fits. */
const FITTING = new Map(SPECS.map((spec) => [spec, Object.keys(ENVS).filter((id) => fits(spec, id))]));
const fitting = (spec: string) => FITTING.get(spec)!;

/** Learners meet a market's slots on Promotion-v1 and Restock-v1: prices are played by those that do not learn. */
const pairs = SPECS.flatMap((spec) => fitting(spec).map((id) => ({ spec, id }))).filter(
  ({ spec, id }) => id !== "Pricing-v1" || !fitted(spec, id).learns,
);
let log: PlanningLog;
let lp: LinearSolver;

beforeAll(async () => {
  log = planningLog({ scenario, seed: "contract", replicates });
  lp = await loadSolver();
});

/** Small networks that learn often: what the contract says of them holds at any size. */
const LIGHT: Record<string, Record<string, unknown>> = {
  dqn: { hidden: 8, batch: 8, memory: 300, warmUp: 20, targetStep: 0.1, steps: 3, duelling: true, priority: 0.6 },
  reinforce: { hidden: 8, longest: 100 },
  a2c: { hidden: 8 },
  ppo: { hidden: 8, rollout: 64, batch: 16 },
  oracle: { seasons: 20, luck: 1 },
  "neural-linear": { hidden: 8, period: 50, steps: 10, memory: 200 },
};
/** Of the one market that an oracle fits, in an env of its own. */
const truth = truthOf(() => make("Promotion-v1", { scenario, replicates }) as unknown as Env, "contract");
const create = (spec: string, env: Env, seed = "contract", params = {}) =>
  makeAgent(spec, env, { params, seed, log, lp, truth });
const createLight = (spec: string, env: Env, seed?: string) => create(spec, env, seed, LIGHT[spec]);

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

describe("a learner beats random, evaluated after training", () => {
  const learners = Object.keys(ENTRIES).filter((spec) => ENTRIES[spec].learns);
  /** where it can show what it learnt, when that is not the first env it fits */
  const ground: Record<string, string> = Object.fromEntries([
    ...["q-learning", "double-q-learning", "sarsa", "expected-sarsa", "q-lambda"].map((name) => [
      name,
      "CliffWalking-v1",
    ]),
    ...["dqn", "reinforce", "a2c", "ppo"].map((name) => [name, "CartPole-v1"]),
  ]);

  /** Networks of half the usual width or less, which learn these in a tenth of the time. */
  const SMALL: Record<string, Record<string, unknown>> = {
    dqn: { hidden: 32, batch: 32 },
    reinforce: { hidden: 32 },
    a2c: { hidden: 32 },
    ppo: { hidden: 32 },
    "neural-linear": { hidden: 12, steps: 25, batch: 16 },
  };
  const createSmall = (spec: string, env: Env, seed?: string) => create(spec, env, seed, SMALL[spec]);

  const bandits = learners.filter((spec) => (ground[spec] ?? fitting(spec)[0]) === "BernoulliBandit-v1");
  test.each(bandits)("%s by .3 a pull, where the arms pay .9, .5, .1 and random .5", (spec) => {
    const env = make("BernoulliBandit-v1", { means: [0.1, 0.9, 0.5], horizon: 1000 }) as unknown as Env;
    const agent = create(spec, env);
    play(env, agent, { seed: "learn" });
    const random = play(env, create("random", env), { seed: "show", training: false });
    expect(play(env, agent, { seed: "show", training: false }) / 1000).toBeGreaterThan(random / 1000 + 0.3);
  });

  const walkers = learners.filter((spec) => (ground[spec] ?? fitting(spec)[0]) === "CliffWalking-v1");
  test.each(walkers)("%s by 100 a walk on the cliff, after 300 walks", (spec) => {
    const env = ENVS["CliffWalking-v1"];
    const agent = create(spec, env);
    for (let episode = 0; episode < 300; episode++) play(env, agent, { seed: "learn", episode, steps: 2000 });
    const random = play(env, create("random", env), { training: false, steps: STEPS });
    expect(play(env, agent, { training: false, steps: STEPS })).toBeGreaterThan(random + 100);
  });

  const sellers = learners.filter((spec) => fitting(spec)[0] === "MarkdownPricing-v1");
  test.each(sellers)("%s by a tenth of the revenue of a season with little stock, after 10 seasons", (spec) => {
    const season = { stock: 20, periods: 100 };
    const env = make("MarkdownPricing-v1", season) as unknown as Env;
    const gains = Array.from({ length: 20 }, (_, run) => {
      const agent = create(spec, env, `run ${run}`, season);
      for (let episode = 0; episode < 10; episode++) play(env, agent, { seed: `run ${run}`, episode });
      const show = { seed: `run ${run}`, training: false };
      return play(env, agent, show) / play(env, create("random", env, `run ${run}`), show);
    });
    expect(meanAndError(gains).mean).toBeGreaterThan(1.1);
  });

  const balancers = learners.filter((spec) => ground[spec] === "CartPole-v1");
  test.each(balancers)("%s by 50 steps with the pole upright, after 10,000 steps of training", (spec) => {
    const env = make("CartPole-v1") as unknown as Env;
    const agent = createSmall(spec, env);
    for (let steps = 0, episode = 0; steps < 10_000; episode++) steps += play(env, agent, { seed: "learn", episode });
    const shown = (player: Agent) =>
      [0, 1, 2, 3, 4].reduce(
        (sum, episode) => sum + play(env, player, { seed: "show", episode, training: false }) / 5,
        0,
      );
    expect(shown(agent)).toBeGreaterThan(shown(create("random", env)) + 50);
  });

  const marketers = learners.filter((spec) => ![...bandits, ...walkers, ...sellers, ...balancers].includes(spec));
  test.each(marketers)("%s by more than 2 standard errors of 10 seeds' profit in the market", (spec) => {
    const env = ENVS[fitting(spec)[0]];
    const gains = Array.from({ length: 10 }, (_, run) => {
      const agent = createSmall(spec, env, `run ${run}`);
      for (let episode = 0; episode < 8; episode++) play(env, agent, { seed: `run ${run}`, episode });
      const random = create("random", env, `run ${run}`);
      const show = { seed: `run ${run}`, episode: 0, training: false };
      return play(env, agent, show) - play(env, random, show);
    });
    const { mean, error } = meanAndError(gains);
    expect(mean, `${mean.toFixed(0)} (${error.toFixed(0)})`).toBeGreaterThan(2 * error);
  });

  test("each of them was put to one of these tests", () => {
    expect([...bandits, ...walkers, ...sellers, ...balancers, ...marketers].sort()).toEqual(learners.sort());
  });
});

function fitted(spec: string, id: string): AnyAgentDef {
  return fitAgent(resolveAgent(spec), ENVS[id], spec);
}

function fits(spec: string, id: string): boolean {
  try {
    fitted(spec, id);
    return true;
  } catch (error) {
    if (error instanceof AgentError) return false;
    throw error;
  }
}

function learning(spec: string): boolean {
  return fitted(spec, fitting(spec)[0]).learns;
}

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
