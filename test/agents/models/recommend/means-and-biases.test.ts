import { expect, test } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitBiases, loadBiases } from "../../../../agents/models/recommend/biases.js";
import { fitItemMean, loadItemMean } from "../../../../agents/models/recommend/item-mean.js";
import { fitPopularity, loadPopularity } from "../../../../agents/models/recommend/popularity.js";
import { topItems } from "../../../../agents/models/recommend/recommender.js";
import { allScores, tableOf } from "./tables.js";

const ratings = tableOf([
  [5, 3, null, null],
  [4, null, 2, null],
]);

test("popularity counts users, whoever asks", () => {
  const model = fitPopularity(ratings);
  expect(allScores(model, 1)).toEqual([2, 1, 1, 0]);
  expect(topItems(model, ratings, 0, { count: 4, again: true }).map(({ item }) => item)).toEqual([0, 1, 2, 3]);
  expect(model.reasons(0, 0, 1)).toEqual([{ of: "buyers", which: [], weight: 2 }]);
  expect(allScores(loadPopularity(structuredClone(model.save())), 1)).toEqual([2, 1, 1, 0]);
});

test("an item's mean rating, and the mean of all where it has none", () => {
  const model = fitItemMean(ratings);
  expect(allScores(model, 0)).toEqual([4.5, 3, 2, 3.5]);
  expect(allScores(loadItemMean(structuredClone(model.save())), 0)).toEqual([4.5, 3, 2, 3.5]);
});

test("one round of biases by hand: items first, then users by what items leave", () => {
  const model = fitBiases(ratings, { userRidge: 15, itemRidge: 10, rounds: 1 });
  // mean 3.5; items: (1.5 + .5) / 12, -.5 / 11, -1.5 / 11, none
  const [b0, b1, b2] = [2 / 12, -0.5 / 11, -1.5 / 11];
  const user0 = (1.5 - b0 - 0.5 - b1) / 17;
  expect(model.score(0, 0)).toBeCloseTo(3.5 + b0 + user0, 14);
  expect(model.score(0, 2)).toBeCloseTo(3.5 + b2 + user0, 14);
  expect(model.score(0, 3)).toBeCloseTo(3.5 + user0, 14);
  expect(model.reasons(0, 2, 2)).toEqual([
    { of: "bias", which: [0], weight: 3.5 },
    { of: "bias", which: [2], weight: b2 },
  ]);
});

test("rounds end where both sides' equations hold", () => {
  const model = fitBiases(ratings, { userRidge: 2, itemRidge: 1, rounds: 200 });
  const state = model.save() as { mean: number; ofUser: Float64Array; ofItem: Float64Array };
  const { mean, ofUser: u, ofItem: i } = state;
  expect(i[0] * 3).toBeCloseTo(5 - mean - u[0] + (4 - mean - u[1]), 12);
  expect(u[1] * 4).toBeCloseTo(4 - mean - i[0] + (2 - mean - i[2]), 12);
  expect(allScores(loadBiases(structuredClone(state)), 1)).toEqual(allScores(model, 1));
});

test("nothing to learn from and ridges below 0 are refused", () => {
  expect(() => fitBiases(tableOf([[null]]))).toThrow("biases: needs at least 1 rating, got 0");
  expect(() => fitBiases(ratings, { userRidge: -1 })).toThrow("biases: needs ridges from 0");
});

test("biases of made ratings are found within their noise", () => {
  const rng = createRng("biases");
  const users = Array.from({ length: 80 }, () => rng.normal());
  const items = Array.from({ length: 60 }, () => rng.normal());
  const table = tableOf(
    users.map((own) => items.map((b) => (rng.uniform() < 0.7 ? 3 + own + b + 0.3 * rng.normal() : null))),
  );
  const state = fitBiases(table, { userRidge: 0, itemRidge: 0, rounds: 50 }).save() as { ofUser: Float64Array };
  const found = [...state.ofUser];
  const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [centre, centreFound] = [meanOf(users), meanOf(found)];
  const errors = users.map((own, u) => found[u] - centreFound - (own - centre));
  // standard error of a user's bias: .3 over the root of 42 ratings, .046; the mean square of 80 of them lies within a fifth
  expect(Math.sqrt(meanOf(errors.map((error) => error * error)))).toBeLessThan(0.046 * 1.2);
});
