import type { ScenarioInput } from "../scenario.js";
import { ASSUMED } from "./assumptions.js";

/**
 * A fresh-food shop: bread, salads, milk and berries that are sold for three to seven days and then thrown away. Several
 * suppliers differ in lead time, its spread, and what they take for large orders. Prices are dollars.
 */
export const perishables: ScenarioInput = {
  name: "perishables",
  description: "Fresh food that keeps three to seven days: ten products, suppliers by lead time and price, waste",
  currency: "$",
  population: 1000,
  horizonDays: 91,
  provenance: [
    {
      path: "products.shelfLifeDays",
      origin: "assumed",
      source:
        "daily fresh goods, which supermarkets sell within nine days (van Donselaar, van Woensel, Broekmeulen and Fransoo 2006)",
    },
    {
      path: "products.listPrice, products.unitCost",
      origin: "assumed",
      source:
        "round prices of such goods; fresh departments earn more of the price than the shop does, about 35 to 45%",
    },
    {
      path: "products.suppliers",
      origin: "assumed",
      source:
        "a dear supplier for tomorrow and a cheap one for later, with a price break: dual sourcing as in Fukuda (1964) and Veeraraghavan and Scheller-Wolf (2008)",
    },
    {
      path: "segments.visit",
      origin: "assumed",
      source: ASSUMED.groceryTrips,
    },
    {
      path: "segments.category.pantry, segments.category.pantryKeep",
      origin: "assumed",
      source: "fresh food is bought to be eaten in days, so that a larder empties by a quarter a day",
    },
    {
      path: "segments.price, segments.promotion, segments.choice, segments.quantity",
      origin: "assumed",
      source: ASSUMED.tuned,
    },
  ],
  products: [
    ...counter("bread", 3, 4, [
      ["sourdough", 4.8, 0.3, 0.5],
      ["wholemeal", 3.4, 0.3, 0],
      ["baguette", 2.2, 0.1, -0.4],
    ]),
    ...counter("salad", 4, 5, [
      ["rocket-bag", 3.2, 0, 0.4],
      ["mixed-leaves", 2.6, 0.3, 0],
    ]),
    ...counter("berries", 4, 5, [
      ["raspberries", 4.5, 0, 0.6],
      ["strawberries", 3.5, 0.4, 0],
    ]),
    ...counter("milk", 7, 6, [
      ["organic-milk", 2.3, 0, 0.6],
      ["whole-milk", 1.6, 0.4, 0],
      ["semi-skimmed", 1.5, 0.2, -0.2],
    ]),
  ],
  segments: [
    {
      name: "quality-seekers",
      share: 30,
      visit: { base: -1.1, storeValue: 0.1 },
      price: { sensitivity: 1.2, sensitivitySpread: 0.25, gain: 0.4, loss: 0.7, referenceMemory: 0.9 },
      promotion: { display: { "percent-off": 0.15 } },
      choice: { loyalty: 0.7, tasteSpread: 1, attributeTaste: { premium: { mean: 0.4, spread: 0.3 } } },
      ...fridge(0, 0.55, 1),
      quantity: { base: -1.8, price: 0.7 },
    },
    {
      name: "families",
      share: 40,
      visit: { base: -1.2, storeValue: 0.15 },
      price: { sensitivity: 2.4, sensitivitySpread: 0.2, gain: 0.8, loss: 1.4 },
      promotion: { display: { "percent-off": 0.25 } },
      choice: { loyalty: 0.4, tasteSpread: 0.9, attributeTaste: { premium: { mean: 0, spread: 0.3 } } },
      ...fridge(0.2, 0.8, 1.3),
      quantity: { base: -1.1, price: 1.1 },
    },
    {
      name: "bargain-cooks",
      share: 30,
      visit: { base: -1.4, storeValue: 0.25 },
      price: { sensitivity: 3.8, sensitivitySpread: 0.2, gain: 1.1, loss: 1.8 },
      promotion: { display: { "percent-off": 0.4 }, wear: 0.12 },
      choice: { loyalty: 0.1, tasteSpread: 0.8, attributeTaste: { premium: { mean: -0.5, spread: 0.3 } } },
      ...fridge(-0.2, 0.95, 1.5),
      quantity: { base: -1.2, price: 1.6 },
    },
  ],
  calendar: { startDate: "2026-06-01", weekday: [0, -0.05, 0, 0, 0.1, 0.1, -0.1] },
  promotions: { depths: [0.1, 0.2, 0.3, 0.5], everyday: { depthLimit: 0.5 } },
};

type Fresh = [name: string, listPrice: number, appeal: number, premium: number];

/**
 * Products that keep so many days. `nearby` delivers tomorrow at the unit cost; `market` takes two or three days, asks for four
 * cases at least and is a tenth cheaper, a sixth from sixteen cases on.
 */
function counter(category: string, shelfLifeDays: number, caseSize: number, items: Fresh[]): ScenarioInput["products"] {
  return items.map(([name, listPrice, appeal, premium]) => {
    const unitCost = cents(listPrice * (0.62 - 0.05 * premium));
    return {
      name,
      category,
      listPrice,
      unitCost,
      appeal,
      attributes: { premium },
      holdingCost: 0.002 * listPrice,
      caseSize,
      shelfLifeDays,
      suppliers: [
        { name: "nearby", leadTimeDays: 1, orderingCost: 1, maxCases: 24 },
        {
          name: "market",
          leadTimeDays: 2,
          leadTimeSpread: 1,
          orderingCost: 3,
          leastCases: 4,
          maxCases: 32,
          prices: [
            { cases: 4, unitCost: cents(0.9 * unitCost) },
            { cases: 16, unitCost: cents(0.83 * unitCost) },
          ],
        },
      ],
      initialStock: 60,
    };
  });
}

/** What is fresh is eaten in days. */
function fridge(more: number, value: number, pantry: number) {
  return {
    category: { incidence: more - 0.8, value, pantry, pantryKeep: 0.75 },
    categories: { berries: { incidence: more - 1.2 }, milk: { incidence: more - 0.4, pantryKeep: 0.85 } },
  };
}

function cents(money: number): number {
  return Math.round(100 * money) / 100;
}
