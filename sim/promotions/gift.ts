import { toSteps } from "../money.js";
import { type LineDeal, unitDeal } from "./line-deal.js";

/** A gift with every purchase of the product. It pulls by giftTaste · worth / list price beside its badge. */
export function gift({ unitCost, worth }: { unitCost: number; worth: number }, moneyStep: number): LineDeal {
  const giftCost = toSteps(unitCost, moneyStep);
  return {
    ...unitDeal("gift", (_exact, regular) => regular),
    giftCost,
    depth: (regular) => giftCost / regular,
    brings: (regular) => regular - giftCost,
    giftPull: ({ promotion }, listPrice) => (promotion.giftTaste * worth) / listPrice,
  };
}
