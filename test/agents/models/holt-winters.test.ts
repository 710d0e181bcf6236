import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { fitHoltWinters, loadHoltWinters } from "../../../agents/models/holt-winters.js";
import { initialState } from "../../../agents/models/holt-winters-start.js";
import { createSmoother, type Form, runThrough } from "../../../agents/models/holt-winters-steps.js";
import { decodeState, encodeState } from "../../../experiments/portable/state-codec.js";

const rng = () => createRng("holt-winters");
const close = (values: readonly number[], digits: number) => values.map((value) => expect.closeTo(value, digits));
const none = new Float64Array(0);

describe("worked by hand", () => {
  test("a half of everything: level 10, trend 2, season +4: 16 is told, 20 comes", () => {
    const form: Form = { period: 2, trend: "additive", season: "additive" };
    const smoother = createSmoother(
      form,
      { level: 0.5, trend: 0.5, season: 0.25, damping: 1 },
      { level: 10, trend: 2, seasons: Float64Array.of(4, -4) },
    );
    expect(smoother.tell()).toBe(16);
    smoother.see(20);
    // level .5 (20 - 4) + .5 x 12, trend .5 (14 - 10) + .5 x 2, season .25 (20 - 12) + .75 x 4
    expect(smoother.state()).toEqual({ level: 14, trend: 3, seasons: Float64Array.of(-4, 5) });
    expect(smoother.tell()).toBe(13);
  });

  test("the same with a season of 1.5 times and a trend damped by half", () => {
    const form: Form = { period: 2, trend: "damped", season: "multiplicative" };
    const smoother = createSmoother(
      form,
      { level: 0.5, trend: 0.5, season: 0.25, damping: 0.5 },
      { level: 10, trend: 4, seasons: Float64Array.of(1.5, 0.5) },
    );
    expect(smoother.tell()).toBe(18);
    smoother.see(24);
    // base 12; level .5 x 16 + .5 x 12, trend .5 (14 - 10) + .5 x .5 x 4, season .25 x 2 + .75 x 1.5
    expect(smoother.state()).toEqual({ level: 14, trend: 3, seasons: Float64Array.of(0.5, 1.625) });
  });

  test("a straight line with a season is taken apart to the letter", () => {
    const season = [3, -1, -4, 2];
    const units = Float64Array.from({ length: 16 }, (_, row) => 20 + 0.5 * (row + 1) + season[row % 4]);
    const start = initialState(units, { period: 4, trend: "additive", season: "additive" });
    expect(start.level).toBeCloseTo(20, 10);
    expect(start.trend).toBeCloseTo(0.5, 10);
    expect([...start.seasons]).toEqual(close(season, 10));
  });
});

/** International visitor nights in Australia, millions by quarter, 2005 to 2010. */
const nights = Float64Array.of(
  ...[41.727458, 24.04185, 32.328103, 37.328708, 46.213153, 29.346326, 36.48291, 42.977719, 48.901525, 31.180221],
  ...[37.717881, 40.420211, 51.206863, 31.887228, 40.978263, 43.772491, 55.558567, 33.850915, 42.076383, 45.642292],
  ...[59.76678, 35.191877, 44.319737, 47.913736],
);

