import { Matrix } from "ml-matrix";
import { exp, log } from "../../sim/math/elementary.js";
import { type LeastSquaresOptions, unstandardise } from "./least-squares.js";
import { quasiPoisson } from "./quasi-poisson.js";
import { standardise } from "./standardise.js";

export interface PoissonFit {
  /** of the columns of the design, 0 where a column was left out, shape [width] */
  readonly coefficients: Float64Array;
  /** of the coefficients, shape [width, width] row-major */
  readonly covariance: Float64Array;
  /** rows less parameters */
  readonly degrees: number;
  /** variance of a count over its mean, 1 or more */
  readonly spread: number;
  /** 1: the mean needs no correction for being read from a logarithm */
  readonly smear: number;
  /** part of the deviance that is explained */
  readonly r2: number;
  /** columns without a coefficient */
  readonly leftOut: readonly number[];
}

/**
 * Log-linear regression of counts whose variance is `spread` times their mean, with a ridge on the slopes of the
 * standardised columns where asked for:
 *
 *   maximises  sum (n eta - e^eta) - rows mean(n) penalty sum_j b_j^2 / 2,   eta = a + sum_j b_j z_j
 *
 * so that a penalty shrinks as much as it does in `leastSquares`: a slope's information is about rows mean(n). "robust"
 * standard errors are the sandwich of H^-1 with sum (n - e^eta)^2 u u', u = (1, z), times rows / degrees.
 *
 * @param counts  0 or more, not all 0, shape [rows]
 * @param design  shape [rows, width] row-major; the first column is the intercept, all 1
 * @throws RangeError when the shapes differ, all counts are 0, or there are not more rows than parameters
 * @see McCullagh and Nelder (1989), Generalized Linear Models, chapter 9; White (1982) for the sandwich
 */
export function poissonRegression(
  counts: Float64Array,
  design: Float64Array,
  { penalty = 0, errors = "classical" }: LeastSquaresOptions = {},
): PoissonFit {
  const rows = counts.length;
  const width = design.length / rows;
  if (!Number.isInteger(width)) throw new RangeError(`poissonRegression: ${rows} counts, ${design.length} of a design`);
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += counts[row] / rows;
  if (!(mean > 0)) throw new RangeError("poissonRegression: needs a count above 0, got none");
  const scale = standardise(design, rows, width, penalty > 0 ? "varying" : "independent");
  const size = scale.kept.length + 1;
  if (rows <= size)
    throw new RangeError(`poissonRegression: needs more than ${size} rows for as many parameters, got ${rows}`);
  const effects = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    effects[row * size] = 1;
    effects.set(scale.z.subarray(row * (size - 1), (row + 1) * (size - 1)), row * size + 1);
  }
  const start = new Float64Array(size);
  start[0] = log(mean);
  // the kernel sets its prior against counts over their dispersion, which it finds out itself: on until both are the same
  const fitAt = (dispersion: number) => {
    const deviation = new Float64Array(size).fill(
      penalty > 0 ? Math.sqrt(dispersion / (rows * mean * penalty)) : UNBOUND,
    );
    deviation[0] = UNBOUND;
    return quasiPoisson(counts, effects, start, deviation);
  };
  let found = fitAt(1);
  for (let round = 0, assumed = 1; penalty > 0 && round < 50; round++) {
    if (Math.abs(found.dispersion - assumed) < 1e-8 * assumed) break;
    assumed = found.dispersion;
    found = fitAt(assumed);
  }

  const covariance = Matrix.from1DArray(size, size, found.covariance);
  const fitted = Float64Array.from({ length: rows }, (_, row) => {
    let eta = 0;
    for (let j = 0; j < size; j++) eta += effects[row * size + j] * found.coefficients[j];
    return exp(eta);
  });
  const spreadOut =
    errors === "robust" || penalty > 0
      ? covariance.mmul(meat(counts, fitted, effects, found.dispersion, errors)).mmul(covariance)
      : covariance;
  const coefficients = new Float64Array(width);
  coefficients[0] = found.coefficients[0];
  scale.kept.forEach((column, j) => {
    coefficients[column] = found.coefficients[j + 1] / scale.deviation[column];
    coefficients[0] -= coefficients[column] * scale.mean[column];
  });
  return {
    coefficients,
    covariance: unstandardise(spreadOut, scale),
    degrees: rows - size,
    spread: found.dispersion,
    smear: 1,
    r2: 1 - deviance(counts, (row) => fitted[row]) / deviance(counts, () => mean),
    leftOut: Array.from({ length: width - 1 }, (_, j) => j + 1).filter((column) => !scale.kept.includes(column)),
  };
}

/** Deviation of a prior that is none, on the log scale of a column of deviation 1. */
const UNBOUND = 1e4;

/** Covariance of the score over the dispersion, which is the information where the model holds. */
function meat(
  counts: Float64Array,
  fitted: Float64Array,
  effects: Float64Array,
  dispersion: number,
  errors: "classical" | "robust",
): Matrix {
  const rows = counts.length;
  const size = effects.length / rows;
  const sum = new Float64Array(size * size);
  for (let row = 0; row < rows; row++) {
    const away = counts[row] - fitted[row];
    const weight =
      errors === "robust" ? (away * away * rows) / ((rows - size) * dispersion * dispersion) : fitted[row] / dispersion;
    for (let j = 0; j < size; j++)
      for (let l = 0; l < size; l++) sum[j * size + l] += weight * effects[row * size + j] * effects[row * size + l];
  }
  return Matrix.from1DArray(size, size, sum);
}

/** 2 sum n ln(n / mean) - (n - mean) */
function deviance(counts: Float64Array, mean: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < counts.length; row++) {
    const n = counts[row];
    sum += 2 * ((n > 0 ? n * log(n / mean(row)) : 0) - (n - mean(row)));
  }
  return sum;
}
