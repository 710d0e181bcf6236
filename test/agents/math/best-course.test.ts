import { describe, expect, it } from "vitest";
import { bestCourse } from "../../../agents/math/best-course.js";
import { createRng } from "../../../agents/math/rng.js";

describe("worked by hand", () => {
  it("rests today to run tomorrow: a run pays 3, but only after a rest, and the last day pays double", () => {
    const { value, choices, states } = bestCourse<"fresh" | "tired">({
      periods: 3,
      start: "fresh",
      choices: (_, state) => (state === "fresh" ? [0, 1] : [0]),
      step: (day, _, run) => ({ reward: run * 3 * (day === 2 ? 2 : 1), next: run === 1 ? "tired" : "fresh" }),
      key: (state) => state,
    });
    expect(value).toBe(9);
    expect([...choices]).toEqual([1, 0, 1]);
    expect(states).toBe(1 + 2 + 2 + 2);
  });

  it("refuses a state without a choice", () => {
    const blind = { periods: 1, start: 0, choices: () => [], step: () => ({ reward: 0, next: 0 }), key: String };
    expect(() => bestCourse(blind)).toThrow("bestCourse: needs a choice in every state, got none in period 0");
  });
});

it("is the best of all courses one by one, where what a choice pays hangs on the two before it", () => {
  const rng = createRng("courses");
  const pays = Float64Array.from({ length: 6 * 27 }, () => rng.normal());
  const payOf = (period: number, last: readonly number[], choice: number) =>
    pays[period * 27 + last[0] * 9 + last[1] * 3 + choice];
  const { value, choices } = bestCourse<readonly number[]>({
    periods: 6,
    start: [0, 0],
    choices: () => [0, 1, 2],
    step: (period, last, choice) => ({ reward: payOf(period, last, choice), next: [choice, last[0]] }),
    key: (last) => last.join(),
  });
  let best = Number.NEGATIVE_INFINITY;
  for (let course = 0; course < 3 ** 6; course++) {
    const digits = course.toString(3).padStart(6, "0").split("").map(Number);
    const sum = digits.reduce(
      (total, choice, t) => total + payOf(t, [digits[t - 1] ?? 0, digits[t - 2] ?? 0], choice),
      0,
    );
    if (sum > best) best = sum;
    if (digits.join() === choices.join()) expect(sum).toBeCloseTo(value, 12);
  }
  expect(value).toBeCloseTo(best, 12);
});
