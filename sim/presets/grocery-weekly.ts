import type { ScenarioInput } from "../scenario.js";
import { ASSUMED } from "./assumptions.js";

/** Which categories the leaflet has, week by week, over and over. */
const LEAFLET = [
  ["pasta", "detergent"],
  ["coffee", "softener"],
  ["pasta-sauce", "biscuits"],
];

/**
 * A neighbourhood grocer whose leaflet changes every Monday: eighteen small products in six categories that shoppers keep at
 * home, loyalty members with prices of their own, three for two, a discounter with prices of its own and a supermarket that
 * follows this shop's offers a week later. Prices are euros.
 */
export const groceryWeekly: ScenarioInput = {
  name: "grocery-weekly",
  description: "A grocer's leaflet, week by week: 18 products in 6 categories, members' prices, two rival shops",
  currency: "€",
  population: 1000,
  horizonDays: 91,
  provenance: [
    {
      path: "calendar.campaigns",
      origin: "assumed",
      source:
        "a leaflet of one week with two of the six categories, each every third week; vendors pay for most grocery promotions (Ailawadi, Harlam, Cesar and Trounce 2006)",
    },
    {
      path: "products.listPrice, products.unitCost",
      origin: "assumed",
      source:
        "round prices of such goods; a cost of 65 to 75% of the price, which leaves a gross margin as supermarkets have it (Hoch, Dreze and Purk 1994)",
    },
    {
      path: "segments.visit",
      origin: "assumed",
      source: ASSUMED.groceryTrips,
    },
    {
      path: "segments.category.pantry, segments.category.pantryKeep, segments.categories",
      origin: "assumed",
      source:
        "what keeps is stocked up, and some of it eaten sooner for that (Bell, Chiang and Padmanabhan 1999; Ailawadi and Neslin 1998)",
    },
    {
      path: "links",
      origin: "assumed",
      source:
        "pasta sells its sauce, and detergent its softener (Walters 1991; Manchanda, Ansari and Gupta 1999); the size is set by the lift of their baskets",
    },
    {
      path: "rivals",
      origin: "assumed",
      source:
        "one that goes its own way and one that follows, so that both can be learned; competitors match about 15% of a price cut on average (Pauwels 2007), this one more, so that it shows",
    },
    {
      path: "segments.price, segments.promotion, segments.choice, segments.quantity",
      origin: "assumed",
      source: ASSUMED.tuned,
    },
  ],
  products: [
    ...shelf("pasta", 2, [
      ["farfalle", 1.89, 0.1, 0.4],
      ["spaghetti-n5", 1.49, 0.4, 0],
      ["own-brand-penne", 0.89, 0.2, -0.7],
    ]),
    ...shelf("pasta-sauce", 2, [
      ["basil-sugo", 2.79, 0.3, 0.3],
      ["arrabbiata", 2.59, 0, 0.2],
      ["own-brand-passata", 1.39, 0.2, -0.7],
    ]),
    ...shelf("coffee", 3, [
      ["house-roast", 5.99, 0.4, 0],
      ["espresso-beans", 8.49, 0, 0.8],
      ["own-brand-ground", 4.29, 0.2, -0.7],
    ]),
    ...shelf("biscuits", 2, [
      ["butter-biscuits", 1.99, 0.3, 0.1],
      ["chocolate-wafers", 2.49, 0.2, 0.5],
      ["own-brand-digestives", 1.09, 0.1, -0.7],
    ]),
    ...shelf("detergent", 4, [
      ["colour-pods", 8.99, 0, 0.7],
      ["liquid-wash", 6.49, 0.4, 0.1],
      ["own-brand-powder", 4.49, 0.2, -0.7],
    ]),
    ...shelf("softener", 4, [
      ["spring-softener", 3.29, 0.3, 0.2],
      ["sensitive-softener", 3.79, 0, 0.5],
      ["own-brand-softener", 1.99, 0.2, -0.7],
    ]),
  ],
  segments: [
    {
      name: "brand-loyal",
      share: 30,
      members: 0.7,
      visit: { base: -1.3, storeValue: 0.1, campaignResponse: 0.5, rivalDiscount: 0.3, notice: 0, unfairDrop: 0.1 },
      churn: { hazard: 0.002, acquisition: 0.004 },
      price: { sensitivity: 1, sensitivitySpread: 0.25, gain: 0.4, loss: 0.7, referenceMemory: 0.9 },
      promotion: { display: { "percent-off": 0.2, coupon: 0 } },
      choice: { loyalty: 0.9, tasteSpread: 0.9, attributeTaste: { premium: { mean: 0.3, spread: 0.3 } } },
      advertising: 0.2,
      ...larder(-0.1, 0.5, 0.5, 0.5),
      quantity: { base: -1.5, price: 0.8 },
    },
    {
      name: "weekly-planners",
      share: 35,
      members: 0.6,
      visit: { base: -1.4, storeValue: 0.15, rivalDiscount: 0.6, notice: 0, unfairDrop: 0.1 },
      churn: { hazard: 0.002, acquisition: 0.004 },
      price: { sensitivity: 2, sensitivitySpread: 0.2, gain: 0.8, loss: 1.4 },
      promotion: { display: { "percent-off": 0.3, coupon: 0.05 } },
      choice: { loyalty: 0.5, tasteSpread: 0.8, attributeTaste: { premium: { mean: 0, spread: 0.3 } } },
      advertising: 0.25,
      ...larder(0, 0.75, 0.7, 1),
      quantity: { base: -1.2, price: 1.3 },
    },
    {
      name: "leaflet-readers",
      share: 35,
      members: 0.4,
      visit: { base: -1.5, storeValue: 0.25, campaignResponse: 1.6, rivalDiscount: 1, notice: 0.3, unfairDrop: 0.1 },
      churn: { hazard: 0.003, acquisition: 0.006 },
      price: { sensitivity: 3.3, sensitivitySpread: 0.2, gain: 1.1, loss: 1.9, referenceMemory: 0.8 },
      promotion: { display: { "percent-off": 0.4 }, wear: 0.12 },
      choice: { loyalty: 0.1, tasteSpread: 0.7, attributeTaste: { premium: { mean: -0.5, spread: 0.3 } } },
      advertising: 0.3,
      ...larder(0.1, 0.95, 0.8, 1.5),
      quantity: { base: -1, price: 1.8 },
    },
  ],
  calendar: {
    startDate: "2026-09-07",
    weekday: [-0.1, -0.1, -0.05, 0, 0.2, 0.35, -0.6],
    holidays: [{ name: "all-saints", date: "11-01", visitLift: -0.5 }],
    campaigns: Array.from({ length: 13 }, (_, week) => ({
      name: `week-${week + 1}`,
      firstDay: 7 * week,
      lastDay: 7 * week + 6,
      categories: LEAFLET[week % LEAFLET.length],
      visitLift: 0.1,
      vendorFunding: 0.1,
      depthLimit: 0.35,
      coolDownDays: 7,
      budget: 800,
    })),
  },
  promotions: {
    depths: [0.1, 0.2, 0.3],
    menu: [
      { mechanic: "member-price", depth: 0.1 },
      { mechanic: "member-price", depth: 0.2 },
      { mechanic: "buy-x-get-y", buy: 2, free: 1 },
    ],
    coupons: { depths: [0.05, 0.1], maxOff: 3, lagDays: 1, validDays: 14, sendCost: 0.02, budget: 4000 },
    stacking: { exclusive: [["member-price", "coupon"]] },
    everyday: { mechanics: ["percent-off", "member-price", "coupon"], depthLimit: 0.2, coolDownDays: 14 },
  },
  advertising: { channels: [{ name: "leaflet", saturation: 40, keep: 0.85 }], maxSpend: 80 },
  rivals: [
    {
      name: "discounter",
      process: { kind: "autoregressive", mean: 0.05, keep: 0.93, spread: 0.04, chance: 0.02, depth: 0.2, days: 6 },
    },
    {
      name: "supermarket",
      process: { kind: "follower", response: 0.5, lagDays: 7, chance: 0.01, depth: 0.15, days: 6 },
    },
  ],
  links: [
    { categories: ["pasta", "pasta-sauce"], lift: 1.2 },
    { categories: ["coffee", "biscuits"], lift: 0.5 },
    { categories: ["detergent", "softener"], lift: 1 },
  ],
};

