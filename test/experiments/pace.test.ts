import { expect, test } from "vitest";
import { createPace } from "../../experiments/pace.js";

function withClock(lanes: number) {
  let time = 0;
  const pace = createPace({ lanes: () => lanes, now: () => time });
  return {
    pace,
    at: (ms: number) => {
      time = ms;
    },
  };
}

test("nothing is said before the first cell", () => {
  const { pace } = withClock(2);
  expect(pace.rate()).toBeNull();
  expect(pace.secondsLeft(["a"])).toBeNull();
});

test("the rate is that of the last ten seconds", () => {
  const { pace, at } = withClock(1);
  at(2000);
  pace.simulated(1000);
  expect(pace.rate()).toBe(500);
  at(4000);
  pace.simulated(3000);
  expect(pace.rate()).toBe(1000);
  at(13_000);
  expect(pace.rate()).toBe(300);
  at(15_000);
  expect(pace.rate()).toBeNull();
});

test("the time left is what like cells took, shared between the lanes", () => {
  const { pace } = withClock(2);
  pace.took("slow", 4000);
  pace.took("slow", 2000);
  pace.took("fast", 600);
  expect(pace.secondsLeft(["slow", "slow", "fast"])).toBeCloseTo((3 + 3 + 0.6) / 2, 12);
  // one cell fills one lane only
  expect(pace.secondsLeft(["slow"])).toBeCloseTo(3, 12);
  // unknown kinds take what all took in the mean
  expect(pace.secondsLeft(["new"])).toBeCloseTo(2.2, 12);
  expect(pace.secondsLeft([])).toBe(0);
});

test("what was not seen yet takes what its work would, at the pace of all that was", () => {
  const pace = createPace({ lanes: () => 1, work: (kind) => ({ small: 1, large: 10 })[kind] ?? 4 });
  expect(pace.expected("small")).toBeNull();
  pace.took("small", 300);
  pace.took("small", 100);
  // 400 ms for two units of work
  expect(pace.expected("small")).toBe(200);
  expect(pace.expected("large")).toBe(2000);
  pace.took("large", 800);
  expect(pace.expected("large")).toBe(800);
  expect(pace.expected("other")).toBeCloseTo((4 * 1200) / 12, 12);
});
