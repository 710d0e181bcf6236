/** What is smoothed beside the level. */
export interface Form {
  /** periods of a season; 1 without one */
  readonly period: number;
  readonly trend: "none" | "additive" | "damped";
  readonly season: "none" | "additive" | "multiplicative";
}

/** Weights of the newest period: alpha, beta*, gamma and phi of the equations. */
export interface Smoothing {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly damping: number;
}

export interface State {
  readonly level: number;
  /** units a period; 0 without a trend */
  readonly trend: number;
  /** effects of the next `period` periods, the next one first; empty without a season */
  readonly seasons: Float64Array;
}

/** A state that goes on from period to period. */
export interface Smoother {
  /** what is told of the next period:  base + s, or base x s in the multiplicative form */
  tell(): number;
  /**
   * Takes in the next period's units, with base = l + phi b:
   *
   *   l' = alpha (y - s) + (1 - alpha) base      multiplicative: alpha y / s + (1 - alpha) base
   *   b' = beta* (l' - l) + (1 - beta*) phi b
   *   s' = gamma (y - base) + (1 - gamma) s      multiplicative: gamma y / base + (1 - gamma) s
   */
  see(units: number): void;
  state(): State;
}

/** @see Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 8.3 */
export function createSmoother({ period, trend: kind, season }: Form, smoothing: Smoothing, start: State): Smoother {
  const { level: alpha, trend: beta, season: gamma, damping } = smoothing;
  const seasons = start.seasons.slice();
  let { level, trend } = start;
  /** of the next period among the seasons */
  let place = 0;

  return {
    tell() {
      const base = level + damping * trend;
      return season === "none" ? base : season === "additive" ? base + seasons[place] : base * seasons[place];
    },
    see(units) {
      const base = level + damping * trend;
      const before = level;
      if (season === "none") level = alpha * units + (1 - alpha) * base;
      else if (season === "additive") {
        level = alpha * (units - seasons[place]) + (1 - alpha) * base;
        seasons[place] = gamma * (units - base) + (1 - gamma) * seasons[place];
      } else {
        level = alpha * (units / seasons[place]) + (1 - alpha) * base;
        // a base of 0 or less says nothing of the season
        if (base > 0) seasons[place] = gamma * (units / base) + (1 - gamma) * seasons[place];
      }
      if (kind !== "none") trend = beta * (level - before) + (1 - beta) * damping * trend;
      place = (place + 1) % period;
    },
    state: () => ({
      level,
      trend,
      seasons: Float64Array.from(seasons, (_, ahead) => seasons[(place + ahead) % period]),
    }),
  };
}

export interface Run {
  /** after the last period */
  readonly state: State;
  readonly squaredError: number;
  /** of one step, where units are known; in the multiplicative form as parts of what was told */
  readonly errors: Float64Array;
}

/** The sum of squared one-step errors alone, as `runThrough` has it: what a search asks for again and again. */
export function squaredErrorOf(units: Float64Array, form: Form, smoothing: Smoothing, start: State): number {
  const smoother = createSmoother(form, smoothing, start);
  let sum = 0;
  for (let row = 0; row < units.length; row++) {
    const told = smoother.tell();
    const known = !Number.isNaN(units[row]);
    if (known) sum += (units[row] - told) * (units[row] - told);
    smoother.see(known ? units[row] : told);
  }
  return sum;
}

/** One-step errors over a series; where units are NaN the state goes on as told. */
export function runThrough(units: Float64Array, form: Form, smoothing: Smoothing, start: State): Run {
  const smoother = createSmoother(form, smoothing, start);
  const errors = new Float64Array(units.length);
  let squaredError = 0;
  let known = 0;
  for (let row = 0; row < units.length; row++) {
    const told = smoother.tell();
    if (Number.isNaN(units[row])) {
      smoother.see(told);
      continue;
    }
    const error = units[row] - told;
    squaredError += error * error;
    errors[known++] = form.season === "multiplicative" ? error / told : error;
    smoother.see(units[row]);
  }
  return { state: smoother.state(), squaredError, errors: errors.subarray(0, known) };
}
