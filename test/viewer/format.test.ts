import { expect, it } from "vitest";
import { clock, dateOf, exactMoney, money, percent, rounded, signedMoney } from "../../viewer/format.js";

it("rounds to three significant digits with thousands apart", () => {
  expect([0, 7, 134, 1234.5, 1_234_567, 0.12345].map(rounded)).toEqual([
    "0",
    "7",
    "134",
    "1,230",
    "1,230,000",
    "0.123",
  ]);
});

it("writes money with its digits, its sign, and the minus before the sign", () => {
  expect([0, 22, -22, 1234.5, 0.5].map((amount) => money("$", amount))).toEqual([
    "$0",
    "$22.0",
    "−$22.0",
    "$1,230",
    "$0.500",
  ]);
  expect([5, -5, 0].map((amount) => signedMoney("$", amount))).toEqual(["+$5.00", "−$5.00", "$0"]);
});

it("writes exact money to the cent, and no minus before a zero", () => {
  expect([1234.5, -0.07, -0.001].map((amount) => exactMoney("€", amount))).toEqual(["€1,234.50", "−€0.07", "€0.00"]);
});

it("writes shares in per cent and seconds as a clock does", () => {
  expect([0, 0.345, 1].map(percent)).toEqual(["0%", "35%", "100%"]);
  expect([0, 38.4, 61, 3600, 5025, -3].map(clock)).toEqual(["0:00", "0:38", "1:01", "1:00:00", "1:23:45", "0:00"]);
});

it("knows the date of a day, whatever the reader's time zone and the summer time", () => {
  expect(dateOf("2026-01-05", 0)).toBe("Mon 5 Jan 2026");
  expect(dateOf("2026-01-05", 57)).toBe("Tue 3 Mar 2026");
  expect(dateOf("2024-02-28", 1)).toBe("Thu 29 Feb 2024");
  expect(dateOf("2026-03-28", 1)).toBe("Sun 29 Mar 2026");
  expect(dateOf("2026-12-31", 1)).toBe("Fri 1 Jan 2027");
});
