import type { ScenarioInput } from "../scenario.js";
import { ASSUMED } from "./assumptions.js";

/** Days after 21 September 2026, day 0: 1 and 20 October, 1 and 11 November, 10 December. */
const NATIONAL_DAY = 10;
const PRE_SALE = 29;
const FIRST_WAVE = 41;
const ELEVENTH = 51;
const DOUBLE_TWELVE = 80;

/**
 * A Chinese web shop in its festival quarter, from the Mid-Autumn week to 12.12: a pre-sale of coupons and gifts, two waves and
 * the eleventh of November itself, thresholds across categories (300 less 50), flash sales at midnight, members and vendors
 * who pay a part. Prices are yuan.
 */
export const doubleEleven: ScenarioInput = {
  name: "double-eleven",
  description: "A Chinese web shop's festival quarter: pre-sale, 11.11, 12.12; thresholds, gifts, coupons, members",
  currency: "¥",
  population: 1000,
  horizonDays: 91,
  quantityCap: 6,
  provenance: [
    {
      path: "calendar.campaigns.firstDay, calendar.campaigns.lastDay",
      origin: "assumed",
      source:
        "the festival's course of late years: a pre-sale from about 20 October, a first wave on 1 to 3 November, a second, 11 November, and 12.12 (Alibaba Group's announcements of the 11.11 Global Shopping Festival, 2019 to 2023)",
    },
    {
      path: "calendar.campaigns.visitLift, segments.visit.campaignResponse",
      origin: "assumed",
      source:
        "a day of 11.11 sells many ordinary days: 268.4 billion yuan in 2019 where a day of that fiscal year sold 15.7 (Alibaba Group's annual report 2019); a shop that is open all year is given about half of that",
    },
    {
      path: "promotions.menu",
      origin: "assumed",
      source:
        "the platform's thresholds across shops: 30 off every 200 in 2021, 50 off every 300 in 2023 (terms of the festival)",
    },
    {
      path: "products.listPrice, products.unitCost",
      origin: "assumed",
      source: "round prices of such goods; a cost of 48 to 67% of the price, the less the more a brand can ask",
    },
    { path: "segments", origin: "assumed", source: ASSUMED.tuned },
  ],
  products: [
    // sheet masks, serum, sunscreen
    ...counter("beauty", [
      ["补水面膜", 99, 48, 0.4, 0, 24, 260],
      ["精华液", 269, 128, -0.2, 1, 12, 140],
      ["防晒乳", 69, 36, 0.1, -0.4, 24, 200],
    ]),
    // a box of nuts, beef jerky, butter cookies
    ...counter("snacks", [
      ["坚果礼盒", 89, 55, 0.1, 0.6, 24, 240],
      ["手撕牛肉干", 49, 30, 0.3, 0.2, 24, 300],
      ["黄油曲奇", 25, 15.5, 0.2, -0.6, 48, 300],
    ]),
    // liquid detergent, tissues, detergent pods
    ...counter("household", [
      ["洗衣液", 55, 34, 0.4, 0.2, 24, 320],
      ["抽纸", 39, 26, 0.3, -0.4, 24, 320],
      ["洗衣凝珠", 79, 46, -0.1, 0.8, 24, 200],
    ]),
    // an electric toothbrush, a hair dryer, a humidifier
    ...counter("appliances", [
      ["电动牙刷", 199, 112, 0.3, 0.2, 12, 100],
      ["吹风机", 299, 168, -0.1, 0.9, 8, 70],
      ["加湿器", 129, 76, 0.1, -0.5, 12, 80],
    ]),
  ],
  segments: [
    {
      name: "brand-minded",
      share: 30,
      members: 0.5,
      visit: { base: -1.9, storeValue: 0.1, campaignResponse: 0.6, notice: 0, unfairDrop: 0.1 },
      churn: { hazard: 0.003, acquisition: 0.004 },
      price: { sensitivity: 1, sensitivitySpread: 0.25, gain: 0.4, loss: 0.6, referenceMemory: 0.9 },
      promotion: { display: { "percent-off": 0.15, coupon: 0 }, redemption: { base: -1.5, depth: 4 } },
      choice: { loyalty: 0.9, tasteSpread: 0.7, attributeTaste: { premium: { mean: 0.4, spread: 0.3 } } },
      advertising: 0.1,
      ...desire(0, 0.45, 0.8),
      quantity: { base: -1.6, price: 0.8 },
    },
    {
      name: "thrifty-families",
      share: 35,
      members: 0.35,
      visit: { base: -1.8, storeValue: 0.15, campaignResponse: 1, notice: 0.02, unfairDrop: 0.1 },
      churn: { hazard: 0.003, acquisition: 0.004 },
      price: { sensitivity: 2.4, sensitivitySpread: 0.2, gain: 0.8, loss: 1.3 },
      promotion: { display: { "percent-off": 0.25, coupon: 0.05 }, redemption: { base: -1, depth: 6 } },
      choice: { loyalty: 0.5, tasteSpread: 0.6, attributeTaste: { premium: { mean: -0.1, spread: 0.3 } } },
      advertising: 0.13,
      ...desire(0.1, 0.7, 1),
      quantity: { base: -1.2, price: 1.3 },
    },
    {
      name: "festival-hunters",
      share: 35,
      members: 0.15,
      visit: { base: -2, storeValue: 0.25, campaignResponse: 1.6, notice: 0.25, unfairDrop: 0.1 },
      churn: { hazard: 0.004, acquisition: 0.006 },
      price: { sensitivity: 4, sensitivitySpread: 0.2, gain: 1.2, loss: 2 },
      promotion: { display: { "percent-off": 0.35 }, wear: 0.15, redemption: { base: -0.5, depth: 8 } },
      choice: { loyalty: 0.1, tasteSpread: 0.5, attributeTaste: { premium: { mean: -0.5, spread: 0.3 } } },
      advertising: 0.16,
      ...desire(-0.3, 0.95, 1.2),
      quantity: { base: -1.1, price: 1.9 },
    },
  ],
  calendar: {
    startDate: "2026-09-21",
    weekday: [0, 0, 0, 0, 0.05, 0.15, 0.15],
    holidays: [
      { name: "mid-autumn", date: "09-25", visitLift: -0.2 },
      { name: "national-day", date: "10-01", days: 7, visitLift: -0.1 },
    ],
    campaigns: [
      {
        name: "golden-week",
        firstDay: NATIONAL_DAY,
        lastDay: NATIONAL_DAY + 6,
        visitLift: 0.2,
        vendorFunding: 0.06,
        depthLimit: 0.2,
        budget: 12_000,
      },
      {
        name: "pre-sale",
        firstDay: PRE_SALE,
        lastDay: FIRST_WAVE - 1,
        mechanics: ["percent-off", "gift", "member-price", "coupon"],
        visitLift: 0.1,
        vendorFunding: 0.05,
        depthLimit: 0.1,
        budget: 12_000,
      },
      {
        name: "first-wave",
        firstDay: FIRST_WAVE,
        lastDay: FIRST_WAVE + 2,
        visitLift: 0.7,
        vendorFunding: 0.1,
        depthLimit: 0.3,
        budget: 36_000,
      },
      {
        name: "second-wave",
        firstDay: FIRST_WAVE + 3,
        lastDay: ELEVENTH - 1,
        visitLift: 0.25,
        vendorFunding: 0.08,
        depthLimit: 0.2,
        budget: 20_000,
      },
      {
        name: "eleven-eleven",
        firstDay: ELEVENTH,
        lastDay: ELEVENTH,
        visitLift: 1.6,
        vendorFunding: 0.12,
        depthLimit: 0.5,
        budget: 40_000,
      },
      {
        name: "double-twelve",
        firstDay: DOUBLE_TWELVE,
        lastDay: DOUBLE_TWELVE + 2,
        visitLift: 0.6,
        vendorFunding: 0.1,
        depthLimit: 0.3,
        budget: 24_000,
      },
    ],
  },
  promotions: {
    depths: [0.1, 0.2, 0.3],
    menu: [
      { mechanic: "flash-sale", depth: 0.4, fromHour: 0, toHour: 2, units: 40 },
      { mechanic: "member-price", depth: 0.05 },
      { mechanic: "gift", unitCost: 4, worth: 12 },
      {
        mechanic: "spend-threshold",
        tiers: [
          { spend: 200, off: 30 },
          { spend: 400, off: 60 },
        ],
      },
      {
        mechanic: "spend-threshold",
        tiers: [
          { spend: 300, off: 50 },
          { spend: 600, off: 100 },
          { spend: 900, off: 150 },
        ],
      },
    ],
    coupons: { depths: [0.1, 0.2], maxOff: 30, lagDays: 1, validDays: 14, sendCost: 0.05, budget: 60_000 },
    stacking: {
      exclusive: [
        ["flash-sale", "coupon"],
        ["member-price", "coupon"],
      ],
    },
    everyday: { mechanics: ["percent-off", "member-price", "gift", "coupon"], depthLimit: 0.2, coolDownDays: 7 },
  },
  advertising: {
    channels: [
      { name: "feed", saturation: 150, keep: 0.9 },
      { name: "livestream", saturation: 300, keep: 0.6, reach: { "brand-minded": 0.3, "thrifty-families": 0.6 } },
    ],
    maxSpend: 300,
  },
  events: { language: "zh" },
  links: [
    { categories: ["beauty", "appliances"], lift: 0.5 },
    { categories: ["snacks", "household"], lift: 0.6 },
  ],
};

type Ware = [
  name: string,
  listPrice: number,
  unitCost: number,
  appeal: number,
  premium: number,
  caseSize: number,
  initialStock: number,
];

/** Products of a category, with the costs that follow from their prices: holding at .1% a day, salvage at two thirds of the cost. */
function counter(category: string, wares: Ware[]): ScenarioInput["products"] {
  return wares.map(([name, listPrice, unitCost, appeal, premium, caseSize, initialStock]) => ({
    name,
    category,
    listPrice,
    unitCost,
    appeal,
    attributes: { premium },
    holdingCost: 0.001 * listPrice,
    orderingCost: 30,
    leadTimeDays: 3,
    caseSize,
    maxCases: 20,
    initialStock,
    salvageValue: (2 / 3) * unitCost,
  }));
}

/** How often a segment buys in each category: log-odds on a visit; and how long what it bought keeps it from more. */
function desire(more: number, value: number, pantry: number) {
  return {
    category: { incidence: more - 1.3, value, pantry, pantryKeep: 0.94 },
    categories: {
      beauty: { incidence: more - 1.5, pantryKeep: 0.95 },
      appliances: { incidence: more - 2.6, pantryKeep: 0.98 },
    },
  };
}
