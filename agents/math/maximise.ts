import { CholeskyDecomposition, Matrix } from "ml-matrix";

/** A smooth function to be maximised: its value, and its slope written into `gradient`, both shape [parameters]. */
export type Surface = (point: Float64Array, gradient: Float64Array) => number;

export interface Peak {
  /** shape [parameters] */
  readonly point: Float64Array;
  readonly value: number;
  /**
   * Inverse of minus the second derivatives at the point, row-major [parameters, parameters]: of a log-likelihood the
   * covariance of the estimates. Infinite on its diagonal where the surface is not curved down in every direction.
   */
  readonly covariance: Float64Array;
  /** false when the steps ran out before there was no more to climb */
  readonly arrived: boolean;
}

/**
 * A maximum by Newton's method with second derivatives from central differences of the slope. Where the surface is not curved
 * down or a step does not climb, a growing multiple of the unit matrix is added, which shortens the step and turns it uphill.
 * For a few parameters whose scale is about 1: take logarithms of what must be above 0.
 *
 * @param start  shape [parameters]
 * @param steps  at most
 * @throws RangeError when the value at the start is not a number
 * @see Levenberg (1944); Nocedal and Wright (2006), Numerical Optimization, section 3.4
 */
export function maximise(surface: Surface, start: Float64Array, steps = 200): Peak {
  const size = start.length;
  const gradient = new Float64Array(size);
  const trial = new Float64Array(size);
  let point = start.slice();
  let value = surface(point, gradient);
  if (!Number.isFinite(value)) throw new RangeError(`maximise: the value at the start is ${value}`);
  let damping = 0;
  let arrived = false;
  for (let step = 0; step < steps && !arrived; step++) {
    const curvature = curvatureAt(surface, point);
    let climbed = false;
    while (!climbed && !arrived) {
      const move = solve(curvature, damping, gradient);
      if (move) {
        const longest = move.reduce((most, part) => Math.max(most, Math.abs(part)), 0);
        const scale = Math.min(1, LONGEST_STEP / longest);
        const next = point.map((x, i) => x + scale * move[i]);
        const gain = move.reduce((sum, part, i) => sum + part * gradient[i], 0) / 2;
        arrived = gain <= FLAT * (1 + Math.abs(value));
        const there = surface(next, trial);
        climbed = there > value;
        if (climbed) {
          point = next;
          value = there;
          gradient.set(trial);
          damping = damping < SMALLEST_DAMPING ? 0 : damping / 10;
        }
      }
      if (!climbed) damping = Math.max(SMALLEST_DAMPING, damping * 10);
      if (damping > LARGEST_DAMPING) arrived = true;
    }
  }
  return { point, value, covariance: covarianceOf(curvatureAt(surface, point)), arrived };
}

/** A step is worth taking while it promises more than this part of the value. */
const FLAT = 1e-13;
/** in any one parameter */
const LONGEST_STEP = 2;
const SMALLEST_DAMPING = 1e-6;
const LARGEST_DAMPING = 1e12;
/** of the differences: the error of a second derivative is about its square, 1e-8 */
const DIFFERENCE = 1e-4;

/** Minus the second derivatives, symmetric. */
function curvatureAt(surface: Surface, point: Float64Array): Matrix {
  const size = point.length;
  const above = new Float64Array(size);
  const below = new Float64Array(size);
  const curvature = Matrix.zeros(size, size);
  const moved = point.slice();
  for (let i = 0; i < size; i++) {
    const width = DIFFERENCE * Math.max(1, Math.abs(point[i]));
    moved[i] = point[i] + width;
    surface(moved, above);
    moved[i] = point[i] - width;
    surface(moved, below);
    moved[i] = point[i];
    for (let j = 0; j < size; j++) curvature.set(i, j, (below[j] - above[j]) / (2 * width));
  }
  return curvature.add(curvature.transpose()).mul(0.5);
}

/** (curvature + damping scale I)^-1 gradient; undefined where that matrix is not positive definite */
function solve(curvature: Matrix, damping: number, gradient: Float64Array): number[] | undefined {
  const scale = curvature.diagonal().reduce((most, part) => Math.max(most, Math.abs(part)), Number.MIN_VALUE);
  const damped = curvature.clone();
  for (let i = 0; i < gradient.length; i++) damped.set(i, i, curvature.get(i, i) + damping * scale);
  const cholesky = new CholeskyDecomposition(damped);
  if (!cholesky.isPositiveDefinite()) return undefined;
  const move = cholesky.solve(Matrix.columnVector(gradient)).to1DArray();
  return move.every(Number.isFinite) ? move : undefined;
}

function covarianceOf(curvature: Matrix): Float64Array {
  const size = curvature.rows;
  const cholesky = new CholeskyDecomposition(curvature);
  if (cholesky.isPositiveDefinite()) {
    const inverse = Float64Array.from(cholesky.solve(Matrix.eye(size)).to1DArray());
    if (inverse.every(Number.isFinite)) return inverse;
  }
  return Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? Number.POSITIVE_INFINITY : 0));
}
