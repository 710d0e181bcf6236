import type { Rng } from "../../envs/types.js";
import { log } from "../../sim/math/elementary.js";
import { nelderMead } from "../math/nelder-mead.js";
import { checkAsked, type Forecast, intervalsOfPaths, LEVELS } from "./forecast.js";
import { initialState } from "./holt-winters-start.js";
import {
  createSmoother,
  type Form,
  type Run,
  runThrough,
  type Smoothing,
  type State,
  squaredErrorOf,
} from "./holt-winters-steps.js";
import type { LearnedModel, ModelState } from "./model.js";

export interface HoltWintersOptions {
  /** periods of a season; default 1: no season */
  readonly period?: number;
  /** default: the form with the smallest AICc */
  readonly trend?: Form["trend"];
  readonly season?: Form["season"];
  /** default: those with the smallest squared one-step error */
  readonly smoothing?: Smoothing;
  /** default: from the first seasons, see `initialState` */
  readonly start?: State;
}

/** Exponential smoothing of level, trend and season. The equations stand at `Smoother`. */
export interface HoltWinters extends LearnedModel {
  readonly form: Form;
  readonly smoothing: Smoothing;
  /** after the last period */
  readonly state: State;
  /** sum of squared one-step errors */
  readonly squaredError: number;
  /** Akaike's criterion, corrected for few periods; for comparison on the same series only */
  readonly aicc: number;
  /**
   * Intervals are those of paths simulated with errors drawn from the one-step errors; in the multiplicative form the errors
   * are parts of what was told.
   *
   * @param rng  draws the paths: the same stream gives the same intervals
   */
  forecast(horizon: number, options: { rng: Rng; levels?: readonly number[]; paths?: number }): Forecast;
}

/**
 * Fits by least squared one-step error, over every form that is left open, and keeps the one with the smallest AICc:
 *   n ln(SSE / n) + 2 k + 2 k (k + 1) / (n - k - 1),  k the smoothing weights, initial states and the variance
 *
 * Forms: no trend, a trend, a damped trend; no season, an additive one, a multiplicative one (units above 0 only). A season
 * takes two whole periods of data.
 *
 * @param units  by period, the oldest first; NaN where they are not known: the state then goes on as told
 * @throws RangeError when no open form can be fitted: too few periods, or a multiplicative season where units are 0 or less
 * @see Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, sections 8.1 to 8.6
 */
export function fitHoltWinters(units: Float64Array, options: HoltWintersOptions = {}): HoltWinters {
  const { period = 1 } = options;
  if (!(Number.isInteger(period) && period >= 1))
    throw new RangeError(`holt-winters: needs a whole period of 1 or more, got ${period}`);
  const faults: string[] = [];
  let best: Fitted | undefined;
  for (const form of openForms(units, options)) {
    try {
      const fitted = fitForm(units, form, options);
      if (best === undefined || fitted.aicc < best.aicc) best = fitted;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push(error.message);
    }
  }
  if (best === undefined) throw new RangeError(faults[0] ?? `holt-winters: no form fits ${units.length} periods`);
  return fromState(best);
}

/** The model of a saved state. */
export function loadHoltWinters(state: ModelState): HoltWinters {
  return fromState(state as unknown as Fitted);
}

interface Fitted {
  readonly form: Form;
  readonly smoothing: Smoothing;
  readonly state: State;
  readonly squaredError: number;
  readonly aicc: number;
  readonly rows: number;
  /** one-step errors to draw from, brought to the size they have on unseen data */
  readonly errors: Float64Array;
}

function openForms(units: Float64Array, { period = 1, trend, season }: HoltWintersOptions): Form[] {
  const trends = trend === undefined ? (["none", "additive", "damped"] as const) : [trend];
  const multiplicative = units.every((count) => !(count <= 0));
  const seasonal = period > 1 && known(units) >= 2 * period;
  const seasons =
    season === undefined
      ? ([
          "none",
          ...(seasonal ? ["additive" as const, ...(multiplicative ? ["multiplicative" as const] : [])] : []),
        ] as const)
      : [season];
  return seasons.flatMap((one) =>
    trends.map((other) => ({ period: one === "none" ? 1 : period, trend: other, season: one })),
  );
}

function fitForm(units: Float64Array, form: Form, { smoothing, start }: HoltWintersOptions): Fitted {
  if (form.season === "multiplicative" && units.some((count) => count <= 0))
    throw new RangeError("holt-winters: a multiplicative season needs units above 0");
  const first = start ?? initialState(units, form);
  const weights = smoothing ?? bestSmoothing(units, form, first);
  const last = runThrough(units, form, weights, first);
  const rows = known(units);
  const free = weightsOf(form);
  const states = 1 + (form.trend === "none" ? 0 : 1) + (form.season === "none" ? 0 : form.period - 1);
  const k = free + states + 1;
  if (rows - k - 1 <= 0)
    throw new RangeError(`holt-winters: needs more than ${k + 1} periods for ${k} parameters, got ${rows}`);
  const squaredError = last.squaredError;
  return {
    form,
    smoothing: weights,
    state: last.state,
    squaredError,
    aicc: rows * log(Math.max(squaredError, Number.MIN_VALUE) / rows) + 2 * k + (2 * k * (k + 1)) / (rows - k - 1),
    rows,
    errors: drawable(last, form, free),
  };
}

