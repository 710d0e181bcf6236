import type { Estimator } from "./row-ratios.js";

/** What the contextual estimators read of a log and a policy; arrays of shape [rows]. */
export interface ContextualRows {
  readonly reward: Float64Array;
  /** importance weight of what was done */
  readonly weight: Float64Array;
  /** the reward model's q(x, a) of what was done */
  readonly modelled: Float64Array;
  /** the reward model's mean over what the policy would do,  sum over a of pi(a|x) q(x, a) */
  readonly modelledPolicy: Float64Array;
}

/** The constants of four estimators. */
export interface Constants {
  /** largest weight of `clipped`, above 0 */
  readonly clip: number;
  /** largest weight that `Switch-DR` corrects by, at least 0 */
  readonly switch: number;
  /** lambda of `DRos`, at least 0; Infinity leaves weights as they are */
  readonly shrink: number;
  /** lambda of `sub-Gaussian`, 0 to 1; 0 leaves weights as they are */
  readonly subGaussian: number;
}

export const CONTEXTUAL = ["DM", "IPW", "clipped", "SNIPW", "DR", "SNDR", "Switch-DR", "DRos", "sub-Gaussian"] as const;
export type ContextualName = (typeof CONTEXTUAL)[number];

/**
 * The nine estimators of a policy's mean reward from a log of decisions made one by one. With v the model's value of the
 * policy, q its value of what was done and means over rows:
 *
 *   DM            mean v
 *   IPW           mean w r
 *   clipped       mean min(w, clip) r
 *   SNIPW         mean w r / mean w
 *   DR            mean v + mean w (r - q)
 *   SNDR          mean v + mean w (r - q) / mean w
 *   Switch-DR     mean v + mean w [w <= switch] (r - q)
 *   DRos          mean v + mean shrink w / (w^2 + shrink) (r - q)
 *   sub-Gaussian  mean w / (1 - subGaussian + subGaussian w) r
 *
 * Departs: Switch-DR corrects rows up to and with the threshold (Wang et al. say so; some libraries leave the threshold itself out).
 * Sub-Gaussian is the paper's harmonic correction (s = -1) of IPW; there is a doubly robust form of it too, which is DR with
 * the same weights and is not given a name here.
 *
 * @throws RangeError when shapes differ, there is no row, or a constant is out of range
 * @see Dudik et al. (2014), Doubly robust policy evaluation and optimization (DM, IPW, DR); Ionides (2008), Truncated importance
 *   sampling (clipped); Swaminathan and Joachims (2015) (SNIPW); Thomas and Brunskill (2016) (SNDR); Wang, Agarwal and Dudik
 *   (2017) (Switch-DR); Su et al. (2020), Doubly robust off-policy evaluation with shrinkage (DRos); Metelli, Russo and
 *   Restelli (2021), Subgaussian and differentiable importance sampling
 */
export function contextualEstimators(rows: ContextualRows, constants: Constants): Record<ContextualName, Estimator> {
  const { reward, weight, modelled, modelledPolicy } = rows;
  check(rows, constants);
  const count = reward.length;
  const weighted = new Float64Array(count);
  const residual = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    weighted[i] = weight[i] * reward[i];
    residual[i] = weight[i] * (reward[i] - modelled[i]);
  }
  const model = { numerator: modelledPolicy };
  const changed = (estimator: TunedName, constant: number) => ({
    numerator: changedTerms(estimator, rows, constant, new Float64Array(count)),
  });
  return {
    DM: [model],
    IPW: [{ numerator: weighted }],
    clipped: [changed("clipped", constants.clip)],
    SNIPW: [{ numerator: weighted, denominator: weight }],
    DR: [model, { numerator: residual }],
    SNDR: [model, { numerator: residual, denominator: weight }],
    "Switch-DR": [model, changed("Switch-DR", constants.switch)],
    DRos: [model, changed("DRos", constants.shrink)],
    "sub-Gaussian": [changed("sub-Gaussian", constants.subGaussian)],
  };
}

/** Estimators with a constant. */
export const TUNED = ["clipped", "Switch-DR", "DRos", "sub-Gaussian"] as const;
export type TunedName = (typeof TUNED)[number];

/** The weight that an estimator with a constant puts in the place of w. */
export function changedWeight(estimator: TunedName, w: number, constant: number): number {
  switch (estimator) {
    case "clipped":
      return Math.min(w, constant);
    case "Switch-DR":
      return w <= constant ? w : 0;
    case "DRos":
      // (w^2 + shrink) / shrink, so that an infinite constant is DR and 0 is DM
      return constant === 0 ? 0 : w / ((w * w) / constant + 1);
    case "sub-Gaussian":
      return w === 0 ? 0 : w / (1 - constant + constant * w);
  }
}

/** True where the estimator adds its weighted terms to the model's value, so that they are of r - q. */
export const corrects = (estimator: TunedName) => estimator === "Switch-DR" || estimator === "DRos";

/** Changed weight times r or r - q, row by row. @param out  shape [rows], overwritten */
export function changedTerms(
  estimator: TunedName,
  { reward, weight, modelled }: ContextualRows,
  constant: number,
  out: Float64Array,
): Float64Array {
  const residual = corrects(estimator);
  for (let i = 0; i < out.length; i++)
    out[i] = changedWeight(estimator, weight[i], constant) * (residual ? reward[i] - modelled[i] : reward[i]);
  return out;
}

function check({ reward, weight, modelled, modelledPolicy }: ContextualRows, constants: Constants): void {
  const count = reward.length;
  if (count === 0) throw new RangeError("contextualEstimators: needs at least 1 row, got 0");
  for (const [name, column] of Object.entries({ weight, modelled, modelledPolicy }))
    if (column.length !== count)
      throw new RangeError(`contextualEstimators: ${count} rewards, ${column.length} of ${name}`);
  const expect = (good: boolean, name: keyof Constants, range: string) => {
    if (!good) throw new RangeError(`${name}: needs ${range}, got ${constants[name]}`);
  };
  expect(constants.clip > 0, "clip", "a number above 0");
  expect(constants.switch >= 0, "switch", "a number of at least 0");
  expect(constants.shrink >= 0, "shrink", "a number of at least 0");
  expect(constants.subGaussian >= 0 && constants.subGaussian <= 1, "subGaussian", "a number from 0 to 1");
}
