import { largest } from "../../math/largest.js";
import type { Explanation, ModelState } from "../model.js";
import { type Interactions, loadInteractions, meanValue, type SparseRows, saveInteractions } from "./interactions.js";
import { nearestMean } from "./nearest-mean.js";
import { checkPair, type Reason, type Recommendation, type Recommender } from "./recommender.js";
import { createSimilarityIndex } from "./similarity.js";
import type { KnnOptions } from "./user-knn.js";

/** An item-based model can also say which items are like one. */
export interface ItemKnn extends Recommender {
  /** the items nearest to one, the nearest first, with their similarities; at most as many as the model keeps neighbours */
  nearest(item: number, most: number): Recommendation[];
}

/**
 * Item-based collaborative filtering: what goes with what she took. With s the similarity of items,
 *   purchases   score = sum s[j, i] x[u, j] over the j she took that have i among their k nearest
 *   ratings     score = sum_N s[i, j] r[u, j] / sum_N s[i, j], N the k of her rated items nearest to i; the mean of all
 *               ratings where none is near
 *
 * The k nearest of every item are found when it is fitted, in the time of sum over users of (items she took)^2.
 *
 * @throws RangeError when there are no neighbours to be had (below 1)
 * @see Sarwar et al. (2001), section 3; Deshpande & Karypis (2004), section 4, for purchases; Surprise's KNNBasic for ratings
 */
export function fitItemKnn(interactions: Interactions, options: KnnOptions): ItemKnn {
  const { neighbours: k = 40 } = options;
  if (!(k >= 1)) throw new RangeError(`itemKnn: needs at least 1 neighbour, got ${k}`);
  return createItemKnn(interactions, options, nearestOfEach(interactions, options, k));
}

/** @param state  what a model of `fitItemKnn` saved */
export function loadItemKnn(state: ModelState): ItemKnn {
  return createItemKnn(loadInteractions(state), state.options as KnnOptions, state.near as SparseRows);
}

/** @param near  the k nearest of every item, the nearest first: rows and columns are items */
function createItemKnn(interactions: Interactions, options: KnnOptions, near: SparseRows): ItemKnn {
  const { users, items, byUser, byItem } = interactions;
  const { neighbours: k = 40 } = options;
  const index = createSimilarityIndex(byItem, byUser, options);
  const mean = meanValue(byUser);
  const similarity = new Float64Array(items);

  /** similarities of the items that a user rated to one item, in the order of her row */
  function toOwn(user: number, item: number): Float64Array {
    index.toAll(item, similarity);
    return Float64Array.from(ownItems(user), (own) => similarity[own]);
  }
  const ownItems = (user: number) => byUser.column.subarray(byUser.start[user], byUser.start[user + 1]);
  const ownValues = (user: number) => byUser.value.subarray(byUser.start[user], byUser.start[user + 1]);

  function together(user: number, out: Float64Array): void {
    out.fill(0);
    for (let at = byUser.start[user]; at < byUser.start[user + 1]; at++) {
      const own = byUser.column[at];
      for (let to = near.start[own]; to < near.start[own + 1]; to++)
        out[near.column[to]] += near.value[to] * byUser.value[at];
    }
  }

  /** the ratings of all items at once: similarities of each of her items to all, then the nearest of each column */
  function ratings(user: number, out: Float64Array): void {
    const own = ownItems(user);
    const table = new Float64Array(items * own.length);
    own.forEach((item, place) => {
      index.toAll(item, similarity);
      for (let other = 0; other < items; other++) table[other * own.length + place] = similarity[other];
    });
    const values = ownValues(user);
    for (let item = 0; item < items; item++)
      out[item] = nearestMean(table.subarray(item * own.length, (item + 1) * own.length), values, k) ?? mean;
  }

  const all = new Float64Array(items);
  const model: ItemKnn = {
    users,
    items,
    score(user, item) {
      checkPair("itemKnn", model, user, item);
      if (options.values === "ratings") return nearestMean(toOwn(user, item), ownValues(user), k) ?? mean;
      together(user, all);
      return all[item];
    },
    scores(user, out) {
      checkPair("itemKnn", model, user);
      if (options.values === "ratings") ratings(user, out);
      else together(user, out);
    },
    nearest(item, most) {
      checkPair("itemKnn", model, 0, item);
      const end = Math.min(near.start[item + 1], near.start[item] + most);
      return Array.from(near.column.subarray(near.start[item], end), (other, place) => ({
        item: other,
        score: near.value[near.start[item] + place],
      }));
    },
    reasons(user, item, most) {
      checkPair("itemKnn", model, user, item);
      const values = ownValues(user);
      const weights =
        options.values === "ratings"
          ? toOwn(user, item)
          : Float64Array.from(ownItems(user), (own, place) => (nearness(near, own, item) ?? 0) * values[place]);
      return Array.from(largest(weights, Math.min(most, k)))
        .filter((place) => weights[place] > 0)
        .map((place): Reason => ({ of: "bought", which: [ownItems(user)[place]], weight: weights[place] }));
    },
    save: () => ({ kind: "item-knn", options: { ...options }, near, ...saveInteractions(interactions) }),
    explain: () => explain(near, k, options),
  };
  return model;
}

function nearestOfEach({ items, byUser, byItem }: Interactions, options: KnnOptions, k: number): SparseRows {
  const index = createSimilarityIndex(byItem, byUser, options);
  const similarity = new Float64Array(items);
  const start = new Int32Array(items + 1);
  const column: number[] = [];
  const value: number[] = [];
  for (let item = 0; item < items; item++) {
    index.toAll(item, similarity);
    for (const other of largest(similarity, k)) {
      if (similarity[other] <= 0) break;
      column.push(other);
      value.push(similarity[other]);
    }
    start[item + 1] = column.length;
  }
  return { start, column: Int32Array.from(column), value: Float64Array.from(value) };
}

/** Similarity of an item to one of its nearest; undefined where it is not among them. Neighbours stand by nearness, so that all are looked at. */
function nearness(near: SparseRows, item: number, wanted: number): number | undefined {
  for (let to = near.start[item]; to < near.start[item + 1]; to++)
    if (near.column[to] === wanted) return near.value[to];
  return undefined;
}

function explain({ start, column, value }: SparseRows, k: number, { measure, over }: KnnOptions): Explanation {
  const items = start.length - 1;
  const owner = new Int32Array(column.length);
  for (let item = 0; item < items; item++) owner.fill(item, start[item], start[item + 1]);
  // each pair once, though it may stand in both lists
  const open = Uint8Array.from(column, (other, at) => (owner[at] < other ? 1 : 0));
  return {
    summary: `Compares ${items} items by the ${measure} of who took them, over ${over === "all" ? "all" : "common"} users, and keeps the ${k} nearest of each.`,
    findings: Array.from(largest(value, 10, { open }), (at) => ({
      name: `items ${owner[at]} and ${column[at]}`,
      value: value[at],
      unit: measure,
    })),
  };
}
