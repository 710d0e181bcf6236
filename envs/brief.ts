import { createCalendar } from "../sim/calendar.js";
import type { Scenario, PromotionRules as ScenarioRules } from "../sim/scenario.js";
import type { MarketBrief, PromotionRules } from "./types.js";

/** The part of a scenario that a retailer knows: its products, costs, calendar and rules, and nothing of its shoppers. */
export function marketBrief(scenario: Scenario, tailDays: number): MarketBrief {
  const { products, promotions, calendar } = scenario;
  const categories = [...new Set(products.map((product) => product.category))];
  const productsOf = (covered: readonly string[]) =>
    products.flatMap((product, p) => (covered.length === 0 || covered.includes(product.category) ? [p] : []));
  const choices = [
    { mechanic: "none" as const, depth: 0 },
    ...promotions.depths.map((depth) => ({ mechanic: "percent-off" as const, depth })),
  ];
  return {
    products: products.map((product) => ({
      name: product.name,
      category: categories.indexOf(product.category),
      listPrice: product.listPrice,
      unitCost: product.unitCost,
      holdingCost: product.holdingCost,
      orderingCost: product.orderingCost,
      leadTimeDays: product.leadTimeDays,
      initialStock: product.initialStock,
      salvageValue: product.salvageValue,
    })),
    categories,
    horizonDays: scenario.horizonDays,
    tailDays,
    promotionSlots:
      promotions.slots === "category"
        ? categories.map((category) => ({ name: category, products: productsOf([category]), choices }))
        : products.map(({ name }, p) => ({ name, products: [p], choices })),
    restockSlots: products.map(({ name, caseSize, maxCases }, product) => ({
      name,
      product,
      units: Array.from({ length: maxCases + 1 }, (_, cases) => cases * caseSize),
    })),
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

function rulesBrief({ mechanics, depthLimit, budget, coolDownDays, marginFloor }: ScenarioRules): PromotionRules {
  return { mechanics, depthLimit, budget: budget ?? Infinity, coolDownDays, marginFloor };
}
