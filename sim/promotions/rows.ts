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
  offers: Pick<OffersOfDay, "ratio" | "logRatio" | "pull" | "groups">,
): (product: number, tag: ShelfTag) => void {
  const { segments, products, promotions } = scenario;
  const { coupons } = promotions;
  const { prefer } = promotions.stacking;
  const { groups } = offers;
  const P = products.length;
  const S = segments.length;
  const ways = memberWays(segments);
  const depths = [0, ...(coupons?.depths ?? [])];
  const covered = products.map(
    ({ category }) => coupons !== null && (coupons.categories.length === 0 || coupons.categories.includes(category)),
  );
  const excluded = exclusions(scenario, "coupon");
  /** shape [segments, MECHANICS] */
  const badges = Float64Array.from(
    segments.flatMap(({ promotion }) => MECHANICS.map((mechanic) => promotion.display[mechanic])),
  );
  const couponBadge = MECHANICS.indexOf("coupon");
  const thresholdBadge = MECHANICS.indexOf("spend-threshold");
  const M = MECHANICS.length;
  /** what shoppers of a group have at hand: level of the coupon, and 1 for members */
  const levelOf = Int32Array.from({ length: groups }, (_, group) => Math.floor(group / ways));
  const memberOf = Uint8Array.from({ length: groups }, (_, group) => group % ways);

  /** Of what a group of a segment sees: whether it reckons with the deal and with its coupon, and the price then. */
  const seen = { deal: false, coupon: false, ratio: 1, logRatio: 0 };

  function look(p: number, s: number, group: number, { deal, regular, price }: ShelfTag): void {
    const level = levelOf[group];
    const ofDeal = deal !== null && (!deal.membersOnly || memberOf[group] === 1);
    const withDeal = deal && ofDeal ? (price / listPrice[p]) * deal.perceived(segments[s]) : regular / listPrice[p];
    seen.deal = ofDeal;
    seen.coupon = level > 0 && covered[p];
    seen.ratio = withDeal;
    if (seen.coupon && deal && ofDeal && excluded[deal.place] === 1) {
      const withCoupon = (regular / listPrice[p]) * (1 - depths[level]);
      seen.coupon = prefer === "basket-first" || (prefer === "best-for-shopper" && withCoupon < withDeal);
      seen.deal = !seen.coupon;
      if (seen.coupon) seen.ratio = withCoupon;
    } else if (seen.coupon) seen.ratio *= 1 - depths[level];
    seen.logRatio = seen.ratio === 1 ? 0 : log(seen.ratio);
  }

  return function writeRows(p, tag) {
    const { deal, badge } = tag;
    const { ratio, logRatio, pull } = offers;
    const badgePull = badges;
    const bySegment = deal !== null && deal.groupSize > 0;
    for (let group = 0; group < groups; group++)
      for (let s = 0, at = group * P + p; s < S; s++, at += groups * P) {
        if (s === 0 || bySegment) look(p, s, group, tag);
        ratio[at] = seen.ratio;
        logRatio[at] = seen.logRatio;
        let sum = 0;
        if (deal && seen.deal) {
          sum = badgePull[s * M + deal.place];
          if (deal.giftCost > 0) sum += deal.giftPull(segments[s], products[p].listPrice);
        }
        if (seen.coupon) sum += badgePull[s * M + couponBadge];
        if (badge) sum += badgePull[s * M + thresholdBadge];
        pull[at] = sum;
      }
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
