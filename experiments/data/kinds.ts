import type { Kind } from "./kind.js";
import { banditLog } from "./kinds/bandit-log.js";
import { baskets } from "./kinds/baskets.js";
import { behaviour } from "./kinds/behaviour.js";
import { campaigns } from "./kinds/campaigns.js";
import { items } from "./kinds/items.js";
import { panel } from "./kinds/panel.js";
import { reviews } from "./kinds/reviews.js";
import { transactions } from "./kinds/transactions.js";
import { weekly } from "./kinds/weekly.js";

/** The kinds of data that the lab reads, by name. */
export const KINDS = {
  behaviour,
  transactions,
  panel,
  weekly,
  baskets,
  "bandit-log": banditLog,
  reviews,
  campaigns,
  items,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** The names of the kinds, as they stand in docs and messages. */
export const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** A kind by name. */
export function kindOf(name: KindName): Kind {
  return KINDS[name];
}
