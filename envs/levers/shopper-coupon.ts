import { apportion } from "../../sim/population.js";
import type { Scenario } from "../../sim/scenario.js";
import { multiDiscrete } from "../spaces.js";
import { calendarSlots } from "./calendar-slots.js";
import { couponRows, decideCoupons, maskCoupons } from "./coupon.js";
import type { Lever } from "./lever.js";
import { segmentSlots } from "./segment-slots.js";
import { slotTable } from "./slot-table.js";

/**
 * Coupons a day, shopper by shopper: choice 0 sends none, k the k-th depth of `promotions.coupons`. What is known of each shopper
 * comes as `info.shoppers`; the observation is that of coupons by segment. Credit: an even part of the margin of the shopper's
 * segment, less her coupon's sending.
 *
 * @throws RangeError in cohort fidelity, which has no shoppers
 */
export function shopperCouponLever(scenario: Scenario): Lever {
  if (scenario.fidelity === "cohort")
    throw new RangeError("lever coupon: perShopper needs shopper fidelity; cohorts have no shoppers");
  const { depths, sendCost } = scenario.promotions.coupons!;
  const choices = depths.length + 1;
  const segmentSizes = apportion(
    scenario.segments.map((segment) => segment.share),
    scenario.population,
  );
  return {
    name: "coupon",
    actionSpace: multiDiscrete(new Array<number>(scenario.population).fill(choices)),
    table: slotTable([...calendarSlots(scenario), ...segmentSlots(scenario), ...couponRows(scenario)]),
    mask: (shop, out) => maskCoupons(shop, choices, out),
    decide: (action, mask, { coupon }) => decideCoupons(action, mask, choices, coupon),
    credit({ segmentMargin }, { coupon }, out) {
      let i = 0;
      for (let s = 0; s < segmentSizes.length; s++) {
        const share = (segmentMargin[s] * scenario.moneyStep) / segmentSizes[s];
        for (let n = 0; n < segmentSizes[s]; n++, i++) out[i] = share - (coupon[i] > 0 ? sendCost : 0);
      }
    },
  };
}
