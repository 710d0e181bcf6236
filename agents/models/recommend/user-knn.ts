import { largest } from "../../math/largest.js";
import type { Explanation, ModelState } from "../model.js";
import { entryOf, type Interactions, loadInteractions, meanValue, saveInteractions } from "./interactions.js";
import { nearestMean } from "./nearest-mean.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";
import { createSimilarityIndex, type SimilarityOptions } from "./similarity.js";

export interface KnnOptions extends SimilarityOptions {
  /** how many neighbours count; default 40 */
  readonly neighbours?: number;
  /** whether the values are ratings, to be predicted, or purchases, to be continued */
  readonly values: "ratings" | "purchases";
}

/**
 * User-based collaborative filtering: what those like her took. With s the similarity and N(u) the k nearest users,
 *   ratings     score = sum_N s r[v, i] / sum_N s, N the k nearest of those who rated i; the mean of all ratings without any
 *   purchases   score = sum_N s x[v, i] / sum_N s, N the k nearest of all: for x of 0 and 1 a weighted share of the neighbours
 *
 * Nothing is computed ahead: a user's similarities take the time of the entries of others in her columns, and those of the
 * user asked for last are kept.
 *
 * @throws RangeError when there are no neighbours to be had (below 1)
 * @see Resnick et al. (1994); Herlocker et al. (1999); for ratings, KNNBasic of Surprise 1.1 (Hug 2020)
 */
export function fitUserKnn(interactions: Interactions, options: KnnOptions): Recommender {
  const { users, items, byUser, byItem } = interactions;
  const { neighbours: k = 40 } = options;
  if (!(k >= 1)) throw new RangeError(`userKnn: needs at least 1 neighbour, got ${k}`);
  const index = createSimilarityIndex(byUser, byItem, options);
  const mean = meanValue(byUser);
  const similarity = new Float64Array(users);
  let similarTo = -1;
  const weights = new Float64Array(items);
  const met = new Int32Array(items);

  /** users of positive similarity to her, the nearest first: of purchases k of them, of ratings all */
  let nearest: Int32Array = new Int32Array(0);

  function compareTo(user: number): void {
    if (user === similarTo) return;
    index.toAll(user, similarity);
    const most = options.values === "ratings" ? users : k;
    nearest = largest(similarity, most, { open: Uint8Array.from(similarity, (one) => (one > 0 ? 1 : 0)) });
    similarTo = user;
  }

  function rating(item: number): number {
    const raters = byItem.column.subarray(byItem.start[item], byItem.start[item + 1]);
    const ratings = byItem.value.subarray(byItem.start[item], byItem.start[item + 1]);
    return (
      nearestMean(
        Float64Array.from(raters, (rater) => similarity[rater]),
        ratings,
        k,
      ) ?? mean
    );
  }

  /** `rating` of every item at once: from the nearest user on, until an item has met k of its raters */
  function ratings(out: Float64Array): void {
    out.fill(0);
    weights.fill(0);
    met.fill(0);
    for (const other of nearest) {
      for (let at = byUser.start[other]; at < byUser.start[other + 1]; at++) {
        const item = byUser.column[at];
        if (met[item] === k) continue;
        met[item] += 1;
        out[item] += similarity[other] * byUser.value[at];
        weights[item] += similarity[other];
      }
    }
    for (let item = 0; item < items; item++) out[item] = met[item] > 0 ? out[item] / weights[item] : mean;
  }

  function share(out: Float64Array): void {
    out.fill(0);
    let weight = 0;
    for (const other of nearest) {
      weight += similarity[other];
      for (let at = byUser.start[other]; at < byUser.start[other + 1]; at++)
        out[byUser.column[at]] += similarity[other] * byUser.value[at];
    }
    if (weight > 0) for (let item = 0; item < items; item++) out[item] /= weight;
  }

  const shares = new Float64Array(items);
  const model: Recommender = {
    users,
    items,
    score(user, item) {
      checkPair("userKnn", model, user, item);
      compareTo(user);
      if (options.values === "ratings") return rating(item);
      share(shares);
      return shares[item];
    },
    scores(user, out) {
      checkPair("userKnn", model, user);
      compareTo(user);
      if (options.values === "purchases") share(out);
      else ratings(out);
    },
    reasons(user, item, most) {
      checkPair("userKnn", model, user, item);
      compareTo(user);
      return Array.from(nearest)
        .filter((other) => entryOf(byUser, other, item) !== undefined)
        .slice(0, Math.min(most, k))
        .map((other): Reason => ({ of: "user", which: [other], weight: similarity[other] }));
    },
    save: () => ({ kind: "user-knn", options: { ...options }, ...saveInteractions(interactions) }),
    explain: () => explain(interactions, k, options),
  };
  return model;
}

/** @param state  what a model of `fitUserKnn` saved */
export function loadUserKnn(state: ModelState): Recommender {
  return fitUserKnn(loadInteractions(state), state.options as KnnOptions);
}

function explain({ users, items, byUser }: Interactions, k: number, { measure, over }: KnnOptions): Explanation {
  const entries = byUser.column.length;
  return {
    summary: `Compares ${users} users by the ${measure} of their ${entries} entries, over ${over === "all" ? "all" : "common"} items, and follows the ${k} nearest.`,
    findings: [
      { name: "filled", value: entries / (users * items), unit: "share of all pairs" },
      { name: "items a user", value: entries / users, unit: "items" },
    ],
  };
}
