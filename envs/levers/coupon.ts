import { apportion } from "../../sim/population.js";
import type { Scenario } from "../../sim/scenario.js";
import { multiDiscrete } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { BackgroundPolicy, Lever } from "./lever.js";
import { segmentSlots } from "./segment-slots.js";
import type { Shop } from "./shop.js";
import { copied, powerOfTwo, type SlotRow, single, slotTable } from "./slot-table.js";

/**
 * Coupons a day for every segment: choice 0 sends none, k the k-th depth of `promotions.coupons` to all of the segment. None
 * but 0 is legal while the budget cannot take another coupon; one that covers a part of the segment sends to that part.
 */
export function couponLever(scenario: Scenario, brief: MarketBrief): Lever {
  const { couponSlots } = brief;
  const choices = couponSlots[0].depths.length;
  const { sendCost } = scenario.promotions.coupons!;
  return {
    name: "coupon",
    actionSpace: multiDiscrete(couponSlots.map(() => choices)),
    table: slotTable([...calendarSlots(scenario), ...segmentSlots(scenario), ...couponRows(scenario)]),
    mask: (shop, out) => maskCoupons(shop, choices, out),
    decide: (action, mask, { coupon }) => decideCoupons(action, mask, choices, coupon),
    credit({ segmentMargin, report }, _sheet, out) {
      for (let s = 0; s < out.length; s++)
        out[s] = segmentMargin[s] * scenario.moneyStep - report.couponsSent[s] * sendCost;
    },
  };
}

/** 1 for none everywhere, and for every depth while at least one more coupon can be afforded. */
export function maskCoupons({ market, scenario }: Shop, choices: number, out: Uint8Array): void {
  const open = market.day < scenario.horizonDays && market.couponsAffordable() >= 1 ? 1 : 0;
  for (let at = 0; at < out.length; at += choices) {
    out[at] = 1;
    for (let choice = 1; choice < choices; choice++) out[at + choice] = open;
  }
}

/** Legal choices as levels, others as none; answers how many were not legal. */
export function decideCoupons(
  action: ArrayLike<number>,
  mask: Uint8Array,
  choices: number,
  coupon: Int32Array,
): number {
  let refused = 0;
  for (let i = 0; i < coupon.length; i++) {
    const legal = mask[i * choices + action[i]] === 1;
    if (!legal) refused += 1;
    coupon[i] = legal ? action[i] : 0;
  }
  return refused;
}

/** What the shop knows of its coupons: sent and used yesterday by segment, and how many more it can afford. */
export function couponRows({ segments, population }: Scenario): SlotRow[] {
  const things = segments.map((segment) => segment.name);
  const size = apportion(
    segments.map((segment) => segment.share),
    population,
  );
  const scale = size.map((n) => powerOfTwo(n));
  const shoppers = { things, scale: (s: number) => scale[s], low: 0, high: (s: number) => size[s] / scale[s] };
  return [
    {
      ...shoppers,
      name: "coupons-sent",
      meaning: "coupons sent to the segment yesterday",
      unit: "coupons",
      amounts: copied(({ report }) => report.couponsSent),
    },
    {
      ...shoppers,
      name: "coupons-redeemed",
      meaning: "coupons that the segment used yesterday",
      unit: "coupons",
      amounts: copied(({ report }) => report.couponsRedeemed),
    },
    {
      name: "coupons-affordable",
      meaning: "shoppers who could be sent a coupon within the budget, of all; 1 where there is no limit",
      unit: "share of shoppers",
      low: 0,
      high: 1,
      amounts: single(({ market }) => Math.min(1, market.couponsAffordable() / population)),
    },
  ];
}

/** Days from one sending to the next: as long as a coupon lives. */
const everyDays = ({ scenario }: Shop) => scenario.promotions.coupons!.lagDays + scenario.promotions.coupons!.validDays;

/** The deepest coupon to everybody as soon as the one before has expired, from day 0 on. */
export const sendToAll: BackgroundPolicy = (shop, { coupon }) => {
  const { market, scenario } = shop;
  coupon.fill(market.day % everyDays(shop) === 0 ? scenario.promotions.coupons!.depths.length : 0);
};

/** As `sendToAll`, but only to the segments whose shoppers came less often yesterday than the shop's do on the whole. */
export const sendToLapsed: BackgroundPolicy = (shop, sheet) => {
  sendToAll(shop, sheet);
  const { report, market } = shop;
  let visits = 0;
  for (let s = 0; s < report.visits.length; s++) visits += report.visits[s];
  const { sizes, size } = market.population;
  for (let s = 0; s < sizes.length; s++) if (report.visits[s] * size >= visits * sizes[s]) sheet.coupon[s] = 0;
};
