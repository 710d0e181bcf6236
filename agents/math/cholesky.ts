/** Solves systems with symmetric positive definite matrices of one size, without allocating. */
export interface Cholesky {
  /**
   * Takes matrix = L L'.
   *
   * @param matrix  row-major [size, size], lower triangle read; not kept
   * @throws RangeError when it is not positive definite
   */
  factor(matrix: Float64Array): void;
  /** Solves matrix x = right for the matrix factored last. @param out  shape [size], overwritten; may be `right` itself */
  solve(right: Float64Array, out: Float64Array): void;
}

/** @see Golub & Van Loan (2013), algorithm 4.2.1, row by row */
export function createCholesky(size: number): Cholesky {
  const lower = new Float64Array(size * size);
  const inverseDiagonal = new Float64Array(size);
  return {
    factor(matrix) {
      for (let i = 0; i < size; i++) {
        const row = i * size;
        for (let j = 0; j < i; j++) {
          const other = j * size;
          let sum = matrix[row + j];
          for (let k = 0; k < j; k++) sum -= lower[row + k] * lower[other + k];
          lower[row + j] = sum * inverseDiagonal[j];
        }
        let rest = matrix[row + i];
        for (let k = 0; k < i; k++) rest -= lower[row + k] * lower[row + k];
        if (!(rest > 0))
          throw new RangeError(`cholesky: needs a positive definite matrix, got pivot ${rest} in row ${i}`);
        lower[row + i] = Math.sqrt(rest);
        inverseDiagonal[i] = 1 / lower[row + i];
      }
    },
    solve(right, out) {
      for (let i = 0; i < size; i++) {
        let sum = right[i];
        for (let k = 0; k < i; k++) sum -= lower[i * size + k] * out[k];
        out[i] = sum * inverseDiagonal[i];
      }
      for (let i = size - 1; i >= 0; i--) {
        let sum = out[i];
        for (let k = i + 1; k < size; k++) sum -= lower[k * size + i] * out[k];
        out[i] = sum * inverseDiagonal[i];
      }
    },
  };
}
