import { exp, log } from "../../sim/math/elementary.js";
import { countInterval } from "../math/count-interval.js";
import { leastSquares } from "../math/least-squares.js";
import { poissonRegression } from "../math/poisson-regression.js";
import { studentQuantile } from "../math/student.js";
import { designOf, type SalesRows, salesColumn, type Term } from "./design.js";
import type { Forecast } from "./forecast.js";
import type { Explanation, Finding, LearnedModel, ModelState } from "./model.js";

export interface DemandRegressionOptions {
  /** what it looks at; with "log" and { kind: "log", column: "price" } it is log-log, with { kind: "column" } semi-log */
  readonly terms: readonly Term[];
  /** "log": least squares on ln units, which are above 0. "count": quasi-Poisson on units, 0 or more. Default "log" */
  readonly outcome?: "log" | "count";
  /** ridge on the standardised slopes, 0 or more; default 0 */
  readonly penalty?: number;
  /** standard errors; "robust" where days differ in spread (HC1); default "classical" */
  readonly errors?: "classical" | "robust";
  /**
   * A regressor that never varies, or that others tell: "refuse" names it in an error; "leave out" gives it no
   * coefficient, as where a holiday is not in the rows yet. Default "refuse"
   */
  readonly untold?: "refuse" | "leave out";
}

