import { createAgent } from "../../agents/fit.js";
import { createAdam } from "../../agents/math/adam.js";
import { initialiseWeights } from "../../agents/math/initialise-weights.js";
import { squaredLoss } from "../../agents/math/losses.js";
import { createPerceptron } from "../../agents/math/multilayer-perceptron.js";
import { createRng } from "../../agents/math/rng.js";
import { agents } from "../../agents/registry.js";
import { envs, make } from "../../envs/registry.js";
import { sample } from "../../envs/spaces.js";
import type { Agent, Env, Value } from "../../envs/types.js";
import { vectorOf } from "../../envs/vector.js";
import type { Scenario } from "../../sim/scenario.js";
import { evaluatePolicy } from "../ope/evaluate.js";
import type { BenchmarkName } from "./benchmarks.js";
import { openShop, visitedAt, visitProbability } from "./open-shop.js";
import {
  cityOfShoppers,
  cohortShop,
  cohortSupermarket,
  plainShop,
  shopOfAllEffects,
  withStock,
} from "./pinned-shops.js";

export interface Workload {
  /** does a sample's work and answers how much it was */
  work(): number;
  /** what else the samples so far showed */
  facts?(): { readonly visitProbability: number };
}

/**
 * The work of every benchmark, made ready by calling. What is pinned is pinned for good: figures are compared over years.
 * `shopper-days` and its kin run a quarter of 10,000 shoppers and 8 products; that of all effects has its visits brought to
 * those of the plain one, as a visitor costs ten times what somebody who stays at home does.
 */
export const workloads: { readonly [N in BenchmarkName]: () => Workload } = {
  "shopper-days": () => shopperDays(plainShop()),
  "shopper-days/all-effects": () => shopperDays(visitedAt(shopOfAllEffects(), visitProbability(plainShop()))),
  "shopper-days/visit-50": () => shopperDays(visitedAt(withStock(plainShop(), 3), 0.5)),
  "cohort-days": () => cohortDays(cohortShop(), 60),
  "cohort-steps": () => envSteps(make("Promotion-v1", { scenario: cohortShop(), tailDays: 0 }), VECTOR),
  "cohort-steps/vector-64": () => vectorSteps(cohortShop()),
  "cohort/1000-products": () => cohortDays(cohortSupermarket(), 1),
  "memory/1m-shoppers": () => city(cityOfShoppers()),
  "env-steps/Promotion-v1": () => envSteps(make("Promotion-v1", { scenario: plainShop(1000) }), 3),
  "env-steps/Restock-v1": () => envSteps(make("Restock-v1", { scenario: plainShop(1000) }), 3),
  "updates/q-learning-cliff": () => cliffUpdates(),
  "mlp-step": () => perceptronSteps(),
  "agents/q-learning-taxi": () => training(make("Taxi-v1"), "q-learning", UPDATES_A_SAMPLE),
  "agents/lin-ucb-20": () => linUcbArms(),
  "agents/ppo-cart-pole": () => training(make("CartPole-v1") as unknown as Env, "ppo", 16_384),
  "agents/lost-sales": () => lostSalesSteps(),
  "ope/1m-rows": () => offPolicyValues(),
};

/** The market alone: a sample is the horizon's days from the end of the warm-up, each under luck of its own. */
function shopperDays(scenario: Scenario): Workload {
  const shop = openShop(scenario);
  const amount = scenario.population * scenario.horizonDays;
  let seasons = 0;
  let visits = 0;
  return {
    work() {
      visits += shop.season(seasons);
      seasons += 1;
      return amount;
    },
    facts: () => ({ visitProbability: visits / (seasons * amount) }),
  };
}

/** The market alone, whose days cost the same whatever the population. */
function cohortDays(scenario: Scenario, seasonsASample: number): Workload {
  const shop = openShop(scenario);
  let seasons = 0;
  return {
    work() {
      for (let season = 0; season < seasonsASample; season++, seasons++) shop.season(seasons);
      return seasonsASample * scenario.horizonDays;
    },
  };
}

