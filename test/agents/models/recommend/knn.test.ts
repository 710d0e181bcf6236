import { expect, test } from "vitest";
import { fitItemKnn, loadItemKnn } from "../../../../agents/models/recommend/item-knn.js";
import { topItems } from "../../../../agents/models/recommend/recommender.js";
import { fitUserKnn, loadUserKnn } from "../../../../agents/models/recommend/user-knn.js";
import { decodeState, encodeState } from "../../../../experiments/portable/state-codec.js";
import { allScores, basketsOf, tableOf, twoTastes } from "./tables.js";

const ratings = tableOf([
  [5, 3, null, 1],
  [4, null, 4, 1],
  [1, 1, 2, 5],
  [null, 3, 5, null],
]);
const msd = { measure: "msd", over: "common", values: "ratings" } as const;

test("a rating by users alike is the mean of theirs, weighted by 1 / (1 + mean squared difference)", () => {
  const model = fitUserKnn(ratings, msd);
  // user 0 against 1: (1 + 0) / 2; against 2: (16 + 4 + 16) / 3; against 3: 0
  const [to1, to2, to3] = [1 / 1.5, 1 / 13, 1];
  expect(model.score(0, 2)).toBeCloseTo((to1 * 4 + to2 * 2 + to3 * 5) / (to1 + to2 + to3), 12);
  const two = fitUserKnn(ratings, { ...msd, neighbours: 2 });
  expect(two.score(0, 2)).toBeCloseTo((to1 * 4 + to3 * 5) / (to1 + to3), 12);
  expect(two.reasons(0, 2, 5)).toEqual([
    { of: "user", which: [3], weight: 1 },
    { of: "user", which: [1], weight: to1 },
  ]);
});

test("a rating by items alike is the mean of her own", () => {
  const model = fitItemKnn(ratings, msd);
  // item 2 against 0: (0 + 1) / 2; against 1: (1 + 4) / 2; against 3: (9 + 9) / 2
  const [to0, to1, to3] = [1 / 1.5, 1 / 3.5, 1 / 10];
  expect(model.score(0, 2)).toBeCloseTo((to0 * 5 + to1 * 3 + to3 * 1) / (to0 + to1 + to3), 12);
  expect(model.reasons(0, 2, 2)).toEqual([
    { of: "bought", which: [0], weight: to0 },
    { of: "bought", which: [1], weight: to1 },
  ]);
});

test("where nobody alike rated it, the mean of all ratings is said", () => {
  const lonely = tableOf([
    [5, null, null],
    [null, 2, null],
  ]);
  for (const make of [fitUserKnn, fitItemKnn]) {
    expect(make(lonely, msd).score(0, 1)).toBe(3.5);
    expect(make(lonely, msd).score(0, 2)).toBe(3.5);
    expect(make(lonely, msd).reasons(0, 1, 3)).toEqual([]);
  }
});

const baskets = basketsOf(5, [[0, 1], [0, 1, 2], [1, 2], [3, 4], [3], []]);
const bought = { measure: "cosine", over: "all", values: "purchases" } as const;

test("of purchases, an item's score is the sum of its likeness to what she has", () => {
  const model = fitItemKnn(baskets, bought);
  // who has: 0: 2 users, 1: 3, 2: 2; both 0 and 2: 1, both 1 and 2: 2
  const to0 = 1 / Math.sqrt(2 * 2);
  const to1 = 2 / Math.sqrt(3 * 2);
  expect(model.score(0, 2)).toBeCloseTo(to0 + to1, 12);
  expect(model.nearest(2, 5)).toEqual([
    { item: 1, score: to1 },
    { item: 0, score: to0 },
  ]);
  expect(model.reasons(0, 2, 5)).toEqual([
    { of: "bought", which: [1], weight: to1 },
    { of: "bought", which: [0], weight: to0 },
  ]);
  // with one neighbour each, 0 has 1 and 1 has 0, which is as near as 2 and stands before it
  expect(fitItemKnn(baskets, { ...bought, neighbours: 1 }).score(0, 2)).toBe(0);
  expect(model.explain().findings[1]).toEqual({ name: "items 1 and 2", value: to1, unit: "cosine" });
});

test("of purchases, an item's score is the weighted share of the users alike who have it", () => {
  const model = fitUserKnn(baskets, bought);
  const to1 = 2 / Math.sqrt(2 * 3);
  const to2 = 1 / Math.sqrt(2 * 2);
  expect(model.score(0, 2)).toBeCloseTo(1, 12);
  expect(model.score(0, 0)).toBeCloseTo(to1 / (to1 + to2), 12);
  expect(model.score(0, 3)).toBe(0);
  expect(model.reasons(0, 2, 1)).toEqual([{ of: "user", which: [1], weight: to1 }]);
});

test("top items leave out what she has unless asked, and go on with what most have", () => {
  const model = fitItemKnn(baskets, bought);
  expect(topItems(model, baskets, 0, { count: 3 }).map(({ item }) => item)).toEqual([2, 3, 4]);
  expect(topItems(model, baskets, 0, { count: 2, again: true }).map(({ item }) => item)).toEqual([2, 1]);
  // knows nothing of the last user: 1 has three buyers, 0, 2 and 3 have two each
  expect(topItems(model, baskets, 5, { count: 9 }).map(({ item }) => item)).toEqual([1, 0, 2, 3, 4]);
  expect(() => topItems(model, baskets, 6, { count: 1 })).toThrow("topItems: needs a user from 0 to 5, got 6");
  expect(() => topItems(model, baskets, 0, { count: 0 })).toThrow("topItems: needs a count of at least 1, got 0");
});

test("all scores at once are the single ones, and a saved model says the same to the bit", () => {
  const tastes = twoTastes(60, 20, 8, "knn");
  for (const options of [msd, bought, { ...bought, measure: "pearson", neighbours: 7 } as const]) {
    for (const [make, load] of [
      [fitUserKnn, loadUserKnn],
      [fitItemKnn, loadItemKnn],
    ] as const) {
      const model = make(tastes, options);
      const again = load(decodeState(JSON.parse(JSON.stringify(encodeState(model.save())))));
      for (const user of [0, 1, 59]) {
        const scores = allScores(model, user);
        expect(allScores(again, user)).toEqual(scores);
        scores.forEach((score, item) => {
          expect(model.score(user, item)).toBe(score);
        });
      }
    }
  }
});

test("places that are not there are refused", () => {
  for (const make of [fitUserKnn, fitItemKnn]) {
    expect(() => make(baskets, bought).score(6, 0)).toThrow(
      "needs a user from 0 to 5 and an item from 0 to 4, got 6 and 0",
    );
    expect(() => make(baskets, bought).score(0, -1)).toThrow("got 0 and -1");
    expect(() => make(baskets, { ...bought, neighbours: 0 })).toThrow("needs at least 1 neighbour, got 0");
  }
});

test("both find the other half of a taste", () => {
  const tastes = twoTastes(200, 40, 8, "halves");
  for (const make of [fitUserKnn, fitItemKnn]) {
    const model = make(tastes, bought);
    let right = 0;
    let all = 0;
    for (let user = 0; user < 200; user++) {
      for (const { item } of topItems(model, tastes, user, { count: 5 })) {
        all += 1;
        if (item < 20 === (user % 2 === 0)) right += 1;
      }
    }
    // half by chance; 1000 choices have a standard error of at most .016
    expect(right / all).toBeGreaterThan(0.9);
  }
});
