import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import { type Interactions, meanValue } from "./interactions.js";
import { checkPair, type Recommender } from "./recommender.js";

/** Mean rating of each item, whoever asks; the mean of all ratings for an item without any. What a model of ratings has to beat. */
export function fitItemMean({ users, items, byUser, byItem }: Interactions): Recommender {
  const overall = meanValue(byUser);
  const mean = new Float64Array(items).fill(overall);
  for (let item = 0; item < items; item++) {
    const ratings = byItem.start[item + 1] - byItem.start[item];
    if (ratings === 0) continue;
    let sum = 0;
    for (let at = byItem.start[item]; at < byItem.start[item + 1]; at++) sum += byItem.value[at];
    mean[item] = sum / ratings;
  }
  return createItemMean(users, mean, overall);
}

/** @param state  what a model of `fitItemMean` saved */
export function loadItemMean(state: ModelState): Recommender {
  return createItemMean(state.users as number, state.mean as Float64Array, state.overall as number);
}

function createItemMean(users: number, mean: Float64Array, overall: number): Recommender {
  const model: Recommender = {
    users,
    items: mean.length,
    score(user, item) {
      checkPair("itemMean", model, user, item);
      return mean[item];
    },
    scores(user, out) {
      checkPair("itemMean", model, user);
      out.set(mean);
    },
    reasons(user, item) {
      checkPair("itemMean", model, user, item);
      return [{ of: "mean", which: [], weight: mean[item] }];
    },
    save: () => ({ kind: "item-mean", users, mean, overall }),
    explain: () => ({
      summary: `Knows the mean rating of ${mean.length} items; the mean of all ratings is ${overall.toFixed(3)}.`,
      findings: Array.from(largest(mean, 10), (item) => ({
        name: `item ${item}`,
        value: mean[item],
        unit: "mean rating",
      })),
    }),
  };
  return model;
}
