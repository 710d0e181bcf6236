import { describe, expect, it } from "vitest";
import { byShopper, type Purchases, spanOf } from "../../../../agents/models/profiles/purchases.js";

const log: Purchases = {
  rows: 5,
  shopper: [7, 2, 7, 7, 2],
  day: [3.5, 1, 1.25, 3.1, 9],
  paid: [10, 20, 30, 40, 50],
};

describe("worked by hand", () => {
  it("puts rows by shopper and then by the moment, and counts days, not lines", () => {
    const { shopper, start, row, days } = byShopper(log);
    expect([...shopper]).toEqual([2, 7]);
    expect([...start]).toEqual([0, 2, 5]);
    expect([...row]).toEqual([1, 4, 2, 3, 0]);
    expect([...days]).toEqual([2, 2]);
  });

  it("spans whole days", () => {
    expect(spanOf(log)).toEqual({ first: 1, last: 9 });
  });
});

describe("laws", () => {
  it("takes columns longer than its rows, as a log of events has them", () => {
    expect([...byShopper({ ...log, rows: 2 }).shopper]).toEqual([2, 7]);
  });

  it("refuses rows that are none, by column and place", () => {
    expect(() => byShopper({ ...log, rows: 0 })).toThrow("purchases: needs at least 1 row, got 0");
    expect(() => byShopper({ ...log, rows: 6 })).toThrow("purchases: 6 rows, 5 of shopper");
    expect(() => byShopper({ ...log, paid: [1, 1, -1, 1, 1] })).toThrow(
      "purchases: paid needs money of 0 or more, got -1 at 2",
    );
    expect(() => byShopper({ ...log, shopper: [0, 1, 2, 0.5, 1] })).toThrow("shopper needs whole numbers from 0");
    expect(() => byShopper({ ...log, day: [0, 1, Number.NaN, 0, 1] })).toThrow(
      "day needs finite numbers, got NaN at 2",
    );
    expect(() => byShopper({ ...log, units: [1, 1, 1, 1, 0] })).toThrow("units needs numbers above 0, got 0 at 4");
  });
});
