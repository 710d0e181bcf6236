import { exp, sigmoid } from "../sim/math/elementary.js";
import type { Scenario } from "../sim/scenario.js";

/**
 * About how many units of each product sell on a plain day without promotions, shape [products]:
 *     population x sum_s share[s] sigmoid(v0[s]) sigmoid(g0[s,k]) softmax_k(a[s,p]) (1 + exp(m0[s]))
 *
 * A figure to scale observations by and to order by before anything was sold; memory, taste spread and seasons are left
 * out.
 */
export function typicalSales(scenario: Scenario): Float64Array {
  const sales = new Float64Array(scenario.products.length);
  const bySegment = typicalSegmentSales(scenario);
  for (let at = 0; at < bySegment.length; at++) sales[at % sales.length] += bySegment[at];
  return sales;
}

/** The same by segment, shape [segments, products]. */
export function typicalSegmentSales({ population, products, segments }: Scenario): Float64Array {
  const sales = new Float64Array(segments.length * products.length);
  const shares = segments.reduce((sum, segment) => sum + segment.share, 0);
  segments.forEach((segment, s) => {
    const weight = products.map((product) => {
      let appeal = product.appeal + (segment.choice.appeal[product.name] ?? 0);
      for (const [attribute, level] of Object.entries(product.attributes))
        appeal += level * (segment.choice.attributeTaste[attribute]?.mean ?? 0);
      return exp(appeal);
    });
    const visits = population * (segment.share / shares) * sigmoid(segment.visit.base);
    products.forEach((product, p) => {
      const { incidence } = { ...segment.category, ...segment.categories[product.category] };
      let category = 0;
      for (let q = 0; q < products.length; q++) if (products[q].category === product.category) category += weight[q];
      sales[s * products.length + p] =
        visits * sigmoid(incidence) * (weight[p] / category) * (1 + exp(segment.quantity.base));
    });
  });
  return sales;
}
