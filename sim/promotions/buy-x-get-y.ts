import { type LineDeal, unitDeal } from "./line-deal.js";

/**
 * Of every buy + free units, `free` cost nothing; of a rest of more than `buy` units, what is beyond `buy`. A shopper counts on
 * it as far as she completes groups: the price she perceives falls by bundle · free / (buy + free).
 */
export function buyXGetY({ buy, free }: { buy: number; free: number }): LineDeal {
  const group = buy + free;
  const freeOf = (units: number) => Math.floor(units / group) * free + Math.max(0, (units % group) - buy);
  const depth = free / group;
  return {
    ...unitDeal("buy-x-get-y", (_exact, regular) => regular),
    groupSize: group,
    groupPaid: buy,
    // one step a unit is always paid
    discount: (units, regular) => Math.min(freeOf(units) * regular, units * (regular - 1)),
    touched: (units) => (units % group > buy ? units : units - (units % group)),
    depth: () => depth,
    brings: (regular) => Math.max(1, regular * (1 - depth)),
    perceived: ({ promotion }) => 1 - promotion.bundle * depth,
  };
}
