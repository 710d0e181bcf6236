import { normalBelow } from "../../agents/math/normal.js";
import { chiSquareTail } from "../stats/chi-square.js";
import type { DecisionLog } from "./decision-log.js";

/** Whether a log's propensities can be what its actions were drawn with. */
export interface Calibration {
  /** which test: `chi-square` over all actions, or `largest z` where actions are not always legal */
  readonly test: "chi-square" | "largest z";
  readonly statistic: number;
  /** of a chi-square */
  readonly freedom: number | null;
  /** chance of a statistic as large where the propensities are right; of the largest z times the number of actions, at most 1 */
  readonly pValue: number;
  /** sum over actions of their mean inverse propensity, divided by their number: 1 where every row's chances add up to 1 */
  readonly total: number;
  readonly actions: readonly {
    readonly action: string;
    /** share of the rows that did it */
    readonly share: number;
    /** sum of 1 / propensity over those rows, divided by the rows in which it was legal: 1 where its propensities are right */
    readonly ratio: number;
    /** distance of it from 1 in standard errors */
    readonly z: number;
  }[];
}

/**
 * Tests a log's propensities against its own frequencies. A row that did an action with propensity p counts 1 / p for it; over rows in which the
 * action could be done these average 1, whatever the context:
 *   X[i][a] = [a[i] = a] / p[i],   E X[a] = 1
 * Over all actions  n (mean X - 1)' S^-1 (mean X - 1)  is chi-square with as many degrees of freedom as actions, S the covariance of
 * X; one fewer where all propensities are equal, as the sum of X then is fixed. Where masks forbid actions in some rows each action
 * is compared with the rows that allowed it, and the largest z is told with Bonferroni's correction.
 *
 * A log that sometimes could not do an action, without saying so, fails: the estimators would be wrong there too.
 *
 * @throws RangeError with fewer than two rows
 * @see Hotelling (1931), The generalization of Student's ratio; Rosenbaum (1987), Model-based direct adjustment, on checks of this kind
 */
export function checkPropensities({ rows, actions, action, propensity, legal }: DecisionLog): Calibration {
  if (rows < 2) throw new RangeError(`checkPropensities: needs at least 2 rows, got ${rows}`);
  const count = actions.length;
  const times = new Float64Array(count);
  const inverse = new Float64Array(count);
  const squared = new Float64Array(count);
  const allowed = new Float64Array(count).fill(legal === undefined ? rows : 0);
  for (let i = 0; i < rows; i++) {
    const a = action[i];
    const x = 1 / propensity[i];
    times[a] += 1;
    inverse[a] += x;
    squared[a] += x * x;
    if (legal !== undefined) for (let b = 0; b < count; b++) allowed[b] += legal[i * count + b];
  }
  const table = actions.map((name, a) => {
    const ratio = inverse[a] / allowed[a];
    const variance = Math.max(0, squared[a] / allowed[a] - ratio * ratio) / allowed[a];
    const z = variance > 0 ? (ratio - 1) / Math.sqrt(variance) : Math.abs(ratio - 1) < 1e-9 ? 0 : Infinity;
    return { action: name, share: times[a] / rows, ratio, z };
  });
  const total = table.reduce((sum, { ratio }) => sum + ratio, 0) / count;
  if (legal !== undefined) {
    const largest = Math.max(...table.map(({ z }) => Math.abs(z)));
    const pValue = Math.min(1, 2 * count * normalBelow(-largest));
    return { test: "largest z", statistic: largest, freedom: null, pValue, total, actions: table };
  }
  // S = D - m m', of which Sherman and Morrison know the inverse
  let distance = 0;
  let along = 0;
  let fixed = 0;
  for (let a = 0; a < count; a++) {
    const mean = inverse[a] / rows;
    const diagonal = squared[a] / rows;
    distance += (mean - 1) ** 2 / diagonal;
    along += ((mean - 1) * mean) / diagonal;
    fixed += (mean * mean) / diagonal;
  }
  const free = 1 - fixed > 1e-9;
  const statistic = rows * (distance + (free ? along ** 2 / (1 - fixed) : 0));
  const freedom = free ? count : count - 1;
  const pValue = freedom === 0 ? 1 : chiSquareTail(statistic, freedom);
  return { test: "chi-square", statistic, freedom, pValue, total, actions: table };
}
