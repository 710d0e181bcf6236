import type { SparseRows } from "./interactions.js";

/** How alike two rows are. */
export interface SimilarityOptions {
  /**
   * "cosine"   x'y / (|x| |y|)
   * "pearson"  cosine of what is left when each row's mean is taken off
   * "msd"      1 / (1 + mean squared difference)
   */
  readonly measure: "cosine" | "pearson" | "msd";
  /**
   * Which columns count. "common": those where both rows have an entry, as for ratings, where nothing is known of the
   * others. "all": every column, 0 where there is no entry, as for purchases, where nothing bought says something too.
   */
  readonly over: "common" | "all";
  /** rows with fewer columns in common have a similarity of 0; default 1 */
  readonly fewestCommon?: number;
  /**
   * Takes the similarity of n common columns times n / (n + shrink), so that a coincidence of a few is no likeness; default 0.
   * Koren (2010), "Factor in the neighbors", equation 2.
   */
  readonly shrink?: number;
}

/**
 * Similarity of two rows: users of `byUser`, items of `byItem`. From -1 to 1 ("msd": above 0 to 1); 0 where nothing is in
 * common or a measure is undefined (a constant row's Pearson).
 *
 * @param columns  number of columns of the matrix
 * @see Resnick et al. (1994) for Pearson over co-raters; Shardanand & Maes (1995) for mean squared differences; Sarwar et
 *      al. (2001), section 3.1, for items; the measures over common columns are those of Surprise 1.1 (Hug 2020)
 */
export function similarity(
  rows: SparseRows,
  columns: number,
  a: number,
  b: number,
  options: SimilarityOptions,
): number {
  const sums: Sums = { common: 0, xy: 0, x: 0, y: 0, xx: 0, yy: 0 };
  let i = rows.start[a];
  let j = rows.start[b];
  while (i < rows.start[a + 1] && j < rows.start[b + 1]) {
    if (rows.column[i] < rows.column[j]) i += 1;
    else if (rows.column[i] > rows.column[j]) j += 1;
    else {
      add(sums, rows.value[i], rows.value[j]);
      i += 1;
      j += 1;
    }
  }
  if (options.over === "all") {
    [sums.x, sums.xx] = totalsOf(rows, a);
    [sums.y, sums.yy] = totalsOf(rows, b);
  }
  return measured(sums, columns, options);
}

/** Cosine of two vectors of one length, x'y / (|x| |y|), 0 where one is all 0. @throws RangeError when they differ in length */
export function cosine(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length)
    throw new RangeError(`cosine: needs vectors of one length, got ${x.length} and ${y.length}`);
  const sums: Sums = { common: 0, xy: 0, x: 0, y: 0, xx: 0, yy: 0 };
  for (let i = 0; i < x.length; i++) add(sums, x[i], y[i]);
  return measured(sums, x.length, { measure: "cosine", over: "all" });
}

/** Similarities of one row to all others, in the time of the entries that share a column with it. */
export interface SimilarityIndex {
  /** @param out  shape [rows], overwritten; a row's similarity to itself is 0 here, so that it is no neighbour of its own */
  toAll(row: number, out: Float64Array): void;
}

/**
 * Makes `toAll` of a matrix.
 *
 * @param rows     the rows to compare
 * @param columns  the same matrix transposed: which rows have an entry in a column
 */
export function createSimilarityIndex(
  rows: SparseRows,
  columns: SparseRows,
  options: SimilarityOptions,
): SimilarityIndex {
  const count = rows.start.length - 1;
  const width = columns.start.length - 1;
  const { over } = options;
  const total = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let row = 0; row < count; row++) [total[row], squares[row]] = totalsOf(rows, row);
  const common = new Int32Array(count);
  const xy = new Float64Array(count);
  // sums over what is common differ from pair to pair, those over all do not
  const ofPair = over === "common" ? count : 0;
  const x = new Float64Array(ofPair);
  const y = new Float64Array(ofPair);
  const xx = new Float64Array(ofPair);
  const yy = new Float64Array(ofPair);
  const touched = new Int32Array(count);
  const sums: Sums = { common: 0, xy: 0, x: 0, y: 0, xx: 0, yy: 0 };

  return {
    toAll(row, out) {
      out.fill(0);
      let met = 0;
      for (let at = rows.start[row]; at < rows.start[row + 1]; at++) {
        const own = rows.value[at];
        const column = rows.column[at];
        for (let to = columns.start[column]; to < columns.start[column + 1]; to++) {
          const other = columns.column[to];
          const value = columns.value[to];
          if (common[other] === 0) {
            touched[met] = other;
            met += 1;
          }
          common[other] += 1;
          xy[other] += own * value;
          if (ofPair === 0) continue;
          x[other] += own;
          y[other] += value;
          xx[other] += own * own;
          yy[other] += value * value;
        }
      }
      for (let at = 0; at < met; at++) {
        const other = touched[at];
        sums.common = common[other];
        sums.xy = xy[other];
        sums.x = ofPair > 0 ? x[other] : total[row];
        sums.y = ofPair > 0 ? y[other] : total[other];
        sums.xx = ofPair > 0 ? xx[other] : squares[row];
        sums.yy = ofPair > 0 ? yy[other] : squares[other];
        out[other] = measured(sums, width, options);
        common[other] = 0;
        xy[other] = 0;
        if (ofPair === 0) continue;
        x[other] = 0;
        y[other] = 0;
        xx[other] = 0;
        yy[other] = 0;
      }
      out[row] = 0;
    },
  };
}

/** Of two rows, x and y: sums over the columns that count. */
interface Sums {
  common: number;
  xy: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
}

function add(sums: Sums, x: number, y: number): void {
  sums.common += 1;
  sums.xy += x * y;
  sums.x += x;
  sums.y += y;
  sums.xx += x * x;
  sums.yy += y * y;
}

function measured(sums: Sums, columns: number, options: SimilarityOptions): number {
  const { common } = sums;
  const { fewestCommon = 1, shrink = 0 } = options;
  if (common < fewestCommon || common === 0) return 0;
  return (whole(sums, options.over === "common" ? common : columns, options.measure) * common) / (common + shrink);
}

/** The measure over n columns, before anything is shrunk. */
function whole({ xy, x, y, xx, yy }: Sums, n: number, measure: SimilarityOptions["measure"]): number {
  if (measure === "msd") return 1 / (1 + Math.max(0, xx + yy - 2 * xy) / n);
  if (measure === "cosine") return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  const spreadX = n * xx - x * x;
  const spreadY = n * yy - y * y;
  // a constant row has no correlation; what rounding leaves of its spread is none
  if (spreadX <= 1e-12 * n * xx || spreadY <= 1e-12 * n * yy) return 0;
  return (n * xy - x * y) / Math.sqrt(spreadX * spreadY);
}

/** Sum and sum of squares of a row. */
function totalsOf({ start, value }: SparseRows, row: number): [sum: number, squares: number] {
  let sum = 0;
  let squares = 0;
  for (let at = start[row]; at < start[row + 1]; at++) {
    sum += value[at];
    squares += value[at] * value[at];
  }
  return [sum, squares];
}
