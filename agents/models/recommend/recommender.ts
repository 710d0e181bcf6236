import { largest } from "../../math/largest.js";
import type { LearnedModel } from "../model.js";
import type { Interactions, SparseRows } from "./interactions.js";

/**
 * What every recommender offers. Users and items are places in the interactions it was fitted on; of those it met no
 * interaction with, it says what it would say of anybody or anything.
 */
export interface Recommender extends LearnedModel {
  readonly users: number;
  readonly items: number;
  /** how much it expects of the pair, more is better; the unit is the model's own (a rating, a probability, a similarity) */
  score(user: number, item: number): number;
  /** the same of every item at once. @param out  shape [items], overwritten */
  scores(user: number, out: Float64Array): void;
  /** what the score comes of, the weightiest first; empty where it knows nothing of the user or the item */
  reasons(user: number, item: number, most: number): Reason[];
}

/** A part of a score. */
export interface Reason {
  readonly of: "buyers" | "mean" | "bought" | "alike" | "user" | "rule" | "bias" | "factor" | "attribute";
  /**
   * Which ones: items that the user took ("bought", "alike", "rule"), a user alike ("user"), a factor or attribute by its place;
   * of a "bias" 0 is the mean, 1 the user's, 2 the item's; else empty.
   */
  readonly which: readonly number[];
  /** what it adds to the score; of a "user" and an item "alike" how much so, of a "rule" its confidence */
  readonly weight: number;
}

export interface Recommendation {
  readonly item: number;
  readonly score: number;
}

export interface TopOptions {
  /** how many at the most */
  readonly count: number;
  /** items that the user has already may come up again; default false */
  readonly again?: boolean;
}

/**
 * The items that a model puts first for a user, best first. Of equal scores the item with more users comes first, then
 * the lower place: a model that knows nothing more of a user names what most take.
 *
 * @param known  whose items are left out, as they were when the model was fitted
 * @throws RangeError when the user is unknown or count is below 1
 */
export function topItems(model: Recommender, known: Interactions, user: number, options: TopOptions): Recommendation[] {
  const { count, again = false } = options;
  if (!(user >= 0 && user < known.users))
    throw new RangeError(`topItems: needs a user from 0 to ${known.users - 1}, got ${user}`);
  if (!(count >= 1)) throw new RangeError(`topItems: needs a count of at least 1, got ${count}`);
  const scores = new Float64Array(known.items);
  model.scores(user, scores);
  const open = new Uint8Array(known.items).fill(1);
  if (!again) for (const item of columnsOf(known.byUser, user)) open[item] = 0;
  const kept = largest(scores, count, { open, before: (a, b) => before(known, a, b) });
  return Array.from(kept, (item) => ({ item, score: scores[item] }));
}

/** Whether of two items with equal scores the first one comes first: more users, then the lower place. */
export function before({ byItem: { start } }: Interactions, a: number, b: number): boolean {
  const more = start[a + 1] - start[a] - (start[b + 1] - start[b]);
  return more > 0 || (more === 0 && a < b);
}

/** The columns of a row, as a view. */
export function columnsOf({ start, column }: SparseRows, row: number): Int32Array {
  return column.subarray(start[row], start[row + 1]);
}

/** @throws RangeError when the model has no such user or item */
export function checkPair(name: string, model: Pick<Recommender, "users" | "items">, user: number, item = 0): void {
  if (!(user >= 0 && user < model.users && item >= 0 && item < model.items))
    throw new RangeError(
      `${name}: needs a user from 0 to ${model.users - 1} and an item from 0 to ${model.items - 1}, got ${user} and ${item}`,
    );
}
