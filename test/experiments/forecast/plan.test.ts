import { describe, expect, test } from "vitest";
import { forecastSeries } from "../../../experiments/forecast/forecast-series.js";
import { plannedAhead } from "../../../experiments/forecast/plan.js";
import { weeklySeries } from "../../../experiments/forecast/weekly-series.js";
import { dataset } from "./dataset.js";

const WEEKS = 40;
const price = Array.from({ length: WEEKS }, (_, week) => 2 + ((week * 3) % 5) / 4);
const sold = weeklySeries(
  dataset({
    item: [...price.map(() => "cola"), ...price.map(() => "lemon")],
    date: [...price, ...price].map((_, row) => 8203 + 7 * (row % WEEKS)),
    units: [...price.map((p) => 400 / (p * p)), ...price.map(() => 50)],
    price: [...price, ...price.map((p) => p + 1)],
    feat: [...price, ...price].map((_, row) => (row % 6 === 0 ? 1 : 0)),
  }),
);
const next = 8203 + 7 * WEEKS;

describe("a plan of the weeks ahead", () => {
  const plan = dataset({
    item: ["cola", "cola", "lemon"],
    date: [next, next + 15, next],
    units: [0, 0, 0],
    price: [2, 1, 9],
    feat: [0, 1, 0],
  });
  const ahead = plannedAhead(plan, sold, 3);

  test("says prices and features of its own weeks; others have the last price and no feature", () => {
    const cola = ahead.get("cola");
    expect([...(cola?.day ?? [])]).toEqual([next, next + 7, next + 14]);
    expect([...(cola?.columns.get("price") ?? [])]).toEqual([2, price[WEEKS - 1], 1]);
    expect([...(cola?.columns.get("feature") ?? [])]).toEqual([0, 0, 1]);
    // lemon's price where the plan has it, then lemon's last one
    expect([...(cola?.columns.get("rival price") ?? [])].slice(0, 2)).toEqual([9, price[WEEKS - 1] + 1]);
    expect(cola?.columns.has("units")).toBe(false);
  });

  test("is what the regression tells by: a quarter of the price, sixteen times the units", () => {
    const cola = sold.series.find(({ name }) => name === "cola");
    const told = forecastSeries(cola!, {
      horizon: 3,
      model: "regression",
      evaluate: false,
      seed: "1",
      ahead: ahead.get("cola"),
    });
    expect(told.forecast.mean[0]).toBeCloseTo(100, 3);
    expect(told.forecast.mean[2]).toBeCloseTo(400, 1);
  });

  test("is refused without weeks, or with numbers where the sales have dates", () => {
    const bare = { item: ["cola"], units: [0], price: [1] };
    expect(() => plannedAhead(dataset(bare), sold, 3)).toThrow("the plan has neither a week nor a date");
    expect(() => plannedAhead(dataset({ ...bare, week: [41] }), sold, 3)).toThrow(
      "the plan has weeks, the sales have dates",
    );
    expect(plannedAhead(dataset({ ...bare, item: ["tea"], date: [next] }), sold, 3).size).toBe(0);
  });
});
