import type { Rng } from "../../envs/types.js";

/**
 * What is known of theta where y = x'theta + noise of variance 1, prior theta ~ N(0, I / ridge):  N(V^-1 b, V^-1),
 *   V = ridge I + sum x x',  b = sum x y
 *
 * It holds the Cholesky factor of V, V = L L', which an observation moves by one rank: nothing is inverted.
 */
export interface LinearPosterior {
  readonly dimension: number;
  /** lower triangle L, shape [dimension, dimension] row-major */
  readonly factor: Float64Array;
  /** shape [dimension] */
  readonly b: Float64Array;
  /** V^-1 b, brought up to date by `update`, shape [dimension] */
  readonly mean: Float64Array;
  /** learns that x gave y; x = features[start .. start + dimension - 1] */
  update(features: ArrayLike<number>, start: number, y: number): void;
  /** mean + scale V^-1/2 z with z standard normal. @param out  shape [dimension], overwritten */
  draw(scale: number, rng: Rng, out: Float64Array): void;
  /** standard deviations of theta: roots of the diagonal of V^-1, shape [dimension] */
  deviation(): Float64Array;
  /** x'mean */
  predict(features: ArrayLike<number>, start: number): number;
  load(factor: Float64Array, b: Float64Array): void;
}

/**
 * @throws RangeError when dimension is below 1 or ridge not above 0
 * @see Gill, Golub, Murray and Saunders (1974), Methods for modifying matrix factorizations, Mathematics of Computation 28, method
 *   C3; Agrawal and Goyal (2013), Thompson sampling for contextual bandits with linear payoffs
 */
export function createLinearPosterior(dimension: number, ridge: number): LinearPosterior {
  if (!(dimension >= 1)) throw new RangeError(`linear posterior: needs at least 1 feature, got ${dimension}`);
  if (!(ridge > 0)) throw new RangeError(`linear posterior: needs a ridge above 0, got ${ridge}`);
  const factor = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++) factor[i * dimension + i] = Math.sqrt(ridge);
  const b = new Float64Array(dimension);
  const mean = new Float64Array(dimension);
  const work = new Float64Array(dimension);

  /** out <- L'^-1 out */
  function solveUpper(out: Float64Array): void {
    for (let i = dimension - 1; i >= 0; i--) {
      const scaled = out[i] / factor[i * dimension + i];
      out[i] = scaled;
      for (let j = 0; j < i; j++) out[j] -= factor[i * dimension + j] * scaled;
    }
  }

  function solveMean(): void {
    for (let i = 0; i < dimension; i++) {
      let sum = b[i];
      for (let j = 0; j < i; j++) sum -= factor[i * dimension + j] * mean[j];
      mean[i] = sum / factor[i * dimension + i];
    }
    solveUpper(mean);
  }

  return {
    dimension,
    factor,
    b,
    mean,
    update(features, start, y) {
      for (let i = 0; i < dimension; i++) {
        work[i] = features[start + i];
        b[i] += features[start + i] * y;
      }
      for (let k = 0; k < dimension; k++) {
        const diagonal = factor[k * dimension + k];
        const root = Math.sqrt(diagonal * diagonal + work[k] * work[k]);
        const cosine = root / diagonal;
        const sine = work[k] / diagonal;
        factor[k * dimension + k] = root;
        for (let i = k + 1; i < dimension; i++) {
          const at = i * dimension + k;
          factor[at] = (factor[at] + sine * work[i]) / cosine;
          work[i] = cosine * work[i] - sine * factor[at];
        }
      }
      solveMean();
    },
    draw(scale, rng, out) {
      for (let i = 0; i < dimension; i++) out[i] = scale * rng.normal();
      solveUpper(out);
      for (let i = 0; i < dimension; i++) out[i] += mean[i];
    },
    deviation() {
      const squares = new Float64Array(dimension);
      const row = new Float64Array(dimension);
      // V^-1 = L'^-1 L^-1, so an element of its diagonal is a sum over rows of L'^-1, which is what `solveUpper` makes of a unit
      for (let j = 0; j < dimension; j++) {
        row.fill(0);
        row[j] = 1;
        solveUpper(row);
        for (let i = 0; i < dimension; i++) squares[i] += row[i] * row[i];
      }
      return squares.map(Math.sqrt);
    },
    predict(features, start) {
      let sum = 0;
      for (let i = 0; i < dimension; i++) sum += mean[i] * features[start + i];
      return sum;
    },
    load(savedFactor, savedB) {
      factor.set(savedFactor);
      b.set(savedB);
      solveMean();
    },
  };
}
