import type { ScenarioInput } from "../scenario.js";
import { ASSUMED } from "./assumptions.js";

const PANEL =
  "yogurt panel of Jain, Vilcassim and Chintagunta (1994): 2412 purchases of 100 households in about two years";
const MODEL = `${PANEL}; log-price logit with loyalty to the brand bought last, 3 latent classes (Kamakura and Russell 1989)`;

/**
 * A yogurt shelf estimated from a scanner panel by `promolab calibrate panel`; what the panel cannot tell is assumed.
 *
 * A unit is four cups of 8 ounces. The panel's prices, whose unit its source leaves open, are taken as cents an ounce:
 * times .32 they are dollars a unit. The own-price elasticity of a week at -10% without a badge comes to about -1.1 for
 * weight, -1.4 for yoplait and dannon and -3 for hiland; of the units added about a third are switched from other brands.
 */
export const yogurt: ScenarioInput = {
  name: "yogurt",
  description: "A yogurt shelf as a panel of 100 households saw it: 4 brands, 3 classes of households",
  currency: "$",
  population: 1000,
  horizonDays: 91,
  provenance: [
    { path: "products.listPrice", origin: "estimated", source: `${PANEL}: median price of each brand, times .32` },
    { path: "segments.share", origin: "estimated", source: MODEL },
    { path: "segments.price.sensitivity", origin: "estimated", source: MODEL },
    {
      path: "segments.choice",
      origin: "estimated",
      source: `${MODEL}; utilities at list prices, the base brand's 0; no taste spread within a class`,
    },
    { path: "segments.promotion.display", origin: "estimated", source: `${MODEL}: coefficient of an advertisement` },
    {
      path: "segments.price.gain, segments.price.loss",
      origin: "assumed",
      source:
        "0: beside loyalty, prices remembered by 0.85 would add 1.8 to the log-likelihood of the model without classes, for two parameters more",
    },
    {
      path: "segments.visit",
      origin: "assumed",
      source: `a visit probability of .20 a day: ${ASSUMED.groceryTrips}; a category is a small part of why a store is visited, storeValue .05; memory as in docs/model.md`,
    },
    {
      path: "segments.category.incidence",
      origin: "assumed",
      source:
        "purchases a household over 730 days, the time a panel of this kind is collected over, at .20 visits a day",
    },
    {
      path: "segments.category.value, segments.quantity",
      origin: "assumed",
      source:
        "set so that about a third of the units a promotion adds are switched from other brands (van Heerde, Gupta and Wittink 2003)",
    },
    {
      path: "segments.category.pantry, segments.category.pantryKeep",
      origin: "assumed",
      source:
        "set so that a fifth to a third of the units a promotion adds are missing later, as consumption grows with what is at home (Ailawadi and Neslin 1998)",
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
      name: "yoplait",
      category: "yogurt",
      listPrice: 3.46,
      unitCost: 2.49,
      holdingCost: 0.0035,
      orderingCost: 1.73,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 15,
      initialStock: 240,
      salvageValue: 1.87,
    },
    {
      name: "dannon",
      category: "yogurt",
      listPrice: 2.75,
      unitCost: 1.98,
      holdingCost: 0.0027,
      orderingCost: 1.73,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 15,
      initialStock: 288,
      salvageValue: 1.49,
    },
    {
      name: "hiland",
      category: "yogurt",
      listPrice: 1.73,
      unitCost: 1.25,
      holdingCost: 0.0017,
      orderingCost: 1.73,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 15,
      initialStock: 24,
      salvageValue: 0.93,
    },
    {
      name: "weight",
      category: "yogurt",
      listPrice: 2.53,
      unitCost: 1.82,
      holdingCost: 0.0025,
      orderingCost: 1.73,
      leadTimeDays: 2,
      caseSize: 12,
      maxCases: 15,
      initialStock: 168,
      salvageValue: 1.37,
    },
  ],
  segments: [
    {
      name: "switchers",
      share: 58.9,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 3.27, sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": 0.71 } },
      choice: { loyalty: 1.69, tasteSpread: 0, appeal: { yoplait: 1.03, dannon: 1.22, hiland: -0.46, weight: 0 } },
      category: { incidence: -2.04, value: 0.4, pantry: 2, pantryKeep: 0.95 },
      quantity: { base: -1.2, price: 0.8 },
    },
    {
      name: "creatures-of-habit",
      share: 30.6,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 2.94, sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": 1.4 } },
      choice: { loyalty: 5.12, tasteSpread: 0, appeal: { yoplait: 0.38, dannon: 0.33, hiland: -2.26, weight: 0 } },
      category: { incidence: -1.12, value: 0.4, pantry: 2, pantryKeep: 0.95 },
      quantity: { base: -1.2, price: 0.8 },
    },
    {
      name: "weight-watchers",
      share: 10.5,
      visit: { base: -1.39, storeValue: 0.05 },
      price: { sensitivity: 0.98, sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": 1.39 } },
      choice: { loyalty: 1.67, tasteSpread: 0, appeal: { yoplait: -0.52, dannon: -2.16, hiland: -4.08, weight: 0 } },
      category: { incidence: -1.31, value: 0.4, pantry: 2, pantryKeep: 0.95 },
      quantity: { base: -1.2, price: 0.8 },
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
