import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  associationRules,
  fitAssociationRules,
  loadAssociationRules,
} from "../../../../agents/models/recommend/association-rules.js";
import { frequentItemsets } from "../../../../agents/models/recommend/frequent-itemsets.js";
import { fitItemKnn } from "../../../../agents/models/recommend/item-knn.js";
import { groceries, groceriesFile } from "./groceries.js";
import { allScores, basketsOf } from "./tables.js";

const baskets = [[0, 1], [0, 1, 2], [0, 2], [1], [0, 1, 3]];
const five = basketsOf(4, baskets);

test("sets in two of five baskets, by hand", () => {
  expect(frequentItemsets(five.byUser, 4, { support: 0.4 })).toEqual([
    { items: [0], count: 4 },
    { items: [1], count: 4 },
    { items: [2], count: 2 },
    { items: [0, 1], count: 3 },
    { items: [0, 2], count: 2 },
  ]);
  expect(frequentItemsets(five.byUser, 4, { support: 0.4, longest: 1 })).toHaveLength(3);
});

test("rules by hand: confidence, lift, the surest first", () => {
  const rules = associationRules(frequentItemsets(five.byUser, 4, { support: 0.4 }), 5, 0.6);
  expect(rules).toEqual([
    { from: [2], to: 0, count: 2, support: 0.4, confidence: 1, lift: 5 / 4 },
    { from: [0], to: 1, count: 3, support: 0.6, confidence: 0.75, lift: (0.75 * 5) / 4 },
    { from: [1], to: 0, count: 3, support: 0.6, confidence: 0.75, lift: (0.75 * 5) / 4 },
  ]);
});

test("a user's items fulfil rules; the surest that leads to an item is its score", () => {
  const model = fitAssociationRules(five, { support: 0.2, confidence: 0 });
  // user 2 has 0 and 2: of those with 0, three of four have 1; with 2, one of two; with both, one of two
  expect(model.score(2, 1)).toBe(0.75);
  expect(model.reasons(2, 1, 9)).toEqual([
    { of: "rule", which: [0], weight: 0.75 },
    { of: "rule", which: [2], weight: 0.5 },
    { of: "rule", which: [0, 2], weight: 0.5 },
  ]);
  expect(model.score(2, 3)).toBe(0.25);
  const again = loadAssociationRules(structuredClone(model.save()));
  for (let user = 0; user < 5; user++) expect(allScores(again, user)).toEqual(allScores(model, user));
});

test("supports and confidences out of range and too many sets are refused", () => {
  expect(() => frequentItemsets(five.byUser, 4, { support: 0 })).toThrow(
    "needs a support above 0 and at most 1, got 0",
  );
  expect(() => frequentItemsets(five.byUser, 4, { support: 0.2, most: 3 })).toThrow("more than 3 sets reach 0.2 of 5");
  expect(() => fitAssociationRules(five, { support: 0.2, confidence: 2 })).toThrow(
    "needs a confidence from 0 to 1, got 2",
  );
});

test("of any baskets, the sets and counts are those that counting every set gives", () => {
  const basket = fc.uniqueArray(fc.nat(5), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(basket, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (rows, fewest) => {
      const wanted = new Map<string, number>();
      for (let set = 1; set < 64; set++) {
        const items = [0, 1, 2, 3, 4, 5].filter((item) => set & (1 << item));
        const count = rows.filter((row) => items.every((item) => row.includes(item))).length;
        if (count >= fewest) wanted.set(items.join(), count);
      }
      const support = Math.min(1, fewest / rows.length);
      const found = frequentItemsets(basketsOf(6, rows).byUser, 6, { support });
      if (fewest <= rows.length)
        expect(new Map(found.map(({ items, count }) => [items.join(), count]))).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});

describe.skipIf(!existsSync(groceriesFile))("the groceries of arules (skipped without ../shared)", () => {
  const { interactions, place, name } = groceries();

  test("whole milk is in 2513 of 9835 baskets, with other vegetables in 736, at a lift of 1.513634 and a cosine of .336560", () => {
    const sets = frequentItemsets(interactions.byUser, interactions.items, { support: 0.05, longest: 2 });
    const countOf = (...names: string[]) => {
      const wanted = names
        .map(place)
        .sort((a, b) => a - b)
        .join();
      return sets.find(({ items }) => items.join() === wanted)?.count;
    };
    expect(interactions.users).toBe(9835);
    expect(countOf("whole milk")).toBe(2513);
    expect(countOf("whole milk", "other vegetables")).toBe(736);
    const rule = associationRules(sets, 9835, 0).find(
      ({ from, to }) => from.join() === String(place("whole milk")) && to === place("other vegetables"),
    );
    expect(rule?.lift).toBeCloseTo(1.513634, 6);
    const knn = fitItemKnn(interactions, { measure: "cosine", over: "all", values: "purchases" });
    const milk = knn.nearest(place("whole milk"), 40).find(({ item }) => item === place("other vegetables"));
    expect(milk?.score).toBeCloseTo(0.33656, 6);
    const nearest = knn.nearest(place("butter"), 3).map(({ item, score }) => `${name(item)} ${score.toFixed(6)}`);
    expect(nearest).toEqual(["whole milk 0.231566", "other vegetables 0.193441", "yogurt 0.166528"]);
  });

  test("463 rules at a support of .006 and a confidence of .25, as arules finds (Lantz 2013, Machine Learning with R, chapter 8)", () => {
    const { rules } = fitAssociationRules(interactions, { support: 0.006, confidence: 0.25 });
    expect([2, 3, 4].map((n) => rules.filter(({ from }) => from.length + 1 === n).length)).toEqual([150, 297, 16]);
    const best = rules.reduce((a, b) => (b.lift > a.lift ? b : a));
    expect([best.from.map(name), name(best.to)]).toEqual([["herbs"], "root vegetables"]);
    expect(best.support).toBeCloseTo(0.00701576, 8);
    expect(best.confidence).toBeCloseTo(0.43125, 8);
    expect(best.lift).toBeCloseTo(3.956477, 6);
  });

  test("5,668 rules at .001 and .5, 410 of them at .8, by length as arules finds (Hahsler and Chelluboina, vignette of arulesViz)", () => {
    const { rules } = fitAssociationRules(interactions, { support: 0.001, confidence: 0.5 });
    const lengths = (some: typeof rules) =>
      [2, 3, 4, 5, 6].map((n) => some.filter(({ from }) => from.length + 1 === n).length);
    expect(lengths(rules)).toEqual([11, 1461, 3211, 939, 46]);
    expect(lengths(rules.filter(({ confidence }) => confidence >= 0.8))).toEqual([0, 29, 229, 140, 12]);
  });
});
