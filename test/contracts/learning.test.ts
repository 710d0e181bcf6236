import { describe, expect, test } from "vitest";
import { make } from "../../envs/registry.js";
import type { Agent, Env } from "../../envs/types.js";
import { meanAndError, play } from "../agents/play.js";
import { create, ENTRIES, ENVS, fitting, STEPS } from "./grounds.js";

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
