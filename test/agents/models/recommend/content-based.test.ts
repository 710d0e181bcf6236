import { expect, test } from "vitest";
import { fitContentBased, loadContentBased } from "../../../../agents/models/recommend/content-based.js";
import { allScores, tableOf } from "./tables.js";

const attributes = {
  names: ["coffee", "cereal", "price"],
  // prices as deviations from their mean, in standard deviations
  values: Float64Array.of(1, 0, -1, 1, 0, 1, 0, 1, 0, 1, 0, 0.5),
};
const bought = tableOf([
  [2, null, null, null],
  [null, 1, 1, null],
  [null, null, null, null],
]);

test("a taste and its cosines by hand: rare attributes weigh ln(items / (1 + having)) + 1", () => {
  const model = fitContentBased(bought, attributes);
  const coffee = Math.log(4 / 4) + 1;
  const cereal = Math.log(4 / 2) + 1;
  const first = [coffee, -1];
  const last = [coffee, 0.5];
  const dot = first[0] * last[0] + first[1] * last[1];
  expect(model.score(0, 3)).toBeCloseTo(dot / (Math.hypot(...first) * Math.hypot(...last)), 12);
  expect(model.score(0, 0)).toBeCloseTo(1, 12);
  expect(model.score(0, 2)).toBe(0);
  // user 1 took a dear coffee and a cereal: each of length 1 in her taste
  const second = [coffee, 1];
  const length = Math.hypot(...second);
  const taste = [second[0] / length, 1, second[1] / length];
  expect(model.score(1, 2)).toBeCloseTo(1 / Math.hypot(...taste), 12);
  expect(cereal).toBeGreaterThan(coffee);
});

test("the reasons are what each attribute adds to the cosine", () => {
  const model = fitContentBased(bought, attributes);
  const reasons = model.reasons(0, 3, 9);
  expect(reasons.map(({ which }) => which[0])).toEqual([0, 2]);
  expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(model.score(0, 3), 12);
  expect(model.reasons(0, 3, 1)).toHaveLength(1);
});

test("of who took nothing it knows nothing", () => {
  const model = fitContentBased(bought, attributes);
  expect(allScores(model, 2)).toEqual([0, 0, 0, 0]);
  expect(model.reasons(2, 0, 3)).toEqual([]);
});

test("a saved model says the same to the bit, and attributes of other items are refused", () => {
  const model = fitContentBased(bought, attributes);
  const again = loadContentBased(structuredClone(model.save()));
  for (const user of [0, 1, 2]) expect(allScores(again, user)).toEqual(allScores(model, user));
  expect(() => fitContentBased(bought, { names: ["coffee"], values: new Float64Array(3) })).toThrow(
    "needs at least 1 attribute of each of 4 items, got 1 attributes and 3 values",
  );
});
