import type { AgentContext, MarketBrief } from "../envs/types.js";
import type { EnvFacts } from "./define.js";

/** A slot of prices or promotions: what it covers, and its choices by how much they take off. */
interface DiscountSlot {
  readonly name: string;
  readonly products: readonly number[];
  /** deepest first */
  readonly offers: readonly {
    /** number in the mask */
    readonly entry: number;
    readonly choice: number;
    /** share of the list price off; below 0 where a price is above the list's */
    readonly depth: number;
  }[];
  /** what stands for no discount */
  readonly none: number;
}

/**
 * The slots of the promotion or the pricing lever as discounts: of promotions the percentages off, of prices the factors up to
 * the list price. No discount is choice 0 of a promotion, and of a price the factor nearest to 1. A slot of spend thresholds is
 * none of them and is left at 0.
 */
export function discountSlots({ brief, lever }: Pick<AgentContext, "brief" | "lever">): DiscountSlot[] {
  return lever === "pricing" ? pricingSlots(brief!) : promotionSlots(brief!);
}

/** The deepest legal choice that takes no more than `depth` off, else none. */
export function discountOf({ offers, none }: DiscountSlot, depth: number, mask: Uint8Array | undefined): number {
  for (const offer of offers)
    if (offer.depth <= depth + 1e-9 && (mask === undefined || mask[offer.entry] === 1)) return offer.choice;
  return none;
}

/** Why a rule of discounts cannot play an env that sets neither promotions nor prices among choices. */
export function needsDiscountLever({ lever, actionSpace }: EnvFacts): string | undefined {
  const fits = lever === "promotion" || (lever === "pricing" && actionSpace.kind === "multi-discrete");
  return fits ? undefined : "it sets promotions or prices, and this env asks for something else";
}

function promotionSlots({ promotionSlots: slots }: MarketBrief): DiscountSlot[] {
  let start = 0;
  return slots.map(({ name, products, choices }) => {
    const offers = choices
      .map(({ depth, mechanic }, choice) => ({ entry: start + choice, choice, depth, mechanic }))
      .filter(({ mechanic }) => mechanic === "percent-off")
      .sort((a, b) => b.depth - a.depth);
    start += choices.length;
    return { name, products, offers, none: 0 };
  });
}

function pricingSlots({ pricingSlots: slots }: MarketBrief): DiscountSlot[] {
  let start = 0;
  return slots.map(({ name, products, multipliers }) => {
    const all = multipliers.map((factor, choice) => ({ entry: start + choice, choice, depth: 1 - factor }));
    start += multipliers.length;
    const nearest = all.reduce((best, offer) => (Math.abs(offer.depth) < Math.abs(best.depth) ? offer : best));
    const offers = all.filter(({ depth }) => depth >= nearest.depth).sort((a, b) => b.depth - a.depth);
    return { name, products, offers, none: nearest.choice };
  });
}
