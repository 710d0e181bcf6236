import type { Rng } from "../../envs/types.js";

/**
 * A Latin hypercube: of every column, each of the `rows` equal stretches of [0, 1) holds one point, anywhere within it, and the
 * columns are shuffled against each other. Our own few lines: the packages there are bring a random stream that cannot be seeded
 * by text, or a matrix library of their own.
 *
 * @returns row-major [rows, columns]
 * @throws RangeError without a row or a column
 * @see McKay, Beckman and Conover (1979), A comparison of three methods for selecting values of input variables, section 2
 */
export function latinHypercube(rows: number, columns: number, rng: Rng): Float64Array {
  if (rows < 1 || columns < 1)
    throw new RangeError(`latinHypercube: needs a row and a column, got ${rows} x ${columns}`);
  const points = new Float64Array(rows * columns);
  const order = new Int32Array(rows);
  for (let column = 0; column < columns; column++) {
    for (let i = 0; i < rows; i++) order[i] = i;
    for (let i = rows - 1; i > 0; i--) {
      const other = rng.int(i + 1);
      const kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    for (let row = 0; row < rows; row++) points[row * columns + column] = (order[row] + rng.uniform()) / rows;
  }
  return points;
}
