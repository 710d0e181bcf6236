import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { salesColumn } from "../../../agents/models/design.js";
import {
  type ForecastMethod,
  holtWintersMethod,
  regressionMethod,
  seasonalNaiveMethod,
} from "../../../agents/models/forecast-methods.js";
import { rollingOrigin, scoreOf } from "../../../agents/models/rolling-origin.js";
import { salesRows } from "./sales-rows.js";

const rng = () => createRng("rolling origin");

describe("worked by hand", () => {
  const data = salesRows({ units: [10, 14, 12, 20, 22, 18] });

  test("the naive forecast two ahead from histories of three and four periods", () => {
    const [{ errors }] = rollingOrigin(data, [seasonalNaiveMethod(1)], { horizon: 2, first: 3, rng: rng() });
    expect(errors.map(({ ahead, units, told }) => [ahead, units, told])).toEqual([
      [1, 20, 12],
      [2, 22, 12],
      [1, 22, 20],
      [2, 18, 20],
    ]);
    // steps of 4 and 2, then of 4, 2 and 8
    expect(errors.map(({ scale }) => scale)).toEqual([3, 3, 14 / 3, 14 / 3]);
    const score = scoreOf("naive", errors);
    expect(score.wape).toBeCloseTo(22 / 82, 12);
    expect(score.bias).toBeCloseTo(-18 / 82, 12);
    expect(score.mase).toBeCloseTo((8 / 3 + 10 / 3 + 6 / 14 + 6 / 14) / 4, 12);
    expect(score.forecasts).toBe(4);
  });

  test("a step of two leaves the origin between out; a period without units is not counted", () => {
    const gap = salesRows({ units: [10, 14, 12, Number.NaN, 22, 18] });
    const [{ errors }] = rollingOrigin(gap, [seasonalNaiveMethod(1)], { horizon: 1, first: 3, step: 2, rng: rng() });
    expect(errors.map(({ units, told }) => [units, told])).toEqual([[18, 22]]);
  });

  test("errors after a history that never changed have no scale and count in all but the MASE", () => {
    const flat = salesRows({ units: [5, 5, 5, 7, 6, 6] });
    const [{ errors }] = rollingOrigin(flat, [seasonalNaiveMethod(1)], { horizon: 1, first: 3, rng: rng() });
    const score = scoreOf("naive", errors);
    // 7 told as 5 without a scale, 6 as 7 against 2/3, 6 as 6
    expect(score.mase).toBeCloseTo((3 / 2 + 0) / 2, 12);
    expect(score.wape).toBeCloseTo(3 / 19, 12);
    expect(scoreOf("naive", errors.slice(0, 1)).mase).toBeNaN();
  });

  test("coverage counts the intervals that held", () => {
    const wide: ForecastMethod = {
      name: "wide",
      forecast: (_history, ahead) => ({
        mean: new Float64Array(ahead.rows).fill(19),
        intervals: [
          { level: 0.8, low: new Float64Array(ahead.rows).fill(19), high: new Float64Array(ahead.rows).fill(21) },
          { level: 0.95, low: new Float64Array(ahead.rows).fill(18), high: new Float64Array(ahead.rows).fill(22) },
        ],
      }),
    };
    const [{ errors }] = rollingOrigin(data, [wide], { horizon: 1, first: 3, rng: rng() });
    expect(scoreOf("wide", errors).coverage).toEqual([1 / 3, 1]);
  });
});

describe("laws", () => {
  const price = Array.from({ length: 60 }, (_, row) => 1 + ((row * 7) % 5) / 5);
  const data = salesRows({ price, units: price.map((p, row) => 100 / (p * p) + ((row * 13) % 7)) });

  test("a method sees the units of the history only, and the columns ahead", () => {
    const spy: ForecastMethod = {
      name: "spy",
      forecast(history, ahead) {
        expect(ahead.columns.has("units")).toBe(false);
        expect(ahead.columns.get("price")).toHaveLength(3);
        expect(ahead.day[0]).toBe(history.day[history.rows - 1] + 1);
        expect(salesColumn(history, "units")).toHaveLength(history.rows);
        return { mean: new Float64Array(3), intervals: [] };
      },
    };
    rollingOrigin(data, [spy], { horizon: 3, first: 50, rng: rng() });
  });

  test("methods meet the same periods; a regression that knows prices beats those that do not", () => {
    const methods = [
      seasonalNaiveMethod(1),
      holtWintersMethod(1),
      regressionMethod({ terms: [[{ kind: "log", column: "price" }]] }),
    ];
    const all = rollingOrigin(data, methods, { horizon: 4, first: 40, step: 4, rng: rng() });
    const periods = all.map(({ errors }) => errors.map(({ ahead, units }) => [ahead, units]));
    expect(periods[1]).toEqual(periods[0]);
    expect(periods[2]).toEqual(periods[0]);
    const [naive, smooth, regression] = all.map(({ name, errors }) => scoreOf(name, errors).wape);
    expect(regression).toBeLessThan(smooth / 2);
    expect(regression).toBeLessThan(naive / 2);
    expect(rollingOrigin(data, methods, { horizon: 4, first: 40, step: 4, rng: rng() })).toEqual(all);
  });

  test("a method that cannot be fitted says why, the others are told", () => {
    const [seasonal, naive] = rollingOrigin(data, [seasonalNaiveMethod(52), seasonalNaiveMethod(1)], {
      horizon: 2,
      first: 20,
      rng: rng(),
    });
    expect(seasonal).toMatchObject({
      errors: [],
      fault: "seasonal naive: needs every part of a season of 52 once, got 20 periods",
    });
    expect(naive.errors.length).toBeGreaterThan(0);
    expect(() => scoreOf("none", [])).toThrow("none has no forecast to score");
  });

  test("too short a series is refused", () => {
    expect(() => rollingOrigin(data, [], { horizon: 30, first: 40, rng: rng() })).toThrow("got 40 + 30 of 60");
  });
});
