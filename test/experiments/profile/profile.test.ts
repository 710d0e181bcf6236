import { describe, expect, it } from "vitest";
import type { Column, Dataset } from "../../../experiments/data/dataset.js";
import { UserError } from "../../../experiments/faults.js";
import { profilePlot } from "../../../experiments/profile/profile-plot.js";
import { profileReport } from "../../../experiments/profile/profile-report.js";
import { purchasesOf } from "../../../experiments/profile/purchases-of.js";

const numbers = (...values: number[]): Column => ({ kind: "number", values: Float64Array.from(values) });
const dates = (...values: number[]): Column => ({ kind: "date", values: Float64Array.from(values) });
function texts(...cells: string[]): Column {
  const values = [...new Set(cells.filter((cell) => cell !== ""))];
  return { kind: "text", codes: Int32Array.from(cells, (cell) => values.indexOf(cell)), values };
}
function dataOf(columns: Record<string, Column>): Dataset {
  const [first] = Object.values(columns);
  const rows = first.kind === "text" ? first.codes.length : first.values.length;
  return { rows, columns: new Map(Object.entries(columns)) };
}

const receipts = dataOf({
  customer: texts("ann", "bob", "ann", "ann", "", "bob"),
  date: dates(10, 10.5, 12, 17, 18, 40),
  value: numbers(5, 8, -5, 6, 7, 9),
  units: numbers(1, 2, -1, 3, 1, 1),
  discount: numbers(1, 0, 0, Number.NaN, 0, 0),
  coupon: numbers(0.5, 0, 0, 2, 0, 0),
  item: texts("tea", "milk", "tea", "", "tea", "milk"),
});

describe("purchases of a table", () => {
  it("keeps rows of transactions that are purchases, adds up discounts, and says why others are left out", () => {
    const { purchases, customers, leftOut } = purchasesOf(receipts, "transactions", "till.csv", 30);
    expect(customers).toEqual(["ann", "bob"]);
    expect([...(purchases.shopper as Int32Array)]).toEqual([0, 1, 0]);
    expect([...(purchases.paid as Float64Array)]).toEqual([5, 8, 6]);
    expect([...(purchases.discount as Float64Array)]).toEqual([1.5, 0, 2]);
    // a product without a name is one of its own
    expect([...(purchases.product as Int32Array)]).toEqual([0, 1, 2]);
    expect(Object.fromEntries(leftOut)).toEqual({
      "returns, or without units or money": 1,
      "without a customer or a date": 1,
      "after --until": 1,
    });
  });

  it("takes the purchases among events, paid their price times their units", () => {
    const events = dataOf({
      user: texts("u", "u", "v"),
      event: texts("view", "purchase", "purchase"),
      date: dates(1, 2, 3),
      price: numbers(4, 4, 5),
      units: numbers(Number.NaN, 2, 1),
    });
    const { purchases, leftOut } = purchasesOf(events, "behaviour", "log.csv");
    expect([...(purchases.paid as Float64Array)]).toEqual([8, 5]);
    expect(purchases.discount).toBeUndefined();
    expect([...leftOut]).toEqual([["other events than purchases", 1]]);
  });

  it("takes the lab's own events, whose days are numbers", () => {
    const events = dataOf({
      user: texts("3", "3"),
      event: texts("purchase", "view"),
      day: numbers(5, 5),
      paid: numbers(7.5, 0),
      discount: numbers(0.5, 0),
      units: numbers(2, 0),
    });
    const { purchases } = purchasesOf(events, "behaviour", "events.parquet");
    expect([purchases.day[0], purchases.paid[0], purchases.discount![0]]).toEqual([5, 7.5, 0.5]);
  });

  it.each([
    [{ customer: texts("a"), date: dates(1) }, "no column tells what was paid"],
    [{ customer: texts("a"), value: numbers(1) }, "it has no dates of purchases"],
    [{ customer: texts("a"), date: dates(1), value: numbers(-1) }, "no purchase is left of 1 rows: 1 returns"],
  ])("%#: is refused in one line, exit code 1", (columns, message) => {
    const attempt = () => purchasesOf(dataOf(columns), "transactions", "till.csv");
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(`till.csv: ${message}`);
  });
});

/** Twelve shoppers: the even ones come every week for little, the odd ones came once for much. */
const twelve = dataOf({
  customer: texts(
    ...Array.from({ length: 12 }, (_, i) => Array.from({ length: i % 2 ? 1 : 10 }, () => `c${i}`)).flat(),
  ),
  date: dates(
    ...Array.from({ length: 12 }, (_, i) => Array.from({ length: i % 2 ? 1 : 10 }, (_, n) => 7 * n + i)).flat(),
  ),
  value: numbers(
    ...Array.from({ length: 12 }, (_, i) => Array.from({ length: i % 2 ? 1 : 10 }, () => (i % 2 ? 90 : 3))).flat(),
  ),
});

describe("the report", () => {
  const log = purchasesOf(twelve, "transactions", "twelve.csv");

  it("finds the two kinds by the clearest silhouette, and adds up", () => {
    const { segments, silhouettes, shoppers } = profileReport(log, { segments: "auto", aheadDays: 28, seed: "1" });
    expect(segments.map((row) => row.shoppers)).toEqual([6, 6]);
    expect(silhouettes!.map((one) => one.segments)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(segments.reduce((sum, { valueShare }) => sum + valueShare, 0)).toBeCloseTo(1, 12);
    const often = segments.find(({ frequency }) => frequency === 10)!;
    expect(often.value).toBe(30);
    expect(often.promotedShare).toBeNull();
    expect(shoppers.rows).toBe(12);
    expect([...shoppers.columns.keys()]).toEqual([
      "customer",
      "segment",
      "recency",
      "frequency",
      "value",
      "recencyScore",
      "frequencyScore",
      "valueScore",
      "alive",
      "expectedPurchases",
      "basketValue",
      "unitsPerBasket",
    ]);
  });

  it("expects about four purchases in four weeks of who comes every week", () => {
    const { segments } = profileReport(log, { segments: 2, aheadDays: 28, seed: "1" });
    const often = segments.find(({ frequency }) => frequency === 10)!;
    expect(often.expectedPurchases).toBeGreaterThan(2.5);
    expect(often.expectedPurchases).toBeLessThan(4.5);
  });

  it("looks at the log from the day after --until", () => {
    const early = purchasesOf(twelve, "transactions", "twelve.csv", 30);
    const { model } = profileReport(early, { segments: 2, aheadDays: 7, seed: "1", until: 30 });
    expect(model.parts.spending.today).toBe(31);
    expect(model.predictProfile(0).recency).toBe(3);
  });

  it("draws segments and shoppers", () => {
    const report = profileReport(log, { segments: 2, aheadDays: 28, seed: "1" });
    const { charts } = profilePlot(report, "Twelve");
    expect(charts.map(({ heading }) => heading)).toEqual([
      "Shoppers",
      "What they paid",
      "Purchases to expect in 28 days",
      "Who is still a customer",
      "Recency and frequency",
    ]);
  });
});
