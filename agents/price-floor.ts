import type { AgentContext, MarketBrief } from "../envs/types.js";

/** What the choices of a day, lever after lever, leave of every product's price, and which of them would leave too little. */
export interface PriceFloor {
  /** A new day: every product at its list price. */
  reset(): void;
  /** Whether this choice of the slot (of a box its value) would sell a product below the floor; never of what takes nothing off. */
  breaks(part: Part, slot: number, choice: number): boolean;
  /** Takes what the choice takes off. Of coupons nothing, as a coupon of one segment is not another's. */
  take(part: Part, slot: number, choice: number): void;
}

/** A lever, and whether it is set by choices or by real numbers. */
type Part = Pick<AgentContext, "lever" | "actionSpace">;

/**
 * The floor under prices:  L f - c >= marginFloor L f,  L the list price, c the unit cost, f the product of a price's factor, 1 -
 * the promotion's depth and 1 - the coupon's. An offer that is no share of the price counts with the largest share it can be, and
 * one on baskets or in a coupon must hold for every product. Other levers set no price.
 *
 * @param brief  undefined outside the market, where nothing breaks
 */
export function createPriceFloor(brief: MarketBrief | undefined, marginFloor: number): PriceFloor {
  const kept = new Float64Array(brief?.products.length ?? 0).fill(1);
  const all = brief?.products.map((_, p) => p) ?? [];

  /** The products that a choice touches, and the share of the price that it leaves them. */
  function effectOf({ lever, actionSpace }: Part, slot: number, choice: number) {
    switch (lever) {
      case "pricing": {
        const { products, multipliers } = brief!.pricingSlots[slot];
        return { products, factor: actionSpace.kind === "box" ? choice : multipliers[choice] };
      }
      case "promotion": {
        const { products, choices } = brief!.promotionSlots[slot];
        return { products, factor: 1 - choices[choice].depth };
      }
      // the depths are the same for every segment, and for every shopper where each is decided
      case "coupon":
        return { products: all, factor: 1 - brief!.couponSlots[0].depths[choice] };
      default:
        return undefined;
    }
  }

  return {
    reset: () => void kept.fill(1),
    breaks(part, slot, choice) {
      const effect = effectOf(part, slot, choice);
      if (effect === undefined || effect.factor >= 1) return false;
      return effect.products.some((p) => {
        const { listPrice, unitCost } = brief!.products[p];
        const price = listPrice * kept[p] * effect.factor;
        return price - unitCost < marginFloor * price - 1e-9;
      });
    },
    take(part, slot, choice) {
      const effect = part.lever === "coupon" ? undefined : effectOf(part, slot, choice);
      if (effect !== undefined) for (const p of effect.products) kept[p] *= effect.factor;
    },
  };
}
