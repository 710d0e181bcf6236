import { createActionRegression } from "./action-regression.js";
import { drawFolds } from "./folds.js";
import type { CrossFit, FillChances, ModelRows } from "./reward-model.js";
import type { StepValues } from "./trajectories.js";

/** Steps of episodes, rows in order. */
export interface QRows extends Omit<ModelRows, "unit"> {
  /** rows of episode e are first[e] .. first[e + 1] - 1, shape [episodes + 1] */
  readonly first: Int32Array;
  readonly discount: number;
}

/**
 * Fitted-Q evaluation over a horizon: what the policy earns in h more steps, from a regression on what it earns in h - 1,
 *   Q[0] = 0,   Q[h](x, a) ~ r + discount sum over a' of pi(a'|x') Q[h - 1](x', a')
 * for h from 1 to the longest episode, each fitted to the steps of all episodes (see `createActionRegression`) but those of the
 * fold that is valued. Row t of an episode is valued by Q[horizon - t].
 *
 * What follows a step is supposed to depend on its features and action alone, at any time of an episode; where the time matters, it must be
 * among the features. An episode shorter than the longest is taken to have ended of itself (nothing follows), one of full length to be cut: its
 * last step has no known successor and teaches Q[1] only.
 *
 * @throws RangeError when shapes differ, or folds is not a whole number from 1 to the number of episodes
 * @see Le, Voloshin and Yue (2019), Batch policy learning under constraints, algorithm 3; Jiang and Li (2016), section 4.1
 */
export function fittedQ(rows: QRows, fill: FillChances, { folds, seed }: CrossFit): StepValues {
  const { first, reward, action, actions, discount } = rows;
  const count = reward.length;
  const episodes = first.length - 1;
  if (action.length !== count || first[episodes] !== count)
    throw new RangeError(`fittedQ: ${count} rewards, ${action.length} actions, ${first[episodes]} steps`);
  const episode = new Int32Array(count);
  let horizon = 0;
  for (let e = 0; e < episodes; e++) {
    episode.fill(e, first[e], first[e + 1]);
    horizon = Math.max(horizon, first[e + 1] - first[e]);
  }
  /** 1 where something is known of what follows: the next step, or that nothing does */
  const followed = new Uint8Array(count).fill(1);
  const last = new Uint8Array(count);
  for (let e = 0; e < episodes; e++) {
    last[first[e + 1] - 1] = 1;
    if (first[e + 1] - first[e] === horizon) followed[first[e + 1] - 1] = 0;
  }
  const chance = chancesOf(count, actions, fill);
  const fold = drawFolds(count, folds, seed, episode);
  const oneStep = createActionRegression({ ...rows, fold, folds })(PENALTY);
  const more = horizon > 1 ? createActionRegression({ ...rows, fold, folds, use: followed })(PENALTY) : oneStep;
  const actionValue = new Float64Array(count);
  const stateValue = new Float64Array(count);
  const target = new Float64Array(count);
  const ahead = new Float64Array(count);
  for (let held = 0; held < folds; held++) {
    for (let h = 1; h <= horizon; h++) {
      for (let row = 0; row < count; row++)
        target[row] = reward[row] + (h === 1 || last[row] === 1 ? 0 : discount * ahead[row + 1]);
      const regression = h === 1 ? oneStep : more;
      const coefficients = regression.fit(held, target);
      for (let row = 0; row < count; row++) {
        let mean = 0;
        for (let a = 0; a < actions; a++) {
          const p = chance[row * actions + a];
          if (p > 0) mean += p * regression.value(coefficients, row, a);
        }
        ahead[row] = mean;
        if (fold[row] !== held || row - first[episode[row]] !== horizon - h) continue;
        actionValue[row] = regression.value(coefficients, row, action[row]);
        stateValue[row] = mean;
      }
    }
  }
  return { actionValue, stateValue };
}

/** Rows that the prior is worth: few, as what it takes away adds up over the horizon. */
const PENALTY = 1;

/** The policy's chances of every row, row-major [rows, actions]: they are read once a step of the horizon. */
function chancesOf(count: number, actions: number, fill: FillChances): Float64Array {
  const chance = new Float64Array(count * actions);
  for (let row = 0; row < count; row++) fill(row, chance.subarray(row * actions, (row + 1) * actions));
  return chance;
}
