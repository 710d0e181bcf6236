import type { Decisions } from "../../sim/decisions.js";
import type { Scenario } from "../../sim/scenario.js";
import { orderPlaces } from "../../sim/supply.js";
import type { LeverName } from "./lever.js";

/** The day's decisions before they go to the market, room for all of them; shapes as in `Decisions`. */
export interface DecisionSheet {
  /** promotion: per-cent depths, and in their place where above 0 the k-th of the list; and the basket's */
  readonly depth: Float64Array;
  readonly offer: Int32Array;
  basketOffer: number;
  /** pricing: regular price over list price */
  readonly price: Float64Array;
  /** coupon: 0 none, k the k-th depth; shape [segments], or [shoppers] where coupons are sent one by one */
  readonly coupon: Int32Array;
  /** restock: units by order place */
  readonly order: Float64Array;
  /** advertising: money, [channels, segments] */
  readonly adSpend: Float64Array;
  /** slate: products or -1, [segments, slots] */
  readonly slate: Int32Array;
  /** rival: share of the price, [rivals, categories] */
  readonly rivalDiscount: Float64Array;
}

/** A sheet on which nothing is decided: no promotion, list prices, no order, empty slates. */
export function createSheet(scenario: Scenario, categories: number, perShopper: boolean): DecisionSheet {
  const { products, segments, advertising, slates, rivals } = scenario;
  return {
    depth: new Float64Array(products.length),
    offer: new Int32Array(products.length),
    basketOffer: 0,
    price: new Float64Array(products.length).fill(1),
    coupon: new Int32Array(perShopper ? scenario.population : segments.length),
    order: new Float64Array(orderPlaces(scenario)),
    adSpend: new Float64Array(advertising.channels.length * segments.length),
    slate: new Int32Array(segments.length * slates.slots).fill(-1),
    rivalDiscount: new Float64Array(rivals.length * categories),
  };
}

/** What the market is told of a sheet. */
export type SheetDecisions = Decisions & { basketOffer: number };

/**
 * The parts of the levers that somebody decides; the rest stays undecided.
 *
 * Arrays are the sheet's own; `basketOffer` is for the caller to copy before the market reads it, as an object with a getter
 * is looked up by hash.
 */
export function decisionsOf(sheet: DecisionSheet, decided: ReadonlySet<LeverName>): SheetDecisions {
  const part = <T>(name: LeverName, value: T) => (decided.has(name) ? value : undefined);
  return {
    depth: part("promotion", sheet.depth),
    offer: part("promotion", sheet.offer),
    basketOffer: 0,
    price: part("pricing", sheet.price),
    coupon: part("coupon", sheet.coupon),
    order: part("restock", sheet.order),
    adSpend: part("advertising", sheet.adSpend),
    slate: part("slate", sheet.slate),
    rivalDiscount: part("rival", sheet.rivalDiscount),
  };
}
