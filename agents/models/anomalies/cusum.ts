import { LuDecomposition, Matrix } from "ml-matrix";
import { gaussLegendre } from "../../math/gauss-legendre.js";
import { normalBelow, normalDensity } from "../../math/normal.js";

/** Page's cumulative sums, one for each direction. */
export interface Cusum {
  /** evidence of a rise, and of a fall, 0 or more */
  readonly high: number;
  readonly low: number;
  /**
   * Learns a score and answers the alarm: 1 a rise, -1 a fall, 0 none. After an alarm both sums start anew.
   *
   * @param score  about standard normal while nothing has changed
   */
  update(score: number): -1 | 0 | 1;
}

export interface CusumOptions {
  /** half of the shift, in deviations, that should be found soonest; default .5 */
  readonly reference?: number;
  /** evidence at which there is an alarm; default 5: once in 465 scores without a change */
  readonly threshold?: number;
}

/**
 * Two-sided CUSUM:  high <- max(0, high + z - k),  low <- max(0, low - z - k),  alarm where one exceeds h
 *
 * Finds lasting shifts that no single day shows.
 *
 * @throws RangeError when reference or threshold are not above 0
 * @see Page (1954), Continuous inspection schemes, Biometrika 41
 */
export function createCusum({ reference = 0.5, threshold = 5 }: CusumOptions = {}): Cusum {
  refuse(reference, threshold);
  let high = 0;
  let low = 0;
  return {
    get high() {
      return high;
    },
    get low() {
      return low;
    },
    update(score) {
      high = Math.max(0, high + score - reference);
      low = Math.max(0, low - score - reference);
      const alarm = high > threshold ? 1 : low > threshold ? -1 : 0;
      if (alarm !== 0) high = low = 0;
      return alarm;
    },
  };
}

/**
 * Mean number of scores until a two-sided CUSUM alarms, scores being normal with deviation 1 and this mean. Of one side, started
 * at u, it solves
 *
 *   L(u) = 1 + L(0) P(z <= k - u) + integral over x from 0 to h of L(x) density(x + k - u)
 *
 * by Gauss-Legendre quadrature; the two sides go together as 1 / L = 1 / L(high) + 1 / L(low).
 *
 * @see Goel and Wu (1971), Determination of A.R.L. and a contour nomogram for CUSUM charts, Technometrics 13(2); van Dobben de
 *   Bruyn (1968), Cumulative Sum Tests, for the sum of two sides
 */
export function averageRunLength(shift: number, { reference = 0.5, threshold = 5 }: CusumOptions = {}): number {
  refuse(reference, threshold);
  return 1 / (1 / oneSided(shift, reference, threshold) + 1 / oneSided(-shift, reference, threshold));
}

/**
 * The threshold at which a two-sided CUSUM alarms once in so many scores without a change.
 *
 * @param runLength  scores, at least what a threshold of .1 has
 * @throws RangeError when it is shorter than that, or longer than a million
 */
export function cusumThreshold(runLength: number, reference = 0.5): number {
  let low = 0.1;
  let high = low;
  const shortest = averageRunLength(0, { reference, threshold: low });
  if (!(runLength >= shortest && runLength <= 1e6))
    throw new RangeError(`cusumThreshold: needs a run length from ${shortest.toFixed(1)} to 1000000, got ${runLength}`);
  while (averageRunLength(0, { reference, threshold: high }) < runLength) high *= 2;
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (averageRunLength(0, { reference, threshold: middle }) < runLength) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** enough for six digits up to thresholds of 10 */
const NODES = 32;

function oneSided(shift: number, reference: number, threshold: number): number {
  const { nodes, weights } = gaussLegendre(NODES);
  const points = nodes.map((node) => node * threshold);
  // unknowns: L(0), then L at the nodes
  const from = [0, ...points];
  const system = Matrix.eye(NODES + 1);
  from.forEach((u, i) => {
    system.set(i, 0, system.get(i, 0) - normalBelow(reference - u - shift));
    points.forEach((x, j) => {
      const part = weights[j] * threshold * normalDensity(x + reference - u - shift);
      system.set(i, j + 1, system.get(i, j + 1) - part);
    });
  });
  return new LuDecomposition(system).solve(Matrix.columnVector(from.map(() => 1))).get(0, 0);
}

function refuse(reference: number, threshold: number): void {
  if (!(reference > 0 && threshold > 0))
    throw new RangeError(`cusum: needs reference and threshold above 0, got ${reference} and ${threshold}`);
}
