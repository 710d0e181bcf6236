import { hashText } from "../../sim/math/key.js";
import { type Estimator, rowsOf } from "./row-ratios.js";

/**
 * Every estimator's value on each of many bootstrap resamples of the rows. All columns of a resample come from the same drawn rows:
 * a ratio's numerator and denominator vary together, and so do two estimators, whose difference may be read off.
 *
 * Rows are laid side by side, eight columns a row, and summed as they are drawn; further columns meet the same draws again. A value
 * is NaN where a resample leaves a denominator zero.
 *
 * @param estimators  over the same rows; share their columns where they can
 * @param resamples   how many, at least 1
 * @param seed        of the draws; equal seeds and sizes give the same resamples
 * @returns by estimator, shape [resamples]
 * @throws RangeError when the estimators have different numbers of rows
 * @see Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 6
 */
export function resampledValues(estimators: readonly Estimator[], resamples: number, seed: string): Float64Array[] {
  const rows = Math.max(...estimators.map(rowsOf));
  const columns: Float64Array[] = [];
  const place = new Map<Float64Array, number>();
  for (const { numerator, denominator } of estimators.flat())
    for (const column of denominator === undefined ? [numerator] : [numerator, denominator]) {
      if (column.length !== rows) throw new RangeError(`resampledValues: columns of ${rows} and ${column.length} rows`);
      if (place.has(column)) continue;
      place.set(column, columns.length);
      columns.push(column);
    }
  const blocks = Array.from({ length: Math.ceil(columns.length / WIDTH) }, (_, block) =>
    resampledSums(columns.slice(block * WIDTH, (block + 1) * WIDTH), rows, resamples, seed),
  );
  const sumOf = (column: Float64Array, resample: number) => {
    const at = place.get(column)!;
    return blocks[Math.floor(at / WIDTH)][resample * WIDTH + (at % WIDTH)];
  };
  return estimators.map((estimator) =>
    Float64Array.from({ length: resamples }, (_, resample) => {
      let value = 0;
      for (const { numerator, denominator, factor = 1 } of estimator)
        value +=
          (factor * sumOf(numerator, resample)) / (denominator === undefined ? rows : sumOf(denominator, resample));
      return value;
    }),
  );
}

/** Columns summed in one pass: 64 bytes a row, the width of a line of cache. */
const WIDTH = 8;

/**
 * Sums of up to eight columns over each resample, row-major [resamples, 8].
 *
 * The draws are of sfc32 (Doty-Humphrey, in PractRand), kept in this loop's own variables: a million rows and a thousand resamples
 * take 10^9 of them, for which an `Rng` is ten times too slow.
 */
function resampledSums(columns: readonly Float64Array[], rows: number, resamples: number, seed: string): Float64Array {
  const table = new Float64Array(rows * WIDTH);
  columns.forEach((column, c) => {
    for (let i = 0; i < rows; i++) table[i * WIDTH + c] = column[i];
  });
  const sums = new Float64Array(resamples * WIDTH);
  let a = hashText(seed, 1) | 0;
  let b = hashText(seed, 2) | 0;
  let c = hashText(seed, 3) | 0;
  let counter = 1;
  for (let warm = 0; warm < 12; warm++) {
    const word = (((a + b) | 0) + counter) | 0;
    counter += 1;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
  }
  const scale = rows / 4294967296;
  for (let resample = 0; resample < resamples; resample++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    let s6 = 0;
    let s7 = 0;
    for (let i = 0; i < rows; i++) {
      const word = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      const at = (((word >>> 0) * scale) | 0) * 8;
      s0 += table[at];
      s1 += table[at + 1];
      s2 += table[at + 2];
      s3 += table[at + 3];
      s4 += table[at + 4];
      s5 += table[at + 5];
      s6 += table[at + 6];
      s7 += table[at + 7];
    }
    const out = resample * WIDTH;
    sums[out] = s0;
    sums[out + 1] = s1;
    sums[out + 2] = s2;
    sums[out + 3] = s3;
    sums[out + 4] = s4;
    sums[out + 5] = s5;
    sums[out + 6] = s6;
    sums[out + 7] = s7;
  }
  return sums;
}
