import type { ExperimentInput } from "../config.js";

/**
 * The dozen that every later policy is held against. Base-stock has no row of its own: it is how the shop restocks under
 * every policy that decides promotions alone, and so the baseline's other half.
 */
export const promotionBaselines: ExperimentInput = {
  description: "a dozen promotion and restock policies on the default market: rules, bandits, Q-learning, planning",
  env: "Promotion-v1",
  scenarios: ["campaign-season"],
  agents: [
    "no-promotion",
    "random",
    "always-promote",
    "campaign-calendar",
    "epsilon-greedy",
    "ucb1",
    "thompson-sampling",
    "lin-ucb",
    "q-learning",
    "lp-plan",
    { agent: "dp-restock", env: "Restock-v1" },
    { agent: "joint:promotion=lp-plan,restock=dp-restock", env: "Market-v1" },
  ],
  baseline: "no-promotion",
  seeds: 20,
  training: { episodes: 8 },
  evaluation: { episodes: 1 },
};
