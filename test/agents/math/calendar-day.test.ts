import { expect, test } from "vitest";
import { monthOf, weekdayOf } from "../../../agents/math/calendar-day.js";

test.each([
  ["Thu 1970-01-01", 0, 3, 0],
  ["Wed 1969-12-31", -1, 2, 11],
  ["Mon 1992-06-15", 8201, 0, 5],
  ["Tue 2000-02-29", 11016, 1, 1],
  ["Thu 2026-12-31", 20818, 3, 11],
  ["Mon 2100-03-01", 47541, 0, 2],
])("%s (Python's datetime)", (_, day, weekday, month) => {
  expect(weekdayOf(day)).toBe(weekday);
  expect(monthOf(day)).toBe(month);
});

test("every day of 1900 to 2100 has the weekday and month that JavaScript's dates have", () => {
  for (let day = -25567; day < 47847; day++) {
    const date = new Date(day * 86_400_000);
    if (monthOf(day) !== date.getUTCMonth() || weekdayOf(day) !== (date.getUTCDay() + 6) % 7)
      expect.fail(`day ${day}: month ${monthOf(day)}, weekday ${weekdayOf(day)}, ${date.toISOString()}`);
  }
});
