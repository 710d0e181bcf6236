import type { Scenario } from "../../sim/scenario.js";
import type { MarketBrief } from "../types.js";
import { advertisingLever } from "./advertising.js";
import { couponLever } from "./coupon.js";
import { LEVERS, type Lever, type LeverName } from "./lever.js";
import { pricingLever } from "./pricing.js";
import { promotionLever } from "./promotion.js";
import { restockLever } from "./restock.js";
import { type Duopoly, rivalLever } from "./rival.js";
import { shopperCouponLever } from "./shopper-coupon.js";
import { slateLever } from "./slate.js";

/** What differs between the forms that a lever can take. */
export interface LeverForms {
  /** prices as choices out of `pricing.multipliers` (default), or as real numbers between the least and the greatest */
  action?: "choices" | "box";
  /** coupons sent shopper by shopper, where the scenario has shopper fidelity; default false: by segment */
  perShopper?: boolean;
  /** a rival that is played */
  duopoly?: Duopoly;
}

/**
 * A lever of this scenario.
 *
 * @throws RangeError saying what the scenario lacks for it
 */
export function createLever(name: LeverName, scenario: Scenario, brief: MarketBrief, forms: LeverForms): Lever {
  const lacking = missingFor(name, scenario);
  if (lacking !== undefined) throw new RangeError(`lever ${name}: the scenario ${scenario.name} has no ${lacking}`);
  switch (name) {
    case "promotion":
      return promotionLever(scenario, brief);
    case "pricing":
      return pricingLever(scenario, brief, forms.action ?? "choices");
    case "coupon":
      return forms.perShopper ? shopperCouponLever(scenario) : couponLever(scenario, brief);
    case "restock":
      return restockLever(scenario, brief);
    case "advertising":
      return advertisingLever(scenario, brief);
    case "slate":
      return slateLever(scenario, brief);
    case "rival":
      return rivalLever(scenario, brief, forms.duopoly ?? {});
  }
}

/** The levers of the shop that the scenario has something for. */
export function availableLevers(scenario: Scenario): LeverName[] {
  return LEVERS.filter((name) => name !== "rival" && missingFor(name, scenario) === undefined);
}

function missingFor(name: LeverName, { promotions, advertising, slates }: Scenario): string | undefined {
  if (name === "coupon" && promotions.coupons === null) return "promotions.coupons";
  if (name === "advertising" && advertising.channels.length === 0) return "advertising.channels";
  if (name === "slate" && slates.slots === 0) return "slates.slots";
  return undefined;
}
