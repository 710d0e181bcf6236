import type { Scenario } from "../../sim/scenario.js";
import { type BandName, bandOf } from "./bands.js";
import { measureBump, measureLift } from "./bump.js";
import { measureElasticities } from "./elasticity.js";
import type { Estimate } from "./pooled.js";
import { measureProfitOrder, middle } from "./profit-order.js";
import { openTrialShop } from "./trial-shop.js";

export interface RealismRow {
  readonly measure: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** of the band */
  readonly source: string;
  /** whether the value lies in the band */
  readonly ok: boolean;
  /** standard error of the value over replicates */
  readonly se: number;
}

export interface RealismCard {
  readonly scenario: string;
  readonly rows: readonly RealismRow[];
  readonly ok: boolean;
}

const REPLICATES = 5;
/** Profits of whole seasons differ by far more than luck moves them. */
const SEASON_SEEDS = 3;
/** Work put into a card, shared out over as many shoppers as it buys; a second or two of one core. */
const SHOPPER_DAYS = 5e6;
const MOST_SHOPPERS = 5000;
/** Of a long list so many are measured, spread over it. */
const MOST_PRODUCTS = 12;
const MOST_CATEGORIES = 6;

/**
 * How a scenario's shoppers respond to prices and promotions, against what real ones were measured to do. Fixed seeds:
 * one scenario, one card. Rows that a scenario cannot have are left out: cross effects of a category of one product, the
 * store's elasticity where there is one category, the order of profits where no vendor pays.
 *
 * @throws RangeError where too little is sold to measure anything
 */
export function realismCard(scenario: Scenario): RealismCard {
  const { depths } = scenario.promotions;
  const categoryCount = new Set(scenario.products.map((product) => product.category)).size;
  const products = spread(scenario.products.length, MOST_PRODUCTS);
  const categories = spread(categoryCount, MOST_CATEGORIES);
  const days = 84 * (2 + products.length + categories.length) + 63 * (1 + products.length) + 7 * depths.length;
  const population = Math.min(MOST_SHOPPERS, Math.max(200, Math.round(SHOPPER_DAYS / REPLICATES / days)));
  const seeds = Array.from({ length: REPLICATES }, (_, r) => `realism ${r}`);
  const shops = seeds.map((seed) => openTrialShop(scenario, population, seed));

  const rows: RealismRow[] = [];
  const add = (measure: string, band: BandName, estimate: Estimate | null | undefined, scale = 1) => {
    if (!estimate) return;
    const { low, high, source } = bandOf(band, scenario.name);
    const { value, se } = estimate;
    const [from, to] = [low * scale, high * scale];
    rows.push({ measure, value, low: from, high: to, source, ok: value >= from && value <= to, se });
  };
  const off = (depth: number) => `${Number((100 * depth).toFixed(1))}% off`;

  const { product, category, store, cross } = measureElasticities(shops, products, categories);
  add("own-price elasticity of a product, 7 days", "productElasticity", product.week);
  add("own-price elasticity of a product, after 56 days", "productElasticity", product.permanent);
  add("own-price elasticity of a category, 7 days", "categoryElasticity", category.week);
  add("own-price elasticity of a category, after 56 days", "categoryElasticity", category.permanent);
  add("own-price elasticity of the store, 7 days", "storeElasticity", store?.week);
  add("own-price elasticity of the store, after 56 days", "storeElasticity", store?.permanent);
  add("cross-price elasticity in a category, 7 days", "crossElasticity", cross);

  const typical = depths[middle(scenario)];
  const bump = measureBump(shops, products, typical);
  for (const depth of depths) {
    const lift = depth === typical ? bump.lift : measureLift(shops, products, depth);
    add(`bump over usual sales, a week at ${off(depth)}`, "promotionElasticity", lift, depth);
  }
  add(`part of the bump switched, ${off(typical)}`, "switching", bump.split?.switching);
  add(`part of the bump borrowed from later, ${off(typical)}`, "timing", bump.split?.timing);
  add(`part of the bump that expands the category, ${off(typical)}`, "expansion", bump.split?.expansion);
  add(`own dip in the 28 days after, over the bump, ${off(typical)}`, "dip", bump.dip);
  add(`gained in other categories, over the bump, ${off(typical)}`, "spill", bump.spill);
  add(`the most price-sensitive segment's part of the discount, less of spending`, "discountShare", bump.discountShare);

  const order = measureProfitOrder(scenario, seeds.slice(0, SEASON_SEEDS));
  add(`profit of campaigns at ${off(depths[0])}, % over never promoting`, "campaignGain", order?.campaigns);
  add(`profit of always ${off(typical)}, % over never promoting`, "alwaysGain", order?.always);
  return { scenario: scenario.name, rows, ok: rows.every((row) => row.ok) };
}

/** Indices of at most so many of a list, evenly spread over it. */
function spread(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, i) => Math.floor(((i + 0.5) * count) / taken));
}
