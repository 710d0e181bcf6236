import type { Market } from "../sim/market.js";
import type { Scenario } from "../sim/scenario.js";
/** What a loyalty card tells of its shopper, the columns of `ShopperCards.table`. */
export declare const CARD_COLUMNS: {
  readonly recency: {
    readonly unit: "days";
    readonly meaning: "since the last purchase; 1 is yesterday, 365 a year or more, or never";
  };
  readonly frequency: {
    readonly unit: "days";
    readonly meaning: "with a purchase, a day n days ago counting .97^n";
  };
  readonly money: {
    readonly unit: "money";
    readonly meaning: "paid, a day n days ago counting .97^n";
  };
  readonly promoted: {
    readonly unit: "share";
    readonly meaning: "of what they would have paid without promotions, the part taken off; of those days";
  };
  readonly coupon: {
    readonly unit: "days";
    readonly meaning: "that the coupon at hand still lives, that of today counted; 0 where there is none";
  };
  readonly segment: {
    readonly unit: "index";
    readonly meaning: "the segment the shopper belongs to";
  };
};
export interface ShopperCards {
  /** row-major [population, CARD_COLUMNS]; the same array, up to date after every `endDay` */
  readonly table: Float32Array;
  /** takes in what the market wrote down since the last call */
  endDay(): void;
  /** the whole state, a copy */
  save(): CardState;
  load(state: CardState): void;
}
export type CardState = {
  readonly table: Float32Array;
  readonly given: Float32Array;
};
/**
 * Keeps every shopper's card up to date from what a market writes down: purchases, coupons, who joins. The market records for
 * the cards from then on, and for nobody else.
 *
 * @throws RangeError in cohort fidelity, which has no shoppers
 */
export declare function keepCards(market: Market, { promotions, moneyStep, segments }: Scenario): ShopperCards;
