import { sigmoid } from "./math/elementary.js";
import type { Scenario } from "./scenario.js";

/**
 * Complements and substitutes across categories: having bought in j on this visit adds  lift[k,j] (1 - b[s,j])  to the
 * log-odds of buying in k, having passed j by  -lift[k,j] b[s,j],  with b = sigmoid(g0[s,j]) the chance of buying in j at
 * typical value: so a link moves the two together and leaves each one's mean about where it was. A shopper walks through
 * the categories in the scenario's order, and a pair acts on the later one.
 */
export interface Links {
  /** the sum of lifts, of the pairs as above, shape [categories, categories], symmetric */
  readonly lift: Float64Array;
  /** shape [segments, categories] */
  readonly usual: Float64Array;
  /** room for what was bought on the visit at hand, 1 or 0, shape [categories] */
  readonly bought: Float64Array;
}

/** null where no categories are linked */
export function createLinks({ links, segments }: Scenario, categories: readonly string[]): Links | null {
  if (links.length === 0) return null;
  const K = categories.length;
  const lift = new Float64Array(K * K);
  for (const { categories: pair, lift: amount } of links) {
    const [a, b] = pair.map((category) => categories.indexOf(category));
    lift[a * K + b] += amount;
    lift[b * K + a] += amount;
  }
  const usual = Float64Array.from(
    segments.flatMap((segment) =>
      categories.map((category) => sigmoid({ ...segment.category, ...segment.categories[category] }.incidence)),
    ),
  );
  return { lift, usual, bought: new Float64Array(K) };
}

/** What the categories passed so far add to the log-odds of buying in category k. */
export function linkShift({ lift, usual, bought }: Links, s: number, k: number): number {
  const K = bought.length;
  let shift = 0;
  for (let j = 0; j < k; j++) shift += lift[k * K + j] * (bought[j] - usual[s * K + j]);
  return shift;
}
