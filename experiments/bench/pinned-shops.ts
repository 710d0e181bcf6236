import { uniformAt } from "../../sim/math/key.js";
import { presets } from "../../sim/presets/registry.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";

const campaignSeason: ScenarioInput = presets["campaign-season"];

/** campaign-season with another population, its opening stock in proportion; memory effects on, optional ones off. */
export function plainShop(population = 10_000): Scenario {
  const scenario = scenarioSchema.parse(campaignSeason);
  return withStock({ ...scenario, population }, population / scenario.population);
}

/** The same shop with every optional effect on; nothing is written down of what shoppers do (`events.rate` 0). */
export function shopOfAllEffects(): Scenario {
  const { segments, products, calendar, promotions } = plainShop();
  const rules = { depthLimit: 0.5, budget: null, coolDownDays: 0 };
  return scenarioSchema.parse({
    ...plainShop(),
    products: products.map((product) => ({
      ...product,
      shelfLifeDays: product.category === "cereal" ? 7 : null,
      suppliers: [
        { name: "near", leadTimeDays: 1, orderingCost: 14, maxCases: 1000 },
        {
          name: "far",
          leadTimeDays: 3,
          leadTimeSpread: 2,
          leastCases: 2,
          maxCases: 1000,
          prices: [
            { cases: 2, unitCost: 0.98 * product.unitCost },
            { cases: 20, unitCost: 0.95 * product.unitCost },
          ],
        },
      ],
    })),
    segments: segments.map((segment) => ({
      ...segment,
      members: 0.3,
      advertising: 0.3,
      churn: { hazard: 0.005, dissatisfaction: 1, acquisition: 0.02, advertising: 0.2 },
      slate: { pull: 0.5, unseen: 0.6 },
      visit: { ...segment.visit, rivalDiscount: 0.5 },
      category: { ...segment.category, rival: 0.8 },
    })),
    calendar: { ...calendar, campaigns: calendar.campaigns.map((campaign) => ({ ...campaign, ...rules })) },
    promotions: {
      ...promotions,
      everyday: rules,
      menu: [
        { mechanic: "amount-off", amount: 0.8 },
        { mechanic: "buy-x-get-y", buy: 2, free: 1 },
        { mechanic: "flash-sale", depth: 0.3, fromHour: 10, toHour: 16, units: 2000 },
        { mechanic: "member-price", depth: 0.15 },
        { mechanic: "gift", unitCost: 0.5, worth: 1.5 },
        {
          mechanic: "spend-threshold",
          tiers: [
            { spend: 20, off: 3 },
            { spend: 40, off: 8 },
          ],
        },
      ],
      coupons: { depths: [0.1, 0.2], maxOff: 5, lagDays: 1, validDays: 14, sendCost: 0.02 },
    },
    advertising: {
      channels: [
        { name: "search", saturation: 60 },
        { name: "video", saturation: 150, reach: { loyal: 0.6 } },
      ],
    },
    slates: { slots: 4 },
    rivals: [
      { name: "across-the-road", process: { kind: "autoregressive" } },
      { name: "online", categories: ["coffee"], process: { kind: "follower" } },
    ],
    links: [{ categories: ["coffee", "cereal"], lift: 0.3 }],
  } satisfies ScenarioInput);
}

/** campaign-season in cohort fidelity with a fourth segment between two of its own; the default population. */
export function cohortShop(): Scenario {
  const [, balanced] = campaignSeason.segments;
  const between = { ...balanced, name: "between", share: 20, price: { ...balanced.price, sensitivity: 3.2 } };
  return scenarioSchema.parse({
    ...campaignSeason,
    fidelity: "cohort",
    segments: [...campaignSeason.segments, between],
  });
}

/** A thousand products in fifty categories, twenty segments, in cohort fidelity. */
export function cohortSupermarket(): Scenario {
  return scenarioSchema.parse({
    ...supermarket(1000, 50, 20),
    fidelity: "cohort",
    population: 1_000_000,
    warmUpDays: 28,
    horizonDays: 28,
  });
}

/** A million shoppers and fifty products in ten categories, every shopper simulated. */
export function cityOfShoppers(): Scenario {
  return scenarioSchema.parse({ ...supermarket(50, 10, 4), population: 1_000_000, warmUpDays: 0 });
}

/** The scenario with its opening stock multiplied. */
export function withStock(scenario: Scenario, factor: number): Scenario {
  const products = scenario.products.map((product) => ({
    ...product,
    initialStock: Math.round(product.initialStock * factor),
  }));
  return { ...scenario, products };
}

/** Products and segments that differ, by fixed draws; default responses else. */
function supermarket(products: number, categories: number, segments: number): ScenarioInput {
  const drawn = (purpose: number, n: number, low: number, high: number) =>
    Math.round(100 * (low + (high - low) * uniformAt(0x5ca1e, purpose, n))) / 100;
  return {
    name: `supermarket-${products}`,
    products: Array.from({ length: products }, (_, p) => {
      const listPrice = drawn(1, p, 1, 15);
      return {
        name: `product-${p}`,
        category: `category-${p % categories}`,
        listPrice,
        unitCost: Math.round(65 * listPrice) / 100,
        appeal: drawn(2, p, -0.5, 0.5),
        holdingCost: 0.005,
        orderingCost: 5,
        leadTimeDays: 2,
        caseSize: 12,
        maxCases: 1000,
        initialStock: 400_000,
      };
    }),
    segments: Array.from({ length: segments }, (_, s) => ({
      name: `segment-${s}`,
      share: 1 + (s % 3),
      visit: { base: drawn(3, s, -1.8, -0.8) },
      price: { sensitivity: drawn(4, s, 1, 4.5) },
      category: { incidence: drawn(5, s, -1, 0.2) },
    })),
  };
}
