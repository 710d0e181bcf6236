import type { ExperimentInput } from "../config.js";

/** Who orders: rules and a planner that know costs and lead times, learners that find out, on markets where orders take days. */
export const stockFamilies: ExperimentInput = {
  description: "orders by rules, by dynamic programming and by learners, where deliveries take days",
  env: "Restock-v1",
  scenarios: ["campaign-season", "perishables"],
  agents: [
    "base-stock",
    "reorder-point",
    "newsvendor",
    "dp-restock",
    "lin-ucb",
    "q-learning",
    { agent: "ppo", params: { hidden: 32, rollout: 91 } },
  ],
  baseline: "dp-restock",
  seeds: 4,
  training: { episodes: 40 },
  evaluation: { episodes: 2 },
};
