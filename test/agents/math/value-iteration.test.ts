import { describe, expect, test } from "vitest";
import { policyValue, valueIteration } from "../../../agents/math/value-iteration.js";
import { finiteProcess } from "../../../envs/finite-env.js";
import { frozenLakeProcess } from "../../../envs/frozen-lake.js";
import { markdownProcess } from "../../../envs/markdown-pricing.js";
import { taxiProcess } from "../../../envs/taxi.js";
import { windyGridProcess } from "../../../envs/windy-grid.js";

/** Stay for 1 a step, or leave for 5 at once. */
const stayOrLeave = finiteProcess(1, 2, [0], (_, action) => [
  { probability: 1, next: 0, reward: action === 0 ? 1 : 5, ends: action === 1 },
]);

test("by hand: staying is worth 1 / (1 - discount), leaving 5", () => {
  expect(valueIteration(stayOrLeave, 0.9)).toMatchObject({ policy: Int32Array.of(0) });
  expect(valueIteration(stayOrLeave, 0.9).value[0]).toBeCloseTo(10, 9);
  expect(valueIteration(stayOrLeave, 0.5)).toMatchObject({ value: Float64Array.of(5), policy: Int32Array.of(1) });
});

test("by hand: with three steps to go it stays twice and then leaves", () => {
  expect(valueIteration(stayOrLeave, 1, { horizon: 3 }).value[0]).toBe(7);
  expect(policyValue(stayOrLeave, Int32Array.of(0), 1, 3)[0]).toBe(3);
});

test("a process that never settles is refused", () => {
  expect(() => valueIteration(stayOrLeave, 1)).toThrow(RangeError);
});

describe("against the reference table", () => {
  test("FrozenLake 4x4: .542026 at discount .99; .744190 within 100 steps, and .740165 by its stationary policy", () => {
    const lake = frozenLakeProcess();
    const stationary = valueIteration(lake, 0.99);
    expect(stationary.value[0]).toBeCloseTo(0.542026, 6);
    expect(valueIteration(lake, 1, { horizon: 100 }).value[0]).toBeCloseTo(0.74419, 6);
    expect(policyValue(lake, stationary.policy, 1, 100)[0]).toBeCloseTo(0.740165, 6);
  });

  test("Taxi: 7.93 in mean over its 300 starts", () => {
    const town = taxiProcess();
    const { value } = valueIteration(town, 1);
    expect(value.reduce((sum, v, state) => sum + v * town.start[state], 0)).toBeCloseTo(7.93, 10);
    expect(town.start.filter((chance) => chance > 0)).toHaveLength(300);
  });

  test("the windy grid: -15", () => {
    expect(valueIteration(windyGridProcess(), 1).value[30]).toBe(-15);
  });

  test.each([
    [20, false, 141.897497],
    [20, true, 140.339084],
    [15, false, 121.144],
    [15, true, 119.812563],
  ])("markdown pricing of %i units over 50 periods, markdowns only: %s, is worth %f", (stock, markdownOnly, value) => {
    const season = markdownProcess({ stock, markdownOnly });
    const start = season.start.findIndex((chance) => chance > 0);
    expect(valueIteration(season, 1).value[start]).toBeCloseTo(value, 6);
  });
});
