import { createCalendar } from "../sim/calendar.js";
import type { Product, Scenario, PromotionRules as ScenarioRules } from "../sim/scenario.js";
import { promotionSlots } from "./levers/promotion-choices.js";
import { restockSlots } from "./levers/restock.js";
import type { MarketBrief, PromotionRules } from "./types.js";

/** The part of a scenario that a retailer knows: its products, costs, calendar and rules, and nothing of its shoppers. */
export function marketBrief(scenario: Scenario, tailDays: number): MarketBrief {
  const { products, promotions, calendar } = scenario;
  const { coupons } = promotions;
  const segments = scenario.segments.map((segment) => segment.name);
  const categories = [...new Set(products.map((product) => product.category))];
  const productsOf = (covered: readonly string[]) =>
    products.flatMap((product, p) => (covered.length === 0 || covered.includes(product.category) ? [p] : []));
  return {
    products: products.map((product) => ({
      name: product.name,
      category: categories.indexOf(product.category),
      listPrice: product.listPrice,
      unitCost: product.unitCost,
      holdingCost: product.holdingCost,
      ...supplyOf(product),
      initialStock: product.initialStock,
      salvageValue: product.salvageValue,
      ...(product.shelfLifeDays === null ? {} : { shelfLifeDays: product.shelfLifeDays }),
    })),
    categories,
    horizonDays: scenario.horizonDays,
    tailDays,
    promotionSlots: promotionSlots(scenario, categories),
    pricingSlots: (promotions.slots === "category" ? categories : products.map(({ name }) => name)).map((name, at) => ({
      name,
      products: promotions.slots === "category" ? productsOf([name]) : [at],
      multipliers: scenario.pricing.multipliers,
    })),
    couponSlots: coupons === null ? [] : segments.map((name) => ({ name, depths: [0, ...coupons.depths] })),
    restockSlots: restockSlots(scenario),
    advertisingSlots: scenario.advertising.channels.flatMap((channel, c) =>
      segments.map((name, segment) => ({ name: `${channel.name}/${name}`, channel: c, segment })),
    ),
    slateSlots: segments.flatMap((name, segment) =>
      Array.from({ length: scenario.slates.slots }, (_, place) => ({ name: `${name}/${place + 1}`, segment, place })),
    ),
    segments,
    everyday: rulesBrief(promotions.everyday),
    campaigns: calendar.campaigns.map((campaign) => ({
      name: campaign.name,
      firstDay: campaign.firstDay,
      lastDay: campaign.lastDay,
      products: productsOf(campaign.categories),
      vendorFunding: campaign.vendorFunding,
      ...rulesBrief(campaign),
    })),
    firstWeekday: createCalendar(calendar).weekday(0),
  };
}

/** Of several suppliers the first, with its mean lead time. */
function supplyOf({ orderingCost, leadTimeDays, suppliers }: Product) {
  if (suppliers.length === 0) return { orderingCost, leadTimeDays };
  const [first] = suppliers;
  return {
    orderingCost: first.orderingCost,
    leadTimeDays: Math.ceil(first.leadTimeDays + first.leadTimeSpread / 2),
  };
}

function rulesBrief({ mechanics, depthLimit, budget, coolDownDays, marginFloor }: ScenarioRules): PromotionRules {
  return { mechanics, depthLimit, budget: budget ?? Infinity, coolDownDays, marginFloor };
}
