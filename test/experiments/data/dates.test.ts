import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateOrderOf, dateText, parseDate } from "../../../experiments/data/dates.js";

describe("dates, worked by hand", () => {
  const day = 17_229; // 2017-03-04: 47 years and 12 leap days, then 31 + 28 + 3
  test.each<[string, number]>([
    ["1970-01-01", 0],
    ["1969-12-31", -1],
    ["2017-03-04", day],
    ["2017/3/4", day],
    ["2017.03.04", day],
    ["20170304", day],
    ["4-Mar-2017", day],
    ["4 March 2017", day],
    ["2017-03-04 06:00", day + 0.25],
    ["2017-03-04T06:00:00Z", day + 0.25],
    ["2017-03-04T06:00:00+06:00", day],
    ["2017-03-03 18:00:00-0600", day],
    ["2017-03-04 12:00:00.500", day + 0.5 + 0.5 / 86_400],
    ["2017-03-04 12:00:00 UTC", day + 0.5],
    [String(day * 86_400), day],
    [String(day * 86_400_000), day],
    [String(day * 86_400_000_000), day],
  ])("%s", (text, days) => {
    expect(parseDate(text)).toBeCloseTo(days, 9);
  });

  test.each([
    "",
    "soon",
    "2017",
    "2017-13-01",
    "2017-02-29",
    "2017-00-10",
    "2017-03-04x",
    "2017-03/04",
    "20171301",
    "3/4/17",
    "3/4/2017",
    "2017-03-04 25:00",
    "12",
    "1.5",
  ])("%j is none", (text) => {
    expect(parseDate(text)).toBeNaN();
  });

  test("3/4/2017 is the third of April or the fourth of March, as told", () => {
    expect(dateText(parseDate("3/4/2017", "dmy"))).toBe("2017-04-03");
    expect(dateText(parseDate("3/4/2017", "mdy"))).toBe("2017-03-04");
    expect(dateText(parseDate("3/4/2017 18:30", "mdy"))).toBe("2017-03-04 18:30:00");
    expect(parseDate("13/4/2017", "mdy")).toBeNaN();
  });

  test("what a date tells about the order", () => {
    expect(["13/4/2017", "4/13/2017", "3/4/2017", "4/4/2017", "31/31/2017", "2017-03-04"].map(dateOrderOf)).toEqual([
      "dmy",
      "mdy",
      "either",
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("laws", () => {
  test("a day is written and read back as itself, in every notation", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (days) => {
        const iso = dateText(days);
        const [year, month, day] = iso.split("-");
        expect(parseDate(iso)).toBe(days);
        expect(parseDate(`${year}${month}${day}`)).toBe(days);
        expect(parseDate(`${day}/${month}/${year}`, "dmy")).toBe(days);
        expect(parseDate(`${month}-${day}-${year}`, "mdy")).toBe(days);
      }),
    );
  });
});
