/** The columns of a design that can have a slope, each brought to mean 0 and deviation 1. */
export interface Standardised {
  /** which columns of the design, ascending; shape [size] */
  readonly kept: readonly number[];
  /** of every column of the design, shape [width] */
  readonly mean: Float64Array;
  /** population standard deviation of every column of the design, shape [width] */
  readonly deviation: Float64Array;
  /** shape [rows, size] row-major */
  readonly z: Float64Array;
  /** Z'Z, shape [size, size] */
  readonly gram: Float64Array;
}

/** A column with less than this part of its own (its deviation given those before it) is theirs in disguise. */
const SINGULAR = 1e-6;

/**
 * Standardises the columns of a design behind its first, the intercept. Columns that never vary are left out;
 * "independent": so are those that the ones before them tell.
 *
 * @param design  shape [rows, width] row-major
 */
export function standardise(
  design: Float64Array,
  rows: number,
  width: number,
  which: "varying" | "independent",
): Standardised {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let row = 0; row < rows; row++) for (let j = 0; j < width; j++) mean[j] += design[row * width + j] / rows;
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < width; j++) {
      const away = design[row * width + j] - mean[j];
      deviation[j] += (away * away) / rows;
    }
  for (let j = 0; j < width; j++) deviation[j] = Math.sqrt(deviation[j]);
  const varying: number[] = [];
  for (let j = 1; j < width; j++) if (deviation[j] > 1e-12 * Math.abs(mean[j])) varying.push(j);
  const all = { mean, deviation, ...scaled(design, rows, width, varying, mean, deviation) };
  const kept = which === "varying" ? varying.map((_, j) => j) : independent(all.gram, varying.length, rows);
  if (kept.length === varying.length) return { ...all, kept: varying };
  const columns = kept.map((j) => varying[j]);
  return { mean, deviation, kept: columns, ...scaled(design, rows, width, columns, mean, deviation) };
}

function scaled(
  design: Float64Array,
  rows: number,
  width: number,
  columns: readonly number[],
  mean: Float64Array,
  deviation: Float64Array,
) {
  const size = columns.length;
  const z = new Float64Array(rows * size);
  const gram = new Float64Array(size * size);
  for (let row = 0; row < rows; row++) {
    const first = row * size;
    for (let j = 0; j < size; j++) {
      const column = columns[j];
      z[first + j] = (design[row * width + column] - mean[column]) / deviation[column];
    }
    for (let j = 0; j < size; j++) for (let l = 0; l <= j; l++) gram[j * size + l] += z[first + j] * z[first + l];
  }
  for (let j = 0; j < size; j++) for (let l = 0; l < j; l++) gram[l * size + j] = gram[j * size + l];
  return { z, gram };
}

/** Places of columns with a rest of their own: Cholesky's recursion on the correlations, past those that have none. */
function independent(gram: Float64Array, size: number, rows: number): number[] {
  const kept: number[] = [];
  const factor: Float64Array[] = [];
  for (let column = 0; column < size; column++) {
    const line = new Float64Array(kept.length + 1);
    let rest = 1;
    for (let j = 0; j < kept.length; j++) {
      let sum = gram[column * size + kept[j]] / rows;
      for (let l = 0; l < j; l++) sum -= line[l] * factor[j][l];
      line[j] = sum / factor[j][j];
      rest -= line[j] * line[j];
    }
    if (!(rest > SINGULAR * SINGULAR)) continue;
    line[kept.length] = Math.sqrt(rest);
    kept.push(column);
    factor.push(line);
  }
  return kept;
}