describe("against worked examples of Hyndman and Athanasopoulos, Forecasting: Principles and Practice", () => {
  // figures and data as statsmodels checks itself with them (statsmodels/tsa/tests/test_holtwinters.py)
  test("Holt's method on passengers of Australian airlines, alpha .8, beta* .2, from the first two years", () => {
    const passengers = Float64Array.of(
      ...[17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797],
      ...[32.577569, 33.477398, 39.021581, 41.386432, 41.596552],
    );
    const model = fitHoltWinters(passengers, {
      trend: "additive",
      season: "none",
      smoothing: { level: 0.8, trend: 0.2, season: 0, damping: 1 },
      start: { level: passengers[0], trend: passengers[1] - passengers[0], seasons: none },
    });
    expect([...model.forecast(5, { rng: rng() }).mean]).toEqual(close([43.76, 45.59, 47.43, 49.27, 51.1], 2));
  });

  test("a damped trend on sheep in Asia: squared error 6036.56 at alpha .98, phi .98, from 257.36 and 6.64", () => {
    const sheep = Float64Array.of(
      ...[263.917747, 268.307222, 260.662556, 266.639419, 277.515778, 283.834045, 290.309028, 292.474198, 300.830694],
      ...[309.286657, 318.331081, 329.37239, 338.883998, 339.244126, 328.600632, 314.255385, 314.459695, 321.413779],
      ...[329.789292, 346.385165, 352.297882, 348.370515, 417.562922, 417.12357, 417.749459, 412.233904, 411.946817],
      ...[394.697075, 401.49927, 408.270468, 414.2428],
    );
    const { squaredError } = runThrough(
      sheep,
      { period: 1, trend: "damped", season: "none" },
      { level: 0.98, trend: 0, season: 0, damping: 0.98 },
      { level: 257.36, trend: 6.64, seasons: none },
    );
    // the printed weights are rounded
    expect(Math.abs(squaredError - 6036.56)).toBeLessThan(0.05);
  });
});

describe("against a program of its own in SciPy 1.17.1, from the same first state", () => {
  test.each([
    ["additive", 59.167455111, [0.380049, 0.094749, 0.619951], [61.319, 37.338, 46.721, 50.508]],
    ["multiplicative", 58.96512711, [0.432042, 0.066516, 0.398695], [61.761, 37.08, 46.661, 50.812]],
  ] as const)("%s: least squared error, weights and forecasts of visitor nights", (season, squares, weights, told) => {
    const model = fitHoltWinters(nights, { period: 4, trend: "additive", season });
    expect(model.squaredError).toBeCloseTo(squares, 6);
    const { level, trend, season: seasonal } = model.smoothing;
    expect([level, trend, seasonal]).toEqual(close(weights, 4));
    expect([...model.forecast(4, { rng: rng() }).mean]).toEqual(close(told, 2));
  });
});

