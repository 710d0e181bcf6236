import type { ScenarioInput } from "../scenario.js";
import { ASSUMED } from "./assumptions.js";

/**
 * An autumn of fashion: what was bought in spring is all there is, nothing can be ordered again, and what hangs there after
 * twelve weeks goes to a jobber. Prices come down a ladder; which styles the shop shows to whom is its other lever. Prices
 * are dollars.
 */
export const fashionMarkdown: ScenarioInput = {
  name: "fashion-markdown",
  description: "A season of fashion without a second order: 9 styles, a ladder of markdowns, slates, salvage",
  currency: "$",
  population: 1000,
  horizonDays: 84,
  warmUpDays: 0,
  tailDays: 0,
  quantityCap: 4,
  provenance: [
    {
      path: "products.listPrice, products.unitCost, products.salvageValue",
      origin: "assumed",
      source:
        "chosen: a price of 2.3 to 2.9 times the cost, and a jobber who pays a fifth of the price for what is left",
    },
    {
      path: "products.initialStock, products.maxCases",
      origin: "assumed",
      source:
        "one order before the season, when forecasts of fashion err by 40 to 100% (Fisher 1997): some styles are bought much too deep, none too thin by as much",
    },
    {
      path: "pricing.multipliers",
      origin: "assumed",
      source: "a short list of prices, as chains choose theirs from (Caro and Gallien 2012), down to markdowns of 70%",
    },
    {
      path: "calendar.yearly",
      origin: "assumed",
      source:
        "demand for a season's styles falls as the season goes on (Pashigian 1988; Smith and Achabal 1998); a wave that falls through October and November",
    },
    { path: "segments", origin: "assumed", source: ASSUMED.tuned },
  ],
  products: [
    ...rail("coats", [
      ["wool-coat", 189, 0.1, 0.7, 460],
      ["puffer", 129, 0.4, 0, 1150],
      ["rain-parka", 99, 0, -0.4, 640],
    ]),
    ...rail("knitwear", [
      ["cashmere-crew", 119, -0.2, 0.9, 1000],
      ["cable-cardigan", 69, 0.3, 0.2, 1500],
      ["striped-jumper", 49, 0.3, -0.4, 1900],
    ]),
    ...rail("trousers", [
      ["pleated-trousers", 89, 0, 0.6, 1050],
      ["straight-jeans", 69, 0.5, 0, 1350],
      ["cord-trousers", 59, 0, -0.3, 1500],
    ]),
  ],
  segments: [
    {
      name: "fashion-forward",
      share: 25,
      visit: { base: -1.9, storeValue: 0.1, campaignResponse: 0.6 },
      slate: { pull: 0.9, unseen: 0.85 },
      price: { sensitivity: 1.3, sensitivitySpread: 0.25, gain: 0.4, loss: 0.5, referenceMemory: 0.9 },
      promotion: { display: { "percent-off": 0.15 } },
      choice: { loyalty: -0.2, tasteSpread: 0.8, attributeTaste: { premium: { mean: 0.5, spread: 0.4 } } },
      ...wardrobe(0.3, 0.5, 0.8),
      quantity: { base: -3, price: 0.6 },
    },
    {
      name: "wardrobe-planners",
      share: 40,
      visit: { base: -2.1, storeValue: 0.15 },
      slate: { pull: 0.8, unseen: 0.8 },
      price: { sensitivity: 2.6, sensitivitySpread: 0.2, gain: 0.8, loss: 1.1 },
      promotion: { display: { "percent-off": 0.25 } },
      choice: { loyalty: 0, tasteSpread: 0.7, attributeTaste: { premium: { mean: 0, spread: 0.3 } } },
      ...wardrobe(0, 0.7, 1),
      quantity: { base: -2.6, price: 1 },
    },
    {
      name: "sale-waiters",
      share: 35,
      visit: { base: -2.2, storeValue: 0.3, campaignResponse: 1.6 },
      slate: { pull: 0.7, unseen: 0.8 },
      price: { sensitivity: 4, sensitivitySpread: 0.2, gain: 1.2, loss: 1.8, referenceMemory: 0.8 },
      promotion: { display: { "percent-off": 0.35 }, wear: 0.12 },
      choice: { loyalty: 0, tasteSpread: 0.6, attributeTaste: { premium: { mean: -0.4, spread: 0.3 } } },
      ...wardrobe(-0.3, 0.9, 1.1),
      quantity: { base: -2.2, price: 1.6 },
    },
  ],
  calendar: {
    startDate: "2026-09-14",
    weekday: [-0.1, -0.1, -0.1, 0, 0.15, 0.4, 0.2],
    yearly: { amplitude: 0.6, peakDay: 280 },
    campaigns: [
      { name: "mid-season-sale", firstDay: 40, lastDay: 46, visitLift: 0.3, depthLimit: 0.3 },
      { name: "black-friday", firstDay: 70, lastDay: 77, visitLift: 0.6, depthLimit: 0.5 },
    ],
  },
  pricing: { multipliers: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] },
  promotions: { depths: [0.2, 0.3, 0.5], everyday: { depthLimit: 0.5 } },
  slates: { slots: 3, attention: 0.7 },
  links: [{ categories: ["knitwear", "trousers"], lift: 0.6 }],
};

type Style = [name: string, listPrice: number, appeal: number, premium: number, initialStock: number];

/** Styles of a category with the costs that follow from their prices: dear ones are marked up more. None can be reordered. */
function rail(category: string, styles: Style[]): ScenarioInput["products"] {
  return styles.map(([name, listPrice, appeal, premium, initialStock]) => ({
    name,
    category,
    listPrice,
    unitCost: Math.round(listPrice / (2.5 + 0.4 * premium)),
    appeal,
    attributes: { premium },
    holdingCost: 0.0005 * listPrice,
    maxCases: 0,
    initialStock,
    salvageValue: Math.round(listPrice / 5),
  }));
}

/** Clothes last: who has bought a coat buys none soon. */
function wardrobe(more: number, value: number, pantry: number) {
  return {
    category: { incidence: more - 1.5, value, pantry, pantryKeep: 0.98 },
    categories: { coats: { incidence: more - 2.3, pantryKeep: 0.99 } },
  };
}
