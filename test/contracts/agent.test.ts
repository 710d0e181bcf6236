import { beforeAll, describe, expect, test } from "vitest";
import { AgentError, type AnyAgentDef } from "../../agents/define.js";
import { fitAgent } from "../../agents/fit.js";
import { agents, resolveAgent } from "../../agents/registry.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { contains } from "../../envs/spaces.js";
import type {
  Agent,
  AgentState,
  Env,
  LinearSolver,
  Mask,
  PlanningLog,
  Space,
  Transition,
  Value,
} from "../../envs/types.js";
import { loadSolver } from "../../experiments/portable/lp.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
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
const ENVS: Record<string, () => Env> = {
  "BernoulliBandit-v1": () => make("BernoulliBandit-v1", { horizon: 300 }) as unknown as Env,
  "CliffWalking-v1": () => make("CliffWalking-v1") as unknown as Env,
  "Promotion-v1": () => make("Promotion-v1", { scenario, replicates }) as unknown as Env,
  "Restock-v1": () => make("Restock-v1", { scenario, replicates }) as unknown as Env,
  "Market-v1": () => make("Market-v1", { scenario, replicates, levers: ["promotion", "restock"] }) as unknown as Env,
  "MarkdownPricing-v1": () => make("MarkdownPricing-v1") as unknown as Env,
  "Pricing-v1": () => make("Pricing-v1", { scenario: contested, replicates }) as unknown as Env,
};
/** Steps played where the task itself has no end for a bandit. */
const STEPS = 300;

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
  dqn: { hidden: 8, batch: 8, memory: 300, warmUp: 20, targetEvery: 10, steps: 3, duelling: true, priority: 0.6 },
  reinforce: { hidden: 8, longest: 100 },
  a2c: { hidden: 8 },
  ppo: { hidden: 8, rollout: 64, batch: 16 },
  "neural-linear": { hidden: 8, period: 50, steps: 10, memory: 200 },
};
const create = (spec: string, env: Env, seed = "contract", params = {}) =>
  makeAgent(spec, env, { params, seed, log, lp });
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
      expect(() => create(spec, ENVS[id]())).toThrow(AgentError);
  });
});

describe.each(pairs)("$spec on $id", ({ spec, id }) => {
  test("acts within the space and the mask, in training and in evaluation", () => {
    const env = ENVS[id]();
    const agent = createLight(spec, env);
    for (const training of [true, false])
      play(env, agent, {
        seed: "legal",
        training,
        steps: STEPS,
        onStep({ action, info }) {
          expect(contains(env.actionSpace, action)).toBe(true);
          expect(illegal(env.actionSpace, action, info.mask)).toBe(undefined);
        },
      });
  });

  test("same seed, same actions", () => {
    const [first, second] = [0, 1].map(() => {
      const env = ENVS[id]();
      const agent = createLight(spec, env);
      const actions: Value[] = [];
      for (let episode = 0; episode < 2; episode++)
        play(env, agent, {
          seed: "same",
          episode,
          steps: STEPS,
          onStep: ({ action }) => actions.push(structuredClone(action)),
        });
      return actions;
    });
    expect(second).toEqual(first);
  });

  test("saved in mid-episode and loaded into a new instance, goes on bit-equal", () => {
    const env = ENVS[id]();
    const agent = createLight(spec, env);
    play(env, agent, { seed: "save", episode: 0, steps: STEPS });
    const course = stepper(env, agent);
    const twinEnv = ENVS[id]();
    const twin = createLight(spec, twinEnv, "another stream");
    const twinCourse = stepper(twinEnv, twin);
    for (let step = 0; step < 23; step++) twinCourse.follow(course.step());
    twin.begin?.({ training: true });
    twin.load(structuredClone(agent.save()));
    for (let step = 23; step < STEPS && !course.over(); step++) {
      const action = structuredClone(course.step());
      expect(twinCourse.step(), `step ${step}`).toEqual(action);
    }
    expect(twin.save()).toEqual(agent.save());
  });
});

const learning = pairs.filter(({ spec, id }) => fitted(spec, id).learns);
test.each(learning)("an evaluation teaches $spec on $id nothing", ({ spec, id }) => {
  const env = ENVS[id]();
  const agent = createLight(spec, env);
  play(env, agent, { seed: "train", steps: STEPS });
  const before = learnt(structuredClone(agent.save()));
  play(env, agent, { seed: "evaluate", training: false, steps: STEPS });
  expect(learnt(agent.save())).toEqual(before);
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
    const env = ENVS["CliffWalking-v1"]();
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
  test.each(balancers)("%s by 50 steps with the pole upright, after 15,000 steps of training", (spec) => {
    const env = make("CartPole-v1") as unknown as Env;
    const agent = create(spec, env);
    for (let steps = 0, episode = 0; steps < 15_000; episode++) steps += play(env, agent, { seed: "learn", episode });
    const shown = (player: Agent) =>
      [0, 1, 2, 3, 4].reduce(
        (sum, episode) => sum + play(env, player, { seed: "show", episode, training: false }) / 5,
        0,
      );
    expect(shown(agent)).toBeGreaterThan(shown(create("random", env)) + 50);
  });

  const marketers = learners.filter((spec) => ![...bandits, ...walkers, ...sellers, ...balancers].includes(spec));
  test.each(marketers)("%s by more than 2 standard errors of 10 seeds' profit in the market", (spec) => {
    const env = ENVS[fitting(spec)[0]]();
    const gains = Array.from({ length: 10 }, (_, run) => {
      const agent = create(spec, env, `run ${run}`);
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
  return fitAgent(resolveAgent(spec), ENVS[id](), spec);
}

/** Ids of the envs that an agent fits. */
function fitting(spec: string): string[] {
  return Object.keys(ENVS).filter((id) => {
    try {
      fitted(spec, id);
      return true;
    } catch (error) {
      if (error instanceof AgentError) return false;
      throw error;
    }
  });
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

/** One training episode in single steps: of its own choice, or following another agent's action without learning. */
function stepper(env: Env, agent: Agent) {
  let { observation, info } = env.reset({ seed: "save", options: { episode: 1 } });
  let ended = false;
  agent.begin?.({ training: true });
  const take = (action: Value, learn: boolean) => {
    const result = env.step(action);
    if (learn)
      agent.learn?.({
        observation,
        action,
        reward: result.reward,
        nextObservation: result.observation,
        terminated: result.terminated,
        truncated: result.truncated,
        info: result.info,
      } satisfies Transition);
    observation = result.observation;
    info = result.info;
    ended = result.terminated || result.truncated;
    return action;
  };
  return {
    over: () => ended,
    step: () => take(agent.act(observation, info), true),
    follow: (action: Value) => void take(action, false),
  };
}
