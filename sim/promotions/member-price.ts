import { type LineDeal, unitDeal } from "./line-deal.js";
import { percentPrice } from "./percent-off.js";

/** So much per cent less for every unit that a member buys. */
export function memberPrice(depth: number, moneyStep: number): LineDeal {
  return {
    ...unitDeal("member-price", (exact, regular) => percentPrice(exact, regular, depth, moneyStep)),
    membersOnly: true,
    depth: () => depth,
  };
}
