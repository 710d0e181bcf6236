import type { Estimator } from "./row-ratios.js";

/** Logged episodes; rows in order, those of an episode together and by step. */
export interface Trajectories {
  /** rows of episode e are first[e] .. first[e + 1] - 1, shape [episodes + 1] */
  readonly first: Int32Array;
  /** shape [rows] */
  readonly reward: Float64Array;
  /** importance weight of each step's action alone, shape [rows] */
  readonly weight: Float64Array;
  /** 0 to 1; a reward t steps on counts discount^t */
  readonly discount: number;
}

/** A model's values of each row under the policy, shape [rows]; see `fittedQ`. */
export interface StepValues {
  /** Q of what was done, with as many steps to go as there were */
  readonly actionValue: Float64Array;
  /** its mean over what the policy would do */
  readonly stateValue: Float64Array;
}

export const TRAJECTORY = ["TIS", "SN-TIS", "PDIS", "SN-PDIS", "DR-trajectory", "FQE"] as const;
export type TrajectoryName = (typeof TRAJECTORY)[number];

/**
 * Estimators of a policy's discounted return from logged episodes, their terms of shape [episodes]. With W[t] the product of an
 * episode's weights up to step t, and G its discounted return:
 *
 *   TIS            mean W[last] G
 *   SN-TIS         mean W[last] G / mean W[last]
 *   PDIS           mean over episodes of  sum over t of  discount^t W[t] r[t]
 *   SN-PDIS        sum over t of  discount^t  mean W[t] r[t] / mean W[t]
 *   DR-trajectory  mean over episodes of  sum over t of  discount^t (W[t] (r[t] - Q[t]) + W[t - 1] V[t]),  W[-1] = 1
 *   FQE            mean over episodes of  V[0]
 *
 * An episode that is over earns nothing more and keeps its weight. The last two need `values` and are left out without.
 *
 * @throws RangeError when shapes differ, an episode has no step, or discount is not 0 to 1
 * @see Precup, Sutton and Singh (2000), Eligibility traces for off-policy policy evaluation (TIS, PDIS); Thomas (2015), Safe reinforcement
 *   learning, section 3 (self-normalised by step: his CWPDIS); Jiang and Li (2016), Doubly robust off-policy value evaluation, equation 10
 */
export function trajectoryEstimators(
  log: Trajectories,
  values?: StepValues,
): Partial<Record<TrajectoryName, Estimator>> {
  check(log, values);
  const { first, reward, weight, discount } = log;
  const episodes = first.length - 1;
  let horizon = 0;
  for (let e = 0; e < episodes; e++) horizon = Math.max(horizon, first[e + 1] - first[e]);
  const whole = new Float64Array(episodes);
  const wholeReturn = new Float64Array(episodes);
  const perStep = new Float64Array(episodes);
  const corrected = new Float64Array(episodes);
  const atStart = new Float64Array(episodes);
  const upTo = Array.from({ length: horizon }, () => new Float64Array(episodes));
  const earned = Array.from({ length: horizon }, () => new Float64Array(episodes));
  for (let e = 0; e < episodes; e++) {
    let product = 1;
    let before = 1;
    let factor = 1;
    let total = 0;
    const steps = first[e + 1] - first[e];
    for (let t = 0; t < horizon; t++) {
      if (t < steps) {
        const row = first[e] + t;
        product *= weight[row];
        total += factor * reward[row];
        perStep[e] += factor * product * reward[row];
        earned[t][e] = product * reward[row];
        if (values) {
          corrected[e] +=
            factor * (product * (reward[row] - values.actionValue[row]) + before * values.stateValue[row]);
          if (t === 0) atStart[e] = values.stateValue[row];
        }
        before = product;
        factor *= discount;
      }
      upTo[t][e] = product;
    }
    whole[e] = product;
    wholeReturn[e] = product * total;
  }
  return {
    TIS: [{ numerator: wholeReturn }],
    "SN-TIS": [{ numerator: wholeReturn, denominator: whole }],
    PDIS: [{ numerator: perStep }],
    "SN-PDIS": earned.map((numerator, t) => ({ numerator, denominator: upTo[t], factor: discount ** t })),
    ...(values && { "DR-trajectory": [{ numerator: corrected }], FQE: [{ numerator: atStart }] }),
  };
}

function check({ first, reward, weight, discount }: Trajectories, values: StepValues | undefined): void {
  if (first.length < 2) throw new RangeError("trajectoryEstimators: needs at least 1 episode, got 0");
  const rows = first[first.length - 1];
  for (const [name, column] of Object.entries({ reward, weight, ...values }))
    if (column.length !== rows) throw new RangeError(`trajectoryEstimators: ${rows} rows, ${column.length} of ${name}`);
  for (let e = 0; e + 1 < first.length; e++)
    if (!(first[e + 1] > first[e])) throw new RangeError(`trajectoryEstimators: episode ${e} has no step`);
  if (!(discount >= 0 && discount <= 1)) throw new RangeError(`discount: needs a number from 0 to 1, got ${discount}`);
}
