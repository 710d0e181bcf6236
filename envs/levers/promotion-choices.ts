import type { Offer, Scenario } from "../../sim/scenario.js";
import type { MarketBrief } from "../types.js";

/** Which offers of the list `promotions.depths` then `menu` (numbered from 1) the choices of a slot are; choice 0 is 0, none. */
export interface PromotionChoices {
  readonly product: readonly number[];
  /** none alone where the menu has no spend threshold */
  readonly basket: readonly number[];
}

export function promotionChoices({ promotions }: Scenario): PromotionChoices {
  const { depths, menu } = promotions;
  const numbered = menu.map((offer, m) => ({ offer, number: depths.length + 1 + m }));
  const onBasket = ({ offer }: { offer: Offer }) => offer.mechanic === "spend-threshold";
  const numbers = (entries: typeof numbered) => entries.map((entry) => entry.number);
  return {
    product: [0, ...depths.map((_, d) => d + 1), ...numbers(numbered.filter((entry) => !onBasket(entry)))],
    basket: [0, ...numbers(numbered.filter(onBasket))],
  };
}

/** The promotion lever's slots, as its agent is told of them: a product or category each, then the basket's where it has one. */
export function promotionSlots(scenario: Scenario, categories: readonly string[]): MarketBrief["promotionSlots"] {
  const { products, promotions } = scenario;
  const choices = promotionChoices(scenario);
  const slot = (name: string, covered: number[], offers: readonly number[]) => ({
    name,
    products: covered,
    choices: offers.map((offer) => described(scenario, covered, offer)),
  });
  const byProduct = products.map(({ name }, p) => slot(name, [p], choices.product));
  const byCategory = categories.map((category) => {
    const covered = products.flatMap((product, p) => (product.category === category ? [p] : []));
    return slot(category, covered, choices.product);
  });
  const all = products.map((_, p) => p);
  return [
    ...(promotions.slots === "category" ? byCategory : byProduct),
    ...(choices.basket.length > 1 ? [slot(BASKET, all, choices.basket)] : []),
  ];
}

/** Name of the slot of spend thresholds. */
export const BASKET = "basket";

type Choice = MarketBrief["promotionSlots"][number]["choices"][number];

function described({ promotions, products }: Scenario, covered: readonly number[], number: number): Choice {
  if (number === 0) return { mechanic: "none", depth: 0 };
  const { depths, menu } = promotions;
  if (number <= depths.length) return { mechanic: "percent-off", depth: depths[number - 1] };
  const offer = menu[number - depths.length - 1];
  return {
    mechanic: offer.mechanic,
    depth: deepest(
      offer,
      covered.map((p) => products[p].listPrice),
    ),
  };
}

/** Largest share of the list price that the offer gives away, over products of these prices; a gift gives none. */
function deepest(offer: Offer, prices: readonly number[]): number {
  switch (offer.mechanic) {
    case "amount-off":
      return Math.min(1, offer.amount / Math.min(...prices));
    case "buy-x-get-y":
      return offer.free / (offer.buy + offer.free);
    case "gift":
      return 0;
    case "spend-threshold":
      return Math.max(...offer.tiers.map(({ spend, off }) => off / spend));
    default:
      return offer.depth;
  }
}
