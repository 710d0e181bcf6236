import { createCholesky } from "../../agents/math/cholesky.js";
import { createRng } from "../../agents/math/rng.js";

/** What the reward model learns from: what was done in which context, and what came of it. */
export interface ModelRows {
  readonly actions: number;
  /** 0 to actions - 1, shape [rows] */
  readonly action: Int32Array;
  readonly reward: Float64Array;
  /** row-major [rows, features]; best of mean 0 and deviation 1, see `contextFeatures` */
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

/** Observations that a prior of explaining a tenth of the reward's variance is worth, for one feature alone. */
const PRIOR_ROWS = 10;

/**
 * A linear model of the reward for every action, fitted without the rows that it values (cross-fitting), and clipped to the
 * rewards seen:
 *   q(x, a) = b0[a] + b[a] . x
 *   b   = argmin  sum (r - b.x)^2 + penalty |b|^2             over all actions
 *   b[a] = argmin  sum over rows of a (r - b[a].x)^2 + penalty |b[a] - b|^2
 * with a penalty of 10 rows for the intercept and 10 rows a feature for slopes: as if the features explained a tenth of the reward's
 * variance, and the actions another tenth. An action that was never done gets the model of all.
 *
 * All fits come out of one pass: the sums of x x' and x r of every action and fold are taken once, and a fold's model is solved
 * from the rest of them.
 *
 * @param fill  the policy
 * @throws RangeError when shapes differ, or folds is not a whole number from 1 to the number of units
 * @see Chernozhukov et al. (2018), Double/debiased machine learning, section 3 (cross-fitting); Hoerl and Kennard (1970) (ridge)
 */
export function modelRewards(rows: ModelRows, fill: FillChances, { folds, seed }: CrossFit): Modelled {
  const { action, reward, features, width, actions } = rows;
  const count = reward.length;
  const size = width + 1;
  check(rows, folds);
  const fold = foldOf(rows, folds, seed);
  const { gram, moment } = sums(rows, fold, folds);
  const [low, high] = rangeOf(reward);
  const modelled = new Float64Array(count);
  const modelledPolicy = new Float64Array(count);
  const chance = new Float64Array(actions);
  for (let held = 0; held < folds; held++) {
    const weight = solveWithout(held, { gram, moment, actions, folds, size });
    const value = (row: number, a: number) => {
      let sum = weight[a * size];
      for (let j = 0; j < width; j++) sum += weight[a * size + 1 + j] * features[row * width + j];
      return Math.min(high, Math.max(low, sum));
    };
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
}

/** A fold for every row, units drawn evenly over folds. */
function foldOf({ reward, unit }: ModelRows, folds: number, seed: string): Uint8Array {
  const rng = createRng(`${seed} folds`);
  const units = unit === undefined ? reward.length : unitsIn(unit);
  const order = Int32Array.from({ length: units }, (_, i) => i);
  for (let i = units - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  const ofUnit = new Uint8Array(units);
  for (let i = 0; i < units; i++) ofUnit[order[i]] = i % folds;
  return unit === undefined ? ofUnit : Uint8Array.from(unit, (one) => ofUnit[one]);
}

function unitsIn(unit: Int32Array): number {
  let most = -1;
  for (let i = 0; i < unit.length; i++) most = Math.max(most, unit[i]);
  return most + 1;
}

/** Sums of x x' (row-major, both triangles) and of x r by fold and action, x with a leading 1. */
function sums({ action, reward, features, width, actions }: ModelRows, fold: Uint8Array, folds: number) {
  const size = width + 1;
  const gram = new Float64Array(folds * actions * size * size);
  const moment = new Float64Array(folds * actions * size);
  const x = new Float64Array(size);
  x[0] = 1;
  for (let row = 0; row < reward.length; row++) {
    for (let j = 0; j < width; j++) x[j + 1] = features[row * width + j];
    const cell = fold[row] * actions + action[row];
    const r = reward[row];
    for (let i = 0; i < size; i++) {
      const xi = x[i];
      if (xi === 0) continue;
      moment[cell * size + i] += xi * r;
      const at = (cell * size + i) * size;
      for (let j = 0; j <= i; j++) gram[at + j] += xi * x[j];
    }
  }
  for (let cell = 0; cell < folds * actions; cell++)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) gram[(cell * size + j) * size + i] = gram[(cell * size + i) * size + j];
  return { gram, moment };
}

interface Sums {
  readonly gram: Float64Array;
  readonly moment: Float64Array;
  readonly actions: number;
  readonly folds: number;
  readonly size: number;
}

/** Every action's coefficients from all folds but one (all of them where there is only one), shape [actions, size]. */
function solveWithout(held: number, { gram, moment, actions, folds, size }: Sums): Float64Array {
  const cells = actions * size;
  const others = new Float64Array(cells * size);
  const right = new Float64Array(cells);
  for (let fold = 0; fold < folds; fold++) {
    if (folds > 1 && fold === held) continue;
    for (let i = 0; i < others.length; i++) others[i] += gram[fold * others.length + i];
    for (let i = 0; i < cells; i++) right[i] += moment[fold * cells + i];
  }
  const cholesky = createCholesky(size);
  const matrix = new Float64Array(size * size);
  const vector = new Float64Array(size);
  const penalise = () => {
    for (let i = 0; i < size; i++) matrix[i * size + i] += i === 0 ? PRIOR_ROWS : PRIOR_ROWS * (size - 1);
  };
  for (let i = 0; i < others.length; i++) matrix[i % (size * size)] += others[i];
  for (let i = 0; i < cells; i++) vector[i % size] += right[i];
  // The overall level is no guess: it is not drawn towards zero.
  const level = matrix[0] > 0 ? vector[0] / matrix[0] : 0;
  for (let i = 0; i < size; i++) vector[i] -= level * matrix[i * size];
  penalise();
  cholesky.factor(matrix);
  const shared = new Float64Array(size);
  cholesky.solve(vector, shared);
  shared[0] += level;
  const weight = new Float64Array(cells);
  for (let a = 0; a < actions; a++) {
    const from = a * size * size;
    matrix.set(others.subarray(from, from + size * size));
    for (let i = 0; i < size; i++) {
      let predicted = 0;
      for (let j = 0; j < size; j++) predicted += matrix[i * size + j] * shared[j];
      vector[i] = right[a * size + i] - predicted;
    }
    penalise();
    cholesky.factor(matrix);
    cholesky.solve(vector, vector);
    for (let i = 0; i < size; i++) weight[a * size + i] = shared[i] + vector[i];
  }
  return weight;
}

function rangeOf(values: Float64Array): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

function check({ action, reward, features, width, unit, actions }: ModelRows, folds: number): void {
  const count = reward.length;
  if (action.length !== count || features.length !== count * width || (unit !== undefined && unit.length !== count))
    throw new RangeError(`modelRewards: ${count} rewards, ${action.length} actions, ${features.length} features`);
  const units = unit === undefined ? count : unitsIn(unit);
  if (!Number.isInteger(folds) || folds < 1 || folds > Math.min(units, 255))
    throw new RangeError(`modelRewards: needs 1 to ${Math.min(units, 255)} folds, got ${folds}`);
  for (let i = 0; i < count; i++)
    if (!(action[i] >= 0 && action[i] < actions))
      throw new RangeError(`modelRewards: needs actions of 0 to ${actions - 1}, got ${action[i]} in row ${i}`);
}
