import type { ExperimentInput } from "../config.js";

const at = (carryOver: number) => ({
  use: "campaign-season",
  as: `carry-over ${carryOver}`,
  set: { carryOver, promotions: { everyday: { coolDownDays: 0 } } },
});

/**
 * The dial of `carryOver`: at 0 shoppers remember nothing of the season, and each day is a new contextual bandit but for stock and
 * campaigns' budgets; at 1 each offer has its days after. The rule of seven days' rest is off, since it carries over at any dial.
 */
export const carryOverDial: ExperimentInput = {
  description: "a linear bandit, deep learners and planners as shoppers' memory is turned on",
  env: "Promotion-v1",
  scenarios: [at(0), at(0.5), at(1)],
  agents: [
    "no-promotion",
    "lin-ucb",
    { agent: "ppo", params: { hidden: 32, rollout: 91 } },
    "lp-plan",
    "dp-calendar",
    { agent: "oracle", params: { seasons: 80, luck: 3 } },
  ],
  baseline: "lin-ucb",
  seeds: 4,
  training: { episodes: 60 },
  evaluation: { episodes: 2 },
};
