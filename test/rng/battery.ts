import { chiSquareTail } from "../../experiments/stats/chi-square.js";
import type { Sequence } from "./coordinates.js";
import { normalTwoSided, poissonTail, twoSided } from "./tails.js";

/** What one statistic says of one sequence of words. */
export interface Finding {
  readonly test: string;
  readonly statistic: number;
  /** of the statistic, were the words random */
  readonly expectation: number;
  /** statistic less expectation, in standard deviations */
  readonly z: number;
  /** chance of one so far from its expectation, on either side, were the words random */
  readonly p: number;
}

export interface BatterySize {
  /** words drawn, a multiple of `birthdays` */
  readonly words: number;
  /** of the highest, of the lowest bits, and of two words' highest together: 2^bits bins, even */
  readonly binBits: number;
  readonly birthdays: number;
  /** bits of a birthday */
  readonly yearBits: number;
}

/** What `npm test` has time for: well below a second a sequence. */
export const SHORT: BatterySize = { words: 2 ** 16, binBits: 8, birthdays: 1024, yearBits: 24 };
/** The battery in full, `npm run test:rng`. */
export const FULL: BatterySize = { words: 2 ** 22, binBits: 14, birthdays: 4096, yearBits: 32 };

/**
 * Chi-square of the highest and of the lowest bits and of neighbours' highest bits, serial correlation at three distances,
 * birthday spacings of the highest and of the lowest bits.
 *
 * @see Knuth (1997), The Art of Computer Programming 2, section 3.3.2; Marsaglia and Tsang (2002), Some difficult-to-pass
 *   tests of randomness, Journal of Statistical Software 7(3), for birthday spacings
 */
export function battery(sequence: Sequence, { words: N, binBits, birthdays, yearBits }: BatterySize): Finding[] {
  const words = new Uint32Array(N);
  for (let n = 0; n < N; n++) words[n] = sequence(n);
  const high = 32 - binBits;
  const mask = 2 ** binBits - 1;
  const half = 32 - binBits / 2;
  return [
    chiSquare(`chi-square, highest ${binBits} bits`, 2 ** binBits, N, (n) => words[n] >>> high),
    chiSquare(`chi-square, lowest ${binBits} bits`, 2 ** binBits, N, (n) => words[n] & mask),
    chiSquare(
      `chi-square, neighbours' highest ${binBits / 2} bits`,
      2 ** binBits,
      N / 2,
      (n) =>
        // pairs that share no word
        ((words[2 * n] >>> half) << (binBits / 2)) | (words[2 * n + 1] >>> half),
    ),
    ...[1, 2, 64].map((lag) => correlation(words, lag)),
    spacings(`birthdays, highest ${yearBits} bits`, words, birthdays, yearBits, (word) => word >>> (32 - yearBits)),
    spacings(
      `birthdays, lowest ${yearBits} bits reversed`,
      words,
      birthdays,
      yearBits,
      (word) =>
        // the lowest bit first, else neighbours in time would be told apart by their highest bits
        reversed(word) >>> (32 - yearBits),
    ),
  ];
}

function chiSquare(test: string, bins: number, draws: number, binOf: (n: number) => number): Finding {
  const counts = new Float64Array(bins);
  for (let n = 0; n < draws; n++) counts[binOf(n)] += 1;
  const each = draws / bins;
  let statistic = 0;
  for (let b = 0; b < bins; b++) statistic += (counts[b] - each) ** 2 / each;
  const freedom = bins - 1;
  const upper = chiSquareTail(statistic, freedom);
  const z = (statistic - freedom) / Math.sqrt(2 * freedom);
  return { test, statistic, expectation: freedom, z, p: twoSided(upper, 1 - upper) };
}

/** Mean product of two uniforms so far apart, each less 1/2, over its value for equal ones, 1/12. */
function correlation(words: Uint32Array, lag: number): Finding {
  let sum = 0;
  for (let n = lag; n < words.length; n++)
    sum += ((words[n] + 0.5) / 2 ** 32 - 0.5) * ((words[n - lag] + 0.5) / 2 ** 32 - 0.5);
  const pairs = words.length - lag;
  const statistic = (12 * sum) / pairs;
  const z = statistic * Math.sqrt(pairs);
  return { test: `correlation with the word ${lag} before`, statistic, expectation: 0, z, p: normalTwoSided(z) };
}

/** Gaps between sorted birthdays that repeat an earlier one: over all rounds Poisson with mean rounds n^3 / 4m. */
function spacings(
  test: string,
  words: Uint32Array,
  n: number,
  yearBits: number,
  dayOf: (word: number) => number,
): Finding {
  const rounds = words.length / n;
  const days = new Uint32Array(n);
  const gaps = new Uint32Array(n - 1);
  let repeats = 0;
  for (let round = 0; round < rounds; round++) {
    for (let b = 0; b < n; b++) days[b] = dayOf(words[round * n + b]);
    days.sort();
    for (let b = 1; b < n; b++) gaps[b - 1] = days[b] - days[b - 1];
    gaps.sort();
    for (let g = 1; g < gaps.length; g++) if (gaps[g] === gaps[g - 1]) repeats += 1;
  }
  const mean = (rounds * n ** 3) / (4 * 2 ** yearBits);
  const z = (repeats - mean) / Math.sqrt(mean);
  const p = twoSided(poissonTail(repeats, mean), 1 - poissonTail(repeats + 1, mean));
  return { test, statistic: repeats, expectation: mean, z, p };
}

function reversed(word: number): number {
  let w = word;
  w = ((w >>> 1) & 0x55555555) | ((w & 0x55555555) << 1);
  w = ((w >>> 2) & 0x33333333) | ((w & 0x33333333) << 2);
  w = ((w >>> 4) & 0x0f0f0f0f) | ((w & 0x0f0f0f0f) << 4);
  w = ((w >>> 8) & 0x00ff00ff) | ((w & 0x00ff00ff) << 8);
  return ((w >>> 16) | (w << 16)) >>> 0;
}
