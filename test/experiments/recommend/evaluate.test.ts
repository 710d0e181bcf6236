import { beforeAll, expect, test } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { fitBiases } from "../../../agents/models/recommend/biases.js";
import { fitFactorisation } from "../../../agents/models/recommend/factorisation.js";
import { createInteractions, type Interactions } from "../../../agents/models/recommend/interactions.js";
import { fitItemKnn } from "../../../agents/models/recommend/item-knn.js";
import { fitItemMean } from "../../../agents/models/recommend/item-mean.js";
import { fitPopularity } from "../../../agents/models/recommend/popularity.js";
import type { Recommender } from "../../../agents/models/recommend/recommender.js";
import { fitUserKnn } from "../../../agents/models/recommend/user-knn.js";
import { compareRecommenders } from "../../../experiments/recommend/compare.js";
import { hitDifference, scoreRanking, scoreRatings } from "../../../experiments/recommend/evaluate.js";
import type { ShopLog } from "../../../experiments/recommend/shop-log.js";
import { shareInterval } from "../../../experiments/stats/share-interval.js";
import { marketOfTastes } from "./market-of-tastes.js";

// who has what: 0: items 0, 1; 1: items 0, 1; 2: items 0, 2; so that popularity ranks 0, 1, 2, 3
const known = createInteractions(
  {
    users: 3,
    items: 4,
    user: Int32Array.of(0, 0, 1, 1, 2, 2),
    item: Int32Array.of(0, 1, 0, 1, 0, 2),
    value: new Float64Array(6).fill(1),
    when: new Float64Array(6),
  },
  "one",
);

test("hits, gains and coverage by hand: the item first, second and third of those not had", () => {
  // user 0 is told 2, 3; user 1 the same; user 2 is told 1, 3
  const pairs = { user: Int32Array.of(0, 1, 2), item: Int32Array.of(2, 3, 3) };
  const first = scoreRanking(fitPopularity(known), known, pairs, 1);
  expect([...first.hit]).toEqual([1, 0, 0]);
  expect(first.hitRate).toEqual({ value: 1 / 3, ci: shareInterval(1, 3) });
  expect(first.coverage).toBe(2 / 4);
  const both = scoreRanking(fitPopularity(known), known, pairs, 2);
  expect(both.hitRate.value).toBe(1);
  expect(both.ndcg.value).toBeCloseTo((1 + 2 / Math.log2(3)) / 3, 14);
  expect(both.coverage).toBe(3 / 4);
  const difference = hitDifference(both, first);
  expect(difference.value).toBeCloseTo(2 / 3, 14);
  // Student's t with 2 degrees of freedom is 4.303 at .975; the standard error of 0, 1, 1 is 1/3
  expect(difference.ci[0]).toBeCloseTo(2 / 3 - 4.302653 / 3, 5);
  expect(() => scoreRanking(fitPopularity(known), known, { user: Int32Array.of(), item: Int32Array.of() }, 1)).toThrow(
    "needs at least 1 pair",
  );
});

test("errors of ratings by hand, cut to the range learnt from", () => {
  const model = { score: (user: number, item: number) => [5.5, 3, 2][user] - item } as Recommender;
  const pairs = {
    user: Int32Array.of(0, 1, 2, 2),
    item: Int32Array.of(0, 0, 0, 3),
    value: Float64Array.of(5, 1, 2.5, 1),
  };
  // 5.5 is cut to 5, -1 to 1: errors 0, 2, .5, 0
  const { rmse, mae } = scoreRatings(model, pairs, [1, 5]);
  expect(rmse.value).toBeCloseTo(Math.sqrt(4.25 / 4), 14);
  expect(mae.value).toBeCloseTo(2.5 / 4, 14);
  expect(rmse.ci[0]).toBeGreaterThanOrEqual(0);
  expect(rmse.ci[1]).toBe(2);
});

