/**
 * Importance weight of each row: how much likelier the policy makes what was done than the logging policy did,
 *   w[i] = chance[i] / propensity[i]
 *
 * @param chance      with which the policy would have done what was done, 0 to 1, shape [rows]
 * @param propensity  with which it was done, above 0 and at most 1, shape [rows]
 * @throws RangeError when the shapes differ, there is no row, or a chance or propensity is out of range
 * @see Horvitz and Thompson (1952); Strehl et al. (2010), Learning from logged implicit exploration data
 */
export function importanceWeights(chance: Float64Array, propensity: Float64Array): Float64Array {
  const rows = propensity.length;
  if (rows === 0) throw new RangeError("importanceWeights: needs at least 1 row, got 0");
  if (chance.length !== rows) throw new RangeError(`importanceWeights: ${rows} propensities, ${chance.length} chances`);
  const weight = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    if (!(propensity[i] > 0 && propensity[i] <= 1))
      throw new RangeError(
        `importanceWeights: needs propensities above 0 and at most 1, got ${propensity[i]} in row ${i}`,
      );
    if (!(chance[i] >= 0 && chance[i] <= 1 + 1e-9))
      throw new RangeError(`importanceWeights: needs chances of 0 to 1, got ${chance[i]} in row ${i}`);
    weight[i] = chance[i] / propensity[i];
  }
  return weight;
}

/** How weights spread over rows. */
export interface WeightFacts {
  /**
   * How many rows drawn by the policy itself would tell as much of a mean:  (sum w)^2 / sum w^2 ; 0 where all weights are 0
   *
   * @see Kish (1965), Survey sampling, section 8.2
   */
  readonly effectiveSampleSize: number;
  readonly largestWeight: number;
  /** near 1 where propensities and policy belong together: a weight's expectation is 1 */
  readonly meanWeight: number;
  /** of the mean weight */
  readonly standardError: number;
  /** share of all weight that the heaviest row carries, 0 to 1 */
  readonly largestShare: number;
  /** rows in which the policy might have done what was done */
  readonly positive: number;
}

/** @throws RangeError when there is no weight */
export function weightFacts(weight: Float64Array): WeightFacts {
  const rows = weight.length;
  if (rows === 0) throw new RangeError("weightFacts: needs at least 1 weight, got 0");
  let sum = 0;
  let squares = 0;
  let largest = 0;
  let positive = 0;
  for (let i = 0; i < rows; i++) {
    const w = weight[i];
    sum += w;
    squares += w * w;
    if (w > largest) largest = w;
    if (w > 0) positive += 1;
  }
  const mean = sum / rows;
  return {
    effectiveSampleSize: squares > 0 ? (sum * sum) / squares : 0,
    largestWeight: largest,
    meanWeight: mean,
    standardError:
      rows > 1 ? Math.sqrt(Math.max(0, squares / rows - mean * mean) / (rows - 1)) : Number.POSITIVE_INFINITY,
    largestShare: sum > 0 ? largest / sum : 0,
    positive,
  };
}
