import type { ExperimentInput } from "../config.js";

/** Steps of the promotion loop that can be switched off, one at a time. Without `collect` nothing is fed back either. */
const STEPS = ["collect", "profile", "recommend", "allocate", "generate", "execute", "evaluate", "feedback"];

/**
 * What each step of the promotion loop earns: the loop whole, and with one step switched off at a time. A difference to the
 * baseline, the whole loop, is what the season loses without the step. Without `execute` every lever keeps its default.
 */
export const promotionLoopAblation: ExperimentInput = {
  description: "the promotion loop, whole and without each of its steps, on a small double-eleven with slates",
  env: "Market-v1",
  scenarios: [{ use: "double-eleven", as: "double-eleven", set: { population: 300, slates: { slots: 2 } } }],
  agents: [
    { agent: "promotion-loop", label: "loop" },
    ...STEPS.map((step) => ({ agent: "promotion-loop", label: `without ${step}`, params: { [step]: false } })),
  ],
  baseline: "loop",
  seeds: 6,
  training: { episodes: 0 },
  evaluation: { episodes: 1 },
};
