import { EigenvalueDecomposition, Matrix, QrDecomposition, SingularValueDecomposition, solve } from "ml-matrix";
import { chiSquareTail } from "../stats/chi-square.js";
import {
  type BoundedParameter,
  centralDifferences,
  type SearchOptions,
  searchLeastSquares,
} from "./least-squares-search.js";
import { resampledCovariance, type Statistic, total } from "./resampled-moments.js";

/** A model that can be simulated, and data to hold it against. */
export interface MomentProblem {
  readonly parameters: readonly MomentParameter[];
  readonly moments: readonly MomentName[];
  /** the moments, in their order, of sums over units; the same for data and simulation */
  readonly statistic: Statistic;
  /** sums of each unit of the data: household, store, customer */
  readonly data: readonly Float64Array[];
  /**
   * Sums of each unit of a simulation, at parameters in their order. Its luck must not depend on the parameters, so that a
   * difference between two calls is the parameters' doing.
   */
  simulate(parameters: Float64Array): readonly Float64Array[];
}

export interface MomentParameter extends BoundedParameter {
  /** what it is found beside is assumed, so that it has no interval of its own; default false */
  readonly besideAssumed?: boolean;
}

export interface MomentName {
  readonly name: string;
  /** false: told beside the others and not fitted, to see what the fit leaves open; default true */
  readonly fitted?: boolean;
}

export interface MomentFit {
  readonly parameters: readonly FittedParameter[];
  /** those that the data have */
  readonly moments: readonly FittedMoment[];
  /** test of what more moments say than there are parameters; null where there are no more, or too few units to tell */
  readonly overidentification: { readonly j: number; readonly freedom: number; readonly p: number } | null;
  /** simulations run */
  readonly simulations: number;
}

export interface FittedParameter {
  readonly name: string;
  readonly estimate: number;
  /** standard error by the sandwich; null at a bound, beside what is assumed, and where the moments do not tell it from others */
  readonly se: number | null;
  /** the search ended at a bound of its range */
  readonly atBound: boolean;
  /** it is what it is because of what is assumed */
  readonly besideAssumed: boolean;
}

export interface FittedMoment {
  readonly name: string;
  readonly data: number;
  readonly simulated: number;
  /** of the difference: of the data by the bootstrap over units, and of the simulation likewise */
  readonly se: number;
  /** (simulated - data) / se; null where no unit of the data differs, so that nothing can be said */
  readonly z: number | null;
  readonly fitted: boolean;
}

/** Ends of a range: nearer than this part of it counts as at the bound. */
const AT_BOUND = 0.01;
/** Directions of the parameters along which moments move, squared, by less than this part of the strongest are not told. */
const UNTOLD = 1e-6;
/** A parameter with less than this part in such a direction is told all the same. */
const HARDLY = 0.2;

/**
 * Parameters by the method of simulated moments: those at which a simulation's moments come nearest the data's,
 *   min over theta of  sum_i ((m_i(theta) - d_i) / se_i)^2
 * each moment weighing by the inverse of its variance in the data. With D the moments' slopes by the parameters, W the
 * weights, S the covariance of data and simulation together:
 *   Var(theta) = B D'W S W D B,  B = (D'W D)^-1
 *   J = g'C (C'S C)^-1 C'g,  C a basis of what is orthogonal to D: what the parameters cannot move
 * which is chi-square with (moments - parameters) degrees of freedom if the model is right, whatever the weights.
 *
 * Departs from McFadden's by the diagonal weights: of some eighty households a full inverse covariance is mostly noise.
 *
 * @param seed  names the bootstrap's draws
 * @throws RangeError where fewer moments than parameters vary between units, or the start cannot be simulated
 * @see McFadden (1989), "A method of simulated moments for estimation of discrete response models without numerical
 *   integration"; Duffie and Singleton (1993), "Simulated moments estimation of Markov models of asset prices"; for J
 *   Newey (1985), "Generalized method of moments specification testing"
 */
