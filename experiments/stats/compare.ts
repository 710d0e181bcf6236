import type { Ranking, RankingRow } from "../wire.js";
import { type BootstrapOptions, drawResamples, type Interval, percentileInterval } from "./bootstrap.js";
import { iqmOfSorted, mean } from "./descriptive.js";
import { probabilityOfImprovement } from "./improvement.js";
import { meanInterval } from "./mean-interval.js";
import { planningScores } from "./planning-score.js";
import { onSeeds, type PerSeed, pairedDifferences, type SeedScores } from "./seed-scores.js";
import { type SequentialPlan, sequentialInterval } from "./sequential-plan.js";

export interface CompareOptions extends Omit<BootstrapOptions, "drawn"> {
  /** label of the policy that the others are held against; default "no-promotion" where there is one, else the first */
  readonly baseline?: string;
  /** seeds are added until policies are told apart: differences get intervals that hold at every look at once */
  readonly sequence?: Omit<SequentialPlan, "comparisons">;
}

const USUAL_BASELINE = "no-promotion";

/**
 * Ranks policies scenario by scenario, best mean profit first; scenarios keep the order they come in.
 *
 * Only seeds that every policy of the scenario has finished count, so that all of them met the same luck. Per row:
 * - `meanProfit` and `iqm` over seeds; `ci`: 95% stratified percentile bootstrap interval of the IQM (with fewer than
 *   four seeds, of the mean, which the IQM then is), one stratum a scenario, the same resamples for every policy
 * - `difference`: mean over seeds of score less the baseline's on the same seed; `differenceCi`: see `meanInterval`
 * - `probabilityOfImprovement` over the baseline, over all pairs of seeds, ties half
 * - `distinguishable`: `differenceCi` leaves 0 out; false for the baseline
 * - `score`, `scoreCi`: see `planningScores`; left out where it tells of none
 * - `tiedWithBest`: the interval of the paired difference to the scenario's best row holds 0; true for that row
 *
 * Where seeds are added by the look of the differences, their intervals are confidence sequences (`sequentialInterval`); before the
 * first look the usual ones are shown, and nothing counts as told apart.
 *
 * @throws RangeError when there is no policy, two share a label in a scenario, a scenario lacks the baseline, or its
 *   policies have fewer than two seeds in common: one seed says nothing about luck
 */
export function compare(policies: readonly SeedScores[], options: CompareOptions = {}): Ranking {
  if (policies.length === 0) throw new RangeError("compare: needs at least 1 policy, got 0");
  const baseline =
    options.baseline ?? (policies.find((policy) => policy.label === USUAL_BASELINE) ?? policies[0]).label;
  const scenarios = [...new Set(policies.map((policy) => policy.scenario))];
  const comparisons = policies.length - scenarios.length;
  const { sequence } = options;
  const atLooks = sequence && comparisons > 0 ? sequentialInterval({ ...sequence, comparisons }) : undefined;
  return {
    baseline,
    ...(sequence && { looks: { from: sequence.from, to: sequence.to } }),
    rows: scenarios.flatMap((scenario) =>
      rowsOf(
        policies.filter((policy) => policy.scenario === scenario),
        baseline,
        { ...options, atLooks },
      ),
    ),
  };
}

interface RowOptions extends CompareOptions {
  readonly atLooks: ReturnType<typeof sequentialInterval> | undefined;
}

function rowsOf(found: readonly SeedScores[], baseline: string, options: RowOptions): RankingRow[] {
  const policies = onCommonSeeds(found);
  const against = policies.find((policy) => policy.label === baseline);
  if (!against)
    throw new RangeError(
      `compare: no policy is called ${baseline} in scenario ${found[0].scenario}, only ${found.map((p) => p.label).join(", ")}`,
    );
  const shared = { ...options, drawn: drawResamples([policies[0].seeds.length], options) };
  const means = new Map(policies.map((policy) => [policy, mean(policy.scores)]));
  const scoreOf = planningScores(policies, shared);
  /** the interval of a difference, and whether it leaves 0 out */
  const judged = (differences: PerSeed): [Interval, boolean] => {
    const sequential = options.atLooks?.(differences);
    const interval = sequential ?? meanInterval(differences, shared);
    return [interval, (options.atLooks === undefined || sequential !== undefined) && excludesZero(interval)];
  };
  const ranked = [...policies].sort((a, b) => means.get(b)! - means.get(a)!);
  return ranked.map((policy) => {
    const { label, agent, params, scenario, seeds, episodes, scores } = policy;
    const differences = pairedDifferences(policy, against);
    const [differenceCi, distinguishable] = judged(differences);
    return {
      label,
      agent,
      params: { ...params },
      scenario,
      seeds: seeds.length,
      episodes: seeds.length * episodes,
      meanProfit: means.get(policy)!,
      iqm: iqmOfSorted(Float64Array.from(scores).sort()),
      ci: percentileInterval([scores], iqmOfSorted, shared),
      difference: mean(differences),
      differenceCi,
      probabilityOfImprovement: probabilityOfImprovement([scores], [against.scores]),
      distinguishable,
      ...scoreOf?.(policy),
      tiedWithBest: !judged(pairedDifferences(policy, ranked[0]))[1],
    };
  });
}

function onCommonSeeds(policies: readonly SeedScores[]): SeedScores[] {
  const labels = policies.map((policy) => policy.label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  const scenario = policies[0].scenario;
  if (twice !== undefined) throw new RangeError(`compare: two policies of scenario ${scenario} are called ${twice}`);
  const common = policies[0].seeds.filter((seed) => policies.every((policy) => policy.seeds.includes(seed)));
  if (common.length < 2)
    throw new RangeError(
      `compare: needs at least 2 seeds that every policy of scenario ${scenario} has finished, got ${common.length}`,
    );
  return policies.map((policy) => onSeeds(policy, common));
}

function excludesZero([low, high]: Interval): boolean {
  return low > 0 || high < 0;
}
