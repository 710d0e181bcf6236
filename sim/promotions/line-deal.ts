import { MECHANICS, type Mechanic } from "../scenario/promotions.js";
import type { Segment } from "../scenario.js";

/**
 * A promotion of single products: one choice of the list a shop chooses from. It holds no state; prices and discounts are
 * whole money steps, and no unit ever costs less than one.
 */
export interface LineDeal {
  readonly mechanic: Mechanic;
  /** place of the mechanic in MECHANICS */
  readonly place: number;
  /** whether it is for members alone */
  readonly membersOnly: boolean;
  /** open from this hour of the day, until the other */
  readonly fromHour: number;
  readonly toHour: number;
  /** most units a day that it is given for, Infinity where no limit */
  readonly units: number;
  /** units of a group, and of them those to pay for; 0 where there are no groups */
  readonly groupSize: number;
  readonly groupPaid: number;
  /** money steps that the gift costs the shop, one with every purchase of the product, however many units; 0 no gift */
  readonly giftCost: number;
  /**
   * What a unit costs a shopper who gets the deal.
   *
   * @param exact     regular price, money, not rounded
   * @param regular   the same in whole money steps
   */
  unitPrice(exact: number, regular: number): number;
  /** What `units` cost less than at the regular price; `price` is the deal's unit price. */
  discount(units: number, regular: number, price: number): number;
  /** How many of `units` bought in one go get anything of it. */
  touched(units: number): number;
  /** Part of the regular price that is given away at one unit or one group of units; a gift counts by what it costs. */
  depth(regular: number, price: number): number;
  /** What a unit brings the shop where a unit or a group of units is bought: the unit price, less free units and gifts. */
  brings(regular: number, price: number): number;
  /** Factor on the unit price that the segment's shoppers perceive. */
  perceived(segment: Segment): number;
  /** Pull of the gift on the segment's shoppers beside that of the badge, utility before wear. */
  giftPull(segment: Segment, listPrice: number): number;
}

/** The deal that lowers the price of every unit, all day, for all: what the others are but for where they say so. */
export function unitDeal(mechanic: Mechanic, unitPrice: LineDeal["unitPrice"]): LineDeal {
  return {
    mechanic,
    place: MECHANICS.indexOf(mechanic),
    membersOnly: false,
    fromHour: 0,
    toHour: 24,
    units: Infinity,
    groupSize: 0,
    groupPaid: 0,
    giftCost: 0,
    unitPrice,
    discount: (units, regular, price) => units * (regular - price),
    touched: (units) => units,
    depth: (regular, price) => (regular - price) / regular,
    brings: (_regular, price) => price,
    perceived: () => 1,
    giftPull: () => 0,
  };
}