export function fitSimulatedMoments(problem: MomentProblem, seed: string, options: SearchOptions = {}): MomentFit {
  const { parameters, moments, statistic, data } = problem;
  const target = statistic(total(data));
  const dataCovariance = resampledCovariance(data, statistic, `${seed}/data`);
  const fitted = moments
    .map((_, i) => i)
    .filter((i) => moments[i].fitted !== false && varies(target[i], dataCovariance.get(i, i)));
  if (fitted.length < parameters.length)
    throw new RangeError(
      `simulated moments: ${parameters.length} parameters need as many moments that vary between units, found ${fitted.length}`,
    );
  const scale = Float64Array.from(fitted, (i) => Math.sqrt(dataCovariance.get(i, i)));
  const scaled = (at: Float64Array) => {
    const units = problem.simulate(at);
    const found = units.length > 0 ? statistic(total(units)) : target.map(() => Number.NaN);
    return Float64Array.from(fitted, (i, row) => finite((found[i] - target[i]) / scale[row]));
  };
  const search = searchLeastSquares(scaled, parameters, options);

  const units = problem.simulate(search.estimates);
  if (units.length < 2)
    throw new RangeError("simulated moments: the model makes nothing like the data anywhere near the start");
  const simulated = statistic(total(units));
  const covariance = Matrix.add(dataCovariance, resampledCovariance(units, statistic, `${seed}/simulation`));
  const atBound = parameters.map(({ low, high }, k) => {
    const share = (search.estimates[k] - low) / (high - low);
    return share < AT_BOUND || share > 1 - AT_BOUND;
  });
  const inner = parameters.map((_, k) => k).filter((k) => !atBound[k]);
  const slopes = centralDifferences(scaled, parameters, search.estimates).subMatrixColumn(inner);
  const scaledCovariance = covariance
    .selection(fitted, fitted)
    .divColumnVector([...scale])
    .divRowVector([...scale]);
  const se = inner.length > 0 ? sandwich(slopes, scaledCovariance) : [];
  return {
    parameters: parameters.map(({ name, low, high, besideAssumed = false }, k) => {
      const found = atBound[k] || besideAssumed ? null : se[inner.indexOf(k)];
      // an error as wide as the range says no more than the range
      const told = found !== null && found < high - low;
      return { name, estimate: search.estimates[k], se: told ? found : null, atBound: atBound[k], besideAssumed };
    }),
    moments: moments.flatMap(({ name, fitted: isFitted = true }, i) => {
      if (!Number.isFinite(target[i])) return [];
      const error = Math.sqrt(covariance.get(i, i));
      return {
        name,
        data: target[i],
        simulated: simulated[i],
        se: error,
        z: varies(target[i], dataCovariance.get(i, i)) ? (simulated[i] - target[i]) / error : null,
        fitted: isFitted && fitted.includes(i),
      };
    }),
    overidentification: overidentification(slopes, search.residuals, scaledCovariance, data.length),
    simulations: search.evaluations + 1 + 2 * parameters.length,
  };
}

/** Whether units differ in a moment, beyond rounding. */
const varies = (value: number, variance: number) => Number.isFinite(value) && variance > 1e-20 * (1 + value * value);

/** Where a simulation has no such moment (nobody bought) it is a hundred standard errors off, so that the search turns back. */
const finite = (errors: number) => (Number.isFinite(errors) ? errors : 100);

/**
 * Standard errors of the parameters, moments scaled to unit variance in the data; null of those that the moments do not tell
 * from others, which are then taken as given.
 */
function sandwich(slopes: Matrix, covariance: Matrix): (number | null)[] {
  const lengths = Array.from({ length: slopes.columns }, (_, k) => slopes.getColumnVector(k).norm());
  const told = toldApart(slopes, lengths);
  const unit = slopes.subMatrixColumn(told).divRowVector(told.map((k) => lengths[k]));
  const bread = told.length > 0 ? solve(unit.transpose().mmul(unit), unit.transpose()) : unit.transpose();
  const variance = bread.mmul(covariance).mmul(bread.transpose());
  return lengths.map((length, k) => {
    const place = told.indexOf(k);
    return place < 0 ? null : Math.sqrt(variance.get(place, place)) / length;
  });
}

/** Columns that have no part in any direction along which the moments hardly move. */
function toldApart(slopes: Matrix, lengths: readonly number[]): number[] {
  const strongest = Math.max(...lengths);
  const moving = lengths.map((_, k) => k).filter((k) => lengths[k] > UNTOLD * strongest);
  if (moving.length === 0) return [];
  const unit = slopes.subMatrixColumn(moving).divRowVector(moving.map((k) => lengths[k]));
  const { values, vectors } = eigen(unit.transpose().mmul(unit));
  const weak = values.map((_, v) => v).filter((v) => !(values[v] > UNTOLD * Math.max(...values)));
  return moving.filter((_, place) => weak.every((v) => Math.abs(vectors.get(place, v)) < HARDLY));
}

/** Of a symmetric matrix, values rising. */
function eigen(matrix: Matrix) {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return { values: realEigenvalues, vectors: eigenvectorMatrix };
}

function overidentification(slopes: Matrix, residuals: Float64Array, covariance: Matrix, units: number) {
  const freedom = slopes.rows - slopes.columns;
  if (freedom < 1 || units <= 2 * slopes.rows) return null;
  const beyond = orthogonalTo(slopes, freedom);
  const left = beyond.transpose().mmul(Matrix.columnVector([...residuals]));
  const spread = beyond.transpose().mmul(covariance).mmul(beyond);
  const { diagonal } = new SingularValueDecomposition(spread);
  if (!(Math.min(...diagonal) > UNTOLD * Math.max(...diagonal))) return null;
  const j = left.transpose().mmul(solve(spread, left)).get(0, 0);
  return { j, freedom, p: chiSquareTail(j, freedom) };
}

/** A basis of the directions that no column has a part in; shape [rows, count]. */
function orthogonalTo(columns: Matrix, count: number): Matrix {
  const apart = Matrix.eye(columns.rows);
  if (columns.columns > 0) {
    const { orthogonalMatrix: q } = new QrDecomposition(columns);
    apart.sub(q.mmul(q.transpose()));
  }
  // the values rise from 0 within the columns' span to 1 beyond it
  return eigen(apart).vectors.subMatrix(0, columns.rows - 1, columns.rows - count, columns.rows - 1);
}