describe("laws", () => {
  test("brought back through JSON it tells the same to the bit, and equal streams give equal intervals", () => {
    const model = fitHoltWinters(nights, { period: 4 });
    const back = loadHoltWinters(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
    expect(back.forecast(8, { rng: rng() })).toEqual(model.forecast(8, { rng: rng() }));
    expect(back.explain()).toEqual(model.explain());
    expect(model.forecast(8, { rng: createRng("other") }).intervals).not.toEqual(
      model.forecast(8, { rng: rng() }).intervals,
    );
  });

  test("ten times the units are ten times the forecast", () => {
    const options = { period: 4, trend: "damped", season: "multiplicative" } as const;
    const { mean } = fitHoltWinters(nights, options).forecast(8, { rng: rng() });
    const tenfold = fitHoltWinters(
      nights.map((count) => 10 * count),
      options,
    );
    expect([...tenfold.forecast(8, { rng: rng() }).mean]).toEqual(close([...mean.map((count) => 10 * count)], 1));
  });

  test("a gap is told by what stands around it, and adds no error", () => {
    const season = [3, -1, -4, 2];
    const units = Float64Array.from({ length: 40 }, (_, row) => 20 + 0.5 * row + season[row % 4]);
    units[21] = Number.NaN;
    const model = fitHoltWinters(units, { period: 4, trend: "additive", season: "additive" });
    expect(model.squaredError).toBeLessThan(1e-18);
    expect(model.forecast(1, { rng: rng() }).mean[0]).toBeCloseTo(20 + 20 + 3, 6);
  });

  test("the form is chosen by AICc: no season of what has none, one of what has", () => {
    const noise = createRng("forms");
    const flat = Float64Array.from({ length: 80 }, () => 50 + noise.normal());
    expect(fitHoltWinters(flat, { period: 4 }).form).toEqual({ period: 1, trend: "none", season: "none" });
    const wave = flat.map((units, row) => units * [1.3, 1, 0.7, 1][row % 4] * (1 + row / 40));
    expect(fitHoltWinters(wave, { period: 4 }).form.season).toBe("multiplicative");
  });

  test("what does not suit a form is refused", () => {
    const short = Float64Array.of(5, 6, 7, 8, 9, 8, 7);
    expect(() => fitHoltWinters(short, { period: 4, season: "additive" })).toThrow(
      "a season of 4 needs 8 periods, got 7",
    );
    expect(() => fitHoltWinters(Float64Array.of(1, 2))).toThrow("needs at least 3 periods, got 2");
    const zero = Float64Array.from({ length: 20 }, (_, row) => row % 4);
    expect(() => fitHoltWinters(zero, { period: 4, season: "multiplicative" })).toThrow("needs units above 0");
    expect(fitHoltWinters(zero, { period: 4 }).form.season).not.toBe("multiplicative");
    expect(() => fitHoltWinters(short, { period: 1.5 })).toThrow("whole period");
  });
});

describe("intervals", () => {
  test("of simulated paths are as wide as the variance's formula says, within 4% (FPP, table 8.8: A,A,A)", () => {
    const smoothing = { level: 0.4, trend: 0.1, season: 0.2, damping: 1 };
    const noise = createRng("formula");
    const form: Form = { period: 4, trend: "additive", season: "additive" };
    const start = { level: 100, trend: 1, seasons: Float64Array.of(5, -2, -6, 3) };
    const smoother = createSmoother(form, smoothing, start);
    const units = Float64Array.from({ length: 400 }, () => {
      const count = smoother.tell() + 3 * noise.normal();
      smoother.see(count);
      return count;
    });
    const model = fitHoltWinters(units, { ...form, smoothing, start });
    const { intervals } = model.forecast(8, { rng: rng(), levels: [0.95], paths: 20_000 });
    const deviation = Math.sqrt(model.squaredError / 400);
    let variance = 1;
    for (let h = 1; h <= 8; h++) {
      if (h > 1) {
        const c = 0.4 * (1 + (h - 1) * 0.1) + ((h - 1) % 4 === 0 ? 0.2 : 0);
        variance += c * c;
      }
      const width = intervals[0].high[h - 1] - intervals[0].low[h - 1];
      expect(Math.abs(width / (2 * 1.96 * deviation * Math.sqrt(variance)) - 1)).toBeLessThan(0.04);
    }
  });

  test.each(["additive", "multiplicative"] as const)(
    "hold 80 and 95 of 100 units that an %s season brings, a little less as weights are fitted: 120 series, 1 to 8 ahead",
    (season) => {
      const noise = createRng(`coverage ${season}`);
      const form: Form = { period: 4, trend: "none", season };
      const seasons = season === "additive" ? [20, -10, -20, 10] : [1.2, 0.9, 0.8, 1.1];
      const held = [0, 0];
      for (let series = 0; series < 120; series++) {
        const smoother = createSmoother(
          form,
          { level: 0.3, trend: 0, season: 0.1, damping: 1 },
          { level: 100, trend: 0, seasons: Float64Array.from(seasons) },
        );
        const units = Float64Array.from({ length: 88 }, () => {
          const told = smoother.tell();
          const count = season === "additive" ? told + 5 * noise.normal() : told * (1 + 0.05 * noise.normal());
          smoother.see(count);
          return count;
        });
        const { intervals } = fitHoltWinters(units.subarray(0, 80), { period: 4, trend: "none", season }).forecast(8, {
          rng: noise,
          levels: [0.8, 0.95],
          paths: 300,
        });
        intervals.forEach(({ low, high }, level) => {
          for (let h = 0; h < 8; h++) if (low[h] <= units[80 + h] && units[80 + h] <= high[h]) held[level] += 1 / 960;
        });
      }
      // eight periods of a series err together: the standard error is that of some 240 forecasts at the best
      expect(Math.abs(held[0] - 0.79)).toBeLessThan(3 * Math.sqrt((0.8 * 0.2) / 240));
      expect(Math.abs(held[1] - 0.94)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / 240));
    },
  );
});
