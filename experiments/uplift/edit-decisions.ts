import type { Decisions } from "../../sim/decisions.js";
import type { Mechanic, Scenario } from "../../sim/scenario.js";

/** The day without any promotion: all else as it was decided. */
export function withoutPromotions({ price, order, adSpend, slate, rivalDiscount }: Decisions): Decisions {
  return { price, order, adSpend, slate, rivalDiscount };
}

/** The day without one product's own offer. */
export function withoutProduct(decisions: Decisions, product: number): Decisions {
  return withoutOffers(decisions, (p) => p === product);
}

/** The day without the promotions of one mechanic. */
export function withoutMechanic(decisions: Decisions, scenario: Scenario, mechanic: Mechanic): Decisions {
  const { depths, menu } = scenario.promotions;
  const { basketOffer = 0, coupon } = decisions;
  const kind = (offer: number): Mechanic =>
    offer > depths.length ? menu[offer - depths.length - 1].mechanic : "percent-off";
  const without = withoutOffers(decisions, (p) => {
    const offer = decisions.offer?.[p] ?? 0;
    if (offer > 0) return kind(offer) === mechanic;
    return mechanic === "percent-off";
  });
  return {
    ...without,
    basketOffer: basketOffer > 0 && kind(basketOffer) === mechanic ? 0 : basketOffer,
    coupon: mechanic === "coupon" ? undefined : coupon,
  };
}

function withoutOffers(decisions: Decisions, goes: (product: number) => boolean): Decisions {
  const offer = decisions.offer?.slice();
  const depth = decisions.depth?.slice();
  const products = Math.max(offer?.length ?? 0, depth?.length ?? 0);
  for (let p = 0; p < products; p++) {
    if (!goes(p)) continue;
    if (offer) offer[p] = 0;
    if (depth) depth[p] = 0;
  }
  return { ...decisions, offer, depth };
}
