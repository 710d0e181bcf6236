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

/** Rows that are drawn from at a time, so that what is drawn lies in the processor's own cache: 128 kB. */
const BLOCK = 2048;

/**
 * Sums of up to eight columns over each resample, row-major [resamples, 8].
 *
 * Rows are drawn in two steps, which give the same law as one: how many of a resample's rows come from each block, counted over as many
 * draws as there are rows, then which rows of the block. Drawn in one step over a million rows, nearly all the time is spent waiting
 * for memory. The draws are of sfc32 (Doty-Humphrey, in PractRand), kept in the loops' own variables: there are 10^9 of them in a
 * thousand resamples of a million rows, for which an `Rng` is ten times too slow.
 */
function resampledSums(columns: readonly Float64Array[], rows: number, resamples: number, seed: string): Float64Array {
  const table = new Float64Array(rows * WIDTH);
  columns.forEach((column, c) => {
    for (let i = 0; i < rows; i++) table[i * WIDTH + c] = column[i];
  });
  const sums = new Float64Array(resamples * WIDTH);
  const blocks = Math.ceil(rows / BLOCK);
  const stream = startStream(seed);
  const counts = new Int32Array(resamples * blocks);
  for (let resample = 0; resample < resamples; resample++)
    countBlocks(stream, rows, counts.subarray(resample * blocks, (resample + 1) * blocks));
  for (let block = 0; block < blocks; block++) {
    const first = block * BLOCK;
    const size = Math.min(BLOCK, rows - first);
    const own = table.subarray(first * WIDTH, (first + size) * WIDTH);
    for (let resample = 0; resample < resamples; resample++)
      addDrawn(stream, own, size, counts[resample * blocks + block], sums, resample * WIDTH);
  }
  return sums;
}

/** State of sfc32: a, b, c and the counter. */
function startStream(seed: string): Int32Array {
  const stream = Int32Array.of(hashText(seed, 1), hashText(seed, 2), hashText(seed, 3), 1);
  // its author's rounds before the first word is used
  countBlocks(stream, 12, new Int32Array(1));
  return stream;
}

/** Draws as many rows as there are, and counts those of each block. @param counts  shape [blocks], added to */
function countBlocks(stream: Int32Array, rows: number, counts: Int32Array): void {
  let [a, b, c, counter] = stream;
  const scale = rows / 4294967296;
  for (let i = 0; i < rows; i++) {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    counts[(((word >>> 0) * scale) | 0) >>> 11] += 1;
  }
  stream[0] = a;
  stream[1] = b;
  stream[2] = c;
  stream[3] = counter;
}

/** Adds so many rows of a block, drawn with replacement, to the eight sums from `out` on. */
function addDrawn(
  stream: Int32Array,
  table: Float64Array,
  size: number,
  count: number,
  sums: Float64Array,
  out: number,
): void {
  let [a, b, c, counter] = stream;
  const scale = size / 4294967296;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  for (let i = 0; i < count; i++) {
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
  sums[out] += s0;
  sums[out + 1] += s1;
  sums[out + 2] += s2;
  sums[out + 3] += s3;
  sums[out + 4] += s4;
  sums[out + 5] += s5;
  sums[out + 6] += s6;
  sums[out + 7] += s7;
  stream[0] = a;
  stream[1] = b;
  stream[2] = c;
  stream[3] = counter;
}
