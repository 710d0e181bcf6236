import { EVENT, EventLog } from "../sim/events.js";
import type { Market } from "../sim/market.js";
import type { Scenario } from "../sim/scenario.js";

/** What a loyalty card tells of its shopper, the columns of `ShopperCards.table`. */
export const CARD_COLUMNS = {
  recency: { unit: "days", meaning: "since the last purchase; 1 is yesterday, 365 a year or more, or never" },
  frequency: { unit: "days", meaning: "with a purchase, a day n days ago counting .97^n" },
  money: { unit: "money", meaning: "paid, a day n days ago counting .97^n" },
  promoted: {
    unit: "share",
    meaning: "of what they would have paid without promotions, the part taken off; of those days",
  },
  coupon: {
    unit: "days",
    meaning: "that the coupon at hand still lives, that of today counted; 0 where there is none",
  },
  segment: { unit: "index", meaning: "the segment the shopper belongs to" },
} as const;
const COLUMNS = Object.keys(CARD_COLUMNS);
const [RECENCY, FREQUENCY, MONEY, PROMOTED, COUPON, SEGMENT] = COLUMNS.keys();
const WIDTH = COLUMNS.length;
/** what a day that is one day further back counts */
const KEEP = 0.97;
const NEVER = 365;

export interface ShopperCards {
  /** row-major [population, CARD_COLUMNS]; the same array, up to date after every `endDay` */
  readonly table: Float32Array;
  /** takes in what the market wrote down since the last call */
  endDay(): void;
  /** the whole state, a copy */
  save(): CardState;
  load(state: CardState): void;
}
export type CardState = { readonly table: Float32Array; readonly given: Float32Array };

/**
 * Keeps every shopper's card up to date from what a market writes down: purchases, coupons, who joins. The market records for
 * the cards from then on, and for nobody else.
 *
 * @throws RangeError in cohort fidelity, which has no shoppers
 */
export function keepCards(market: Market, { promotions, moneyStep, segments }: Scenario): ShopperCards {
  const log = new EventLog(1, ["purchase", "coupon-sent", "coupon-redeemed", "join"]);
  market.record(log);
  const { size, sizes } = market.population;
  const lives = promotions.coupons === null ? 0 : promotions.coupons.lagDays + promotions.coupons.validDays;
  const table = new Float32Array(size * WIDTH);
  /** taken off, decayed as money is, shape [population] */
  const given = new Float32Array(size);
  let first = 0;
  segments.forEach((_, s) => {
    for (let i = first; i < first + sizes[s]; i++) table[i * WIDTH + SEGMENT] = s;
    first += sizes[s];
  });
  for (let i = 0; i < size; i++) table[i * WIDTH + RECENCY] = NEVER;

  function passNight(): void {
    for (let i = 0; i < size; i++) {
      const at = i * WIDTH;
      table[at + RECENCY] = Math.min(NEVER, table[at + RECENCY] + 1);
      table[at + FREQUENCY] *= KEEP;
      table[at + MONEY] *= KEEP;
      table[at + COUPON] = Math.max(0, table[at + COUPON] - 1);
      given[i] *= KEEP;
    }
  }

  function takeIn(kind: number, i: number, paid: number, discount: number): void {
    const at = i * WIDTH;
    if (kind === EVENT.couponSent) table[at + COUPON] = lives - 1;
    else if (kind === EVENT.couponRedeemed) table[at + COUPON] = 0;
    else if (kind === EVENT.join) {
      table[at + RECENCY] = NEVER;
      table[at + FREQUENCY] = table[at + MONEY] = table[at + PROMOTED] = table[at + COUPON] = given[i] = 0;
    } else {
      if (table[at + RECENCY] !== 1) table[at + FREQUENCY] += 1;
      table[at + RECENCY] = 1;
      table[at + MONEY] += paid * moneyStep;
      given[i] += discount * moneyStep;
      const full = table[at + MONEY] + given[i];
      table[at + PROMOTED] = full > 0 ? given[i] / full : 0;
    }
  }

  return {
    table,
    endDay() {
      passNight();
      const { kind, shopper, paid, discount } = log.columns;
      for (let e = 0; e < log.length; e++) takeIn(kind[e], shopper[e], paid[e], discount[e]);
      log.clear();
    },
    save: () => ({ table: table.slice(), given: given.slice() }),
    load(state) {
      table.set(state.table);
      given.set(state.given);
      log.clear();
    },
  };
}
