import type { Scenario } from "../../sim/scenario.js";
import type { MarketBrief } from "../types.js";
import type { BackgroundPolicy, Lever } from "./lever.js";
/** A rival that is played: by a policy, or by an agent that holds the lever `rival`. */
export interface Duopoly {
  /** a rival of the scenario whose process is `decided`, by name or index; default: the first such */
  rival?: string | number;
  /** decides every day, tail included; left out where an agent holds the lever */
  policy?: RivalPolicy;
  /** discounts an agent chooses from, share of the price, the first 0; default 0, .1, .2, .3 */
  levels?: readonly number[];
}
/**
 * Writes a day's discounts by category, share of the price; those of categories that it does not sell are not looked at. Like
 * a background policy it depends on what it is shown alone.
 */
export type RivalPolicy = (view: RivalView, out: Float64Array) => void;
/** What a rival can see from outside, in the morning. Reused: valid during the call. */
export interface RivalView {
  /** 0 is the first scored day */
  readonly day: number;
  /** 0 Monday */
  readonly weekday: number;
  readonly categories: readonly string[];
  /** what the shop charged yesterday without coupons and memberships, share of list price, shape [products] */
  readonly price: Float64Array;
  /** mean over a category's products of 1 - price, shape [categories] */
  readonly shopDiscount: Float64Array;
  /** the rival's own discount yesterday, shape [categories] */
  readonly ownDiscount: Float64Array;
}
/**
 * A rival's discount a day for every category: choice k is the k-th level. It sees the calendar, the shop's prices and its own
 * discounts. Only 0 is legal where it does not sell the category.
 *
 * Credit, by category: what a rival of the shop's own size and costs would earn if every unit that the shop sells above (below)
 * its typical sales T were one less (more) for the rival, u the shop's units, d the discount:
 *
 *     sum_p max(0, 2 T - u) (L (1 - d) - c)
 */
export declare function rivalLever(scenario: Scenario, brief: MarketBrief, duopoly: Duopoly): Lever;
/** The policy of a duopoly, as one that fills its part of the sheet. */
export declare function rivalBackground(scenario: Scenario, brief: MarketBrief, duopoly: Duopoly): BackgroundPolicy;
