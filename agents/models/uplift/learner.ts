import { leastSquares } from "../../math/least-squares.js";
import type { LearnedModel, ModelState } from "../model.js";
import type { RegressionRows } from "../neural-regression.js";

/** What an uplift model is built on: anything that learns a number from features. */
export interface Learner {
  fit(data: RegressionRows): LearnedRegression;
  /** the model of a saved state */
  load(state: ModelState): LearnedRegression;
}

export interface LearnedRegression extends LearnedModel {
  /**
   * @param features  shape [rows, features] row-major
   * @param out       shape [rows], overwritten
   */
  predict(features: Float64Array, rows: number, out: Float64Array): void;
}

/**
 * Least squares with an intercept and a ridge on the standardised slopes; of an outcome of 0 and 1, the linear probability.
 *
 * @param penalty  0 or more; a feature that never varies or that others tell has no slope
 * @see leastSquares in agents/math
 */
export function leastSquaresLearner(penalty = 0): Learner {
  return {
    fit({ names, features, targets }) {
      const rows = targets.length;
      const width = names.length;
      const design = new Float64Array(rows * (width + 1));
      for (let row = 0; row < rows; row++) {
        design[row * (width + 1)] = 1;
        for (let f = 0; f < width; f++) design[row * (width + 1) + 1 + f] = features[row * width + f];
      }
      const { coefficients, covariance } = leastSquares(targets, design, { penalty, errors: "robust" });
      const standardErrors = coefficients.map((_, j) => Math.sqrt(Math.max(0, covariance[j * (width + 2)])));
      return modelOf({ names: [...names], coefficients, standardErrors });
    },
    load: (state) => modelOf(state as unknown as Fit),
  };
}

interface Fit {
  readonly names: readonly string[];
  /** the intercept first, shape [1 + features] */
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
}

function modelOf(fit: Fit): LearnedRegression {
  const { names, coefficients, standardErrors } = fit;
  if (coefficients?.length !== names?.length + 1)
    throw new RangeError("leastSquaresLearner: needs the state of a least-squares model");
  const width = names.length;
  return {
    predict(features, rows, out) {
      for (let row = 0; row < rows; row++) {
        let sum = coefficients[0];
        for (let f = 0; f < width; f++) sum += coefficients[1 + f] * features[row * width + f];
        out[row] = sum;
      }
    },
    save: () => ({ ...fit }),
    explain: () => ({
      summary: `${coefficients[0].toFixed(4)} where all features are 0`,
      findings: names
        .map((name, f) => ({
          name,
          value: coefficients[1 + f],
          unit: "outcome a unit",
          low: coefficients[1 + f] - 1.96 * standardErrors[1 + f],
          high: coefficients[1 + f] + 1.96 * standardErrors[1 + f],
        }))
        .sort(
          (one, other) =>
            Math.abs(other.value) / (other.high - other.value || 1) - Math.abs(one.value) / (one.high - one.value || 1),
        ),
    }),
  };
}
