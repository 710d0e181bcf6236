import { ASSUMED } from "../../sim/presets/assumptions.js";
import type { ScenarioInput } from "../../sim/scenario.js";

/** What data on sales say nothing about, and where the scenario takes it from instead. */
export type Provenance = NonNullable<ScenarioInput["provenance"]>[number];

/** Visits to one shop a household and day: 1.7 to 2.2 shopping trips a week, over two thirds of the money in one shop. */
export const VISIT_PROBABILITY = 0.2;
const DAYS_OF_STOCK = 14;
const COST_SHARE = 0.72;
const DEAL_DAYS = 14;
/** Part of a trade deal's sales at list price that may be given away. */
const BUDGET_SHARE = 0.3;

/** A product's price as it stands, and how many of it are sold a day. */
export interface PricedProduct {
  readonly name: string;
  readonly category: string;
  readonly listPrice: number;
  readonly unitsADay: number;
}

/** Digits behind the point such that the cheapest price keeps three that count, at least 2. */
export function moneyDigitsOf(prices: readonly number[]): number {
  return Math.max(2, Math.ceil(2 - Math.log10(Math.min(...prices))));
}

/** Products with a grocer's costs and a fortnight of stock. */
export function assumedProducts(products: readonly PricedProduct[], moneyDigits: number): ScenarioInput["products"] {
  const dearest = Math.max(...products.map(({ listPrice }) => listPrice));
  return products.map(({ name, category, listPrice, unitsADay }) => ({
    name,
    category,
    listPrice,
    unitCost: round(COST_SHARE * listPrice, moneyDigits),
    holdingCost: round(0.001 * listPrice, moneyDigits + 2),
    orderingCost: round(0.5 * dearest, moneyDigits),
    leadTimeDays: 2,
    caseSize: 12,
    maxCases: Math.max(15, Math.ceil((7 * unitsADay) / 12)),
    initialStock: 12 * Math.ceil((DAYS_OF_STOCK * unitsADay) / 12),
    salvageValue: round(0.75 * COST_SHARE * listPrice, moneyDigits),
  }));
}

/** Two trade deals in a quarter, and everyday promotions within limits. @param revenueADay  at list prices */
export function assumedDeals(revenueADay: number): Pick<ScenarioInput, "promotions"> & {
  campaigns: NonNullable<NonNullable<ScenarioInput["calendar"]>["campaigns"]>;
} {
  const deal = {
    visitLift: 0.15,
    vendorFunding: 0.12,
    depthLimit: 0.3,
    budget: Number((BUDGET_SHARE * DEAL_DAYS * revenueADay).toPrecision(1)),
  };
  return {
    campaigns: [
      { name: "trade-deal-1", firstDay: 21, lastDay: 20 + DEAL_DAYS, ...deal },
      { name: "trade-deal-2", firstDay: 63, lastDay: 62 + DEAL_DAYS, ...deal },
    ],
    promotions: { depths: [0.1, 0.2, 0.3], everyday: { depthLimit: 0.3, coolDownDays: 7 } },
  };
}

/** Where visits, costs and deals come from. */
export const assumedVisits: Provenance = {
  path: "segments.visit",
  origin: "assumed",
  source: `a visit probability of .20 a day: ${ASSUMED.groceryTrips}; a category is a small part of why a store is visited, storeValue .05; memory as in docs/model.md`,
};

export const assumedCosts: Provenance = {
  path: "products.unitCost, products.holdingCost, products.orderingCost, products.salvageValue",
  origin: "assumed",
  source: `${ASSUMED.groceryMargin}; .1% of the price a day; half the dearest price an order; three quarters of the cost`,
};

export const assumedCampaigns: Provenance = {
  path: "calendar.campaigns, promotions",
  origin: "assumed",
  source: "two trade deals of two weeks in which the vendor pays 12% of the list price of a promoted unit",
};

export const logit = (probability: number) => Math.log(probability / (1 - probability));

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
