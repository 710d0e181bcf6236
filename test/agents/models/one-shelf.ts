import { type DemandModel, EFFECT } from "../../../agents/models/demand.js";
import type { MarketBrief } from "../../../envs/types.js";
import { brief as twoShelves } from "../two-shelves.js";

/** Two products of one category over 30 days and a tail of 60, a campaign of 10 days for the first of them. */
export const brief: MarketBrief = {
  ...twoShelves,
  products: twoShelves.products.map((product) => ({ ...product, category: 0 })),
  categories: ["drinks"],
  horizonDays: 30,
  tailDays: 60,
  campaigns: [{ ...twoShelves.campaigns[0], firstDay: 10, lastDay: 19, products: [0], vendorFunding: 0.1 }],
};

/** A product's coefficients; effects that are not named are 0. */
export const coefficients = (effects: Partial<Record<keyof typeof EFFECT, number>>) => {
  const row = new Float64Array(7 + 1 + 7);
  for (const [name, value] of Object.entries(effects)) row[EFFECT[name as keyof typeof EFFECT]] = value;
  return row;
};

/** The two products' model, known without error. */
export const modelOf = (...rows: Float64Array[]): DemandModel => ({
  coefficients: rows,
  covariance: rows.map((row) => new Float64Array(row.length * row.length)),
  dispersion: Float64Array.of(1, 1),
  days: Int32Array.of(100, 100),
  share: Float64Array.of(0.5, 0.5),
  categoryOf: Int32Array.of(0, 0),
  campaigns: 1,
});

/** Offers that pull hard, draw on the neighbour and are paid for later. */
export const lively = modelOf(
  coefficients({ level: 2, own: 4, badge: 0.2, cross: -1, crossBadge: -0.1, ownMemory: -0.4, crossMemory: -0.3 }),
  coefficients({ level: 1.5, own: 3, badge: 0.1, cross: -1.5, crossBadge: -0.1, ownMemory: -0.3, crossMemory: -0.2 }),
);
