import { log } from "../math/elementary.js";
import { MECHANICS, type Mechanic } from "../scenario/promotions.js";
import type { Scenario } from "../scenario.js";
import type { LineDeal } from "./line-deal.js";
import type { OffersOfDay } from "./offers-of-day.js";

/** A product as it stands on the shelf just now. */
export interface ShelfTag {
  /** the open deal, null none */
  deal: LineDeal | null;
  /** money steps: without the deal, and with it for whoever gets it */
  regular: number;
  price: number;
  /** whether the badge of an open spend threshold hangs on it */
  badge: boolean;
}

/** Groups of shoppers, see `OffersOfDay`. */
export function groupsOf({ segments, promotions }: Scenario): number {
  return memberWays(segments) * (1 + (promotions.coupons?.depths.length ?? 0));
}

/** 2 where there are members, else 1 */
export function memberWays(segments: Scenario["segments"]): 1 | 2 {
  return segments.some((segment) => segment.members > 0) ? 2 : 1;
}

/**
 * Writes what every row of shoppers makes of a product: perceived price and pull. A coupon multiplies the price of what it
 * covers by 1 - depth; where it and the deal exclude each other, a shopper reckons with what `stacking.prefer` gives her.
 */
export function createRows(
  scenario: Scenario,
  listPrice: Float64Array,
  { ratio, logRatio, pull, groups }: Pick<OffersOfDay, "ratio" | "logRatio" | "pull" | "groups">,
): (product: number, tag: ShelfTag) => void {
  const { segments, products, promotions } = scenario;
  const { coupons, stacking } = promotions;
  const P = products.length;
  const ways = memberWays(segments);
  const depths = [0, ...(coupons?.depths ?? [])];
  const covered = products.map(
    ({ category }) => coupons !== null && (coupons.categories.length === 0 || coupons.categories.includes(category)),
  );
  const excluded = exclusions(scenario, "coupon");
  const badges = segments.map((segment) => segment.promotion.display);

  function writeAlike(p: number, { deal, regular, price, badge }: ShelfTag): void {
    const now = deal ? price : regular;
    const there = now / listPrice[p];
    const logThere = now === listPrice[p] ? 0 : log(there);
    for (let s = 0; s < segments.length; s++) {
      ratio[s * P + p] = there;
      logRatio[s * P + p] = logThere;
      const own = deal ? deal.pull(segments[s], products[p].listPrice) : 0;
      pull[s * P + p] = badge ? own + badges[s]["spend-threshold"] : own;
    }
  }

  function writeRow(p: number, s: number, group: number, { deal, regular, price, badge }: ShelfTag): void {
    const level = Math.floor(group / ways);
    const member = group % ways === 1;
    let seen = regular / listPrice[p];
    let pulls = 0;
    const gets = deal !== null && (member || !deal.membersOnly);
    if (deal && gets) {
      seen = (price / listPrice[p]) * deal.perceived(segments[s]);
      pulls = deal.pull(segments[s], products[p].listPrice);
    }
    if (level > 0 && covered[p]) {
      const left = 1 - depths[level];
      const withCoupon = (regular / listPrice[p]) * left;
      if (!(deal && gets && excluded[deal.place])) {
        seen *= left;
        pulls += badges[s].coupon;
      } else if (stacking.prefer === "basket-first" || (stacking.prefer === "best-for-shopper" && withCoupon < seen)) {
        seen = withCoupon;
        pulls = badges[s].coupon;
      }
    }
    const at = (s * groups + group) * P + p;
    ratio[at] = seen;
    logRatio[at] = seen === 1 ? 0 : log(seen);
    pull[at] = badge ? pulls + badges[s]["spend-threshold"] : pulls;
  }

  return (p, tag) => {
    if (groups === 1 && (tag.deal === null || tag.deal.groupSize === 0)) writeAlike(p, tag);
    else
      for (let s = 0; s < segments.length; s++) for (let group = 0; group < groups; group++) writeRow(p, s, group, tag);
  };
}

/** 1 for each mechanic that no unit gets together with this one, shape [MECHANICS] */
export function exclusions({ promotions }: Scenario, mechanic: Mechanic): Uint8Array {
  const excluded = new Uint8Array(MECHANICS.length);
  for (const [one, other] of promotions.stacking.exclusive) {
    if (one === mechanic) excluded[MECHANICS.indexOf(other)] = 1;
    if (other === mechanic) excluded[MECHANICS.indexOf(one)] = 1;
  }
  return excluded;
}