type Item = [name: string, listPrice: number, appeal: number, premium: number];

/** Three products of a category, with the costs that follow from their prices: dear ones earn a larger part of theirs. */
function shelf(category: string, leadTimeDays: number, items: Item[]): ScenarioInput["products"] {
  return items.map(([name, listPrice, appeal, premium]) => ({
    name,
    category,
    listPrice,
    unitCost: cents(listPrice * (0.72 - 0.05 * premium)),
    appeal,
    attributes: { premium },
    holdingCost: 0.001 * listPrice,
    orderingCost: 2,
    leadTimeDays,
    caseSize: 12,
    maxCases: 20,
    initialStock: 180,
    salvageValue: cents(listPrice / 2),
  }));
}

/** How often a segment buys in each category, and how its larder holds it back; what keeps less is kept less of. */
function larder(more: number, value: number, pantry: number, rival: number) {
  return {
    category: { incidence: more - 1.2, value, pantry, pantryKeep: 0.93, rival },
    categories: {
      coffee: { incidence: more - 1.4, pantryKeep: 0.95 },
      biscuits: { pantryKeep: 0.88 },
      detergent: { incidence: more - 2.1, pantryKeep: 0.97 },
      softener: { incidence: more - 2.3, pantryKeep: 0.97 },
    },
  };
}

function cents(money: number): number {
  return Math.round(100 * money) / 100;
}
