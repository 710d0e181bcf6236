import { largest } from "../../math/largest.js";
import type { ModelState } from "../model.js";
import type { Interactions } from "./interactions.js";
import { checkPair, type Recommender } from "./recommender.js";

/**
 * What most take: the score of an item is the number of users who have it, whoever asks. What any other model has to beat.
 *
 * @see Cremonesi, Koren & Turrin (2010), section 3.1 ("top popular")
 */
export function fitPopularity({ users, items, byItem }: Interactions): Recommender {
  return createPopularity(
    users,
    Float64Array.from({ length: items }, (_, item) => byItem.start[item + 1] - byItem.start[item]),
  );
}

/** @param state  what a model of `fitPopularity` saved */
export function loadPopularity(state: ModelState): Recommender {
  return createPopularity(state.users as number, state.takers as Float64Array);
}

/** @param takers  users who have it, shape [items] */
function createPopularity(users: number, takers: Float64Array): Recommender {
  const model: Recommender = {
    users,
    items: takers.length,
    score(user, item) {
      checkPair("popularity", model, user, item);
      return takers[item];
    },
    scores(user, out) {
      checkPair("popularity", model, user);
      out.set(takers);
    },
    reasons(user, item) {
      checkPair("popularity", model, user, item);
      return [{ of: "buyers", which: [], weight: takers[item] }];
    },
    save: () => ({ kind: "popularity", users, takers }),
    explain: () => ({
      summary: `Ranks ${takers.length} items by how many of ${users} users have them.`,
      findings: Array.from(largest(takers, 10), (item) => ({
        name: `item ${item}`,
        value: takers[item],
        unit: "users",
      })),
    }),
  };
  return model;
}
