import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import { type Interactions, meanValue, type SparseRows } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";

/** A rating as a mean and how far the user and the item lie above it, in the unit of the ratings. */
export interface Biases {
  readonly mean: number;
  /** shape [users]; 0 of a user without ratings */
  readonly ofUser: Float64Array;
  /** shape [items]; 0 of an item without ratings */
  readonly ofItem: Float64Array;
}

export interface BiasOptions {
  /** ratings' worth of belief that a user is like all; default 15 */
  readonly userRidge?: number;
  /** ratings' worth of belief that an item is like all; default 10 */
  readonly itemRidge?: number;
  /** rounds, each over items and then users; default 10 */
  readonly rounds?: number;
}

/**
 * Ratings as r = mean + b[u] + b[i], without any taste, by alternating ridge regressions:
 *   b[i] = sum_u (r - mean - b[u]) / (itemRidge + ratings of i),   b[u] = sum_i (r - mean - b[i]) / (userRidge + ratings of u)
 *
 * @throws RangeError without any rating, or when an option is out of range (ridges from 0, rounds from 1)
 * @see Koren (2010), "Factor in the neighbors", section 2.1; defaults of BaselineOnly in Surprise 1.1 (Hug 2020)
 */
export function fitBiases(interactions: Interactions, options: BiasOptions = {}): Recommender {
  const { userRidge = 15, itemRidge = 10, rounds = 10 } = options;
  const { users, items, byUser, byItem } = interactions;
  if (byUser.value.length === 0) throw new RangeError("biases: needs at least 1 rating, got 0");
  if (!(userRidge >= 0 && itemRidge >= 0 && rounds >= 1))
    throw new RangeError(`biases: needs ridges from 0 and rounds from 1, got ${userRidge}, ${itemRidge} and ${rounds}`);
  const biases = { mean: meanValue(byUser), ofUser: new Float64Array(users), ofItem: new Float64Array(items) };
  for (let round = 0; round < rounds; round++) {
    fitSide(byItem, biases.mean, biases.ofUser, itemRidge, biases.ofItem);
    fitSide(byUser, biases.mean, biases.ofItem, userRidge, biases.ofUser);
  }
  return createBiases(biases);
}

/** @param state  what a model of `fitBiases` saved */
export function loadBiases(state: ModelState): Recommender {
  return createBiases(state as unknown as Biases);
}

/** mean + b[u] + b[i] */
export function biasOf({ mean, ofUser, ofItem }: Biases, user: number, item: number): number {
  return mean + ofUser[user] + ofItem[item];
}

/** The three parts of a bias, the weightiest first. */
export function biasReasons({ mean, ofUser, ofItem }: Biases, user: number, item: number): Reason[] {
  return [mean, ofUser[user], ofItem[item]]
    .map((weight, part): Reason => ({ of: "bias", which: [part], weight }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function fitSide(rows: SparseRows, mean: number, others: Float64Array, ridge: number, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) {
    const ratings = rows.start[row + 1] - rows.start[row];
    if (ratings === 0) continue;
    let sum = 0;
    for (let at = rows.start[row]; at < rows.start[row + 1]; at++)
      sum += rows.value[at] - mean - others[rows.column[at]];
    out[row] = sum / (ridge + ratings);
  }
}

function createBiases(biases: Biases): Recommender {
  const { mean, ofUser, ofItem } = biases;
  const model: Recommender = {
    users: ofUser.length,
    items: ofItem.length,
    score(user, item) {
      checkPair("biases", model, user, item);
      return biasOf(biases, user, item);
    },
    scores(user, out) {
      checkPair("biases", model, user);
      for (let item = 0; item < ofItem.length; item++) out[item] = biasOf(biases, user, item);
    },
    reasons(user, item, most) {
      checkPair("biases", model, user, item);
      return biasReasons(biases, user, item).slice(0, most);
    },
    save: () => ({ kind: "biases", mean, ofUser, ofItem }),
    explain: () => ({
      summary: `Predicts the mean rating, ${mean.toFixed(3)}, and what ${ofUser.length} users and ${ofItem.length} items lie above it.`,
      findings: Array.from(largest(ofItem.map(Math.abs), 10), (item) => ({
        name: `item ${item}`,
        value: ofItem[item],
        unit: "rating above the mean",
      })),
    }),
  };
  return model;
}