/** A day a sample; a snapshot of the first is held beside the market, as an env holds one. */
function city(scenario: Scenario): Workload {
  const shop = openShop(scenario);
  let days = 0;
  let visits = 0;
  return {
    work() {
      visits += shop.day();
      days += 1;
      return scenario.population;
    },
    facts: () => ({ visitProbability: visits / (days * scenario.population) }),
  };
}

/** Random legal choices, drawn beforehand. */
function drawnActions(env: Pick<Env, "actionSpace">): Value[] {
  const rng = createRng("bench");
  return Array.from({ length: 64 }, () => sample(env.actionSpace, rng));
}

/** Whole episodes; the warm-up is run once and restored. */
function envSteps(env: Env, episodes: number): Workload {
  const actions = drawnActions(env);
  return {
    work() {
      let steps = 0;
      for (let episode = 0; episode < episodes; episode++) {
        env.reset({ seed: "bench", options: { role: "train", episode } });
        for (let ended = false; !ended; steps++) {
          const { terminated, truncated } = env.step(actions[steps % actions.length]);
          ended = terminated || truncated;
        }
      }
      return steps;
    },
  };
}

const VECTOR = 64;

/** As `envSteps` of the same market, an episode of 64 envs at a time; the step that only resets them is not counted. */
function vectorSteps(scenario: Scenario): Workload {
  const vector = vectorOf(envs["Promotion-v1"], { scenario, tailDays: 0 }, VECTOR);
  const drawn = drawnActions(vector) as Int32Array[];
  const actions = drawn.map((_, a) =>
    Int32Array.from(Array.from({ length: VECTOR }, (_, i) => [...drawn[(a + i) % drawn.length]]).flat()),
  );
  vector.reset({ seed: "bench", options: { role: "train" } });
  return {
    work() {
      for (let day = 0; day < scenario.horizonDays; day++) vector.step(actions[day % actions.length]);
      vector.step(actions[0]);
      return VECTOR * scenario.horizonDays;
    },
  };
}

const UPDATES_A_SAMPLE = 2_000_000;

/** Tabular Q-learning on the cliff: choose, step, learn, as a run does. */
function cliffUpdates(): Workload {
  return training(make("CliffWalking-v1"), "q-learning", UPDATES_A_SAMPLE);
}

/** Training episodes of an agent, env steps and updates together, until there were so many steps. */
function training(env: Env, name: "q-learning" | "ppo", stepsASample: number): Workload {
  const agent: Agent = createAgent({ definition: agents[name], env, rng: createRng("bench") });
  return {
    work() {
      let steps = 0;
      while (steps < stepsASample) steps += trainingEpisode(env, agent);
      return steps;
    },
  };
}

/** Decisions of lin-ucb, and what it learns from each, over 10 arms with contexts of 20 numbers: told in arms weighed. */
function linUcbArms(): Workload {
  const arms = 10;
  const dimension = 20;
  const env = make("LinearBandit-v1", { arms, theta: new Array(dimension).fill(0.2) }) as unknown as Env;
  const agent: Agent = createAgent({ definition: agents["lin-ucb"], env, rng: createRng("bench") });
  const rng = createRng("contexts");
  const contexts = Array.from({ length: 64 }, () =>
    Float32Array.from({ length: arms * dimension }, () => rng.normal() / Math.sqrt(dimension)),
  );
  const info = {};
  const transition = { action: 0, reward: 0, terminated: false, truncated: false, info };
  return {
    work() {
      for (let decision = 0; decision < LIN_UCB_DECISIONS_A_SAMPLE; decision++) {
        const observation = contexts[decision & 63];
        const action = agent.act(observation, info) as number;
        agent.learn?.({ ...transition, observation, action, reward: decision & 1, nextObservation: observation });
      }
      return LIN_UCB_DECISIONS_A_SAMPLE * arms;
    },
  };
}

