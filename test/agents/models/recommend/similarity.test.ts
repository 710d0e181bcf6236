import { expect, test } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { createInteractions } from "../../../../agents/models/recommend/interactions.js";
import {
  cosine,
  createSimilarityIndex,
  type SimilarityOptions,
  similarity,
} from "../../../../agents/models/recommend/similarity.js";
import { tableOf } from "./tables.js";

test("cosines of users in a table of 3 by 4, as 1/sqrt 6 and 2/sqrt 6", () => {
  const table = [
    [1, 0, 0, 1],
    [1, 1, 0, 0],
    [1, 1, 1, 0],
  ];
  expect(cosine(table[0], table[2])).toBeCloseTo(0.408248, 6);
  expect(cosine(table[1], table[2])).toBeCloseTo(0.816497, 6);
  expect(cosine([0, 0], [1, 2])).toBe(0);
  expect(() => cosine([1], [1, 2])).toThrow("cosine: needs vectors of one length, got 1 and 2");
  const { byUser } = tableOf(table.map((row) => row.map((cell) => cell || null)));
  expect(similarity(byUser, 4, 0, 2, { measure: "cosine", over: "all" })).toBeCloseTo(1 / Math.sqrt(6), 15);
  expect(similarity(byUser, 4, 1, 2, { measure: "cosine", over: "all" })).toBeCloseTo(2 / Math.sqrt(6), 15);
});

// common to both rows: (5, 3), (1, 2), (4, 4)
const { byUser, byItem } = tableOf([
  [5, 1, null, 4, 2],
  [3, 2, 5, 4, null],
  [null, null, 3, null, null],
  [3, 3, null, 3, null],
]);
const between = (a: number, b: number, options: SimilarityOptions) => similarity(byUser, 5, a, b, options);

test("over common columns, every measure as worked by hand", () => {
  expect(between(0, 1, { measure: "cosine", over: "common" })).toBeCloseTo(33 / Math.sqrt(42 * 29), 12);
  expect(between(0, 1, { measure: "msd", over: "common" })).toBeCloseTo(1 / (1 + 5 / 3), 12);
  // means 10/3 and 3: products 5/3 * 0 + -7/3 * -1 + 2/3 * 1
  expect(between(0, 1, { measure: "pearson", over: "common" })).toBeCloseTo(3 / Math.sqrt((78 / 9) * 2), 12);
});

test("over all columns what is missing counts as 0", () => {
  expect(between(0, 1, { measure: "cosine", over: "all" })).toBeCloseTo(33 / Math.sqrt(46 * 54), 12);
  expect(between(0, 1, { measure: "msd", over: "all" })).toBeCloseTo(1 / (1 + (5 + 25 + 4) / 5), 12);
  const product = 5 * 33 - 12 * 14;
  expect(between(0, 1, { measure: "pearson", over: "all" })).toBeCloseTo(
    product / Math.sqrt((5 * 46 - 144) * (5 * 54 - 196)),
    12,
  );
});

test("nothing in common, too little in common, and a constant row's correlation are 0", () => {
  for (const measure of ["cosine", "pearson", "msd"] as const) {
    expect(between(0, 2, { measure, over: "common" })).toBe(0);
    expect(between(0, 1, { measure, over: "common", fewestCommon: 4 })).toBe(0);
  }
  expect(between(0, 3, { measure: "pearson", over: "common" })).toBe(0);
});

test("one row against all is what each pair gives, for every measure, and leaves nothing for the next", () => {
  const rng = createRng("similarity");
  const rows = 300;
  const random = createInteractions(
    {
      users: 30,
      items: 20,
      user: Int32Array.from({ length: rows }, () => rng.int(30)),
      item: Int32Array.from({ length: rows }, () => rng.int(20)),
      value: Float64Array.from({ length: rows }, () => 1 + rng.int(5)),
      when: new Float64Array(rows),
    },
    "last",
  );
  const out = new Float64Array(30);
  for (const measure of ["cosine", "pearson", "msd"] as const) {
    for (const over of ["common", "all"] as const) {
      const options = { measure, over, fewestCommon: 2 };
      const index = createSimilarityIndex(random.byUser, random.byItem, options);
      for (let a = 0; a < 30; a++) {
        index.toAll(a, out);
        const pairs = Float64Array.from({ length: 30 }, (_, b) =>
          a === b ? 0 : similarity(random.byUser, 20, a, b, options),
        );
        expect(out).toEqual(pairs);
        expect(Math.max(...out)).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  }
});

test("items are compared as users are, with rows and columns swapped", () => {
  const items = { measure: "msd", over: "common" } as const;
  expect(similarity(byItem, 4, 0, 1, items)).toBeCloseTo(1 / (1 + (16 + 1 + 0) / 3), 12);
});
