import type { RunState } from "./run-state.js";
import { finishedScores } from "./run-state.js";
import { drawResamples } from "./stats/bootstrap.js";
import { type AdjustedPair, adjusted, type Pair, type PairOptions, pairOf } from "./stats/pair.js";
import { detectableEffects } from "./stats/power.js";
import { onSeeds } from "./stats/seed-scores.js";

/** Two policies of a run in one scenario. */
export interface RunPair extends AdjustedPair {
  readonly scenario: string;
  /** labels of the policies; the difference is the one's score less the other's */
  readonly one: string;
  readonly other: string;
}

/**
 * Every pair of policies in every scenario, over the seeds that all of the scenario's policies have finished, with p-values
 * adjusted over all of them. Scenarios with fewer than two such seeds have none.
 */
export function pairsOfRun(state: RunState, options: PairOptions = {}): RunPair[] {
  const finished = finishedScores(state);
  const scenarios = [...new Set(finished.map(({ scenario }) => scenario))];
  const detectable = detectableEffects(options.power);
  const pairs = scenarios.flatMap((scenario) => {
    const policies = finished.filter((policy) => policy.scenario === scenario);
    const seeds = policies[0].seeds.filter((seed) => policies.every((policy) => policy.seeds.includes(seed)));
    if (seeds.length < 2) return [];
    const shared = { ...options, drawn: drawResamples([seeds.length], options), detectable };
    const common = policies.map((policy) => onSeeds(policy, seeds));
    return common.flatMap((one, index) =>
      common.slice(index + 1).map((other): Pair & Pick<RunPair, "scenario" | "one" | "other"> => ({
        scenario,
        one: one.label,
        other: other.label,
        ...pairOf(one.scores, other.scores, shared),
      })),
    );
  });
  return adjusted(pairs);
}
