import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";

/** Depth of an offer that is nothing but a badge; the regular price makes up for it. */
const BADGE = 1e-3;

/**
 * The scenario as a shop in which prices and features are given and nothing else is decided: full shelves, no campaign, no
 * guard rail, and money fine enough for any price.
 */
export function shopOfGivenPrices(input: ScenarioInput): Scenario {
  return scenarioSchema.parse({
    ...input,
    moneyStep: Math.max(1e-6, (input.moneyStep ?? 0.01) / 1000),
    products: input.products.map((product) => ({ ...product, initialStock: 1e12 })),
    calendar: { ...input.calendar, campaigns: [] },
    promotions: { everyday: { depthLimit: 1 } },
  });
}

/**
 * Writes the decisions of a day on which prices stand so: a feature is an offer's badge without its discount.
 *
 * @param prices    in the scenario's money, from a row's first cell on; shape [.., products]
 * @param features  0 or 1, likewise
 * @param price     overwritten, shape [products]; so is `depth`
 */
export function decideAsGiven(
  { products }: Scenario,
  prices: ArrayLike<number>,
  features: ArrayLike<number>,
  first: number,
  { price, depth }: { readonly price: Float64Array; readonly depth: Float64Array },
): void {
  for (let p = 0; p < products.length; p++) {
    depth[p] = features[first + p] > 0.5 ? BADGE : 0;
    price[p] = prices[first + p] / products[p].listPrice / (1 - depth[p]);
  }
}
