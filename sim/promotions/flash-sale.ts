import type { Offer } from "../scenario.js";
import { type LineDeal, unitDeal } from "./line-deal.js";
import { percentPrice } from "./percent-off.js";

type FlashSale = Extract<Offer, { mechanic: "flash-sale" }>;

/** So much per cent less in some hours of the day, perhaps for a limited number of units; further ones cost the regular price. */
export function flashSale({ depth, fromHour, toHour, units }: FlashSale, moneyStep: number): LineDeal {
  return {
    ...unitDeal("flash-sale", (exact, regular) => percentPrice(exact, regular, depth, moneyStep)),
    fromHour,
    toHour,
    units: units ?? Infinity,
    depth: () => depth,
  };
}