/** The env alone, under a constant order. */
function lostSalesSteps(): Workload {
  const env = make("LostSales-v1");
  env.reset({ seed: "bench" });
  return {
    work() {
      for (let step = 0; step < LOST_SALES_STEPS_A_SAMPLE; step++) if (env.step(5).truncated) env.reset();
      return LOST_SALES_STEPS_A_SAMPLE;
    },
  };
}

function trainingEpisode(env: Env, agent: Agent): number {
  agent.begin?.({ training: true });
  let { observation, info } = env.reset({ seed: "bench" });
  const transition = {
    observation,
    action: 0 as Value,
    reward: 0,
    nextObservation: observation,
    terminated: false,
    truncated: false,
    info,
  };
  for (let updates = 1; ; updates++) {
    transition.observation = observation;
    transition.action = agent.act(observation, info);
    const result = env.step(transition.action);
    transition.reward = result.reward;
    transition.nextObservation = result.observation;
    transition.terminated = result.terminated;
    transition.truncated = result.truncated;
    transition.info = result.info;
    agent.learn?.(transition);
    observation = result.observation;
    info = result.info;
    if (result.terminated || result.truncated) return updates;
  }
}

const LIN_UCB_DECISIONS_A_SAMPLE = 50_000;
const LOST_SALES_STEPS_A_SAMPLE = 4_000_000;
const PERCEPTRON_STEPS_A_SAMPLE = 3000;

/** A network 16-64-64-4 with relu, 32 rows: forward, squared loss, backward, Adam. */
function perceptronSteps(): Workload {
  const rng = createRng("bench");
  const rows = 32;
  const network = createPerceptron({ widths: [16, 64, 64, 4], hidden: "relu", rows });
  initialiseWeights(network, rng, { scheme: "orthogonal" });
  const adam = createAdam(network.parameters.length);
  const input = Float64Array.from({ length: rows * network.inputs }, () => rng.normal());
  const target = Float64Array.from({ length: rows * network.outputs }, () => rng.normal());
  const outward = new Float64Array(target.length);
  return {
    work() {
      for (let step = 0; step < PERCEPTRON_STEPS_A_SAMPLE; step++) {
        squaredLoss(network.forward(input, rows), target, target.length, outward);
        network.gradient.fill(0);
        network.backward(outward);
        adam.step(network.parameters, network.gradient);
      }
      return PERCEPTRON_STEPS_A_SAMPLE;
    },
  };
}

const LOGGED = 1_000_000;
const RESAMPLES = 20;

/**
 * All contextual estimators of one policy on a million rows of five actions and four numbers of context, reward model and constants
 * included. Of the thousand resamples that a report takes a sample has 20: the whole takes as long as this and 980 more.
 */
function offPolicyValues(): Workload {
  const rng = createRng("off-policy");
  const context = Array.from({ length: 4 }, (_, c) => ({
    name: `x${c}`,
    kind: "number" as const,
    values: Float64Array.from({ length: LOGGED }, () => rng.normal()),
  }));
  const action = Int32Array.from({ length: LOGGED }, () => rng.int(5));
  const log = {
    rows: LOGGED,
    actions: ["0", "1", "2", "3", "4"],
    action,
    reward: Float64Array.from({ length: LOGGED }, () => (rng.uniform() < 0.3 ? 1 : 0)),
    propensity: new Float64Array(LOGGED).fill(0.2),
    context,
  };
  const fill = (row: number, out: Float64Array) => {
    out.fill(0.1);
    out[context[0].values[row] > 0 ? 1 : 2] = 0.6;
  };
  const all = new Float64Array(5);
  const chance = Float64Array.from(action, (a, row) => {
    fill(row, all);
    return all[a];
  });
  return {
    work() {
      evaluatePolicy(log, { fill, chance }, { resamples: RESAMPLES });
      return LOGGED * RESAMPLES;
    },
  };
}
