import type { ScenarioInput } from "../scenario.js";
import { ASSUMED } from "./assumptions.js";

const WEEKLY =
  "Dominick's refrigerated orange juice, 64 oz, 83 stores, 9649 store-weeks a brand (bayesm; Montgomery 1997)";
const REGRESSION = `${WEEKLY}; least squares of ln sales on ln price and feature by brand`;
const SIMULATED = "set so that a week at -10% without a badge gives the estimated own-price elasticities";

/**
 * An orange juice shelf after weekly store data, which know sales but no shoppers: prices and the pull of a feature are
 * estimated, and how shoppers respond is set so that the simulated market sells as the stores did.
 *
 * A unit is a bottle of 64 ounces, prices are dollars. Estimated own-price elasticities: tropicana -2.29, minute.maid
 * -2.37, dominicks -2.90; simulated ones about -2.4, -2.6, -2.8. At regular prices without a feature the stores sell 33,
 * 32 and 36 of 100 bottles; simulated 32, 31 and 37.
 */
export const orangeJuice: ScenarioInput = {
  name: "orange-juice",
  description: "An orange juice shelf after the weekly sales of 83 stores: 3 brands, 2 kinds of shoppers",
  currency: "$",
  population: 1000,
  horizonDays: 91,
  provenance: [
    { path: "products.listPrice", origin: "estimated", source: `${WEEKLY}: median price of weeks without a feature` },
    {
      path: "segments.promotion.display",
      origin: "estimated",
      source: `${REGRESSION}: mean of the three lifts of ln sales in a featured week, its price apart, as utility`,
    },
    {
      path: "segments.price.sensitivity, segments.category.value, segments.quantity.price",
      origin: "assumed",
      source: `${SIMULATED}; ${REGRESSION}`,
    },
    {
      path: "segments.choice.appeal",
      origin: "assumed",
      source: `set so that the simulated shares are those at regular prices without a feature; ${REGRESSION}`,
    },
    {
      path: "segments.price.gain, segments.price.loss",
      origin: "assumed",
      source: "losses weigh about 1.6 times gains, as in orange juice (Hardie, Johnson and Fader 1993)",
    },
    {
      path: "segments.share, segments.choice.loyalty, segments.choice.tasteSpread",
      origin: "assumed",
      source: "two kinds of shoppers, half each: for bargains and for brands; store data do not tell them apart",
    },
    {
      path: "segments.visit",
      origin: "assumed",
      source: `a visit probability of .20 a day: ${ASSUMED.groceryTrips}; a category is a small part of why a store is visited, storeValue .05; memory as in docs/model.md`,
    },
    {
      path: "segments.category.incidence, segments.category.pantry, segments.category.pantryKeep, segments.quantity.base",
      origin: "assumed",
      source:
        "a bottle every twelve days a household; of the units that a promotion adds half are switched and a quarter missing later, where store data on other groceries have a third each (van Heerde, Leeflang and Wittink 2004)",
    },
    {
      path: "products.unitCost, products.holdingCost, products.orderingCost, products.salvageValue",
      origin: "assumed",
      source: `${ASSUMED.groceryMargin}; .1% of the price a day; half the dearest price an order; three quarters of the cost`,
    },
    {
      path: "calendar.campaigns, promotions",
      origin: "assumed",
      source: "two trade deals of two weeks in which the vendor pays 12% of the list price of a promoted unit",
    },
  ],
  products: [
    {
      name: "tropicana",
      category: "orange-juice",
      listPrice: 2.99,
      unitCost: 2.15,
      holdingCost: 0.003,
      orderingCost: 1.5,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 20,
      initialStock: 348,
      salvageValue: 1.61,
    },
    {
      name: "minute.maid",
      category: "orange-juice",
      listPrice: 2.26,
      unitCost: 1.63,
      holdingCost: 0.0023,
      orderingCost: 1.5,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 20,
      initialStock: 348,
      salvageValue: 1.22,
    },
    {
      name: "dominicks",
      category: "orange-juice",
      listPrice: 1.69,
      unitCost: 1.22,
      holdingCost: 0.0017,
      orderingCost: 1.5,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 20,
      initialStock: 408,
      salvageValue: 0.91,
    },
  ],
  segments: [
    {
      name: "bargain-seekers",
      share: 50,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 5.8, sensitivitySpread: 0.16, gain: 0.8, loss: 1.3 },
      promotion: { display: { "percent-off": 0.86 } },
      choice: { loyalty: 0.4, tasteSpread: 0.7, appeal: { tropicana: -0.9, "minute.maid": -0.6, dominicks: 0.8 } },
      category: { incidence: -1, value: 0.5, pantry: 2, pantryKeep: 0.95 },
      quantity: { base: -1, price: 1.1 },
    },
    {
      name: "brand-buyers",
      share: 50,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 1.8, sensitivitySpread: 0.16, gain: 0.4, loss: 0.65 },
      promotion: { display: { "percent-off": 0.86 } },
      choice: { loyalty: 0.8, tasteSpread: 0.7, appeal: { tropicana: 0.65, "minute.maid": 0.5, dominicks: -1.2 } },
      category: { incidence: -1, value: 0.5, pantry: 2, pantryKeep: 0.95 },
      quantity: { base: -1, price: 1.1 },
    },
  ],
  calendar: {
    startDate: "2026-09-07",
    campaigns: [
      {
        name: "october-trade-deal",
        firstDay: 21,
        lastDay: 34,
        visitLift: 0.15,
        vendorFunding: 0.12,
        depthLimit: 0.3,
        budget: 600,
      },
      {
        name: "november-trade-deal",
        firstDay: 63,
        lastDay: 76,
        visitLift: 0.15,
        vendorFunding: 0.12,
        depthLimit: 0.3,
        budget: 600,
      },
    ],
  },
  promotions: { depths: [0.1, 0.2, 0.3], everyday: { depthLimit: 0.3, coolDownDays: 7 } },
};
