import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { probabilityOfImprovement } from "../../../experiments/stats/improvement.js";
import { policy } from "./seed-fixtures.js";

const scores = (...values: number[]) => policy("any", values).scores;

describe("probability of improvement", () => {
  test("counts all pairs of seeds, ties half", () => {
    expect(probabilityOfImprovement([scores(1, 3)], [scores(1, 2)])).toBe((0.5 + 0 + 1 + 1) / 4);
  });

  test("is the mean over tasks, whatever their number of seeds", () => {
    expect(probabilityOfImprovement([scores(1), scores(0, 0, 0)], [scores(0), scores(1, 1)])).toBe(0.5);
  });

  test("takes no part of a task that is not there", () => {
    expect(() => probabilityOfImprovement([], [])).toThrow("0 tasks against 0");
    expect(() => probabilityOfImprovement([scores(1)], [scores(1), scores(2)])).toThrow("1 tasks against 2");
  });

  test("one way and the other sum to one", () => {
    const some = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(some, some, (x, y) => {
        const there = probabilityOfImprovement([scores(...x)], [scores(...y)]);
        const back = probabilityOfImprovement([scores(...y)], [scores(...x)]);
        expect(there + back).toBeCloseTo(1, 12);
      }),
    );
  });
});
