import { createRng } from "../../../../agents/math/rng.js";
import { createInteractions, type Interactions } from "../../../../agents/models/recommend/interactions.js";
import type { Recommender } from "../../../../agents/models/recommend/recommender.js";

/** A small table as interactions: a row a user, null where there is no entry. */
export function tableOf(rows: readonly (readonly (number | null)[])[]): Interactions {
  const cells = rows.flatMap((row, user) =>
    row.flatMap((value, item) => (value === null ? [] : [{ user, item, value }])),
  );
  return createInteractions(
    {
      users: rows.length,
      items: rows[0].length,
      user: Int32Array.from(cells, ({ user }) => user),
      item: Int32Array.from(cells, ({ item }) => item),
      value: Float64Array.from(cells, ({ value }) => value),
      when: new Float64Array(cells.length),
    },
    "last",
  );
}

/** Baskets as interactions: the items of each user. */
export function basketsOf(items: number, baskets: readonly (readonly number[])[]): Interactions {
  return tableOf(
    baskets.map((basket) => Array.from({ length: items }, (_, item) => (basket.includes(item) ? 1 : null))),
  );
}

/** Scores of all items by `scores`. */
export function allScores(model: Recommender, user: number): number[] {
  const out = new Float64Array(model.items);
  model.scores(user, out);
  return [...out];
}

/** Half of the users buy of the first half of the items, the others of the second; one entry in ten goes astray. */
export function twoTastes(users: number, items: number, perUser: number, seed: string): Interactions {
  const rng = createRng(seed);
  const rows = users * perUser;
  const user = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / perUser));
  const item = user.map((one) => {
    const astray = rng.uniform() < 0.1;
    const half = (one % 2 === 0) !== astray ? 0 : items / 2;
    return half + rng.int(items / 2);
  });
  const value = new Float64Array(rows).fill(1);
  return createInteractions({ users, items, user, item, value, when: new Float64Array(rows) }, "sum");
}
