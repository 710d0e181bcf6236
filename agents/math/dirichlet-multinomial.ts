/** How shares differ from one unit to the next: shares are Dirichlet with these weights. */
export interface DirichletFit {
  /** above 0, or 0 for a kind that never occurs, shape [kinds] */
  readonly weights: Float64Array;
  /** their sum: how many observations of its own a unit needs to be heard as loud as the population */
  readonly strength: number;
}

/**
 * Dirichlet-multinomial by maximum likelihood. With c[k][j] the units that have more than j observations of kind k, and c[j]
 * those with more than j in all, the fixed point of
 *
 *   w[k] <- w[k]  sum_j c[k][j] / (w[k] + j)  /  sum_j c[j] / (sum w + j)
 *
 * whose every step raises the likelihood. It works on counts of counts, so that its time does not grow with the units. Where the
 * units differ no more than chance has it the strength has no maximum: it then stops at 10,000.
 *
 * @param counts  whole, row-major [units, kinds]
 * @throws RangeError when the shape is not that, a count is not whole, or there is nothing counted
 * @see Minka (2000), Estimating a Dirichlet distribution, equation 55; Sklar (2014), Fast MLE computation for the
 *   Dirichlet multinomial, for the counts of counts
 */
export function fitDirichletMultinomial(counts: ArrayLike<number>, kinds: number): DirichletFit {
  const units = counts.length / kinds;
  if (!(kinds >= 1 && Number.isInteger(units)))
    throw new RangeError(`fitDirichletMultinomial: ${counts.length} counts of ${kinds} kinds`);
  const ofKind: number[][] = Array.from({ length: kinds }, () => []);
  const inAll: number[] = [];
  const totals = new Float64Array(kinds);
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    for (let k = 0; k < kinds; k++) {
      const count = counts[unit * kinds + k];
      if (!(Number.isInteger(count) && count >= 0))
        throw new RangeError(`fitDirichletMultinomial: needs whole counts, got ${count}`);
      ofKind[k][count] = (ofKind[k][count] ?? 0) + 1;
      sum += count;
      totals[k] += count;
    }
    inAll[sum] = (inAll[sum] ?? 0) + 1;
  }
  const total = totals.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new RangeError("fitDirichletMultinomial: nothing is counted");
  const above = ofKind.map(moreThan);
  const aboveInAll = moreThan(inAll);
  let strength = FIRST_STRENGTH;
  const weights = totals.map((count) => (strength * count) / total);
  for (let step = 0; step < MOST_STEPS; step++) {
    const below = slope(aboveInAll, strength);
    let moved = 0;
    let sum = 0;
    for (let k = 0; k < kinds; k++) {
      if (weights[k] === 0) continue;
      const next = (weights[k] * slope(above[k], weights[k])) / below;
      moved = Math.max(moved, Math.abs(next / weights[k] - 1));
      weights[k] = next;
      sum += next;
    }
    strength = sum;
    if (moved < STILL || strength > MOST_STRENGTH) break;
  }
  return { weights, strength };
}

const FIRST_STRENGTH = 2;
const MOST_STRENGTH = 1e4;
const MOST_STEPS = 20_000;
/** largest relative change of a weight at which the search ends */
const STILL = 1e-9;

/** From units by count to units with more than j, j = 0, 1, ... */
function moreThan(unitsByCount: readonly number[]): Float64Array {
  const above = new Float64Array(Math.max(0, unitsByCount.length - 1));
  let sum = 0;
  for (let j = above.length - 1; j >= 0; j--) {
    sum += unitsByCount[j + 1] ?? 0;
    above[j] = sum;
  }
  return above;
}

function slope(above: Float64Array, weight: number): number {
  let sum = 0;
  for (let j = 0; j < above.length; j++) sum += above[j] / (weight + j);
  return sum;
}
