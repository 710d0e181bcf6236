import { toSteps } from "../money.js";
import { type LineDeal, unitDeal } from "./line-deal.js";

/** So much per cent less for every unit. */
export function percentOff(depth: number, moneyStep: number): LineDeal {
  return {
    ...unitDeal("percent-off", (exact, regular) => percentPrice(exact, regular, depth, moneyStep)),
    depth: () => depth,
  };
}

/** Regular price less a part of it, rounded half up to whole money steps, from one step to the regular price. */
export function percentPrice(exact: number, regular: number, depth: number, moneyStep: number): number {
  return Math.max(1, Math.min(regular, toSteps(exact * (1 - depth), moneyStep)));
}
