import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { exp } from "../../sim/math/elementary.js";

export interface Regression {
  /** shape [effects] */
  readonly coefficients: Float64Array;
  /** of the coefficients, shape [effects, effects] row-major */
  readonly covariance: Float64Array;
  /** variance of a count over its mean, 1 or more */
  readonly dispersion: number;
}

/**
 * Log-linear regression of counts whose variance is a multiple of their mean, with independent normal priors:
 *
 *   maximises  sum (n eta - e^eta) / dispersion - sum (beta - mean)^2 / (2 deviation^2),  eta = effects . beta
 *
 * by Newton's method; the dispersion is Pearson's, from a first fit at 1. The covariance is the inverse of the curvature,
 * so where the data say nothing it is the prior's.
 *
 * @param counts    shape [rows]
 * @param effects   shape [rows, effects] row-major
 * @param priorMean  shape [effects], where the search starts too
 * @param priorDeviation  shape [effects], above 0
 * @throws RangeError when the shapes differ or the curvature is singular
 * @see McCullagh and Nelder (1989), Generalized Linear Models, sections 2.5 and 9.2
 */
export function quasiPoisson(
  counts: Float64Array,
  effects: Float64Array,
  priorMean: Float64Array,
  priorDeviation: Float64Array,
): Regression {
  const rows = counts.length;
  const size = priorMean.length;
  if (effects.length !== rows * size || priorDeviation.length !== size)
    throw new RangeError(`quasiPoisson: ${rows} counts, ${effects.length} effects, ${size} priors`);
  const precision = priorDeviation.map((deviation) => 1 / (deviation * deviation));
  const coefficients = priorMean.slice();
  let curvature = ascend(1);
  const dispersion = Math.max(1, pearson());
  if (dispersion > 1) curvature = ascend(dispersion);
  return { coefficients, covariance: Float64Array.from(curvature.solve(Matrix.eye(size)).to1DArray()), dispersion };

  /** Newton steps to the top, none longer than 2 in any coefficient; answers the curvature there. */
  function ascend(phi: number): CholeskyDecomposition {
    const hessian = new Float64Array(size * size);
    const gradient = new Float64Array(size);
    for (let step = 0; ; step++) {
      slope(phi, hessian, gradient);
      const cholesky = new CholeskyDecomposition(Matrix.from1DArray(size, size, hessian));
      if (!cholesky.isPositiveDefinite())
        throw new RangeError("quasiPoisson: singular, a prior deviation is too large");
      const move = cholesky.solve(Matrix.columnVector(gradient)).to1DArray();
      let longest = 0;
      for (let i = 0; i < size; i++) longest = Math.max(longest, Math.abs(move[i]));
      if (longest < 1e-9 || step === 60) return cholesky;
      const scale = Math.min(1, 2 / longest);
      for (let i = 0; i < size; i++) coefficients[i] += scale * move[i];
    }
  }

  function mean(row: number): number {
    let eta = 0;
    for (let i = 0; i < size; i++) eta += effects[row * size + i] * coefficients[i];
    return exp(Math.min(30, eta));
  }

  function slope(phi: number, hessian: Float64Array, gradient: Float64Array): void {
    hessian.fill(0);
    for (let i = 0; i < size; i++) {
      hessian[i * size + i] = precision[i];
      gradient[i] = precision[i] * (priorMean[i] - coefficients[i]);
    }
    for (let row = 0; row < rows; row++) {
      const weight = mean(row) / phi;
      const excess = counts[row] / phi - weight;
      for (let i = 0; i < size; i++) {
        const effect = effects[row * size + i];
        if (effect === 0) continue;
        gradient[i] += effect * excess;
        for (let j = 0; j <= i; j++) hessian[i * size + j] += weight * effect * effects[row * size + j];
      }
    }
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) hessian[j * size + i] = hessian[i * size + j];
  }

  /** Pearson's chi-square over its degrees of freedom; 1 where there are none. */
  function pearson(): number {
    if (rows <= size) return 1;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const expected = mean(row);
      sum += ((counts[row] - expected) * (counts[row] - expected)) / expected;
    }
    return sum / (rows - size);
  }
}
