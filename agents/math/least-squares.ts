import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type Standardised, standardise } from "./standardise.js";

export interface LinearFit {
  /** of the columns of the design, 0 where a column was left out, shape [width] */
  readonly coefficients: Float64Array;
  /** of the coefficients, shape [width, width] row-major; rows and columns of those left out are 0 */
  readonly covariance: Float64Array;
  /** outcome less fitted, shape [rows] */
  readonly residuals: Float64Array;
  /** rows less the parameters that were in effect free */
  readonly degrees: number;
  /** sum of squared residuals / degrees */
  readonly variance: number;
  /** part of the outcome's variance that is explained */
  readonly r2: number;
  /** columns without a coefficient, as they are constant or told by those before them */
  readonly leftOut: readonly number[];
}

export interface LeastSquaresOptions {
  /** pull of the standardised slopes to 0, 0 or more; default 0 */
  readonly penalty?: number;
  /** default "classical" */
  readonly errors?: "classical" | "robust";
}

/**
 * Least squares with an intercept and, where asked for, a ridge on the slopes of the standardised columns:
 *
 *   minimises  sum (y - a - sum_j b_j z_j)^2 + rows penalty sum_j b_j^2,   z_j = (x_j - mean x_j) / deviation x_j
 *
 * Covariance, with A = Z'Z + rows penalty I: A^-1 Z'Z A^-1 variance; "robust" puts sum e^2 z z' rows / degrees in place of
 * Z'Z variance (HC1), which holds where errors differ in spread. Under a penalty it tells the spread about the penalised
 * slopes, not their bias.
 *
 * @param outcome  shape [rows]
 * @param design   shape [rows, width] row-major; the first column is the intercept, all 1
 * @throws RangeError when the shapes differ or there are not more rows than parameters
 * @see Hoerl and Kennard (1970); MacKinnon and White (1985) for HC1; Hastie, Tibshirani and Friedman (2009), section 3.4.1
 */
export function leastSquares(
  outcome: Float64Array,
  design: Float64Array,
  { penalty = 0, errors = "classical" }: LeastSquaresOptions = {},
): LinearFit {
  const rows = outcome.length;
  const width = design.length / rows;
  if (!Number.isInteger(width) || width < 1)
    throw new RangeError(`leastSquares: ${rows} outcomes, ${design.length} numbers of a design`);
  if (!(penalty >= 0)) throw new RangeError(`leastSquares: needs a penalty of 0 or more, got ${penalty}`);
  const { kept, mean, deviation, z, gram } = standardise(design, rows, width, penalty > 0 ? "varying" : "independent");
  const size = kept.length;
  if (rows <= size + 1 && penalty === 0)
    throw new RangeError(`leastSquares: needs more than ${size + 1} rows for as many parameters, got ${rows}`);
  const outcomeMean = sumOf(outcome) / rows;
  const right = new Float64Array(size);
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < size; j++) right[j] += z[row * size + j] * (outcome[row] - outcomeMean);
  const inverse = inverseOf(gram, size, rows * penalty);

  const slopes = new Float64Array(size);
  let free = 1;
  for (let j = 0; j < size; j++)
    for (let l = 0; l < size; l++) {
      slopes[j] += inverse[j * size + l] * right[l];
      free += inverse[j * size + l] * gram[l * size + j];
    }
  const residuals = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let fitted = outcomeMean;
    for (let j = 0; j < size; j++) fitted += slopes[j] * z[row * size + j];
    residuals[row] = outcome[row] - fitted;
  }
  const degrees = rows - free;
  const squares = sumOf(residuals.map((residual) => residual * residual));
  const variance = squares / degrees;
  const meat = errors === "robust" ? robustMeat(z, residuals, degrees) : classicalMeat(gram, rows, variance);
  const coefficients = new Float64Array(width);
  coefficients[0] = outcomeMean;
  kept.forEach((column, j) => {
    coefficients[column] = slopes[j] / deviation[column];
    coefficients[0] -= coefficients[column] * mean[column];
  });
  return {
    coefficients,
    covariance: unstandardise(sandwich(inverse, meat, rows, size), { kept, mean, deviation }),
    residuals,
    degrees,
    variance,
    r2: 1 - squares / sumOf(outcome.map((y) => (y - outcomeMean) * (y - outcomeMean))),
    leftOut: Array.from({ length: width - 1 }, (_, j) => j + 1).filter((column) => !kept.includes(column)),
  };
}

function inverseOf(gram: Float64Array, size: number, ridge: number): Float64Array {
  if (size === 0) return new Float64Array(0);
  const penalised = Matrix.from1DArray(size, size, gram);
  for (let j = 0; j < size; j++) penalised.set(j, j, penalised.get(j, j) + ridge);
  return Float64Array.from(new CholeskyDecomposition(penalised).solve(Matrix.eye(size)).to1DArray());
}

/** Covariance of sum u y over u = (1, z), shape [1 + size, 1 + size]. */
function classicalMeat(gram: Float64Array, rows: number, variance: number): Float64Array {
  const size = Math.sqrt(gram.length);
  const meat = new Float64Array((size + 1) * (size + 1));
  meat[0] = rows * variance;
  for (let j = 0; j < size; j++)
    for (let l = 0; l < size; l++) meat[(j + 1) * (size + 1) + l + 1] = gram[j * size + l] * variance;
  return meat;
}

function robustMeat(z: Float64Array, residuals: Float64Array, degrees: number): Float64Array {
  const rows = residuals.length;
  const size = z.length / rows;
  const wide = size + 1;
  const meat = new Float64Array(wide * wide);
  for (let row = 0; row < rows; row++) {
    const weight = (residuals[row] * residuals[row] * rows) / degrees;
    for (let j = 0; j < wide; j++) {
      const part = weight * (j === 0 ? 1 : z[row * size + j - 1]);
      for (let l = 0; l < wide; l++) meat[j * wide + l] += part * (l === 0 ? 1 : z[row * size + l - 1]);
    }
  }
  return meat;
}

/** B meat B with B = diag(1 / rows, inverse) */
function sandwich(inverse: Float64Array, meat: Float64Array, rows: number, size: number): Matrix {
  const bread = Matrix.zeros(size + 1, size + 1);
  bread.set(0, 0, 1 / rows);
  for (let j = 0; j < size; j++) for (let l = 0; l < size; l++) bread.set(j + 1, l + 1, inverse[j * size + l]);
  return bread.mmul(Matrix.from1DArray(size + 1, size + 1, meat)).mmul(bread);
}

/** From the mean outcome and the standardised slopes to the intercept and the slopes: T covariance T' */
export function unstandardise(
  covariance: Matrix,
  { kept, mean, deviation }: Pick<Standardised, "kept" | "mean" | "deviation">,
): Float64Array {
  const back = Matrix.zeros(mean.length, kept.length + 1);
  back.set(0, 0, 1);
  kept.forEach((column, j) => {
    back.set(column, j + 1, 1 / deviation[column]);
    back.set(0, j + 1, -mean[column] / deviation[column]);
  });
  return Float64Array.from(back.mmul(covariance).mmul(back.transpose()).to1DArray());
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
