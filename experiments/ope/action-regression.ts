import { type Cholesky, createCholesky } from "../../agents/math/cholesky.js";

export interface RegressionRows {
  readonly actions: number;
  /** 0 to actions - 1, shape [rows] */
  readonly action: Int32Array;
  /** row-major [rows, width]; best of mean 0 and deviation 1 */
  readonly features: Float64Array;
  readonly width: number;
  /** part of each row, 0 to folds - 1, shape [rows] */
  readonly fold: Uint8Array;
  readonly folds: number;
  /** 1 for rows to learn from; undefined: all */
  readonly use?: Uint8Array;
}

/** A linear model a fold and action, fitted to any target without looking at the features again. */
export interface ActionRegression {
  /** Coefficients from all rows but those of one fold (from all where there is one fold), row-major [actions, 1 + width]. */
  fit(held: number, target: Float64Array): Float64Array;
  /** b[a] . x of a row */
  value(coefficients: Float64Array, row: number, action: number): number;
}

/**
 * A line for every action, drawn towards the line of all actions together:
 *   b    = argmin  sum (y - b.x)^2 + penalty |b|^2                              over all rows; its intercept from the mean, not from 0
 *   b[a] = argmin  sum over rows of a (y - b[a].x)^2 + penalty |b[a] - b|^2
 * with a penalty of `rows` for the intercept and `rows` times their number for slopes: 10 are as if features explained a tenth of the
 * target's variance, and actions another tenth. An action without rows has the line of all.
 *
 * @returns by `rows`, above 0; the sums over the features are taken once for all
 * @throws RangeError when shapes differ or an action is out of range
 * @see Hoerl and Kennard (1970), Ridge regression; Gelman and Hill (2007), chapter 12, on lines drawn towards a common one
 */
export function createActionRegression(rows: RegressionRows): (penalty: number) => ActionRegression {
  const { action, features, width, actions, fold, folds, use } = rows;
  check(rows);
  const size = width + 1;
  const count = action.length;
  const gram = gramOf(rows);
  return (penalty) => {
    const heldOut = Array.from({ length: folds }, (_, held) => factorWithout(held, rows, gram, penalty));
    return { fit: (held, target) => fitted(heldOut[held], held, target), value };
  };

  function value(coefficients: Float64Array, row: number, a: number): number {
    let sum = coefficients[a * size];
    for (let j = 0; j < width; j++) sum += coefficients[a * size + 1 + j] * features[row * width + j];
    return sum;
  }

  function fitted({ own, shared, grams }: HeldOut, held: number, target: Float64Array): Float64Array {
    const right = new Float64Array(actions * size);
    for (let row = 0; row < count; row++) {
      if ((folds > 1 && fold[row] === held) || (use !== undefined && use[row] === 0)) continue;
      const y = target[row];
      const at = action[row] * size;
      right[at] += y;
      for (let j = 0; j < width; j++) right[at + 1 + j] += y * features[row * width + j];
    }
    const line = sharedLine(shared, right, size);
    const coefficients = new Float64Array(actions * size);
    const vector = new Float64Array(size);
    for (let a = 0; a < actions; a++) {
      for (let i = 0; i < size; i++) {
        let predicted = 0;
        for (let j = 0; j < size; j++) predicted += grams[(a * size + i) * size + j] * line[j];
        vector[i] = right[a * size + i] - predicted;
      }
      own[a].solve(vector, vector);
      for (let i = 0; i < size; i++) coefficients[a * size + i] = line[i] + vector[i];
    }
    return coefficients;
  }
}

/** Sums of x x' by fold and action, x with a leading 1; row-major, both triangles. */
function gramOf({ action, features, width, actions, fold, folds, use }: RegressionRows): Float64Array {
  const size = width + 1;
  const gram = new Float64Array(folds * actions * size * size);
  const x = new Float64Array(size);
  x[0] = 1;
  for (let row = 0; row < action.length; row++) {
    if (use !== undefined && use[row] === 0) continue;
    for (let j = 0; j < width; j++) x[j + 1] = features[row * width + j];
    const cell = (fold[row] * actions + action[row]) * size;
    for (let i = 0; i < size; i++) {
      const xi = x[i];
      if (xi === 0) continue;
      const at = (cell + i) * size;
      for (let j = 0; j <= i; j++) gram[at + j] += xi * x[j];
    }
  }
  for (let cell = 0; cell < folds * actions; cell++)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) gram[(cell * size + j) * size + i] = gram[(cell * size + i) * size + j];
  return gram;
}

/** What every fit without one fold needs of the features. */
interface HeldOut {
  /** by action, of its rows' gram and penalty */
  readonly own: readonly Cholesky[];
  readonly shared: { readonly cholesky: Cholesky; readonly gram: Float64Array };
  /** by action, row-major [actions, size, size] */
  readonly grams: Float64Array;
}

function factorWithout(
  held: number,
  { width, actions, folds }: RegressionRows,
  gram: Float64Array,
  penalty: number,
): HeldOut {
  const size = width + 1;
  const square = size * size;
  const grams = new Float64Array(actions * square);
  for (let fold = 0; fold < folds; fold++) {
    if (folds > 1 && fold === held) continue;
    for (let i = 0; i < grams.length; i++) grams[i] += gram[fold * grams.length + i];
  }
  const all = new Float64Array(square);
  for (let i = 0; i < grams.length; i++) all[i % square] += grams[i];
  const factored = (matrix: Float64Array) => {
    const cholesky = createCholesky(size);
    const penalised = matrix.slice();
    for (let i = 0; i < size; i++) penalised[i * size + i] += i === 0 ? penalty : penalty * width;
    cholesky.factor(penalised);
    return cholesky;
  };
  return {
    own: Array.from({ length: actions }, (_, a) => factored(grams.subarray(a * square, (a + 1) * square))),
    shared: { cholesky: factored(all), gram: all },
    grams,
  };
}

function sharedLine({ cholesky, gram }: HeldOut["shared"], right: Float64Array, size: number): Float64Array {
  const line = new Float64Array(size);
  for (let i = 0; i < right.length; i++) line[i % size] += right[i];
  const level = gram[0] > 0 ? line[0] / gram[0] : 0;
  for (let i = 0; i < size; i++) line[i] -= level * gram[i * size];
  cholesky.solve(line, line);
  line[0] += level;
  return line;
}

function check({ action, features, width, fold, actions, folds }: RegressionRows): void {
  const count = action.length;
  if (fold.length !== count || features.length !== count * width)
    throw new RangeError(`action regression: ${count} actions, ${fold.length} folds, ${features.length} features`);
  for (let i = 0; i < count; i++) {
    if (!(action[i] >= 0 && action[i] < actions))
      throw new RangeError(`action regression: needs actions of 0 to ${actions - 1}, got ${action[i]} in row ${i}`);
    if (fold[i] >= folds) throw new RangeError(`action regression: needs folds of 0 to ${folds - 1}, got ${fold[i]}`);
  }
}
