import type { Scenario } from "../../sim/scenario.js";
import { measureAdvertising } from "./advertising.js";
import { type BandName, bandOf } from "./bands.js";
import { measureBasketLift } from "./baskets.js";
import { measureBump, measureLift } from "./bump.js";
import { measureElasticities } from "./elasticity.js";
import type { Estimate } from "./pooled.js";
import { measureSeasonRules, middle } from "./season-rules.js";
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
/** Products up to which a shopper-day is taken to cost the same. */
const WIDTH = 8;
const MOST_SHOPPERS = 5000;
/** Tried where the scenario has no per-cent depths of its own. */
const USUAL_DEPTHS = [0.1, 0.2, 0.3];
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
  const depths = scenario.promotions.depths.length > 0 ? scenario.promotions.depths : USUAL_DEPTHS;
  const categoryCount = new Set(scenario.products.map((product) => product.category)).size;
  const products = spread(scenario.products.length, MOST_PRODUCTS);
  const categories = spread(categoryCount, MOST_CATEGORIES);
  const days = 84 * (2 + products.length + categories.length) + 63 * (1 + products.length) + 7 * depths.length;
  const shopperDays = SHOPPER_DAYS * Math.min(1, WIDTH / scenario.products.length);
  const population = Math.min(MOST_SHOPPERS, Math.max(200, Math.round(shopperDays / REPLICATES / days)));
  const seeds = Array.from({ length: REPLICATES }, (_, r) => `realism ${r}`);
  const shops = seeds.map((seed) => openTrialShop(scenario, population, seed));

  const rows: RealismRow[] = [];
  const add = (measure: string, band: BandName, estimate: Estimate | null | undefined, as = same) => {
    if (!estimate) return;
    const { low, high, source } = bandOf(band, scenario.name);
    const { value, se } = estimate;
    const [from, to] = [as(low), as(high)].sort((a, b) => a - b);
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

  const typical = depths[middle(depths)];
  const bump = measureBump(shops, products, typical);
  for (const depth of depths) {
    const lift = depth === typical ? bump.lift : measureLift(shops, products, depth);
    add(
      `bump over usual sales, a week at ${off(depth)}`,
      "promotionElasticity",
      lift,
      (elasticity) => elasticity * depth,
    );
  }
  add(`part of the bump switched, ${off(typical)}`, "switching", bump.split?.switching);
  add(`part of the bump borrowed from later, ${off(typical)}`, "timing", bump.split?.timing);
  add(`part of the bump that expands the category, ${off(typical)}`, "expansion", bump.split?.expansion);
  add(`own dip in the 28 days after, over the bump, ${off(typical)}`, "dip", bump.dip);
  add(`gained in other categories, over the bump, ${off(typical)}`, "spill", bump.spill);
  add(`the most price-sensitive segment's part of the discount, less of spending`, "discountShare", bump.discountShare);

  add("bought on one visit over chance, linked categories", "basketLift", measureBasketLift(shops));
  const advertising = measureAdvertising(shops);
  add("advertising elasticity of the shop, 7 days", "advertisingNow", advertising?.week);
  add("advertising elasticity of the shop, after 56 days", "advertisingLater", advertising?.permanent);

  const rules = measureSeasonRules(scenario, seeds.slice(0, SEASON_SEEDS));
  const never = "% over never promoting";
  add(`profit of campaigns at ${off(depths[0])}, ${never}`, "campaignGain", rules.campaigns);
  add(`profit of always ${off(typical)}, ${never}`, "alwaysGain", rules.always);
  add(
    `revenue of always ${off(typical)}, ${never}`,
    "alwaysRevenue",
    rules.revenueOfAlways,
    (elasticity) => 100 * ((1 - typical) ** (1 + elasticity) - 1),
  );
  add(`shoppers kept by always ${off(typical)}, ${never}`, "alwaysShoppers", rules.shoppersOfAlways);
  add("shoppers kept for a year, %", "keptAYear", rules.keptAYear);
  add("profit of targeted less blanket coupons, % of none", "targetedLead", rules.targeted);
  add("gain by targeted over gain by blanket coupons", "targetedRatio", rules.targetedRatio);
  add("thrown away of what came in, %", "waste", rules.waste);
  return { scenario: scenario.name, rows, ok: rows.every((row) => row.ok) };
}

const same = (bound: number) => bound;

/** Indices of at most so many of a list, evenly spread over it. */
function spread(count: number, most: number): number[] {
  const taken = Math.min(count, most);
  return Array.from({ length: taken }, (_, i) => Math.floor(((i + 0.5) * count) / taken));
}
