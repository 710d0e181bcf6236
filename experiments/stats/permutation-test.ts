import { createRng } from "../../agents/math/rng.js";
import { mean } from "./descriptive.js";

export interface PermutationTest {
  /** two-sided */
  readonly p: number;
  /** every assignment of signs was counted; else so many were drawn */
  readonly exact: boolean;
  readonly permutations: number;
}

/** Up to so many pairs all 2^n assignments of signs are counted: a million sums. */
const EXACT_UP_TO = 20;

/**
 * Paired permutation test that the differences lie symmetrically about 0, by their mean, two-sided. Under that hypothesis
 * each difference could as well have had the other sign, so that p is the share of the 2^n assignments of signs whose mean
 * is at least as far from 0 as the one found.
 *
 * Counted up to 20 pairs; beyond, `draws` assignments are drawn and the one found is counted among them,
 *   p = (1 + as far) / (1 + draws),
 * which keeps the error rate. With n pairs p is at least 2^(1-n): five pairs cannot reach .05.
 *
 * @throws RangeError without a pair, or where a difference is not finite
 * @see Fisher (1935), The design of experiments, section 21; Phipson & Smyth (2010), section 2
 */
export function permutationTest(
  differences: ArrayLike<number>,
  { draws = 20_000, seed = "permutation" }: { readonly draws?: number; readonly seed?: string } = {},
): PermutationTest {
  const n = differences.length;
  const found = Math.abs(mean(differences) * n);
  let largest = 0;
  for (let i = 0; i < n; i++) largest += Math.abs(differences[i]);
  // Sums of the same numbers in another order differ by rounding; they count as equal.
  const far = found - 1e-9 * largest;
  return n <= EXACT_UP_TO ? counted(differences, far) : drawn(differences, far, draws, createRng(`${seed}/${n}`).int);
}

/** All assignments in the order of a Gray code: each differs from the one before in a single sign. */
function counted(differences: ArrayLike<number>, far: number): PermutationTest {
  const n = differences.length;
  const sign = new Float64Array(n).fill(1);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += differences[i];
  const permutations = 2 ** n;
  let asFar = 0;
  for (let code = 1; code <= permutations; code++) {
    if (Math.abs(sum) >= far) asFar += 1;
    const flipped = 31 - Math.clz32(code & -code);
    if (flipped >= n) break;
    sign[flipped] = -sign[flipped];
    sum += 2 * sign[flipped] * differences[flipped];
  }
  return { p: asFar / permutations, exact: true, permutations };
}

function drawn(
  differences: ArrayLike<number>,
  far: number,
  draws: number,
  int: (n: number) => number,
): PermutationTest {
  let asFar = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    // 24 signs a draw of the stream
    let bits = 1;
    for (let i = 0; i < differences.length; i++) {
      if (bits === 1) bits = int(1 << 24) | (1 << 24);
      sum += bits & 1 ? differences[i] : -differences[i];
      bits >>= 1;
    }
    if (Math.abs(sum) >= far) asFar += 1;
  }
  return { p: (1 + asFar) / (1 + draws), exact: false, permutations: draws };
}
