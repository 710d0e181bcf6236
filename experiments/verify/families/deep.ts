import { bestLostSales } from "../../../agents/math/lost-sales.js";
import { lostSalesProblem } from "../../../envs/lost-sales.js";
import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import { runEpisode } from "../../portable/episode.js";
import { mean } from "../../stats/descriptive.js";
import { defineFamily, type Quantity, type Reference } from "../family.js";
import { agentFor, meanOfRuns } from "../play.js";

const WINDOW = 100;

/** What each learner must reach, within how many steps. */
const GOALS: Readonly<Record<string, { readonly mean: number; readonly steps: number }>> = {
  ppo: { mean: 475, steps: 200_000 },
  dqn: { mean: 400, steps: 300_000 },
};

/** The cart and its pole: in how many of five runs a learner reaches its goal, a mean over 100 training episodes. */
export const cartPole = defineFamily({
  name: "cart-pole",
  summary:
    "keep a pole upright: in how many runs the mean of 100 episodes reaches 475 (ppo, in 200,000 steps) or 400 (dqn, in 300,000)",
  defaults: { runs: 5, agents: ["ppo", "dqn"] },
  effort: ["agents"],
  quick: [],
  full: [{}],
  references: Object.keys(GOALS).map(
    (agent): Reference => ({
      instance: {},
      quantity: `runs-at-goal/${agent}`,
      value: 4,
      bound: "at least",
      source: "asked of the lab: the goal in at least 4 of 5 runs; Gymnasium calls CartPole-v1 solved at 475",
    }),
  ),
  solve({ runs, agents }) {
    return agents.flatMap((name): Quantity[] => {
      const goal = GOALS[name] ?? GOALS.ppo;
      const reached = Array.from({ length: runs }, (_, run) => stepsToGoal(name, run, goal));
      const there = reached.filter((steps) => steps <= goal.steps);
      return [
        { quantity: `runs-at-goal/${name}`, ours: there.length },
        { quantity: `steps-to-goal/${name}`, ours: there.length > 0 ? mean(there) : goal.steps },
      ];
    });
  },
});

/** Steps played until the mean of the last 100 episodes was the goal; Infinity where it never was. */
function stepsToGoal(name: string, run: number, goal: { mean: number; steps: number }): number {
  const env = make("CartPole-v1") as unknown as Env;
  const agent = agentFor(name, env, String(run));
  const last: number[] = [];
  let played = 0;
  for (let episode = 0; played < goal.steps; episode++) {
    const order = { env, agent, seed: `verify ${run}`, role: "train", episode, training: true, name } as const;
    const { steps } = runEpisode(order);
    played += steps;
    last.push(steps);
    if (last.length > WINDOW) last.shift();
    if (last.length === WINDOW && mean(last) >= goal.mean) return played;
  }
  return Number.POSITIVE_INFINITY;
}

/** Lost sales played by a learner that is told nothing of it. */
export const deepLostSales = defineFamily({
  name: "lost-sales-learner",
  summary: "lost sales, penalty 4, lead time 2, by a learner: its long-run cost beside the optimum",
  defaults: { steps: 400_000, runs: 3, agents: ["ppo"] },
  effort: ["runs", "agents", "steps"],
  quick: [],
  full: [{}],
  references: [
    {
      instance: {},
      quantity: "cost/ppo",
      value: 1.03 * 4.3953,
      bound: "at most",
      source: "asked of the lab: within 3% of the optimum, 4.3953",
    },
  ],
  solve({ steps, runs, agents }) {
    const { demand, leadTime, holding, penalty } = lostSalesProblem();
    const optimal = bestLostSales({ demand, leadTime, holding, penalty }).averageCost;
    return [
      ...agents.map((name): Quantity => {
        const costs = Array.from({ length: runs }, (_, run) => {
          const env = make("LostSales-v1", { maxOrder: 12, horizon: 500 }) as unknown as Env;
          const agent = agentFor(name, env, String(run), LOST_SALES[name] ?? {});
          for (let episode = 0; episode * 500 < steps; episode++)
            runEpisode({ env, agent, seed: `verify ${run}`, role: "train", episode, training: true, name });
          const shown = make("LostSales-v1", { maxOrder: 12, horizon: 200_000 }) as unknown as Env;
          const order = { env: shown, agent, seed: `verify ${run}`, role: "evaluate", episode: 0, name } as const;
          const { score, steps: shownSteps } = runEpisode({ ...order, training: false });
          return -score / shownSteps;
        });
        return { quantity: `cost/${name}`, ...meanOfRuns(costs) };
      }),
      { quantity: "optimal", ours: optimal },
    ];
  },
});

/** Costs come soon after an order and are of the size of 4 a period. */
const LOST_SALES: Readonly<Record<string, Record<string, unknown>>> = {
  ppo: { discount: 0.97, rollout: 2000, batch: 250, entropy: 0.003, learningRateHalfLife: 100_000 },
};
