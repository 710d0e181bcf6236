import { bernoulliBandit } from "../../../envs/bernoulli-bandit.js";
import { linearBandit } from "../../../envs/linear-bandit.js";
import { markdownPricing } from "../../../envs/markdown-pricing.js";
import type { Env } from "../../../envs/types.js";
import { runEpisode } from "../../portable/episode.js";
import { defineFamily, type Quantity, type Reference } from "../family.js";
import type { InstanceOptions } from "../options.js";
import { agentFor, meanOfRuns } from "../play.js";

const SOURCE = "independent program: UCB1 = mean + sqrt(2 ln t / n), Thompson prior Beta(1, 1), epsilon .1";

const known = (
  instance: Partial<InstanceOptions>,
  regrets: Readonly<Record<string, readonly [mean: number, standardError: number]>>,
): Reference[] =>
  Object.entries(regrets).map(([agent, [value, standardError]]) => ({
    instance,
    quantity: `regret/${agent}`,
    value,
    standardError,
    source: SOURCE,
  }));

const TEN_ARMS = [0.1, 0.05, 0.05, 0.05, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01];
const TWO_ARMS = [0.9, 0.8];

/** Mean pseudo-regret of agents on Bernoulli arms. */
export const bernoulli = defineFamily({
  name: "bernoulli",
  summary: "arms that pay 1 or nothing: mean pseudo-regret",
  defaults: {
    means: TWO_ARMS,
    horizon: 5000,
    runs: 100,
    agents: ["ucb1", "kl-ucb", "thompson-sampling", "epsilon-greedy"],
  },
  effort: ["runs", "agents"],
  quick: [{ means: TWO_ARMS }, { means: TEN_ARMS }],
  full: [
    { means: TWO_ARMS, runs: 500 },
    { means: TEN_ARMS, runs: 500 },
  ],
  references: [
    ...known(
      { means: TEN_ARMS },
      { ucb1: [277.5, 0.2], "kl-ucb": [92.9, 0.8], "thompson-sampling": [70.5, 0.5], "epsilon-greedy": [91.3, 2.3] },
    ),
    ...known(
      { means: TWO_ARMS },
      { ucb1: [64.1, 0.3], "kl-ucb": [12.8, 0.25], "thompson-sampling": [9.1, 0.2], "epsilon-greedy": [30.9, 0.35] },
    ),
  ],
  solve({ means, horizon, runs, agents }) {
    const env = bernoulliBandit.create({ means, horizon });
    return agents.map((agent) => regretOf(env as Env, agent, runs));
  },
});

/** Revenue of learners that sell a stock over one season. */
export const budgetedBandit = defineFamily({
  name: "budgeted-bandit",
  summary: "learn how prices sell while a stock lasts: mean revenue of a season",
  defaults: {
    stock: 125,
    periods: 500,
    prices: [29.9, 34.9, 39.9, 44.9],
    chances: [0.8, 0.6, 0.3, 0.1],
    runs: 100,
    agents: ["thompson-lp", "thompson-lp-blind", "primal-dual"],
  },
  effort: ["runs", "agents"],
  quick: [{}],
  full: [{ runs: 1000 }],
  references: [
    { agent: "thompson-lp", value: 4970.6 },
    { agent: "thompson-lp-blind", value: 3926.5 },
  ].map(({ agent, value }) => ({
    instance: {},
    quantity: `revenue/${agent}`,
    value,
    standardError: 2.9,
    source: "independent program; Ferreira, Simchi-Levi and Wang (2018), Operations Research 66(6)",
  })),
  solve({ stock, periods, prices, chances, runs, agents }) {
    const env = markdownPricing.create({ stock, periods, prices, chances }) as Env;
    return agents.map((name) => {
      const blind = name === "thompson-lp-blind";
      const params = { prices, stock, periods, ...(blind && { blind }) };
      const revenues = Array.from({ length: runs }, (_, run) => {
        const agent = agentFor(blind ? "thompson-lp" : name, env, String(run), params);
        const order = { env, agent, seed: `verify ${run}`, name } as const;
        return runEpisode({ ...order, role: "train", episode: 0, training: true }).score;
      });
      return { quantity: `revenue/${name}`, ...meanOfRuns(revenues) };
    });
  },
});

/** Mean pseudo-regret of agents on arms with contexts. */
export const linear = defineFamily({
  name: "linear-bandit",
  summary: "arms with contexts whose rewards are linear in them: mean pseudo-regret",
  defaults: { arms: 10, horizon: 2000, runs: 40, agents: ["random", "lin-ucb", "lin-ts"] },
  effort: ["runs", "agents"],
  quick: [{}],
  full: [{ runs: 300 }],
  references: known({}, { random: [1885.8, 1.5], "lin-ucb": [12.52, 0.15], "lin-ts": [18.81, 0.21] }),
  solve({ arms, horizon, runs, agents }) {
    const env = linearBandit.create({ arms, horizon });
    return agents.map((agent) => regretOf(env as Env, agent, runs));
  },
});

function regretOf(env: Env, agent: string, runs: number): Quantity {
  const regrets = Array.from({ length: runs }, (_, run) => {
    const order = { env, agent: agentFor(agent, env, String(run)), seed: `verify ${run}`, name: agent } as const;
    return runEpisode({ ...order, role: "train", episode: 0, training: true }).metrics.pseudoRegret;
  });
  return { quantity: `regret/${agent}`, ...meanOfRuns(regrets) };
}
