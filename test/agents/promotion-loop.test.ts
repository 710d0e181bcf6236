import { beforeAll, describe, expect, test } from "vitest";
import { AgentError } from "../../agents/define.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { contains } from "../../envs/spaces.js";
import type { Env, PlanningLog } from "../../envs/types.js";
import { planningLog } from "../../experiments/portable/planning-log.js";
import { doubleEleven } from "../../sim/presets/double-eleven.js";
import { scenarioSchema } from "../../sim/scenario.js";
import { makeAgent, meanAndError, play } from "./play.js";

/** The festival quarter up to its first wave, for few shoppers, with slates. */
const scenario = scenarioSchema.parse({
  ...doubleEleven,
  population: 150,
  warmUpDays: 14,
  horizonDays: 44,
  tailDays: 7,
  slates: { slots: 2 },
  calendar: { ...doubleEleven.calendar, campaigns: doubleEleven.calendar?.campaigns?.slice(0, 3) },
});
const replicates = createReplicates(10);
const SEEDS = ["1", "2", "3"];
let logs: PlanningLog[];

beforeAll(() => {
  logs = SEEDS.map((seed) => planningLog({ scenario, seed, replicates }));
});

const market = (options = {}) => make("Market-v1", { scenario, replicates, ...options }) as unknown as Env;
const loop = (env: Env, params = {}, log = logs[0]) => makeAgent("promotion-loop", env, { params, log });

/** Seasons played, by what was played: several tests look at the same. */
const played = new Map<string, ReturnType<typeof playSeason>>();

function season(env: Env, spec: string, at: number, params = {}) {
  const key = JSON.stringify([spec, at, params]);
  if (!played.has(key)) played.set(key, playSeason(env, spec, at, params));
  return played.get(key)!;
}

/** One evaluated season. @returns its score, and the figures at its last decision */
function playSeason(env: Env, spec: string, at: number, params: Record<string, unknown>) {
  let figures: Readonly<Record<string, number>> = {};
  const agent = makeAgent(spec, env, { params, log: logs[at], seed: SEEDS[at] });
  const score = play(env, agent, {
    seed: SEEDS[at],
    episode: 0,
    training: false,
    onStep({ action, info }) {
      expect(contains(env.actionSpace, action)).toBe(true);
      figures = { ...info.metrics };
    },
  });
  return { score, figures };
}

describe("the loop on every lever of a double-eleven", () => {
  test("beats random, and its own levers left to their defaults, by more than 2 standard errors of the seeds' profit", () => {
    const env = market();
    const against = (spec: string, params = {}) =>
      meanAndError(SEEDS.map((_, at) => season(env, "promotion-loop", at).score - season(env, spec, at, params).score));
    for (const { mean, error } of [against("random"), against("promotion-loop", { without: "execute" })])
      expect(mean, `${mean.toFixed(0)} (${error.toFixed(0)})`).toBeGreaterThan(2 * error);
  });

  test("offers, sends, advertises, and nothing is refused; a step switched off leaves its lever alone", () => {
    const env = market();
    const whole = season(env, "promotion-loop", 0).figures;
    expect(whole.refused).toBe(0);
    for (const figure of ["discount", "couponsSent", "adSpend"]) expect(whole[figure]).toBeGreaterThan(0);
    expect(season(env, "promotion-loop", 0, { without: "generate" }).figures).toMatchObject({
      promotedDays: 0,
      couponsSent: 0,
    });
    expect(season(env, "promotion-loop", 0, { without: "allocate" }).figures.adSpend).toBe(0);
    expect(season(env, "promotion-loop", 0, { without: "collect" }).score).toBe(
      season(env, "promotion-loop", 0, { without: "feedback" }).score,
    );
  });
});

test("the state says how the last weeks went, and what each segment is like", () => {
  const env = market();
  const agent = loop(env);
  play(env, agent, { seed: "1", training: false });
  const state = agent.save();
  expect(state.profiles).toHaveLength(3);
  const { conversion, onShelf, basketValue } = state.evaluation as Record<string, number>;
  expect(conversion).toBeGreaterThan(0);
  expect(onShelf).toBeGreaterThan(0.5);
  expect(basketValue).toBeGreaterThan(10);
});

test.each([[["promotion"]], [["pricing", "coupon"]], [["slate", "advertising"]]])("plays %s alone", (levers) => {
  const env = market({ levers });
  play(env, loop(env), {
    seed: "1",
    steps: 16,
    onStep: ({ action }) => expect(contains(env.actionSpace, action)).toBe(true),
  });
});

test("says what it needs where it does not fit", () => {
  expect(() => loop(market({ levers: ["coupon", "advertising"] }))).toThrow(/learns from sales/);
  expect(() => loop(market({ perShopper: true }))).toThrow(/coupons to segments/);
  expect(() => loop(make("Promotion-v1", { scenario, replicates }) as unknown as Env)).toThrow(AgentError);
  expect(() => loop(market(), { refitDays: 0 })).toThrow(/refitDays/);
  expect(() => loop(market(), { without: "profile,thinking" })).toThrow(/without: nothing, or steps/);
  expect(() => loop(market({ levers: ["promotion"] }), { without: "profile, evaluate" })).not.toThrow();
});
