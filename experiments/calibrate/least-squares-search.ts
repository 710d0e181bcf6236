import { Matrix, solve } from "ml-matrix";

/** A number to be found between bounds, in its own unit; low < high, and `start` within them. */
export interface BoundedParameter {
  readonly name: string;
  readonly start: number;
  readonly low: number;
  readonly high: number;
}

export interface SearchOptions {
  /** calls of the residuals at most; default 400 */
  readonly evaluations?: number;
  /** told after every call: how many there were, and the smallest sum of squares so far */
  readonly onEvaluation?: (count: number, smallest: number) => void;
}

export interface SearchResult {
  /** shape [parameters], within their bounds */
  readonly estimates: Float64Array;
  /** shape [residuals] */
  readonly residuals: Float64Array;
  readonly sumOfSquares: number;
  readonly evaluations: number;
}

type Residuals = (parameters: Float64Array) => Float64Array;

/** Differences are taken over this part of a parameter's range: wide enough for luck that moves by whole units. */
const DIFFERENCE = 0.03;
/** The search keeps this part of the range away from either bound, where the transformed parameter is at infinity. */
const MARGIN = 0.002;
/** Longest step in a transformed parameter: about a quarter of the range from its middle. */
const LONGEST = 1;
/** A step that gains less than this part of the sum of squares is the last, where its Jacobian was fresh. */
const CONVERGED = 1e-3;

/**
 * Smallest sum of squares of residuals that can only be computed, not differentiated: Levenberg and Marquardt's step
 *   (J'J + damping diag J'J) step = -J'r
 * on y = logit((x - low) / (high - low)), with J of differences, brought up to date by Broyden's rank-one correction
 * while steps succeed and differenced anew once one fails.
 *
 * Our own, as a residual costs a simulation of a tenth of a second: ml-levenberg-marquardt differences anew at every
 * step, keeps steps that go uphill, and runs on to its last iteration wherever the residuals do not vanish; the simplex
 * of fmin takes ten times the evaluations at ten parameters and knows no bounds.
 *
 * @param residuals   finite wherever it is asked; shape [residuals], at least as many as parameters
 * @throws RangeError when a start lies outside its bounds, or the residuals at the start are not finite
 * @see Brown and Dennis (1972), "Derivative free analogues of the Levenberg-Marquardt and Gauss algorithms for nonlinear
 *   least squares approximation"; Broyden (1965)
 */
export function searchLeastSquares(
  residuals: Residuals,
  parameters: readonly BoundedParameter[],
  { evaluations: most = 400, onEvaluation }: SearchOptions = {},
): SearchResult {
  for (const { name, start, low, high } of parameters)
    if (!(low < high && start >= low && start <= high))
      throw new RangeError(`search: ${name} needs a start from ${low} to ${high}, got ${start}`);
  let evaluations = 0;
  let smallest = Number.POSITIVE_INFINITY;
  const evaluate: Residuals = (at) => {
    const found = residuals(at);
    evaluations += 1;
    smallest = Math.min(smallest, sumOfSquares(found));
    onEvaluation?.(evaluations, smallest);
    return found;
  };

  let y = parameters.map(toOpen);
  let x = fromOpen(parameters, y);
  let r = evaluate(x);
  let cost = sumOfSquares(r);
  if (!Number.isFinite(cost)) throw new RangeError("search: the residuals at the start are not finite");
  const slopes = () => openSlopes(differences(evaluate, parameters, x, r), parameters, y);
  let slope = slopes();
  let fresh = true;
  let damping = 0.01;
  while (evaluations < most && cost > 0) {
    const step = dampedStep(slope, r, damping);
    const nextY = y.map((value, k) => clampOpen(value + step[k]));
    const nextX = fromOpen(parameters, nextY);
    const nextR = evaluate(nextX);
    const nextCost = sumOfSquares(nextR);
    if (nextCost < cost) {
      const gain = (cost - nextCost) / cost;
      slope = corrected(
        slope,
        nextY.map((value, k) => value - y[k]),
        r,
        nextR,
      );
      [y, x, r, cost] = [nextY, nextX, nextR, nextCost];
      damping = Math.max(damping / 5, 1e-6);
      if (gain >= CONVERGED) fresh = false;
      else if (fresh) break;
      else {
        slope = slopes();
        fresh = true;
      }
    } else if (!fresh) {
      slope = slopes();
      fresh = true;
    } else {
      damping *= 8;
      if (damping > 1e4) break;
    }
  }
  return { estimates: x, residuals: r, sumOfSquares: cost, evaluations };
}

