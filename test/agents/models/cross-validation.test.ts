import { describe, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { type Candidate, crossValidate } from "../../../agents/models/cross-validation.js";
import { salesColumn } from "../../../agents/models/design.js";
import { salesRows } from "./sales-rows.js";

/** Tells the mean of the units it was fitted to. */
const mean: Candidate = {
  name: "mean",
  fit(data) {
    const units = salesColumn(data, "units");
    const told = units.reduce((sum, count) => sum + count, 0) / units.length;
    return (asked) => new Float64Array(asked.rows).fill(told);
  },
};
const zero: Candidate = { name: "zero", fit: () => (asked) => new Float64Array(asked.rows) };

describe("worked by hand", () => {
  const data = salesRows({ units: [2, 4, 6, 12] });

  test("in time: the second block is told by the first, and so on; never the other way", () => {
    const [score] = crossValidate(data, [mean], { kind: "in time", blocks: 4 });
    // 4 told as 2, 6 as 3, 12 as 4
    expect(score.loss).toBeCloseTo((2 + 3 + 8) / 3, 12);
    expect(score.wape).toBeCloseTo(13 / 22, 12);
    const [squared] = crossValidate(data, [mean], { kind: "in time", blocks: 2 }, "squared");
    // 6 and 12 told as 3
    expect(squared.loss).toBeCloseTo((9 + 81) / 2, 12);
  });

  test("at random: every row is held out once, told by all others where there are as many parts as rows", () => {
    const [score] = crossValidate(data, [mean], { kind: "random", parts: 4, rng: createRng("one out") });
    expect(score.loss).toBeCloseTo((22 / 3 - 2 + (20 / 3 - 4) + 0 + (12 - 4)) / 4, 12);
    // errors 16/3, 8/3, 0 and 8 about their mean of 4
    expect(score.standardError).toBeCloseTo(Math.sqrt((16 / 9 + 16 / 9 + 16 + 16) / 3 / 4), 12);
  });

  test("the best stands first, and one that cannot be fitted last, with its reason", () => {
    const broken: Candidate = {
      name: "broken",
      fit: () => {
        throw new RangeError("too few rows");
      },
    };
    const scores = crossValidate(data, [broken, zero, mean], { kind: "in time", blocks: 2 });
    expect(scores.map(({ name }) => name)).toEqual(["mean", "zero", "broken"]);
    expect(scores[2]).toMatchObject({ loss: Infinity, fault: "too few rows" });
  });
});

describe("laws", () => {
  test("equal seeds give equal folds, rows of a day stay together", () => {
    const data = salesRows({ units: Array.from({ length: 40 }, (_, row) => 1 + ((row * 7) % 11)) });
    const score = (seed: string) =>
      crossValidate(data, [mean], { kind: "random", parts: 5, rng: createRng(seed) })[0].loss;
    expect(score("a")).toBe(score("a"));
    expect(score("a")).not.toBe(score("b"));
    const twoShops = { ...data, day: data.day.map((_, row) => Math.floor(row / 2)) };
    const seen: number[][] = [];
    const spy: Candidate = {
      name: "spy",
      fit: (told) => (asked) => {
        seen.push([Math.max(...told.day), Math.min(...asked.day)]);
        return new Float64Array(asked.rows);
      },
    };
    crossValidate(twoShops, [spy], { kind: "in time", blocks: 4 });
    expect(seen).toHaveLength(3);
    for (const [last, first] of seen) expect(last).toBeLessThan(first);
  });

  test("too many parts are refused", () => {
    const data = salesRows({ units: [1, 2] });
    expect(() => crossValidate(data, [mean], { kind: "in time", blocks: 3 })).toThrow(
      "needs from 2 to 2 blocks, got 3",
    );
    const oneDay = { ...salesRows({ units: [1, 2, 3] }), day: new Float64Array(3) };
    expect(() => crossValidate(oneDay, [mean], { kind: "in time", blocks: 2 })).toThrow("needs at least 2 days");
  });
});
