import { describe, expect, test } from "vitest";
import { designOf, type Term, takeRows } from "../../../agents/models/design.js";
import { salesRows } from "./sales-rows.js";

/** A column of a design by name. */
function column(term: Term, data = salesRows({ price: [1, Math.E, 4] }), name?: string): number[] {
  const { names, cells } = designOf([term], data);
  const at = name === undefined ? 1 : names.indexOf(name);
  return Array.from({ length: data.rows }, (_, row) => cells[row * names.length + at]);
}

describe("worked by hand", () => {
  test("an intercept stands first, then the terms in their order under their names", () => {
    const data = salesRows({ price: [2, 4], feature: [0, 1] });
    const { names, cells } = designOf(
      [
        { kind: "column", column: "feature" },
        { kind: "log", column: "price" },
      ],
      data,
    );
    expect(names).toEqual(["intercept", "feature", "ln price"]);
    expect([...cells]).toEqual([1, 0, expect.closeTo(Math.LN2, 14), 1, 1, expect.closeTo(2 * Math.LN2, 14)]);
  });

  test("weekdays are against Monday: 2026-11-23 is one, the day after has its own column", () => {
    const week = salesRows({ units: new Array(7).fill(1) }, { firstDay: 20780 });
    const { names, cells } = designOf([{ kind: "weekday" }], week);
    expect(names.slice(1)).toEqual(["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]);
    for (let row = 0; row < 7; row++) for (let w = 1; w < 7; w++) expect(cells[row * 7 + w]).toBe(row === w ? 1 : 0);
  });

  test("a week belongs to the month of its middle: the one from 29 January 2026 to February", () => {
    const weeks = salesRows({ units: [1, 1] }, { firstDay: 20475, span: 7 });
    expect(column({ kind: "month" }, weeks, "February")).toEqual([0, 1]);
  });

  test("a season of four days is a sine and a cosine through the days' middles, its harmonic turns twice", () => {
    const days = salesRows({ units: new Array(4).fill(1) });
    const half = Math.SQRT1_2;
    const near = (values: number[]) => values.map((value) => expect.closeTo(value, 12));
    const season: Term = { kind: "season", period: 4, pairs: 2 };
    expect(column(season, days, "sin 4 d")).toEqual(near([half, half, -half, -half]));
    expect(column(season, days, "cos 4 d")).toEqual(near([half, -half, -half, half]));
    expect(column(season, days, "sin 2 x 4 d")).toEqual(near([1, -1, 1, -1]));
  });

  test("a week counts its holidays, a trend counts years", () => {
    const weeks = salesRows({ units: [1, 1, 1] }, { firstDay: 14, span: 7 });
    expect(column({ kind: "holidays", name: "fest", days: [21, 27, 28, 99] }, weeks)).toEqual([0, 2, 1]);
    expect(column({ kind: "trend", origin: 17 }, weeks)).toEqual([0, 7 / 365.25, 14 / 365.25]);
  });
});

test("rows are taken in the order asked for, their days too", () => {
  const taken = takeRows(salesRows({ price: [5, 6, 7] }, { firstDay: 100 }), [2, 0]);
  expect(taken.rows).toBe(2);
  expect([...taken.day]).toEqual([102, 100]);
  expect([...(taken.columns.get("price") ?? [])]).toEqual([7, 5]);
});

test("what cannot be a regressor is told by name and row", () => {
  const data = salesRows({ price: [1, 0, Number.NaN] });
  expect(() => column({ kind: "log", column: "price" }, data)).toThrow(
    "ln price needs a number above 0 in row 1, got 0",
  );
  expect(() => column({ kind: "column", column: "price" }, data)).toThrow(
    "price needs a finite number in row 2, got NaN",
  );
  expect(() => column({ kind: "column", column: "cost" }, data)).toThrow('needs a column "cost", got price');
});
