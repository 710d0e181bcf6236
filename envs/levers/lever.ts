import type { MultiDiscreteSpace } from "../types.js";
import type { BackgroundPolicy, Shop } from "./shop.js";
import type { SlotTable } from "./slot-table.js";

export type LeverName = "promotion" | "restock";

/** One thing a shop decides every morning: what it sees, may do and is credited with. Slots are the action's. */
export interface Lever {
  readonly name: LeverName;
  readonly actionSpace: MultiDiscreteSpace;
  readonly table: SlotTable;
  /** who decides where no agent does */
  readonly background: BackgroundPolicy;
  /** @param out  1 for a choice that is legal today, else 0; flat over the slots, shape [choices], overwritten */
  mask(shop: Shop, out: Uint8Array): void;
  /**
   * What an action means for each product.
   *
   * @param mask  of today: what it calls illegal becomes none
   * @param out   share of list price off (promotion) or units to order (restock), shape [products], overwritten
   * @returns the number of slots whose choice became none
   */
  decide(action: Int32Array, mask: Uint8Array, out: Float64Array): number;
  /** @param out  profit of the slot's category yesterday, money, shape [slots], overwritten */
  credit(shop: Shop, out: Float64Array): void;
}
