import { createActionRegression } from "./action-regression.js";
import { drawFolds } from "./folds.js";

/** What the reward model learns from: what was done in which context, and what came of it. */
export interface ModelRows {
  readonly actions: number;
  /** 0 to actions - 1, shape [rows] */
  readonly action: Int32Array;
  readonly reward: Float64Array;
  /** row-major [rows, width], see `contextFeatures` */
  readonly features: Float64Array;
  readonly width: number;
  /** rows that hang together (an episode) are learnt from together, or not at all; undefined: each row is its own */
  readonly unit?: Int32Array;
}

/** The model's values of a log and a policy, shape [rows]. */
export interface Modelled {
  /** of what was done */
  readonly modelled: Float64Array;
  /** of the policy: its mean over the actions */
  readonly modelledPolicy: Float64Array;
}

/** Chances of every action in a row, into `out`, shape [actions]. */
export type FillChances = (row: number, out: Float64Array) => void;

export interface CrossFit {
  /** parts of the log; each is valued by a model of the others. 1: one model of all rows, which then also knows what it values */
  readonly folds: number;
  readonly seed: string;
}

/**
 * A linear model of the reward for every action (see `createActionRegression`), fitted without the rows that it values
 * (cross-fitting): q(x, a). Of a few penalties the one is taken whose models err least on the rows that they did not see. It is
 * not cut to the rewards that there can be: of rare clicks that would raise its mean.
 *
 * @param fill  the policy
 * @throws RangeError when shapes differ, or folds is not a whole number from 1 to the number of units
 * @see Chernozhukov et al. (2018), Double/debiased machine learning for treatment and structural parameters, section 3
 */
export function modelRewards(rows: ModelRows, fill: FillChances, { folds, seed }: CrossFit): Modelled {
  const { action, reward, actions, unit } = rows;
  const count = reward.length;
  if (action.length !== count) throw new RangeError(`modelRewards: ${count} rewards, ${action.length} actions`);
  const fold = drawFolds(count, folds, seed, unit);
  const regressionOf = createActionRegression({ ...rows, fold, folds });
  const modelled = new Float64Array(count);
  const modelledPolicy = new Float64Array(count);
  const chance = new Float64Array(actions);
  const regression = folds === 1 ? regressionOf(PENALTIES[0]) : leastWrong();
  for (let held = 0; held < folds; held++) {
    const coefficients = regression.fit(held, reward);
    const value = (row: number, a: number) => regression.value(coefficients, row, a);
    for (let row = 0; row < count; row++) {
      if (fold[row] !== held) continue;
      modelled[row] = value(row, action[row]);
      fill(row, chance);
      let mean = 0;
      for (let a = 0; a < actions; a++)
        if (chance[a] > 0) mean += chance[a] * (a === action[row] ? modelled[row] : value(row, a));
      modelledPolicy[row] = mean;
    }
  }
  return { modelled, modelledPolicy };

  function leastWrong() {
    let best = regressionOf(PENALTIES[0]);
    let least = Number.POSITIVE_INFINITY;
    for (const penalty of PENALTIES) {
      const one = regressionOf(penalty);
      const coefficients = Array.from({ length: folds }, (_, held) => one.fit(held, reward));
      let squares = 0;
      for (let row = 0; row < count; row++)
        squares += (reward[row] - one.value(coefficients[fold[row]], row, action[row])) ** 2;
      if (squares >= least) continue;
      least = squares;
      best = one;
    }
    return best;
  }
}

/** Rows that the prior is worth, see `createActionRegression`; the first is taken where nothing is held out. */
const PENALTIES = [10, 1, 0.1] as const;
