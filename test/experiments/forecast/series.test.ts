import { describe, expect, test } from "vitest";
import type { SalesSeries } from "../../../experiments/forecast/series.js";
import { transactionSeries } from "../../../experiments/forecast/transaction-series.js";
import { weeklySeries } from "../../../experiments/forecast/weekly-series.js";
import { dataset } from "./dataset.js";

const read = ({ rows }: SalesSeries, column: string) => [...(rows.columns.get(column) ?? [])];

describe("weekly data", () => {
  const two = dataset({
    item: ["cola", "cola", "cola", "lemon", "lemon"],
    store: ["A", "B", "A", "A", "A"],
    week: [1, 1, 4, 1, 3],
    units: [10, 30, 5, 100, 50],
    price: [2, 1, 2.5, 3, 4],
    feat: [1, 0, 0, 0, 1],
  });

  test("units are summed over stores, prices are means over units, features over rows; gaps are not known", () => {
    const { series, by } = weeklySeries(two);
    expect(by).toBe("item");
    expect(series.map(({ name }) => name)).toEqual(["lemon", "cola"]);
    const cola = series[1];
    expect(read(cola, "units")).toEqual([40, Number.NaN, Number.NaN, 5]);
    expect(read(cola, "price")).toEqual([1.25, 1.25, 1.25, 2.5]);
    expect(read(cola, "feature")).toEqual([0.5, 0, 0, 0]);
    // lemon's price where there is one, else the last one known
    expect(read(cola, "rival price")).toEqual([3, 3, 3, 3]);
    expect([...cola.rows.day]).toEqual([7, 14, 21, 28]);
    expect(cola.dated).toBe(false);
  });

  test("an item in a store meets the prices of that store only; a store as a whole has no price", () => {
    const { series } = weeklySeries(two, "item-store");
    const names = series.map(({ name, group }) => [name, group]);
    expect(names).toEqual([
      ["lemon, store A", "lemon"],
      ["cola, store B", "cola"],
      ["cola, store A", "cola"],
    ]);
    expect(read(series[1], "rival price")).toEqual([]);
    expect(read(series[2], "rival price")).toEqual([3, 3, 3, 3]);
    const stores = weeklySeries(two, "store").series;
    expect(read(stores[0], "units")).toEqual([110, Number.NaN, 50, 5]);
    expect(stores[0].rows.columns.has("price")).toBe(false);
  });

  test("dates are cut into weeks from the first one", () => {
    const { series } = weeklySeries(dataset({ item: ["a", "a"], date: [8203, 8218], units: [1, 2], price: [1, 1] }));
    expect(series[0].dated).toBe(true);
    expect([...series[0].rows.day]).toEqual([8203, 8210, 8217]);
    expect(read(series[0], "units")).toEqual([1, Number.NaN, 2]);
  });

  test("without weeks a block of rows of an item is a store, which cannot be summed with others", () => {
    const block = (item: string) => new Array(12).fill(item);
    const item = [...block("x"), ...block("y"), ...block("x"), ...block("y")];
    const blocks = dataset({ item, units: item.map((_, row) => row + 1), price: item.map(() => 1) });
    const { series, by, remarks } = weeklySeries(blocks);
    expect(by).toBe("item-store");
    expect(series.map(({ name }) => name)).toEqual(["y, store 2", "x, store 2", "y, store 1", "x, store 1"]);
    expect(read(series[3], "units")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(remarks[0]).toContain("each block of rows of an item is taken as one store's weeks");
    expect(() => weeklySeries(blocks, "item")).toThrow("2 blocks of rows of an item cannot be summed by week");
  });

  test("without weeks, items that take turns are one series each", () => {
    const item = ["a", "b", "a", "b", "a", "b"];
    const { series, by } = weeklySeries(dataset({ item, units: [1, 10, 2, 20, 3, 30], price: item.map(() => 1) }));
    expect(by).toBe("item");
    expect(series.map((one) => read(one, "units"))).toEqual([
      [10, 20, 30],
      [1, 2, 3],
    ]);
  });

  test("what the file does not tell is said", () => {
    const bare = { item: ["a"], units: [1], price: [1] };
    expect(() => weeklySeries(dataset({ ...bare, week: [1] }), "store")).toThrow("by store: there is no column store");
    expect(() => weeklySeries(dataset({ ...bare, week: [Number.NaN] }))).toThrow("row 1 has neither a date nor a week");
    expect(() => weeklySeries(dataset({ item: [], units: [], price: [] }))).toThrow("no week below the header");
  });
});

describe("transactions", () => {
  const bought = dataset({
    customer: ["1", "2", "1", "3", "1"],
    date: [100, 102.5, 109, 115, 115],
    item: ["a", "b", "a", "a", "b"],
    units: [1, 2, 3, 4, -1],
    value: [5, 4, 12, 20, -2],
    discount: [0, 1, 3, 0, 0],
  });

  test("weeks are whole and end on the last day; what is before the first is left out and said so", () => {
    const { series, remarks } = transactionSeries(bought);
    expect([...series[0].rows.day]).toEqual([102, 109]);
    expect(read(series[0], "units")).toEqual([2, 6]);
    expect(remarks).toEqual(["the first 2 days are no whole week and left out"]);
    expect(series[0].rows.columns.has("price")).toBe(false);
  });

  test("by item: price paid a unit, the part given away, 0 where nothing was sold, returns never below 0", () => {
    const { series } = transactionSeries(bought, "item");
    const [a, b] = series;
    expect(a.name).toBe("a");
    expect(read(a, "units")).toEqual([7]);
    expect(read(a, "price")).toEqual([expect.closeTo(32 / 7, 12)]);
    expect(read(a, "discount")).toEqual([0.1]);
    expect(read(b, "units")).toEqual([2, 0]);
    expect(read(b, "price")).toEqual([2, 2]);
  });

  test("by day: every day has its units, days without a sale none", () => {
    const { series, period } = transactionSeries(bought, "all", 1);
    expect(period).toBe("day");
    expect(read(series[0], "units")).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 3]);
  });

  test("a row without a number of units is one unit", () => {
    const orders = dataset({ customer: ["1", "2"], date: [0, 6] });
    expect(read(transactionSeries(orders).series[0], "units")).toEqual([2]);
    expect(() => transactionSeries(orders, "item")).toThrow("by item: there is no column item");
    expect(() => transactionSeries(dataset({ customer: ["1"], date: [3] }))).toThrow(
      "1 days of purchases are no whole week",
    );
  });
});
