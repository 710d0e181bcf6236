import { createRng } from "../../agents/math/rng.js";
import type { InteractionLog } from "../../agents/models/recommend/interactions.js";
import type { ShopLog } from "./shop-log.js";

/** A log without what was held out of it. */
export interface HeldOut {
  /** rows to learn from */
  readonly train: InteractionLog;
  /** of the rows to learn from, as in `ShopLog` */
  readonly took: Uint8Array;
  /** who has an item held out, rising */
  readonly user: Int32Array;
  /** the item held out of each, shape [user] */
  readonly item: Int32Array;
  /** its value: of a rating the rating */
  readonly value: Float64Array;
}

/**
 * Leaves an item of every user out: the one she took up last, or, of a log without an order, one drawn at random.
 *
 * Of a log with an order all her rows from that moment on go too, so that nothing of her future is learnt from, and all before
 * it stay, looks at the item among them: to take those out would tell the item by its absence. Other users' rows stay, also
 * later ones. Users who took fewer than two items keep all they have, and so do those of whom nothing would remain.
 *
 * @param seed  of the draws
 */
export function leaveLastOut({ log, took, ordered }: ShopLog, seed: string): HeldOut {
  const rows = log.user.length;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  order.sort((a, b) => log.user[a] - log.user[b] || log.when[a] - log.when[b] || a - b);
  const rng = createRng(`leave out/${seed}`);
  const stays = new Uint8Array(rows).fill(1);
  const held: number[] = [];
  let end = 0;
  for (let start = 0; start < rows; start = end) {
    end = start;
    while (end < rows && log.user[order[end]] === log.user[order[start]]) end += 1;
    const own = order.subarray(start, end);
    const chosen = choose(own, log, took, ordered ? undefined : rng);
    if (chosen < 0) continue;
    const item = log.item[own[chosen]];
    const goes = (place: number) => (ordered ? place >= chosen : log.item[own[place]] === item);
    if (own.every((_, place) => goes(place))) continue;
    held.push(own[chosen]);
    own.forEach((row, place) => {
      if (goes(place)) stays[row] = 0;
    });
  }
  const kept = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => stays[row] === 1);
  return {
    train: rowsOf(log, kept),
    took: Uint8Array.from(kept, (row) => took[row]),
    user: Int32Array.from(held, (row) => log.user[row]),
    item: Int32Array.from(held, (row) => log.item[row]),
    value: Float64Array.from(held, (row) => log.value[row]),
  };
}

/** Some rows of a log, users and items as they were. */
export function rowsOf(log: InteractionLog, rows: Int32Array): InteractionLog {
  return {
    users: log.users,
    items: log.items,
    user: rows.map((row) => log.user[row]),
    item: rows.map((row) => log.item[row]),
    value: Float64Array.from(rows, (row) => log.value[row]),
    when: Float64Array.from(rows, (row) => log.when[row]),
  };
}

/** Which of a user's rows, in their order, is held out: where an item is taken for the first time; -1 where there is no second item. */
function choose(own: Int32Array, log: InteractionLog, took: Uint8Array, rng?: { int(n: number): number }): number {
  const met = new Set<number>();
  const first: number[] = [];
  own.forEach((row, place) => {
    if (took[row] === 0 || met.has(log.item[row])) return;
    met.add(log.item[row]);
    first.push(place);
  });
  if (first.length < 2) return -1;
  return first[rng === undefined ? first.length - 1 : rng.int(first.length)];
}