/** Ratings 1 to 5 by a rule, two in five of all pairs to learn from and one in ten to test on. */
function ruled() {
  const train: [number, number, number][] = [];
  const held: [number, number, number][] = [];
  for (let u = 0; u < 60; u++) {
    for (let i = 0; i < 80; i++) {
      const place = (u * u * 31 + i * i * 17 + u * i * 7 + u * 3 + i * 5) % 101;
      const rating = 1 + (((u % 4) * (i % 3) + ((u * 5 + i * 11 + u * i) % 3)) % 5);
      if (place < 50) (place < 10 ? held : train).push([u, i, rating]);
    }
  }
  const column = (rows: typeof train, at: number) => rows.map((row) => row[at]);
  const learnt: Interactions = createInteractions(
    {
      users: 60,
      items: 80,
      user: Int32Array.from(column(train, 0)),
      item: Int32Array.from(column(train, 1)),
      value: Float64Array.from(column(train, 2)),
      when: new Float64Array(train.length),
    },
    "last",
  );
  const pairs = {
    user: Int32Array.from(column(held, 0)),
    item: Int32Array.from(column(held, 1)),
    value: Float64Array.from(column(held, 2)),
  };
  return { learnt, pairs };
}

// NumPy 2.4.6, dense matrices and loops, by the formulas of Surprise 1.1's documentation for KNNBasic (MSD), BaselineOnly and
// the biases of SVD, estimates cut to 1 to 5
const knn = { measure: "msd", over: "common", values: "ratings" } as const;
test.each<[string, (learnt: Interactions) => Recommender, number, number]>([
  ["item mean", fitItemMean, 1.2126135964591032, 0.9868718202373393],
  ["biases", fitBiases, 0.955408640401042, 0.7885820386242298],
  ["40 users alike", (learnt) => fitUserKnn(learnt, knn), 0.8815685877475876, 0.7277061735955757],
  [
    "10 users alike",
    (learnt) => fitUserKnn(learnt, { ...knn, neighbours: 10 }),
    0.6379138121381867,
    0.5274552223015119,
  ],
  ["40 items alike", (learnt) => fitItemKnn(learnt, knn), 0.5155583424108701, 0.4103502951556555],
  [
    "10 items alike",
    (learnt) => fitItemKnn(learnt, { ...knn, neighbours: 10 }),
    0.10379856959279285,
    0.04037953119446462,
  ],
  [
    "biases by gradient descent",
    (learnt) => fitFactorisation(learnt, { factors: 0 }, createRng("none drawn")),
    0.9270075498703524,
    0.7709952883568685,
  ],
])("errors on 1,937 ruled ratings are those of an independent computation: %s", (_, make, rmse, mae) => {
  const { learnt, pairs } = ruled();
  expect(learnt.byUser.value).toHaveLength(1937);
  expect(pairs.value).toHaveLength(482);
  const score = scoreRatings(make(learnt), pairs, [1, 5]);
  expect(score.rmse.value).toBeCloseTo(rmse, 10);
  expect(score.mae.value).toBeCloseTo(mae, 10);
});

let shop: ShopLog;
beforeAll(() => {
  shop = marketOfTastes("7");
});

test("in a market of three segments with tastes of their own, models of taste hit more often than popularity", () => {
  const names = ["popularity", "item-knn", "user-knn", "rules", "als", "content", "neural"] as const;
  const { models, tested } = compareRecommenders(shop, names, { top: 5 });
  expect(tested).toBe(300);
  const popularity = models[0].ranking?.hitRate.value as number;
  for (const { model, ranking, againstFirst } of models.slice(1)) {
    // paired over 300 shoppers the difference has a standard error of about .03
    expect(againstFirst?.value, model).toBeCloseTo((ranking?.hitRate.value as number) - popularity, 12);
    expect(againstFirst?.value, model).toBeGreaterThan(0.1);
    expect(againstFirst?.ci[0], model).toBeGreaterThan(0);
  }
});

test("a model learns the same whichever others stand beside it", () => {
  const alone = compareRecommenders(shop, ["als"]).models[0].ranking;
  expect(compareRecommenders(shop, ["popularity", "als"]).models[1].ranking).toEqual(alone);
});
