import { toSteps } from "../money.js";
import { type LineDeal, unitDeal } from "./line-deal.js";

/** So much money less for every unit, which costs one money step at least. */
export function amountOff(amount: number, moneyStep: number): LineDeal {
  const off = toSteps(amount, moneyStep);
  return unitDeal("amount-off", (_exact, regular) => Math.max(1, regular - off));
}
