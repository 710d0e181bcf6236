import type { State } from "../layout.js";
import type { OffersOfDay } from "./offers-of-day.js";

/**
 * Closes the day's books of promotions: fills `discount`, and for a simple day also `mechanicUnits`, `mechanicDiscount` and
 * `given`, which the till (or cohort fidelity) has booked itself where `offers.simple` is false.
 *
 * To be called once a day after the shoppers' pass, before vendor funding is worked out and before `offers` is opened anew:
 *
 *     bookPromotions(state, desk.offers);
 *
 * The sum over mechanics of mechanicDiscount[., p] is discount[p]; what the pass promoted on a simple day is
 * promotedUnits[p] units at regularPrice[p] - price[p] each.
 */
export function bookPromotions(state: State, { simple, mechanic, rulesOf }: OffersOfDay): void {
  const { discount, mechanicUnits, mechanicDiscount, promotedUnits, regularPrice, price, given } = state;
  const P = discount.length;
  if (simple) {
    for (let p = 0; p < P; p++) {
      if (promotedUnits[p] === 0) continue;
      const at = mechanic[p] * P + p;
      discount[p] = promotedUnits[p] * (regularPrice[p] - price[p]);
      mechanicUnits[at] = promotedUnits[p];
      mechanicDiscount[at] = discount[p];
      given[rulesOf[p]] += discount[p];
    }
    return;
  }
  for (let p = 0; p < P; p++) {
    let sum = 0;
    for (let at = p; at < mechanicDiscount.length; at += P) sum += mechanicDiscount[at];
    discount[p] = sum;
  }
}
