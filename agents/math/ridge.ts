/**
 * Ridge regression kept up to date one observation at a time, without solving anything:
 *   V = ridge I + sum x x',  V^-1 by Sherman-Morrison,  theta += V^-1 x (y - x'theta) / (1 + x'V^-1 x)
 */
export interface Ridge {
  /** shape [dimension] */
  readonly theta: Float64Array;
  /** V^-1, shape [dimension, dimension], symmetric to the bit */
  readonly inverse: Float64Array;
  /** x'theta; x = features[start .. start + dimension - 1] */
  predict(features: Float64Array, start: number): number;
  /** x'V^-1 x: variance of the prediction in units of the noise's variance */
  variance(features: Float64Array, start: number): number;
  /** learns that x gave y */
  update(features: Float64Array, start: number, y: number): void;
}

/**
 * @param dimension  length of x
 * @param ridge      weight of the prior theta = 0, above 0
 * @throws RangeError when dimension is below 1 or ridge not above 0
 * @see Sherman & Morrison (1950); Li et al. (2010), algorithm 1
 */
export function createRidge(dimension: number, ridge: number): Ridge {
  if (!(dimension >= 1)) throw new RangeError(`ridge: needs at least 1 feature, got ${dimension}`);
  if (!(ridge > 0)) throw new RangeError(`ridge: needs a ridge above 0, got ${ridge}`);
  const theta = new Float64Array(dimension);
  const inverse = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++) inverse[i * dimension + i] = 1 / ridge;
  const gain = new Float64Array(dimension);

  const predict = (features: Float64Array, start: number) => {
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += theta[i] * features[start + i];
    return sum;
  };

  return {
    theta,
    inverse,
    predict,
    variance(features, start) {
      let sum = 0;
      for (let i = 0; i < dimension; i++) {
        const row = i * dimension;
        // two sums side by side, as an addition waits for the one before it
        let even = 0;
        let odd = 0;
        for (let j = 1; j < i; j += 2) {
          even += inverse[row + j - 1] * features[start + j - 1];
          odd += inverse[row + j] * features[start + j];
        }
        if (i % 2 === 1) even += inverse[row + i - 1] * features[start + i - 1];
        const x = features[start + i];
        sum += x * (2 * (even + odd) + inverse[row + i] * x);
      }
      return Math.max(0, sum);
    },
    update(features, start, y) {
      let spread = 1;
      for (let i = 0; i < dimension; i++) {
        const row = i * dimension;
        let sum = 0;
        for (let j = 0; j < dimension; j++) sum += inverse[row + j] * features[start + j];
        gain[i] = sum;
        spread += sum * features[start + i];
      }
      const error = (y - predict(features, start)) / spread;
      for (let i = 0; i < dimension; i++) {
        theta[i] += gain[i] * error;
        const row = i * dimension;
        for (let j = 0; j <= i; j++) {
          const entry = inverse[row + j] - (gain[i] * gain[j]) / spread;
          inverse[row + j] = entry;
          inverse[j * dimension + i] = entry;
        }
      }
    },
  };
}
