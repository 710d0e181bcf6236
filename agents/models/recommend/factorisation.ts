import type { Rng } from "../../../envs/types.js";
import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import { type Biases, biasOf, biasReasons } from "./biases.js";
import { type Interactions, meanValue } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";

export interface FactorisationOptions {
  /** length of a user's and an item's vector; 0 leaves the biases alone; default 100 */
  readonly factors?: number;
  /** passes over all ratings, user by user; default 20 */
  readonly epochs?: number;
  /** default .005 */
  readonly learningRate?: number;
  /** weight of the squares of all that is learnt, for each rating; default .02 */
  readonly ridge?: number;
  /** standard deviation of the normal numbers that the factors start from; default .1 */
  readonly spread?: number;
  /** told after each pass: how many are done, of how many */
  readonly onRound?: (done: number, all: number) => void;
}

interface Factors extends Biases {
  readonly factors: number;
  /** row-major [users, factors]; 0 of a user without ratings */
  readonly users: Float64Array;
  /** row-major [items, factors]; 0 of an item without ratings */
  readonly items: Float64Array;
}

/**
 * Matrix factorisation of ratings with biases,  r = mean + b[u] + b[i] + q[i]'p[u],  by stochastic gradient descent on
 *   sum (r - predicted)^2 + ridge (b[u]^2 + b[i]^2 + |p[u]|^2 + |q[i]|^2)
 * A step, with e the error and g the learning rate:  b += g (e - ridge b),  p += g (e q - ridge p),  q += g (e p - ridge q).
 *
 * Own code, as a step touches two rows of `factors` numbers: a matrix library would allocate at every one of millions.
 *
 * @param rng  of the factors' start; none is drawn for users and items without ratings
 * @throws RangeError without any rating, or when an option is out of range
 * @see Koren, Bell & Volinsky (2009), equations 4 and 5; defaults of SVD in Surprise 1.1 (Hug 2020)
 */
export function fitFactorisation(interactions: Interactions, options: FactorisationOptions, rng: Rng): Recommender {
  const { factors = 100, epochs = 20, learningRate = 0.005, ridge = 0.02, spread = 0.1, onRound } = options;
  const { byUser, byItem } = interactions;
  if (byUser.value.length === 0) throw new RangeError("factorisation: needs at least 1 rating, got 0");
  if (!(factors >= 0 && epochs >= 1 && learningRate > 0 && ridge >= 0 && spread >= 0))
    throw new RangeError(
      `factorisation: needs factors, ridge and spread from 0, epochs from 1 and a learning rate above 0, got ${JSON.stringify(options)}`,
    );
  const state: Factors = {
    factors,
    mean: meanValue(byUser),
    ofUser: new Float64Array(interactions.users),
    ofItem: new Float64Array(interactions.items),
    users: started(byUser.start, factors, spread, rng),
    items: started(byItem.start, factors, spread, rng),
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    descend(state, interactions, learningRate, ridge);
    onRound?.(epoch + 1, epochs);
  }
  const found = state.ofItem.every(Number.isFinite) && state.users.every(Number.isFinite);
  if (!found) throw new RangeError(`factorisation: needs a smaller learning rate, got ${learningRate}, which diverged`);
  return createFactorisation(state);
}

/** @param saved  what a model of `fitFactorisation` saved */
export function loadFactorisation(saved: ModelState): Recommender {
  return createFactorisation(saved.state as Factors);
}

function descend(state: Factors, { byUser }: Interactions, rate: number, ridge: number): void {
  const { factors, mean, ofUser, ofItem, users, items } = state;
  const { start, column, value } = byUser;
  for (let user = 0; user < ofUser.length; user++) {
    const p = user * factors;
    for (let at = start[user]; at < start[user + 1]; at++) {
      const item = column[at];
      const q = item * factors;
      let predicted = mean + ofUser[user] + ofItem[item];
      for (let f = 0; f < factors; f++) predicted += users[p + f] * items[q + f];
      const error = value[at] - predicted;
      ofUser[user] += rate * (error - ridge * ofUser[user]);
      ofItem[item] += rate * (error - ridge * ofItem[item]);
      for (let f = 0; f < factors; f++) {
        const own = users[p + f];
        const other = items[q + f];
        users[p + f] = own + rate * (error * other - ridge * own);
        items[q + f] = other + rate * (error * own - ridge * other);
      }
    }
  }
}

function started(start: Int32Array, factors: number, spread: number, rng: Rng): Float64Array {
  const rows = start.length - 1;
  const vectors = new Float64Array(rows * factors);
  for (let row = 0; row < rows; row++) {
    if (start[row + 1] === start[row]) continue;
    for (let f = 0; f < factors; f++) vectors[row * factors + f] = spread * rng.normal();
  }
  return vectors;
}

function createFactorisation(state: Factors): Recommender {
  const { factors, mean, ofUser, ofItem, users, items } = state;
  const rate = (user: number, item: number) => {
    let sum = biasOf(state, user, item);
    for (let f = 0; f < factors; f++) sum += users[user * factors + f] * items[item * factors + f];
    return sum;
  };
  const model: Recommender = {
    users: ofUser.length,
    items: ofItem.length,
    score(user, item) {
      checkPair("factorisation", model, user, item);
      return rate(user, item);
    },
    scores(user, out) {
      checkPair("factorisation", model, user);
      for (let item = 0; item < ofItem.length; item++) out[item] = rate(user, item);
    },
    reasons(user, item, most) {
      checkPair("factorisation", model, user, item);
      const parts = factorReasons(users, user, items, item, factors, most);
      return [...biasReasons(state, user, item), ...parts]
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
        .slice(0, most);
    },
    save: () => ({ kind: "factorisation", state: { ...state } }),
    explain: () => ({
      summary: `Predicts the mean rating, ${mean.toFixed(3)}, biases of ${ofUser.length} users and ${ofItem.length} items, and ${factors} tastes.`,
      findings: strongestFactors(users, items, factors),
    }),
  };
  return model;
}

/** What each factor adds to a product of two vectors, the weightiest first. */
export function factorReasons(
  users: Float64Array,
  user: number,
  items: Float64Array,
  item: number,
  factors: number,
  most: number,
): Reason[] {
  const parts = Float64Array.from({ length: factors }, (_, f) => users[user * factors + f] * items[item * factors + f]);
  return Array.from(
    largest(parts.map(Math.abs), most),
    (f): Reason => ({ of: "factor", which: [f], weight: parts[f] }),
  );
}

/** Factors by the root mean square of their part in a score: that of the users' entries times that of the items'. */
export function strongestFactors(users: Float64Array, items: Float64Array, factors: number) {
  const spreadOf = (vectors: Float64Array, f: number) => {
    let squares = 0;
    for (let at = f; at < vectors.length; at += factors) squares += vectors[at] * vectors[at];
    return Math.sqrt((squares * factors) / Math.max(1, vectors.length));
  };
  const strength = Float64Array.from({ length: factors }, (_, f) => spreadOf(users, f) * spreadOf(items, f));
  return Array.from(largest(strength, 10), (f) => ({
    name: `factor ${f}`,
    value: strength[f],
    unit: "root mean square",
  }));
}
