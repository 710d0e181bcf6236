import { type SeedScores, seedScores } from "../../../experiments/stats/seed-scores.js";

/** A policy with one evaluation episode a seed, seeds "s0", "s1", ... */
export function policy(label: string, scores: ArrayLike<number>, scenario = "market"): SeedScores {
  return seedScores(
    { label, agent: label, params: {}, scenario },
    Array.from(scores, (score, index) => ({ seed: `s${index}`, episode: 0, score })),
  );
}
