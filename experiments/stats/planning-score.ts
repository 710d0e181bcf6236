import { type BootstrapOptions, drawResamples, type Interval } from "./bootstrap.js";
import { mean, quantileOfSorted } from "./descriptive.js";
import { meanInterval } from "./mean-interval.js";
import { onSeeds, pairedDifferences, type SeedScores } from "./seed-scores.js";

/** How much of what the oracle gains over no promotion a policy gains: 0 as no promotion, 1 as the oracle. */
export interface PlanningScore {
  readonly score: number;
  readonly scoreCi: Interval;
}

/**
 * Scores policies of one scenario between no promotion and the oracle:
 *
 *   score = mean over seeds of (policy - none)  /  mean over seeds of (oracle - none)
 *
 * with the 95% percentile bootstrap interval of the ratio, whole seeds drawn, numerator and denominator from the same ones.
 * An oracle is the best plan found, not the best there is: a score may pass 1.
 *
 * @param policies  on the same seeds
 * @returns a function of a policy; undefined where there is no oracle or no `no-promotion`, or where the interval of the
 *   oracle's gain (see `meanInterval`) is not above 0: a share of a gain that may be none says nothing
 * @see Efron and Tibshirani (1993), section 13.3, for the percentile interval of a statistic of pairs
 */
export function planningScores(
  policies: readonly SeedScores[],
  options: BootstrapOptions = {},
): ((policy: SeedScores) => PlanningScore) | undefined {
  const none = named(policies, "no-promotion");
  const oracle = named(policies, "oracle");
  if (none === undefined || oracle === undefined) return undefined;
  const { seeds } = none;
  const drawn = options.drawn ?? drawResamples([seeds.length], options);
  const most = pairedDifferences(onSeeds(oracle, seeds), none);
  if (!(meanInterval(most, { ...options, drawn })[0] > 0)) return undefined;
  return (policy) => {
    const gain = pairedDifferences(onSeeds(policy, seeds), none);
    const ratios = new Float64Array(drawn.length / seeds.length);
    for (let b = 0; b < ratios.length; b++) {
      let gained = 0;
      let could = 0;
      for (let i = b * seeds.length; i < (b + 1) * seeds.length; i++) {
        gained += gain[drawn[i]];
        could += most[drawn[i]];
      }
      ratios[b] = could > 0 ? gained / could : gained < 0 ? -UNBOUNDED : UNBOUNDED;
    }
    ratios.sort();
    return {
      score: mean(gain) / mean(most),
      scoreCi: [quantileOfSorted(ratios, 0.025), quantileOfSorted(ratios, 0.975)],
    };
  };
}

/** What a resample counts in which the oracle gains nothing; finite, so that it can be written as JSON. */
const UNBOUNDED = Number.MAX_VALUE;

/** The policy of an agent; of several with parameters of their own the one that is called as the agent is, else none. */
function named(policies: readonly SeedScores[], agent: string): SeedScores | undefined {
  const namesakes = policies.filter((policy) => policy.agent === agent);
  return namesakes.length === 1 ? namesakes[0] : namesakes.find((policy) => policy.label === agent);
}
