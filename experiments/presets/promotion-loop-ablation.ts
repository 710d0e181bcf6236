import type { ExperimentInput } from "../config.js";

/**
 * What each step of the promotion loop earns: the loop whole, and with one step switched off at a time. A difference to the
 * baseline, the whole loop, is what the season loses without the step. Without `execute` every lever keeps its default; without
 * `collect` nothing can be fed back, so that it plays as without `feedback`.
 */
export const promotionLoopAblation: ExperimentInput = {
  description: "the promotion loop, whole and without each of its steps, on a small double-eleven with slates",
  env: "Market-v1",
  scenarios: [{ use: "double-eleven", as: "double-eleven", set: { population: 300, slates: { slots: 2 } } }],
  agents: [
    {
      agent: "promotion-loop",
      params: {
        without: [
          "nothing",
          "collect",
          "profile",
          "recommend",
          "allocate",
          "generate",
          "execute",
          "evaluate",
          "feedback",
        ],
      },
    },
  ],
  baseline: "promotion-loop without=nothing",
  seeds: 6,
  training: { episodes: 0 },
  evaluation: { episodes: 1 },
};