/** What the first season's errors were made of, they tell too well; the others are short of the weights' freedom. */
function drawable({ errors, squaredError }: Run, { period }: Form, free: number): Float64Array {
  const later = errors.length >= 3 * period + 10 ? errors.subarray(period > 1 ? period : 0) : errors;
  if (squaredError === 0) return new Float64Array(1);
  const widened = Math.sqrt(later.length / Math.max(1, later.length - free - 1));
  return Float64Array.from(later, (error) => error * widened);
}

function bestSmoothing(units: Float64Array, form: Form, start: State): Smoothing {
  const size = weightsOf(form);
  let best: { point: Float64Array; value: number } | undefined;
  for (const from of STARTS) {
    const found = nelderMead(
      (point) => squaredErrorOf(units, form, smoothingAt(point, form), start),
      Float64Array.from(from.slice(0, size)),
      { low: new Float64Array(size), high: new Float64Array(size).fill(1), evaluations: 120 * size },
    );
    if (best === undefined || found.value < best.value) best = found;
  }
  return smoothingAt(best!.point, form);
}

/** Where the search begins: level, then what else the form has, each as a part of its bounds. */
const STARTS = [
  [0.3, 0.1, 0.1, 0.5],
  [0.8, 0.1, 0.5, 0.9],
  [0.05, 0.02, 0.3, 0.9],
];

const weightsOf = ({ trend, season }: Form) =>
  1 + (trend === "none" ? 0 : trend === "damped" ? 2 : 1) + (season === "none" ? 0 : 1);

/**
 * Smoothing weights at a point of the unit box. The season's is below 1 - level (FPP, section 8.3), damping within .8 to .98
 * (section 8.2).
 */
function smoothingAt(point: Float64Array, { trend, season }: Form): Smoothing {
  let at = 0;
  const next = (low: number, high: number) => low + (high - low) * point[at++];
  const level = next(0.0001, 0.9999);
  return {
    level,
    trend: trend === "none" ? 0 : next(0.0001, 0.9999),
    season: season === "none" ? 0 : next(0, 1 - level),
    damping: trend === "damped" ? next(0.8, 0.98) : 1,
  };
}

function fromState(fitted: Fitted): HoltWinters {
  const { form, smoothing, state, squaredError, aicc, rows, errors } = fitted;
  return {
    form,
    smoothing,
    state,
    squaredError,
    aicc,
    forecast(horizon, { rng, levels = LEVELS, paths = 1000 }) {
      checkAsked(horizon, levels);
      const simulated = new Float64Array(paths * horizon);
      for (let path = 0; path < paths; path++) {
        const smoother = createSmoother(form, smoothing, state);
        for (let h = 0; h < horizon; h++) {
          const told = smoother.tell();
          const error = errors[rng.int(errors.length)];
          const units = form.season === "multiplicative" ? told * (1 + error) : told + error;
          simulated[path * horizon + h] = units;
          smoother.see(units);
        }
      }
      const smoother = createSmoother(form, smoothing, state);
      const mean = Float64Array.from({ length: horizon }, () => {
        const told = smoother.tell();
        smoother.see(told);
        return told;
      });
      return { mean, intervals: intervalsOfPaths(simulated, horizon, levels) };
    },
    save: () => ({
      ...fitted,
      form: { ...form },
      smoothing: { ...smoothing },
      state: { ...state, seasons: state.seasons.slice() },
      errors: errors.slice(),
    }),
    explain() {
      const trend =
        form.trend === "none"
          ? "no trend"
          : `${form.trend === "damped" ? "a damped" : "a"} trend of ${state.trend.toPrecision(3)} a period`;
      const season =
        form.season === "none"
          ? "no season"
          : `${form.season === "additive" ? "an additive" : "a multiplicative"} season of ${form.period}`;
      return {
        summary: `A level of ${state.level.toPrecision(4)} with ${trend} and ${season}, from ${rows} periods.`,
        findings: [
          { name: "weight of the latest period in the level", value: smoothing.level, unit: "share" },
          { name: "weight of the latest step in the trend", value: smoothing.trend, unit: "share" },
          { name: "weight of the latest period in its season", value: smoothing.season, unit: "share" },
          { name: "trend kept from period to period", value: smoothing.damping, unit: "share" },
          { name: "one-step error", value: Math.sqrt(squaredError / rows), unit: "units, root mean square" },
        ],
      };
    },
  };
}

function known(units: Float64Array): number {
  let count = 0;
  for (let row = 0; row < units.length; row++) if (!Number.isNaN(units[row])) count += 1;
  return count;
}
