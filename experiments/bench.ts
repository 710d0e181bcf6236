import { performance } from "node:perf_hooks";
import { createAgent } from "../agents/fit.js";
import { createRng } from "../agents/math/rng.js";
import { agents } from "../agents/registry.js";
import { make } from "../envs/registry.js";
import { sample } from "../envs/spaces.js";
import type { Agent, Env, Value } from "../envs/types.js";
import { Market } from "../sim/market.js";
import { log } from "../sim/math/elementary.js";
import { rootKey } from "../sim/math/key.js";
import { presets } from "../sim/presets/registry.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../sim/scenario.js";

export interface BenchResult {
  readonly name: string;
  /** what a second is full of: "shopper-days/s" */
  readonly unit: string;
  /** over the samples, units a second */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** of shopper-days: visits by shopper-day over the samples */
  readonly visitProbability?: number;
}

/** Names of what can be measured. */
export const BENCHMARKS = [
  "shopper-days",
  "shopper-days/visit-50",
  "cohort-days",
  "cohort-steps",
  "env-steps/Promotion-v1",
  "env-steps/Restock-v1",
  "updates/q-learning-cliff",
] as const;
export type BenchmarkName = (typeof BENCHMARKS)[number];

/** Samples a benchmark is the median of, after one that is thrown away. */
const SAMPLES = 5;

/**
 * How fast this machine is, on one core. The two shopper-days are pinned: campaign-season at 10,000 shoppers, every
 * memory effect on, offers on some products on some days; at the preset's visit probability, and at one of .50.
 */
export function measure(name: BenchmarkName): BenchResult {
  const { unit, work, facts } = prepare[name]();
  work();
  const rates: number[] = [];
  for (let s = 0; s < SAMPLES; s++) {
    const start = performance.now();
    const done = work();
    rates.push((1000 * done) / (performance.now() - start));
  }
  rates.sort((a, b) => a - b);
  const rounded = (rate: number) => Math.round(rate);
  return {
    name,
    unit,
    median: rounded(rates[(SAMPLES - 1) / 2]),
    min: rounded(rates[0]),
    max: rounded(rates[SAMPLES - 1]),
    ...facts?.(),
  };
}

interface Workload {
  readonly unit: string;
  /** does a sample's work and answers how much it was */
  work(): number;
  /** what else the samples showed */
  facts?(): { readonly visitProbability: number };
}

const prepare: { readonly [N in BenchmarkName]: () => Workload } = {
  "shopper-days": () => shopperDays(scaled(presets["campaign-season"], SHOPPERS)),
  "shopper-days/visit-50": () => shopperDays(halfVisiting(scaled(presets["campaign-season"], SHOPPERS))),
  "cohort-days": () => cohortDays(fourSegments()),
  "cohort-steps": () => envSteps(make("Promotion-v1", { scenario: fourSegments(), tailDays: 0 }), 60),
  "env-steps/Promotion-v1": () => {
    const env = make("Promotion-v1", { scenario: scaled(presets["campaign-season"]) });
    return envSteps(env);
  },
  "env-steps/Restock-v1": () => {
    const env = make("Restock-v1", { scenario: scaled(presets["campaign-season"]) });
    return envSteps(env);
  },
  "updates/q-learning-cliff": () => cliffUpdates(),
};

const SHOPPERS = 10_000;
/** A sample is the horizon this many times, each under luck of its own. */
const SEASONS_A_SAMPLE = 2;

/** The preset with another population, its opening stock in proportion. */
function scaled(preset: ScenarioInput, population?: number): Scenario {
  const scenario = scenarioSchema.parse(preset);
  return population === undefined ? scenario : stocked({ ...scenario, population }, population / scenario.population);
}

function stocked(scenario: Scenario, factor: number): Scenario {
  const products = scenario.products.map((product) => ({
    ...product,
    initialStock: Math.round(product.initialStock * factor),
  }));
  return { ...scenario, products };
}

/** The market alone: the horizon's days, again and again from the end of the warm-up. */
function shopperDays(scenario: Scenario): Workload {
  const shop = openShop(scenario);
  const amount = scenario.population * scenario.horizonDays * SEASONS_A_SAMPLE;
  let seasons = 0;
  let visits = 0;
  return {
    unit: "shopper-days/s",
    work() {
      for (let season = 0; season < SEASONS_A_SAMPLE; season++, seasons++) visits += shop.season(seasons);
      return amount;
    },
    facts: () => ({
      visitProbability: Number((visits / (seasons * scenario.population * scenario.horizonDays)).toFixed(4)),
    }),
  };
}