/** Units expected of rows, with intervals of a given level. Each of shape [rows]. */
export interface UnitsPrediction {
  readonly mean: Float64Array;
  /** confidence interval of the mean */
  readonly meanLow: Float64Array;
  readonly meanHigh: Float64Array;
  /** prediction interval of the units of one row */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Demand as a regression on price, promotions, rivals and the calendar. */
export interface DemandRegression extends LearnedModel {
  readonly outcome: "log" | "count";
  /** "intercept" first, then those of the design, shape [width] */
  readonly names: readonly string[];
  /** shape [width] */
  readonly coefficients: Float64Array;
  /** shape [width] */
  readonly standardErrors: Float64Array;
  /** rows it was fitted to */
  readonly rows: number;
  /** part of the variance of ln units ("log") or of the deviance ("count") that is explained */
  readonly r2: number;
  /** residual variance of ln units ("log"), or variance of units over their mean ("count") */
  readonly spread: number;
  /** names of regressors without a coefficient */
  readonly leftOut: readonly string[];
  /** Units expected of rows, shape [rows], without intervals. */
  predictMean(data: SalesRows): Float64Array;
  /**
   * @param data   the columns that the terms name; "units" need not be there
   * @param level  of the intervals; default 0.95
   */
  predictUnits(data: SalesRows, level?: number): UnitsPrediction;
  /** Units expected of rows, with prediction intervals of several levels, in their order. */
  predictLevels(data: SalesRows, levels: readonly number[]): Forecast;
}

/**
 * Fits   ln units = x . beta + e   ("log")   or   E[units] = e^(x . beta), variance = spread E[units]   ("count").
 *
 * The mean of units from the log is  e^(x . beta) mean(e^residual)  (smearing), as e^(x . beta) alone is their median.
 *
 * @throws RangeError when there is no column "units", units do not suit the outcome, a regressor cannot be told (see
 *   `untold`), or there are not more rows than regressors
 * @see Duan (1983), Smearing estimate; MacKinnon and White (1985) for HC1; McCullagh and Nelder (1989), chapter 9
 */
export function fitDemandRegression(
  data: SalesRows,
  { terms, outcome = "log", penalty = 0, errors = "classical", untold = "refuse" }: DemandRegressionOptions,
): DemandRegression {
  const units = salesColumn(data, "units");
  const wrong = units.findIndex((count) => !(outcome === "log" ? count > 0 : count >= 0) || count === Infinity);
  if (wrong >= 0)
    throw new RangeError(
      outcome === "log"
        ? `demand regression: ln units needs units above 0, got ${units[wrong]} in row ${wrong}; outcome "count" takes 0`
        : `demand regression: needs units of 0 or more, got ${units[wrong]} in row ${wrong}`,
    );
  const { names, cells } = designOf(terms, data);
  const fit =
    outcome === "log"
      ? logFit(units, cells, { penalty, errors })
      : poissonRegression(units, cells, { penalty, errors });
  const leftOut = fit.leftOut.map((column) => names[column]);
  if (untold === "refuse" && leftOut.length > 0)
    throw new RangeError(`demand regression: ${leftOut.join(", ")} cannot be told from the other regressors`);
  const { coefficients, covariance, degrees, spread, smear, r2 } = fit;
  return fromState({
    terms,
    outcome,
    names,
    coefficients,
    covariance,
    degrees,
    spread,
    smear,
    r2,
    rows: data.rows,
    leftOut,
  });
}

/** The model of a saved state. */
export function loadDemandRegression(state: ModelState): DemandRegression {
  return fromState(state as unknown as Fitted);
}

interface Fitted {
  readonly terms: readonly Term[];
  readonly outcome: "log" | "count";
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** shape [width, width] */
  readonly covariance: Float64Array;
  readonly degrees: number;
  readonly spread: number;
  /** mean of e^residual; 1 for counts */
  readonly smear: number;
  readonly r2: number;
  readonly rows: number;
  readonly leftOut: readonly string[];
}

function logFit(units: Float64Array, cells: Float64Array, options: Parameters<typeof leastSquares>[2]) {
  const { variance, residuals, ...fit } = leastSquares(units.map(log), cells, options);
  let smear = 0;
  for (let row = 0; row < residuals.length; row++) smear += exp(residuals[row]) / residuals.length;
  return { ...fit, spread: variance, smear };
}

function fromState(state: Fitted): DemandRegression {
  const { terms, outcome, names, coefficients, covariance, degrees, spread, smear, r2, rows, leftOut } = state;
  const width = names.length;
  const standardErrors = coefficients.map((_, j) => Math.sqrt(covariance[j * width + j]));
  const quantile = (level: number) => {
    if (!(level > 0 && level < 1)) throw new RangeError(`demand regression: needs levels within 0 and 1, got ${level}`);
    return studentQuantile((1 + level) / 2, Math.max(1, Math.round(degrees)));
  };

  /** prediction interval of a row whose x . beta has this variance */
  function boundsOf(eta: number, mean: number, variance: number, level: number, t: number): [number, number] {
    if (outcome === "count") return countInterval(mean, spread * mean + mean * mean * variance, level);
    const margin = t * Math.sqrt(variance + spread);
    return [exp(eta - margin), exp(eta + margin)];
  }

  return {
    outcome,
    names,
    coefficients,
    standardErrors,
    rows,
    r2,
    spread,
    leftOut,
    predictMean(data) {
      const { cells } = designOf(terms, data);
      return Float64Array.from({ length: data.rows }, (_, row) => exp(dot(cells, row, coefficients)) * smear);
    },
    predictUnits(data, level = 0.95) {
      const { cells } = designOf(terms, data);
      const t = quantile(level);
      const prediction = emptyPrediction(data.rows);
      for (let row = 0; row < data.rows; row++) {
        const eta = dot(cells, row, coefficients);
        const variance = varianceAt(cells, row, covariance, width);
        const mean = exp(eta) * smear;
        prediction.mean[row] = mean;
        prediction.meanLow[row] = mean * exp(-t * Math.sqrt(variance));
        prediction.meanHigh[row] = mean * exp(t * Math.sqrt(variance));
        const [low, high] = boundsOf(eta, mean, variance, level, t);
        prediction.low[row] = low;
        prediction.high[row] = high;
      }
      return prediction;
    },
    predictLevels(data, levels) {
      const { cells } = designOf(terms, data);
      const { rows: asked } = data;
      const eta = new Float64Array(asked);
      const mean = new Float64Array(asked);
      const variance = new Float64Array(asked);
      for (let row = 0; row < asked; row++) {
        eta[row] = dot(cells, row, coefficients);
        mean[row] = exp(eta[row]) * smear;
        variance[row] = varianceAt(cells, row, covariance, width);
      }
      const intervals = levels.map((level) => {
        const t = quantile(level);
        const low = new Float64Array(asked);
        const high = new Float64Array(asked);
        for (let row = 0; row < asked; row++)
          [low[row], high[row]] = boundsOf(eta[row], mean[row], variance[row], level, t);
        return { level, low, high };
      });
      return { mean, intervals };
    },
    save: () => ({
      ...state,
      terms: structuredTerms(terms),
      names: [...names],
      coefficients: coefficients.slice(),
      covariance: covariance.slice(),
      leftOut: [...leftOut],
    }),
    explain: () => explanation(state, standardErrors, quantile(0.95)),
  };
}

/** x . beta of a row */
function dot(cells: Float64Array, row: number, coefficients: Float64Array): number {
  let eta = 0;
  for (let j = 0; j < coefficients.length; j++) eta += coefficients[j] * cells[row * coefficients.length + j];
  return eta;
}

/** x' covariance x of a row: the variance of its x . beta */
function varianceAt(cells: Float64Array, row: number, covariance: Float64Array, width: number): number {
  let variance = 0;
  for (let j = 0; j < width; j++)
    for (let l = 0; l < width; l++)
      variance += cells[row * width + j] * covariance[j * width + l] * cells[row * width + l];
  return Math.max(0, variance);
}

function emptyPrediction(rows: number): UnitsPrediction {
  const column = () => new Float64Array(rows);
  return { mean: column(), meanLow: column(), meanHigh: column(), low: column(), high: column() };
}

function structuredTerms(terms: readonly Term[]): Term[] {
  return terms.map((term) => (term.kind === "holidays" ? { ...term, days: [...term.days] } : { ...term }));
}

/** Regressors by how far they stand from 0 in standard errors; the intercept is no finding. */
function explanation(
  { outcome, names, coefficients, rows, r2 }: Fitted,
  standardErrors: Float64Array,
  t: number,
): Explanation {
  const far = (j: number) => (standardErrors[j] > 0 ? Math.abs(coefficients[j] / standardErrors[j]) : 0);
  const findings = names
    .map((_, j) => j)
    .slice(1)
    .sort((a, b) => far(b) - far(a))
    .map(
      (j): Finding => ({
        name: names[j],
        value: coefficients[j],
        unit: names[j].startsWith("ln ") ? "elasticity" : "ln units a unit",
        low: coefficients[j] - t * standardErrors[j],
        high: coefficients[j] + t * standardErrors[j],
      }),
    );
  const kind = outcome === "log" ? "Regression of ln units" : "Quasi-Poisson regression of units";
  const [first] = findings;
  const weightiest = first === undefined ? "" : `, first of all ${first.name} (${first.value.toFixed(3)})`;
  return { summary: `${kind} on ${rows} rows explains ${(100 * r2).toFixed(1)}%${weightiest}.`, findings };
}
