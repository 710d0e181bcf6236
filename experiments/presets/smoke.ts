import type { ExperimentInput } from "../config.js";

/** A few seconds: does everything work, and can the obvious be told apart? */
export const smoke: ExperimentInput = {
  description: "a few seconds: four policies on a small market, to see that everything works",
  env: "Promotion-v1",
  scenarios: [{ use: "campaign-season", as: "campaign-season", set: { population: 300 } }],
  agents: ["no-promotion", "campaign-calendar", "random", "thompson-sampling"],
  baseline: "no-promotion",
  seeds: 6,
  training: { episodes: 3 },
  evaluation: { episodes: 2 },
};
