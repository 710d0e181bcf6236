import type { EnvFacts } from "../../agents/define.js";
import type { BoxSpace, MarketBrief, ObservationSlot, PlanningLog } from "../../envs/types.js";

/** Facts of a market of two products in two categories, made up to be worked by hand: no env stands behind them. */
const product = (name: string, category: number) => ({
  name,
  category,
  listPrice: 10,
  unitCost: 6,
  holdingCost: 0,
  orderingCost: 0,
  leadTimeDays: 1,
  initialStock: 100,
  salvageValue: 0,
});
const rules = {
  mechanics: ["percent-off" as const],
  depthLimit: 1,
  budget: Infinity,
  coolDownDays: 0,
  marginFloor: -1,
};
const choices = [0, 0.1, 0.2, 0.3].map((depth) => ({
  mechanic: depth === 0 ? ("none" as const) : ("percent-off" as const),
  depth,
}));

export const brief: MarketBrief = {
  products: [product("cola", 0), product("rye", 1)],
  categories: ["drinks", "bread"],
  horizonDays: 6,
  tailDays: 0,
  promotionSlots: [
    { name: "cola", products: [0], choices },
    { name: "rye", products: [1], choices },
  ],
  restockSlots: [
    { name: "cola", product: 0, units: [0, 5, 10], leastCases: 0 },
    { name: "rye", product: 1, units: [0, 5], leastCases: 0 },
  ],
  pricingSlots: [],
  couponSlots: [],
  advertisingSlots: [],
  slateSlots: [],
  segments: ["all"],
  everyday: rules,
  campaigns: [
    { name: "fizz", firstDay: 1, lastDay: 2, products: [0], vendorFunding: 0.1, ...rules },
    { name: "all", firstDay: 4, lastDay: 9, products: [0, 1], vendorFunding: 0.1, ...rules },
  ],
  firstWeekday: 0,
};

const slot = (name: string): ObservationSlot => ({ name, meaning: name, unit: "units", low: 0, high: 64 });
export const slots = ["campaign-open", "weekday/monday", "stock/cola", "stock/rye", "sales/bread"].map(slot);

export function box(size: number): BoxSpace {
  return { kind: "box", shape: [size], low: new Float64Array(size), high: new Float64Array(size).fill(64) };
}

export const promotion: EnvFacts = {
  id: "Promotion-v1",
  observationSpace: box(slots.length),
  actionSpace: { kind: "multi-discrete", counts: [4, 4] },
  slots,
  brief,
};
export const restock: EnvFacts = {
  ...promotion,
  id: "Restock-v1",
  actionSpace: { kind: "multi-discrete", counts: [3, 2] },
};
export const market: EnvFacts = {
  id: "Market-v1",
  observationSpace: { kind: "dict", entries: { promotion: box(slots.length), restock: box(slots.length) } },
  actionSpace: {
    kind: "dict",
    entries: {
      promotion: { kind: "multi-discrete", counts: [4, 4] },
      restock: { kind: "multi-discrete", counts: [3, 2] },
    },
  },
  slots: { promotion: slots, restock: slots },
  brief,
};

/** Four days; drinks earned 1, 3, 5, 7 and bread 10, 10, 30, 30; sales as one unit of each a day at list price. */
export const log: PlanningLog = {
  days: 4,
  day: Int32Array.of(0, 1, 2, 3),
  campaign: Int32Array.of(-1, 0, 0, -1),
  visits: Float64Array.of(9, 9, 9, 9),
  depth: Float64Array.of(0, 0, 0, 0.2, 0, 0, 0, 0),
  units: Float64Array.of(1, 1, 3, 1, 1, 1, 3, 1),
  stockOut: new Uint8Array(8),
  choice: new Int32Array(8),
  credit: Float64Array.of(1, 10, 3, 10, 5, 30, 7, 30),
  profit: Float64Array.of(11, 13, 35, 37),
};
