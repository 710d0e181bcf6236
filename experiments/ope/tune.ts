import {
  type Constants,
  type ContextualRows,
  changedTerms,
  changedWeight,
  corrects,
  TUNED,
  type TunedName,
} from "./contextual.js";

/** How a constant is chosen from the log: the smaller estimate of squared error, or Lepski's principle. */
export type Tuning = "mse" | "slope";

/** Which constant belongs to which estimator. */
export const CONSTANT_OF = {
  clipped: "clip",
  "Switch-DR": "switch",
  DRos: "shrink",
  "sub-Gaussian": "subGaussian",
} as const satisfies Record<TunedName, keyof Constants>;

/**
 * The constants of the four estimators that have one, chosen from the log itself out of `candidates`.
 *
 * mse: the least  variance + bias^2, in which the variance is of the mean of the estimator's rows and the bias is their
 *   direct estimate  mean (w - changed w) (r - q) ; q is 0 for estimators without a model.
 * slope: from the candidate that changes weights least, the last one whose interval  value -+ 2 reach  still meets those of
 *   all before it, reach = 1.96 standard errors.
 *
 * Departs: of mse the paper adds what the estimate of the bias may be off by, with chance .05; at the sizes of logs that people have
 * that addition is larger than any variance to be saved, and no weight is ever changed. Of slope the paper's reach comes from a
 * concentration inequality; here it is the normal's. Open Bandit Pipeline has a later
 * variant of slope with constants sqrt(6) - 1 (Tucker and Lee 2021), and the addition by default.
 *
 * @throws RangeError when there are fewer than two rows
 * @see Su et al. (2020), Doubly robust off-policy evaluation with shrinkage, section 4 (mse, their direct bias estimate);
 *   Su, Srinath and Krishnamurthy (2020), Adaptive estimator selection for off-policy evaluation (slope)
 */
export function tuneConstants(rows: ContextualRows, tuning: Tuning, given: Partial<Constants> = {}): Constants {
  if (rows.reward.length < 2) throw new RangeError(`tuneConstants: needs at least 2 rows, got ${rows.reward.length}`);
  const candidates = candidateConstants(rows.weight);
  const constants = {} as Record<keyof Constants, number>;
  for (const name of TUNED) {
    const key = CONSTANT_OF[name];
    constants[key] = given[key] ?? chosen(name, rows, tuning, candidates[key]);
  }
  return constants;
}

/**
 * Candidates from the one that changes weights least to the one that changes them most. Clips and thresholds go in ten even ratios
 * from the largest weight to the median of the positive ones; shrinkage from a thousand times the largest weight's square to nothing;
 * the sub-Gaussian's from 0 to 1.
 */
export function candidateConstants(weight: Float64Array): Record<keyof Constants, number[]> {
  const positive = weight.filter((w) => w > 0).sort();
  if (positive.length === 0) return { clip: [1], switch: [1], shrink: [1], subGaussian: [0] };
  const largest = positive[positive.length - 1];
  const median = positive[Math.floor((positive.length - 1) / 2)];
  const ratio = (median / largest) ** (1 / STEPS);
  const levels =
    median < largest
      ? Array.from({ length: STEPS + 1 }, (_, k) => (k === STEPS ? median : largest * ratio ** k))
      : [largest];
  return {
    clip: levels,
    switch: [...levels, 0],
    shrink: [1000, 100, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.001, 0].map((share) => share * largest * largest),
    subGaussian: [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1],
  };
}

const STEPS = 10;

function chosen(name: TunedName, rows: ContextualRows, tuning: Tuning, candidates: readonly number[]): number {
  return tuning === "mse" ? leastError(name, rows, candidates) : lastThatAgrees(name, rows, candidates);
}

function leastError(name: TunedName, rows: ContextualRows, candidates: readonly number[]): number {
  const { weight, reward, modelled } = rows;
  const count = weight.length;
  const residual = corrects(name);
  let best = candidates[0];
  let least = Number.POSITIVE_INFINITY;
  const terms = new Float64Array(count);
  for (const constant of candidates) {
    const { variance } = meanAndVariance(name, rows, constant, terms);
    let gap = 0;
    for (let i = 0; i < count; i++)
      gap += (weight[i] - changedWeight(name, weight[i], constant)) * (residual ? reward[i] - modelled[i] : reward[i]);
    const error = variance + (gap / count) ** 2;
    if (error >= least) continue;
    least = error;
    best = constant;
  }
  return best;
}

function lastThatAgrees(name: TunedName, rows: ContextualRows, candidates: readonly number[]): number {
  let best = candidates[0];
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  const terms = new Float64Array(rows.weight.length);
  for (const constant of candidates) {
    const { mean, variance } = meanAndVariance(name, rows, constant, terms);
    const reach = 2 * 1.96 * Math.sqrt(variance);
    low = Math.max(low, mean - reach);
    high = Math.min(high, mean + reach);
    if (low > high) break;
    best = constant;
  }
  return best;
}

/** Of the estimator under a constant: its value and the variance of it. @param terms  a buffer of shape [rows] */
function meanAndVariance(name: TunedName, rows: ContextualRows, constant: number, terms: Float64Array) {
  const count = terms.length;
  changedTerms(name, rows, constant, terms);
  if (corrects(name)) for (let i = 0; i < count; i++) terms[i] += rows.modelledPolicy[i];
  let sum = 0;
  for (let i = 0; i < count; i++) sum += terms[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (terms[i] - mean) * (terms[i] - mean);
  return { mean, variance: squares / (count - 1) / count };
}
