import { expect, test } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitBiases } from "../../../../agents/models/recommend/biases.js";
import { fitFactorisation, loadFactorisation } from "../../../../agents/models/recommend/factorisation.js";
import { createInteractions, type Interactions } from "../../../../agents/models/recommend/interactions.js";
import { fitItemMean } from "../../../../agents/models/recommend/item-mean.js";
import type { Recommender } from "../../../../agents/models/recommend/recommender.js";
import { decodeState, encodeState } from "../../../../experiments/portable/state-codec.js";
import { allScores, tableOf } from "./tables.js";

interface Saved {
  mean: number;
  ofUser: Float64Array;
  ofItem: Float64Array;
  users: Float64Array;
  items: Float64Array;
}
const savedOf = (model: Recommender) => model.save().state as Saved;

test("one step by hand: biases first by the error, then both vectors by each other as they were", () => {
  const one = tableOf([[4, null]]);
  // mean 4, so that the error is what the vectors' product takes off
  const before = createRng("step");
  const [p0, p1, q0, q1] = Array.from({ length: 4 }, () => 0.1 * before.normal());
  const model = fitFactorisation(one, { factors: 2, epochs: 1, learningRate: 0.5, ridge: 0.02 }, createRng("step"));
  const { ofUser, ofItem, users, items } = savedOf(model);
  const error = -(p0 * q0 + p1 * q1);
  expect(ofUser[0]).toBeCloseTo(0.5 * error, 15);
  expect(ofItem[0]).toBeCloseTo(0.5 * error, 15);
  expect(users[0]).toBeCloseTo(p0 + 0.5 * (error * q0 - 0.02 * p0), 15);
  expect(items[1]).toBeCloseTo(q1 + 0.5 * (error * p1 - 0.02 * q1), 15);
  // nobody rated the second item: no bias, no vector
  expect(model.score(0, 1)).toBeCloseTo(4 + ofUser[0], 15);
  expect([...items.subarray(2)]).toEqual([0, 0]);
});

test("a rating is the mean, two biases and a product, and its reasons are these", () => {
  const ratings = tableOf([
    [5, 3, null],
    [4, null, 1],
  ]);
  const model = fitFactorisation(ratings, { factors: 3 }, createRng("reasons"));
  const reasons = model.reasons(1, 1, 99);
  expect(reasons).toHaveLength(6);
  expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(model.score(1, 1), 12);
  expect(reasons[0]).toEqual({ of: "bias", which: [0], weight: 3.25 });
});

test("a table of 4 by 4 is filled so that what is known comes back", () => {
  const known = [
    [5, 3, null, 1],
    [4, null, null, 1],
    [1, 1, null, 5],
    [null, 1, 5, 4],
  ];
  const model = fitFactorisation(tableOf(known), { factors: 2, epochs: 3000, learningRate: 0.02 }, createRng("four"));
  known.forEach((row, user) => {
    row.forEach((rating, item) => {
      if (rating !== null) expect(Math.abs(model.score(user, item) - rating)).toBeLessThan(0.35);
    });
  });
});

test("the same stream gives the same model, another a different one, and a saved one says the same to the bit", () => {
  const { train } = lowRank(40, 30, 0.5);
  const fitted = (seed: string) => fitFactorisation(train, { factors: 4 }, createRng(seed));
  expect(fitted("a").save()).toEqual(fitted("a").save());
  expect(allScores(fitted("a"), 3)).not.toEqual(allScores(fitted("b"), 3));
  const again = loadFactorisation(decodeState(JSON.parse(JSON.stringify(encodeState(fitted("a").save())))));
  expect(allScores(again, 3)).toEqual(allScores(fitted("a"), 3));
});

test("nothing to learn from, options out of range and a learning rate that diverges are refused", () => {
  const { train } = lowRank(10, 10, 0.9);
  expect(() => fitFactorisation(tableOf([[null]]), {}, createRng("x"))).toThrow("needs at least 1 rating, got 0");
  expect(() => fitFactorisation(train, { epochs: 0 }, createRng("x"))).toThrow("epochs from 1");
  expect(() => fitFactorisation(train, { learningRate: 5 }, createRng("x"))).toThrow(
    "needs a smaller learning rate, got 5",
  );
});

/** Ratings 3 + two biases + a product of two vectors of 2, with noise of .3; a part of the pairs is for training, the others for testing. */
function lowRank(users: number, items: number, part: number) {
  const rng = createRng("low rank");
  const draw = (count: number) => Array.from({ length: count }, () => [rng.normal(), rng.normal(), 0.4 * rng.normal()]);
  const [p, q] = [draw(users), draw(items)];
  const train: [number, number, number][] = [];
  const test: [number, number, number][] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      const rating = 3 + p[u][2] + q[i][2] + p[u][0] * q[i][0] + p[u][1] * q[i][1] + 0.3 * rng.normal();
      (rng.uniform() < part ? train : test).push([u, i, rating]);
    }
  }
  const column = (at: number) => train.map((row) => row[at]);
  const made: Interactions = createInteractions(
    {
      users,
      items,
      user: Int32Array.from(column(0)),
      item: Int32Array.from(column(1)),
      value: Float64Array.from(column(2)),
      when: new Float64Array(train.length),
    },
    "last",
  );
  return { train: made, test };
}

const rootMeanSquare = (model: Recommender, test: readonly [number, number, number][]) =>
  Math.sqrt(test.reduce((sum, [u, i, r]) => sum + (model.score(u, i) - r) ** 2, 0) / test.length);

test("made ratings of two tastes: factors halve the error that means and biases leave, down to near the noise", () => {
  const { train, test: held } = lowRank(200, 150, 0.4);
  const mean = rootMeanSquare(fitItemMean(train), held);
  const biases = rootMeanSquare(fitBiases(train), held);
  const options = { factors: 2, epochs: 120, learningRate: 0.01 };
  const factors = rootMeanSquare(fitFactorisation(train, options, createRng("fit")), held);
  expect(biases).toBeLessThan(mean);
  expect(factors).toBeLessThan(biases / 2);
  // noise .3, and four numbers of a user learnt from 60 ratings, of an item from 80: .3 sqrt(1 + 4/60 + 4/80) = .317
  expect(factors).toBeLessThan(0.35);
  expect(factors).toBeGreaterThan(0.29);
});
