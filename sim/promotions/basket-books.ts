import type { State } from "../layout.js";
import { MECHANICS } from "../scenario/promotions.js";
import type { DealsOfDay } from "./deals-of-day.js";
import type { OffersOfDay } from "./offers-of-day.js";

interface BasketBooksOptions {
  readonly state: State;
  readonly offers: OffersOfDay;
  readonly deals: DealsOfDay;
  /** closes the offer of a product whose limited units are gone */
  readonly soldOut: (product: number) => void;
  /** closes every offer under the rules */
  readonly close: (rules: number) => void;
}

/** Where the tills write what a basket got: by mechanic, from which budget, of which limited units. */
export class BasketBooks {
  /** whether what was booked of the basket at hand used up a budget or limited units; to be cleared before it */
  usedUp = false;

  constructor(private readonly of: BasketBooksOptions) {}

  /** Books what a product's deal took off so many units, and its gift; answers how many of them got anything. */
  bookDeal(p: number, units: number, off: number): number {
    const { state, offers, deals } = this.of;
    const { given, mechanicUnits, mechanicDiscount } = state;
    const { budgetLeft, largestBasket, groupSize } = offers;
    const { unitsLeft, giftCost } = deals;
    const at = offers.mechanic[p] * groupSize.length + p;
    const rules = offers.rulesOf[p];
    const cost = off + giftCost[p];
    const reached = groupSize[p] === 0 ? units : touched(deals, p, units);
    mechanicUnits[at] += reached;
    mechanicDiscount[at] += off;
    state.giftCost[p] += giftCost[p];
    given[rules] += cost;
    budgetLeft[rules] -= cost;
    unitsLeft[p] -= units;
    if (budgetLeft[rules] < largestBasket[rules] || unitsLeft[p] === 0) this.usedUp = true;
    return reached;
  }

  /** Books what a coupon took off a line; what it took off them all is to be added to `given` once. */
  bookCoupon(p: number, units: number, off: number): void {
    const { mechanicUnits, mechanicDiscount, units: sold } = this.of.state;
    const at = COUPON * sold.length + p;
    mechanicUnits[at] += units;
    mechanicDiscount[at] += off;
  }

  /**
   * Closes what the basket that was booked left too little of for a further one.
   *
   * @param mechanic   of the deal that each line got, -1 none
   */
  closeWhatIsUsedUp(lines: number, product: Int32Array, mechanic: Int32Array): void {
    const { deals, soldOut, close } = this.of;
    const { rulesOf, budgetLeft, largestBasket, promoted } = this.of.offers;
    for (let l = 0; l < lines; l++) {
      if (mechanic[l] < 0) continue;
      const p = product[l];
      const rules = rulesOf[p];
      if (budgetLeft[rules] < largestBasket[rules]) close(rules);
      if (deals.unitsLeft[p] === 0 && promoted[p] > 0) soldOut(p);
    }
  }
}

function touched({ deal }: DealsOfDay, p: number, units: number): number {
  return deal[p]?.touched(units) ?? 0;
}

const COUPON = MECHANICS.indexOf("coupon");
