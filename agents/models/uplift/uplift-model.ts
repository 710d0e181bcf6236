import type { LearnedModel, ModelState } from "../model.js";
import type { RegressionRows } from "../neural-regression.js";
import type { LearnedRegression, Learner } from "./learner.js";

/** Shoppers of whom some, drawn by lot, were treated: sent a coupon, say. */
export interface TreatmentRows {
  /** of the features, each once */
  readonly names: readonly string[];
  /** shape [rows, names] row-major */
  readonly features: Float64Array;
  /** 1 treated, 0 not, shape [rows] */
  readonly treated: ArrayLike<number>;
  /** what came of it: a visit 0 or 1, money; shape [rows] */
  readonly outcome: ArrayLike<number>;
}

/** By how much a treatment changes the outcome of a shopper. */
export interface UpliftModel extends LearnedModel {
  readonly names: readonly string[];
  /**
   * @param features  shape [rows, names] row-major
   * @param out       expected outcome with the treatment less without it, shape [rows], overwritten
   */
  predictUplift(features: Float64Array, rows: number, out: Float64Array): void;
}

/**
 * Two models: one of the outcome of the treated, one of the others', and their difference.
 *
 *   uplift(x) = E[y | x, treated] - E[y | x, not treated]
 *
 * @throws RangeError when shapes differ, or nobody was treated, or everybody
 * @see Radcliffe and Surry (1999), Differential response analysis; Kunzel et al. (2019), PNAS 116(10), its "T-learner"
 */
export function fitTwoModelUplift(data: TreatmentRows, learner: Learner): UpliftModel {
  check(data);
  return twoModels(learner.fit(rowsOf(data, 1)), learner.fit(rowsOf(data, 0)), [...data.names]);
}

export function loadTwoModelUplift(state: ModelState, learner: Learner): UpliftModel {
  const { treated, untreated, names } = state as { [part: string]: unknown };
  if (!Array.isArray(names)) throw new RangeError("loadTwoModelUplift: needs the state of a two-model uplift");
  return twoModels(learner.load(treated as ModelState), learner.load(untreated as ModelState), names);
}

/**
 * Transformed outcome: one model of a number whose mean is the uplift, the treated being drawn with chance e,
 *
 *   y* = y (w - e) / (e (1 - e)),   E[y* | x] = E[y | x, treated] - E[y | x, not treated]
 *
 * so that any learner of means learns the uplift itself. It needs no second model, and is noisier.
 *
 * @param propensity  chance of the treatment, within 0 and 1, one for all or shape [rows]; default the part that was treated
 * @throws RangeError when shapes differ, nobody was treated, or everybody, or a chance is out of range
 * @see Athey and Imbens (2016), Recursive partitioning for heterogeneous causal effects, PNAS 113(27), section 3.1
 */
export function fitTransformedOutcome(
  data: TreatmentRows,
  learner: Learner,
  propensity?: number | ArrayLike<number>,
): UpliftModel {
  check(data);
  const { names, features, treated, outcome } = data;
  const rows = outcome.length;
  let share = 0;
  for (let row = 0; row < rows; row++) share += treated[row] / rows;
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const e = typeof propensity === "number" ? propensity : (propensity?.[row] ?? share);
    if (!(e > 0 && e < 1)) throw new RangeError(`fitTransformedOutcome: needs chances within 0 and 1, got ${e}`);
    return (outcome[row] * (treated[row] - e)) / (e * (1 - e));
  });
  return oneModel(learner.fit({ names, features, targets }), [...names]);
}

export function loadTransformedOutcome(state: ModelState, learner: Learner): UpliftModel {
  const { uplift, names } = state as { [part: string]: unknown };
  if (!Array.isArray(names)) throw new RangeError("loadTransformedOutcome: needs the state of a transformed outcome");
  return oneModel(learner.load(uplift as ModelState), names);
}

function twoModels(treated: LearnedRegression, untreated: LearnedRegression, names: readonly string[]): UpliftModel {
  return {
    names,
    predictUplift(features, rows, out) {
      const without = new Float64Array(rows);
      treated.predict(features, rows, out);
      untreated.predict(features, rows, without);
      for (let row = 0; row < rows; row++) out[row] -= without[row];
    },
    save: () => ({ treated: treated.save(), untreated: untreated.save(), names }),
    explain() {
      const [one, other] = [treated.explain(), untreated.explain()];
      const named = (of: string, { findings }: typeof one) =>
        findings.map((finding) => ({ ...finding, name: `${finding.name}, ${of}` }));
      return {
        summary: `treated: ${one.summary}; not treated: ${other.summary}`,
        findings: [...named("treated", one), ...named("not treated", other)],
      };
    },
  };
}

function oneModel(uplift: LearnedRegression, names: readonly string[]): UpliftModel {
  return {
    names,
    predictUplift: (features, rows, out) => uplift.predict(features, rows, out),
    save: () => ({ uplift: uplift.save(), names }),
    explain: () => uplift.explain(),
  };
}

/** The rows of one arm. */
function rowsOf({ names, features, treated, outcome }: TreatmentRows, arm: number): RegressionRows {
  const width = names.length;
  const members = Array.from({ length: outcome.length }, (_, row) => row).filter((row) => treated[row] === arm);
  const own = new Float64Array(members.length * width);
  members.forEach((row, n) => {
    own.set(features.subarray(row * width, (row + 1) * width), n * width);
  });
  return { names, features: own, targets: Float64Array.from(members, (row) => outcome[row]) };
}

function check({ names, features, treated, outcome }: TreatmentRows): void {
  const rows = outcome.length;
  if (features.length !== rows * names.length || treated.length !== rows)
    throw new RangeError(
      `uplift: ${rows} outcomes, ${treated.length} treatments, ${features.length} numbers of ${names.length} features`,
    );
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (treated[row] !== 0 && treated[row] !== 1)
      throw new RangeError(`uplift: treated is 0 or 1, got ${treated[row]}`);
    count += treated[row];
  }
  if (count === 0 || count === rows) throw new RangeError(`uplift: needs both, ${count} of ${rows} were treated`);
}