/**
 * Derivatives of each residual by each parameter as central differences over a part of the range, one-sided at a bound.
 *
 * @returns shape [residuals, parameters], a residual by the parameter's own unit
 */
export function centralDifferences(f: Residuals, parameters: readonly BoundedParameter[], at: Float64Array): Matrix {
  const columns = parameters.map(({ low, high }, k) => {
    const width = DIFFERENCE * (high - low);
    const above = moved(at, k, Math.min(high, at[k] + width));
    const below = moved(at, k, Math.max(low, at[k] - width));
    const [over, under] = [f(above), f(below)];
    return over.map((value, i) => (value - under[i]) / (above[k] - below[k]));
  });
  return new Matrix(columns.map((column) => [...column])).transpose();
}

/** The same one-sided, towards the middle of the range, from residuals already known. */
function differences(f: Residuals, parameters: readonly BoundedParameter[], at: Float64Array, known: Float64Array) {
  const columns = parameters.map(({ low, high }, k) => {
    const width = DIFFERENCE * (high - low) * (at[k] > (low + high) / 2 ? -1 : 1);
    const there = f(moved(at, k, at[k] + width));
    return Array.from(there, (value, i) => (value - known[i]) / width);
  });
  return new Matrix(columns).transpose();
}

function moved(at: Float64Array, k: number, value: number): Float64Array {
  const there = at.slice();
  there[k] = value;
  return there;
}

/** Slopes by the transformed parameters:  dx/dy = (x - low)(high - x) / (high - low) */
function openSlopes(slopes: Matrix, parameters: readonly BoundedParameter[], y: readonly number[]): Matrix {
  const widths = parameters.map(({ low, high }, k) => {
    const share = 1 / (1 + Math.exp(-y[k]));
    return (high - low) * share * (1 - share);
  });
  return slopes.mulRowVector(widths);
}

function dampedStep(slope: Matrix, r: Float64Array, damping: number): number[] {
  const size = slope.columns;
  const crossed = slope.transpose().mmul(slope);
  const largest = Math.max(...crossed.diagonal(), Number.MIN_VALUE);
  // a parameter that moves nothing stays where it is
  for (let k = 0; k < size; k++) crossed.set(k, k, crossed.get(k, k) * (1 + damping) + 1e-10 * largest);
  const right = slope.transpose().mmul(Matrix.columnVector(Array.from(r, (value) => -value)));
  return solve(crossed, right)
    .to1DArray()
    .map((move) => Math.max(-LONGEST, Math.min(LONGEST, move)));
}

/** Broyden's correction: the slopes that explain the last step and differ least from what they were. */
function corrected(slope: Matrix, step: readonly number[], before: Float64Array, after: Float64Array): Matrix {
  const square = step.reduce((sum, move) => sum + move * move, 0);
  if (square === 0) return slope;
  const next = slope.clone();
  for (let i = 0; i < slope.rows; i++) {
    let foretold = 0;
    for (let k = 0; k < step.length; k++) foretold += slope.get(i, k) * step[k];
    const missed = (after[i] - before[i] - foretold) / square;
    for (let k = 0; k < step.length; k++) next.set(i, k, slope.get(i, k) + missed * step[k]);
  }
  return next;
}

const FARTHEST = Math.log((1 - MARGIN) / MARGIN);
const clampOpen = (y: number) => Math.max(-FARTHEST, Math.min(FARTHEST, y));

function toOpen({ start, low, high }: BoundedParameter): number {
  const share = (start - low) / (high - low);
  return clampOpen(Math.log(share / (1 - share)));
}

function fromOpen(parameters: readonly BoundedParameter[], y: readonly number[]): Float64Array {
  return Float64Array.from(parameters, ({ low, high }, k) => low + (high - low) / (1 + Math.exp(-y[k])));
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