/** campaign-season in cohort fidelity with a fourth segment between two of its own; the default population. */
function fourSegments(): Scenario {
  const preset = presets["campaign-season"];
  const [, balanced] = preset.segments;
  const between = { ...balanced, name: "between", share: 20, price: { ...balanced.price, sensitivity: 3.2 } };
  return scenarioSchema.parse({ ...preset, fidelity: "cohort", segments: [...preset.segments, between] });
}

/** The market alone, whose days cost the same whatever the population. */
function cohortDays(scenario: Scenario): Workload {
  const shop = openShop(scenario);
  let seasons = 0;
  return {
    unit: "days/s",
    work() {
      for (let season = 0; season < 60; season++, seasons++) shop.season(seasons);
      return 60 * scenario.horizonDays;
    },
  };
}

/** `shopperDays` with every segment's visit base raised by one amount, so that half of the shoppers come on a mean day. */
function halfVisiting(scenario: Scenario): Scenario {
  const raised = (by: number): Scenario => ({
    ...stocked(scenario, 3),
    segments: scenario.segments.map((segment) => ({
      ...segment,
      visit: { ...segment.visit, base: segment.visit.base + by },
    })),
  });
  // The mean's log-odds rise nearly one for one with the shift: a few Newton steps of slope one settle it.
  let shift = 0;
  for (let round = 0; round < 4; round++) {
    const probability = openShop(raised(shift)).season(0) / (scenario.population * scenario.horizonDays);
    shift -= log(probability / (1 - probability));
  }
  return raised(shift);
}

/**
 * A shop at the end of its warm-up, with a fixed plan: each product is offered at the middle depth on two days of eight,
 * and orders follow sales.
 */
function openShop(scenario: Scenario): { season(episode: number): number } {
  const market = new Market(scenario, rootKey("bench", "population", 0, 0));
  market.open(rootKey("bench", "warm-up", 0, 0));
  const { products, promotions } = scenario;
  const depth = new Float64Array(products.length);
  const order = new Float64Array(products.length);
  const offered = promotions.depths[Math.floor(promotions.depths.length / 2)];
  function runDay(): number {
    const { day } = market;
    for (let p = 0; p < products.length; p++) {
      depth[p] = day >= 0 && (day + 3 * p) % 8 < 2 ? offered : 0;
      const target = 3 * (products[p].leadTimeDays + 1) * market.meanSales(p);
      order[p] = Math.max(0, Math.ceil(target - market.stock(p) - market.onOrder(p)));
    }
    const { visits } = market.runDay({ depth, order });
    let sum = 0;
    for (let s = 0; s < visits.length; s++) sum += visits[s];
    return sum;
  }
  while (market.day < 0) runDay();
  market.endWarmUp();
  const warm = market.snapshot();
  return {
    /** runs the horizon and answers its visits */
    season(episode) {
      market.restore(warm);
      market.open(rootKey("bench", "evaluate", episode, 0));
      let visits = 0;
      for (let d = 0; d < scenario.horizonDays; d++) visits += runDay();
      return visits;
    },
  };
}

/** Whole episodes under random legal choices drawn beforehand; the warm-up is run once and restored. */
function envSteps(env: Env, episodes = 3): Workload {
  const rng = createRng("bench");
  const actions: Value[] = [];
  for (let a = 0; a < 64; a++) actions.push(sample(env.actionSpace, rng));
  return {
    unit: "steps/s",
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

const UPDATES_A_SAMPLE = 2_000_000;

/** Tabular Q-learning on the cliff: choose, step, learn, as a run does. */
function cliffUpdates(): Workload {
  const env: Env = make("CliffWalking-v1");
  const agent: Agent = createAgent({ definition: agents["q-learning"], env, rng: createRng("bench") });
  return {
    unit: "updates/s",
    work() {
      let updates = 0;
      while (updates < UPDATES_A_SAMPLE) updates += trainingEpisode(env, agent);
      return updates;
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
