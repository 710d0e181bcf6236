import type { WeightFacts } from "./weights.js";

/**
 * What a reader should know before believing an estimate, in plain words; empty where nothing speaks against it.
 *
 * @param telling  rows with weight whose reward is not the commonest one: what a mean of rare clicks hangs on
 */
export function overlapWarnings(facts: WeightFacts, rows: number, telling: number): string[] {
  const { effectiveSampleSize, largestWeight, largestShare, meanWeight, standardError, positive } = facts;
  if (positive === 0)
    return ["the log never did what the policy does: it says nothing of the policy, and the model alone is a guess"];
  const warnings: string[] = [];
  const size = Math.round(effectiveSampleSize);
  if (rows < 100) warnings.push(`only ${count(rows)} rows: errors and intervals hold for many`);
  else if (effectiveSampleSize < 100 || effectiveSampleSize < 0.05 * rows)
    warnings.push(
      `the ${count(rows)} rows tell as much of the policy as ${count(size)} of its own would: the two act alike too seldom`,
    );
  if (largestShare > 0.05)
    warnings.push(
      `one row carries ${Math.round(100 * largestShare)}% of all weight (${largestWeight.toPrecision(3)}): without it the estimates may be others`,
    );
  if (Math.abs(meanWeight - 1) > 4 * standardError && Math.abs(meanWeight - 1) > 0.01)
    warnings.push(
      `weights average ${meanWeight.toPrecision(3)} where 1 is due: ${
        meanWeight < 1
          ? "the policy does what the log never does in some contexts, or the propensities are wrong"
          : "the propensities are too small"
      }`,
    );
  if (telling < 30)
    warnings.push(
      `only ${count(telling)} of the rows that count have a reward other than the usual: intervals are rough at best`,
    );
  return warnings;
}

const count = (n: number) => n.toLocaleString("en-US");
