import type { EventLog } from "../../sim/events.js";
import { type Estimate, pooled } from "./pooled.js";
import type { TrialShop } from "./trial-shop.js";

/** How often categories were bought, alone and together. */
export interface Baskets {
  /** of visits, those that bought nothing among them */
  readonly visits: number;
  /** visits that bought in both, on the diagonal in the one; shape [categories, categories] */
  readonly together: Float64Array;
}

/** Days over which baskets are counted. */
const DAYS = 28;

/**
 * How much more often complements are bought on one visit than chance would have it: the lift P(A and B) / P(A) P(B),
 * pairs of linked categories taken together as sum of visits with both over the sum expected of independence.
 *
 * @returns null where the scenario links no complements, and in cohort fidelity, which has no visits to look into
 */
export function measureBasketLift(shops: readonly TrialShop[]): Estimate | null {
  const { links, products, fidelity } = shops[0].scenario;
  const categories = [...new Set(products.map((product) => product.category))];
  const K = categories.length;
  const pairs = links
    .filter(({ lift }) => lift > 0)
    .map(({ categories: pair }) => pair.map((category) => categories.indexOf(category)));
  if (pairs.length === 0 || fidelity === "cohort") return null;
  const sums = shops.map((shop) => {
    const { visits, together } = shop.baskets(DAYS);
    let both = 0;
    let expected = 0;
    for (const [a, b] of pairs) {
      both += together[a * K + b];
      expected += (together[a * K + a] * together[b * K + b]) / visits;
    }
    return [both, expected];
  });
  return pooled(sums, ([both, expected]) => both / expected);
}

/** @param log   purchases in the order in which they were made, a visit after the other; a shopper comes at most once a day */
export function countBaskets({ length, columns }: EventLog, visits: number, categories: number): Baskets {
  const together = new Float64Array(categories * categories);
  const bought = new Set<number>();
  for (let e = 0; e < length; e++) {
    bought.add(columns.category[e]);
    if (e + 1 < length && columns.day[e + 1] === columns.day[e] && columns.shopper[e + 1] === columns.shopper[e])
      continue;
    for (const a of bought) for (const b of bought) together[a * categories + b] += 1;
    bought.clear();
  }
  return { visits, together };
}
