import { log } from "../../../sim/math/elementary.js";
import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import { type Interactions, loadInteractions, saveInteractions } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";

/** What is known of items. */
export interface Attributes {
  /** one a column: "category: coffee", "price" */
  readonly names: readonly string[];
  /** row-major [items, names]: 0 or 1 for a property that an item has or not, else a number about 0 */
  readonly values: Float64Array;
}

/**
 * Content-based: more of what she took, by attributes and nobody else's doing, so that it can place an item nobody took yet.
 * With a[i] the weighted attributes of item i (each times ln(items / (1 + items that have it)) + 1 where it is 0 or 1),
 *   taste[u] = sum over her items of x[u, i] a[i] / |a[i]|,    score = cosine of taste[u] and a[i]
 *
 * @param interactions  values above 0 attract, below 0 repel
 * @throws RangeError when the attributes are not of these items
 * @see Pazzani & Billsus (2007), section 10.2, and Rocchio (1971) for the taste; Salton & Buckley (1988) for the weights
 */
export function fitContentBased(interactions: Interactions, attributes: Attributes): Recommender {
  const { users, items, byUser } = interactions;
  const { names, values } = attributes;
  const width = names.length;
  if (width < 1 || values.length !== items * width)
    throw new RangeError(
      `contentBased: needs at least 1 attribute of each of ${items} items, got ${width} attributes and ${values.length} values`,
    );
  const weighted = unitRows(weigh(values, items, width), width);
  const taste = new Float64Array(width);
  let tasteOf = -1;

  /** the user's taste, of length 1, or 0 where she took nothing with an attribute */
  function recall(user: number): void {
    if (user === tasteOf) return;
    taste.fill(0);
    for (let at = byUser.start[user]; at < byUser.start[user + 1]; at++)
      for (let a = 0; a < width; a++) taste[a] += byUser.value[at] * weighted[byUser.column[at] * width + a];
    taste.set(unitRows(taste, width));
    tasteOf = user;
  }
  const likeness = (item: number) => {
    let sum = 0;
    for (let a = 0; a < width; a++) sum += taste[a] * weighted[item * width + a];
    return sum;
  };

  const model: Recommender = {
    users,
    items,
    score(user, item) {
      checkPair("contentBased", model, user, item);
      recall(user);
      return likeness(item);
    },
    scores(user, out) {
      checkPair("contentBased", model, user);
      recall(user);
      for (let item = 0; item < items; item++) out[item] = likeness(item);
    },
    reasons(user, item, most) {
      checkPair("contentBased", model, user, item);
      recall(user);
      const parts = taste.map((own, a) => own * weighted[item * width + a]);
      return Array.from(largest(parts.map(Math.abs), most))
        .filter((a) => parts[a] !== 0)
        .map((a): Reason => ({ of: "attribute", which: [a], weight: parts[a] }));
    },
    save: () => ({ kind: "content-based", names, values, interactions: saveInteractions(interactions) }),
    explain: () => {
      const mass = new Float64Array(width);
      for (let at = 0; at < byUser.column.length; at++)
        for (let a = 0; a < width; a++) mass[a] += weighted[byUser.column[at] * width + a] / byUser.column.length;
      return {
        summary: `Compares ${items} items by ${width} attributes with what each of ${users} users took.`,
        findings: Array.from(largest(mass.map(Math.abs), 10), (a) => ({
          name: names[a],
          value: mass[a],
          unit: "mean weight in what was taken",
        })),
      };
    },
  };
  return model;
}

/** @param state  what a model of `fitContentBased` saved */
export function loadContentBased(state: ModelState): Recommender {
  const attributes = { names: state.names as string[], values: state.values as Float64Array };
  return fitContentBased(loadInteractions(state.interactions), attributes);
}

/** A property that few items have says more of a taste than one that most have; numbers stay as they are. */
function weigh(values: Float64Array, items: number, width: number): Float64Array {
  const weighted = values.slice();
  for (let a = 0; a < width; a++) {
    let having = 0;
    let binary = true;
    for (let at = a; at < values.length; at += width) {
      if (values[at] !== 0 && values[at] !== 1) binary = false;
      if (values[at] !== 0) having += 1;
    }
    if (!binary) continue;
    const weight = log(items / (1 + having)) + 1;
    for (let at = a; at < values.length; at += width) weighted[at] *= weight;
  }
  return weighted;
}

/** Each row divided by its length; a row of zeros stays. */
function unitRows(values: Float64Array, width: number): Float64Array {
  const unit = values.slice();
  for (let row = 0; row < values.length; row += width) {
    let squares = 0;
    for (let a = 0; a < width; a++) squares += values[row + a] * values[row + a];
    if (squares === 0) continue;
    const length = Math.sqrt(squares);
    for (let a = 0; a < width; a++) unit[row + a] /= length;
  }
  return unit;
}
