import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { forecastDataset, forecastPlot } from "../../../experiments/forecast/forecast-files.js";
import {
  forecastSeries,
  KNOWN_PLAN,
  poolScores,
  type SeriesForecast,
} from "../../../experiments/forecast/forecast-series.js";
import type { SalesSeries } from "../../../experiments/forecast/series.js";
import { salesRows } from "../../agents/models/sales-rows.js";

const options = { horizon: 4, model: "auto", evaluate: true, seed: "1" } as const;

function series(units: number[], columns: Record<string, number[]> = {}, name = "cola"): SalesSeries {
  return { name, group: name, dated: true, rows: salesRows({ units, ...columns }, { firstDay: 8203, span: 7 }) };
}

/** Two years of weeks whose units follow a price that changes at random. */
function priced(): SalesSeries {
  const rng = createRng("priced series");
  const price = Array.from({ length: 104 }, () => (rng.uniform() < 0.3 ? 1 : 2));
  return series(
    price.map((p) => Math.exp(5 - 2.5 * Math.log(p) + 0.1 * rng.normal())),
    { price },
  );
}

describe("the model of a series", () => {
  let told: SeriesForecast;
  beforeAll(() => {
    told = forecastSeries(priced(), options);
  });

  test("is the one with the smallest error; one that knows prices ahead stands beside them and is not chosen", () => {
    const scores = new Map(poolScores([told]).map((score) => [score.name, score]));
    expect([...scores.keys()]).toEqual(["seasonal-naive", "holt-winters", "regression", KNOWN_PLAN]);
    const wape = (name: string) => scores.get(name)?.wape ?? Number.NaN;
    expect(wape(told.model)).toBe(Math.min(wape("seasonal-naive"), wape("holt-winters"), wape("regression")));
    expect(wape(KNOWN_PLAN)).toBeLessThan(wape(told.model) / 3);
    // prices not known ahead: an interval that holds both prices' units
    const regression = forecastSeries(priced(), { ...options, model: "regression", evaluate: false });
    expect(regression.forecast.intervals[1].low[0]).toBeLessThan(Math.exp(5 - 2.5 * Math.log(2)));
    expect(regression.forecast.intervals[1].high[0]).toBeGreaterThan(Math.exp(5));
  });

  test("of a rising line is Holt-Winters, which goes on with it", () => {
    const rng = createRng("line");
    const line = forecastSeries(
      series(Array.from({ length: 60 }, (_, week) => 100 + 5 * week + rng.normal())),
      options,
    );
    expect(line.model).not.toBe("seasonal-naive");
    expect(line.forecast.mean[3]).toBeGreaterThan(405);
    expect(line.forecast.mean[3]).toBeLessThan(425);
    expect([...line.day]).toEqual([0, 1, 2, 3].map((week) => 8203 + 7 * (60 + week)));
  });

  test("equal seeds tell the same, and the table has a row a period", () => {
    const said = { ...options, model: told.model, evaluate: false };
    expect(forecastSeries(priced(), said).forecast).toEqual(told.forecast);
    const { rows, columns } = forecastDataset([told]);
    expect(rows).toBe(4);
    expect([...columns.keys()]).toEqual(["series", "model", "date", "forecast", "low80", "high80", "low95", "high95"]);
  });

  test("of a few weeks is told without an evaluation; of one week it is not told, for a reason", () => {
    const short = forecastSeries(series([5, 6, 7, 6]), options);
    expect(short.errors.size).toBe(0);
    expect(poolScores([short])).toEqual([]);
    expect(() => forecastSeries(series([5]), options)).toThrow(
      "seasonal-naive: seasonal naive: needs more than 1 periods",
    );
  });

  test("a plot has a chart a series, units in grey before the forecast, and the models' errors last", () => {
    const { charts } = forecastPlot([told], "sales.csv", "week");
    expect(charts.map(({ kind, heading }) => [kind, heading])).toEqual([
      ["lines", "cola"],
      ["bars", "errors of the models"],
    ]);
  });
});
