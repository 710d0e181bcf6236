import { describe, expect, test } from "vitest";
import { cellReader, expectedCell, isPlainNumber, listItems } from "../../../experiments/data/cells.js";

describe("cells, worked by hand", () => {
  test("a number is what files write as one, within its bounds", () => {
    const number = cellReader({ type: "number" });
    expect([" 1.5 ", "-.5", "+3", "1e3", "007"].map(number)).toEqual([1.5, -0.5, 3, 1000, 7]);
    expect(["", "NA", "null", "NaN"].map(number)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    for (const cell of ["x", "1,5", "$3", "0x1F", "0b1", "Infinity", "1e999", "1 2", "--1", "e5"])
      expect(number(cell)).toBeUndefined();
    const share = cellReader({ type: "number", low: 0, high: 1, aboveZero: true });
    expect(["0", "0.5", "1", "1.01", "-1"].map(share)).toEqual([undefined, 0.5, 1, undefined, undefined]);
    expect(["2", "2.0", "2.5", "1e300"].map(cellReader({ type: "whole" }))).toEqual([2, 2, undefined, undefined]);
  });

  test("a flag is 0 or 1 in many words", () => {
    expect(["1", "0", "TRUE", "no", "Y", "", "2"].map(cellReader({ type: "flag" }))).toEqual([
      1,
      0,
      1,
      0,
      1,
      Number.NaN,
      undefined,
    ]);
  });

  test("a text with known spellings is in small letters under its own name, others as they are", () => {
    expect([" NA ", "Tea"].map(cellReader({ type: "text" }))).toEqual(["NA", "Tea"]);
    expect(["PV", " Cart"].map(cellReader({ type: "text", spellings: { pv: "view" } }))).toEqual(["view", "cart"]);
  });

  test("a date is looked up when it comes again, and no empty one is kept for a bad one", () => {
    const date = cellReader({ type: "date" });
    expect(["1970-01-02", "1970-01-02", "", "soon", "soon"].map(date)).toEqual([
      1,
      1,
      Number.NaN,
      undefined,
      undefined,
    ]);
  });

  test("what was expected is told with its bounds", () => {
    expect(expectedCell({ type: "whole", low: 0, high: 23 })).toBe("a whole number of at least 0 and of at most 23");
    expect(expectedCell({ type: "number", low: 0, aboveZero: true })).toBe("a number above 0");
    expect(expectedCell({ type: "number" })).toBe("a number");
    expect(expectedCell({ type: "date" }, "mdy")).toBe("a date, month before day");
  });

  test("a list is separated by commas, else semicolons or bars, with or without brackets and quotes", () => {
    expect(listItems("a, b,,c ")).toEqual(["a", "b", "c"]);
    expect(listItems(`["a b", 'c']`)).toEqual(["a b", "c"]);
    expect(listItems("a;b")).toEqual(["a", "b"]);
    expect(listItems("a|b")).toEqual(["a", "b"]);
    expect(listItems(" [] ")).toEqual([]);
  });

  test("a plain number loses nothing by being one", () => {
    expect(["7", "-7.5", "1e3", ".5"].filter(isPlainNumber)).toHaveLength(4);
    expect(["007", "12345678901234567", "1,5", "", "x", "0x1"].filter(isPlainNumber)).toEqual([]);
  });
});
