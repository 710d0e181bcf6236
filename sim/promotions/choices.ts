import type { Scenario } from "../scenario.js";
import { amountOff } from "./amount-off.js";
import { buyXGetY } from "./buy-x-get-y.js";
import { flashSale } from "./flash-sale.js";
import { gift } from "./gift.js";
import type { LineDeal } from "./line-deal.js";
import { memberPrice } from "./member-price.js";
import { percentOff } from "./percent-off.js";
import { type SpendThreshold, spendThreshold } from "./spend-threshold.js";

/** The promotions to choose from: `scenario.promotions.depths`, then `menu`; index 0 is none. */
export interface Choices {
  /** the choice as a deal on a product; null where it is none, shape [choices + 1] */
  readonly lines: readonly (LineDeal | null)[];
  /** the choice as a threshold for the basket; null where it is none, shape [choices + 1] */
  readonly baskets: readonly (SpendThreshold | null)[];
}

export function createChoices({ promotions, moneyStep }: Scenario): Choices {
  const lines: (LineDeal | null)[] = [null, ...promotions.depths.map((depth) => percentOff(depth, moneyStep))];
  const baskets: (SpendThreshold | null)[] = lines.map(() => null);
  for (const offer of promotions.menu) {
    const threshold = offer.mechanic === "spend-threshold";
    lines.push(threshold ? null : lineDeal(offer, moneyStep));
    baskets.push(threshold ? spendThreshold(offer.tiers, moneyStep) : null);
  }
  return { lines, baskets };
}

type ProductOffer = Exclude<Scenario["promotions"]["menu"][number], { mechanic: "spend-threshold" }>;

function lineDeal(offer: ProductOffer, moneyStep: number): LineDeal {
  switch (offer.mechanic) {
    case "percent-off":
      return percentOff(offer.depth, moneyStep);
    case "amount-off":
      return amountOff(offer.amount, moneyStep);
    case "buy-x-get-y":
      return buyXGetY(offer);
    case "flash-sale":
      return flashSale(offer, moneyStep);
    case "member-price":
      return memberPrice(offer.depth, moneyStep);
    case "gift":
      return gift(offer, moneyStep);
  }
}
