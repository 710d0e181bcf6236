import type { BoxSpace, MultiDiscreteSpace } from "../types.js";
import type { DecisionSheet } from "./decision-sheet.js";
import type { Shop } from "./shop.js";
import type { SlotTable } from "./slot-table.js";

/** What can be decided in a market, in the order in which a dict of several has them. */
export const LEVERS = ["promotion", "pricing", "coupon", "restock", "advertising", "slate", "rival"] as const;
export type LeverName = (typeof LEVERS)[number];
/** The levers of the shop itself: all but what a rival decides. */
export const SHOP_LEVERS = LEVERS.filter((name) => name !== "rival");
export type ShopLever = Exclude<LeverName, "rival">;

/** One thing decided every morning: what is seen for it, what may be done, what it is credited with. */
export interface Lever {
  readonly name: LeverName;
  readonly actionSpace: MultiDiscreteSpace | BoxSpace;
  readonly table: SlotTable;
  /** @param out  1 for a choice that is legal today, else 0; flat over the slots, shape [choices], overwritten; empty for a box */
  mask(shop: Shop, out: Uint8Array): void;
  /**
   * Writes what an action means into its part of the sheet.
   *
   * @param mask  of today: what it calls illegal becomes none
   * @returns the number of slots whose choice became none
   */
  decide(action: Int32Array | Float32Array, mask: Uint8Array, sheet: DecisionSheet): number;
  /** @param out  what each slot is credited with for yesterday, money, shape [slots], overwritten */
  credit(shop: Shop, sheet: DecisionSheet, out: Float64Array): void;
}

/**
 * Decides the day for a lever that no agent holds: writes the lever's part of the sheet, every element of it. It must depend on
 * the shop alone and keep no state of its own, so that snapshots and forks hold.
 */
export type BackgroundPolicy = (shop: Shop, sheet: DecisionSheet) => void;
