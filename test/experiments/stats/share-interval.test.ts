import { expect, test } from "vitest";
import { shareInterval } from "../../../experiments/stats/share-interval.js";

test("Wilson's interval by hand at half of four", () => {
  const z2 = 1.959963984540054 ** 2;
  const half = Math.sqrt(z2) * Math.sqrt(1 / 16 + z2 / 64);
  const [low, high] = shareInterval(2, 4);
  expect(low).toBeCloseTo((0.5 + z2 / 8 - half) / (1 + z2 / 4), 14);
  expect(high).toBeCloseTo((0.5 + z2 / 8 + half) / (1 + z2 / 4), 14);
});

test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("as Newcombe (1998), table I, method 3, has it: %d of %d", (successes, trials, low, high) => {
  const interval = shareInterval(successes, trials);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

test("ends at 0 and 1 exactly where nothing or everything succeeded, and refuses what is no share", () => {
  expect(shareInterval(0, 20)[0]).toBe(0);
  expect(shareInterval(20, 20)[1]).toBe(1);
  expect(() => shareInterval(3, 2)).toThrow("got 3 of 2");
  expect(() => shareInterval(0, 0)).toThrow("got 0 of 0");
});
