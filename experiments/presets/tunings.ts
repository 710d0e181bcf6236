import type { TuningInput } from "../tune/tuning.js";

/** Every tuning preset by name, as a user would write it. */
export const tuningPresets: Readonly<Record<string, TuningInput>> = {
  "tune-example": {
    description: "under a minute: how much a bandit should explore on a small market, by TPE",
    env: "Promotion-v1",
    scenario: {
      use: "campaign-season",
      as: "campaign-season",
      set: { population: 100, horizonDays: 42, tailDays: 14 },
    },
    agent: "epsilon-greedy",
    space: { exploration: { low: 0.001, high: 0.5, scale: "log" } },
    method: { use: "tpe", startup: 6 },
    budget: { episodes: 600 },
    seeds: { tuning: 4, reporting: 10 },
    training: { episodes: 10 },
    evaluation: { episodes: 2 },
  },
};
