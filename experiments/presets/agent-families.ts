import { presets } from "../../sim/presets/registry.js";
import type { ExperimentInput } from "../config.js";

/**
 * Every family of agents on every scenario preset, as they ship. All hold the lever promotion alone but those that say otherwise;
 * levers that nobody holds follow the background, the same under all. Learners see twenty seasons and networks are small, so that
 * the whole takes some five minutes of one core: it shows what a shop gets out of little data, not what a learner ends at.
 */
export const agentFamilies: ExperimentInput = {
  description: "every family of agents on every scenario preset, with scores and what they cost",
  env: "Promotion-v1",
  scenarios: Object.keys(presets),
  agents: [
    "no-promotion",
    { agent: "always-promote", label: "always-promote (volume)" },
    "campaign-calendar",
    "last-years-plan",
    { agent: "last-years-plan", label: "last-years-plan (volume)", params: { best: "units" } },
    "markdown-ladder",
    "thompson-sampling",
    "lin-ucb",
    "q-learning",
    "tile-coding",
    { agent: "ppo", params: { hidden: 32, rollout: 91 } },
    "lp-plan",
    "mip-calendar",
    "dp-calendar",
    { agent: "oracle", params: { seasons: 80, luck: 3 } },
    { agent: "promotion-loop", env: "Market-v1", envOptions: { levers: ["promotion"] } },
    { agent: "promotion-loop", label: "promotion-loop (all levers)", env: "Market-v1" },
    { agent: "safe:always-promote", params: { "safe.marginFloor": 0.2 } },
    { agent: "dp-restock", label: "dp-restock (stock)", env: "Restock-v1" },
    {
      agent: "joint-plan",
      label: "joint-plan (promotion, stock)",
      env: "Market-v1",
      envOptions: { levers: ["promotion", "restock"] },
    },
  ],
  baseline: "no-promotion",
  seeds: 4,
  training: { episodes: 20 },
  evaluation: { episodes: 2 },
};
