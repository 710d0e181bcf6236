import type { Interval } from "./bootstrap.js";
import { commonLuck } from "./common-luck.js";
import { mean, variance } from "./descriptive.js";
import { a12, pairedEffect } from "./effect-size.js";
import { holm } from "./holm.js";
import { meanInterval } from "./mean-interval.js";
import { pairedTTest } from "./paired-t-test.js";
import { permutationTest } from "./permutation-test.js";
import { detectableEffects, pairedPower, seedsNeeded } from "./power.js";
import type { PerSeed } from "./seed-scores.js";

export interface PairOptions {
  /** of what is drawn */
  readonly seed?: string;
  readonly resamples?: number;
  /** what `drawResamples` gave for as many pairs, so that many pairs share one draw */
  readonly drawn?: Int32Array;
  /** a true difference worth finding, in the scores' unit, above 0: its power and seeds are told */
  readonly worth?: number;
  /** chance of finding it that is asked for; default .8 */
  readonly power?: number;
  /** `detectableEffects` of this power, where many pairs share one search */
  readonly detectable?: (pairs: number) => number;
}

/** Two policies under the same luck, told apart as well as the seeds allow. */
export interface Pair {
  /** runs that both have */
  readonly pairs: number;
  /** mean of one less the other */
  readonly difference: number;
  /** 95%; see `meanInterval` */
  readonly ci: Interval;
  readonly t: { readonly t: number | null; readonly degrees: number; readonly p: number };
  readonly permutation: { readonly p: number; readonly exact: boolean; readonly permutations: number };
  /** see `pairedEffect` and `a12` */
  readonly d: number | null;
  readonly hedges: number | null;
  readonly a12: number;
  /** what common luck is worth; see `commonLuck` */
  readonly correlation: number | null;
  readonly factor: number | null;
  readonly planning: Planning;
}

/** What so many seeds find, by the paired t test at the .05 level. */
export interface Planning {
  /** standard deviation of the differences */
  readonly spread: number;
  /** chance of finding a difference that the figures below are for */
  readonly asked: number;
  /** the smallest true difference that these seeds find with that chance */
  readonly detectable: number;
  /** of the difference that is worth finding; left out where none is stated */
  readonly worth?: {
    readonly difference: number;
    /** chance that these seeds find it */
    readonly power: number;
    /** null: over a million */
    readonly seedsNeeded: number | null;
    readonly seedsStillNeeded: number | null;
  };
}

/** Of every test, beside p, the p that is adjusted over all pairs. */
export interface AdjustedPair extends Pair {
  readonly t: Pair["t"] & { readonly holm: number };
  readonly permutation: Pair["permutation"] & { readonly holm: number };
}

/**
 * Everything about a pair.
 *
 * @param one, other  shape [pairs], the same luck at the same place
 * @throws RangeError where they differ in number, or with fewer than two pairs
 */
export function pairOf(one: PerSeed, other: PerSeed, options: PairOptions = {}): Pair {
  const luck = commonLuck(one, other);
  const differences = one.map((score, run) => score - other[run]) as PerSeed;
  const { resamples, seed, drawn } = options;
  return {
    pairs: one.length,
    difference: mean(differences),
    ci: meanInterval(differences, { resamples, seed, drawn }),
    t: pairedTTest(differences),
    permutation: permutationTest(differences, { seed }),
    ...pairedEffect(differences),
    a12: a12(one, other),
    ...luck,
    planning: planningOf(differences, options),
  };
}

/** The pairs with their p-values adjusted as one family, a family a test. @see `holm` */
export function adjusted<P extends Pair>(pairs: readonly P[]): (P & AdjustedPair)[] {
  const byT = holm(pairs.map(({ t }) => t.p));
  const byPermutation = holm(pairs.map(({ permutation }) => permutation.p));
  return pairs.map((pair, index) => ({
    ...pair,
    t: { ...pair.t, holm: byT[index] },
    permutation: { ...pair.permutation, holm: byPermutation[index] },
  }));
}

function planningOf(
  differences: PerSeed,
  { worth, power: asked = 0.8, detectable = detectableEffects(asked) }: PairOptions,
): Planning {
  const spread = Math.sqrt(variance(differences));
  const pairs = differences.length;
  const planning = { spread, asked, detectable: spread * detectable(pairs) };
  if (worth === undefined) return planning;
  if (!(worth > 0 && Number.isFinite(worth))) throw new RangeError(`pairOf: worth is ${worth}, not above 0`);
  // Without any spread two pairs find any difference.
  const needed = spread === 0 ? 2 : seedsNeeded(worth / spread, asked);
  return {
    ...planning,
    worth: {
      difference: worth,
      power: spread === 0 ? 1 : pairedPower(worth / spread, pairs),
      seedsNeeded: needed,
      seedsStillNeeded: needed === null ? null : Math.max(0, needed - pairs),
    },
  };
}
