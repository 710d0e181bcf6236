import { defineAgent, z } from "./define.js";
import { countDistribution } from "./math/count-distribution.js";
import { needsRestockLever, orderInCases, type Shelf } from "./order-cases.js";

/** A level beyond this fractile is no longer about demand: where a unit left costs nothing the fractile would be 1. */
const HIGHEST_FRACTILE = 0.999;

/**
 * Orders every product up to the fractile of demand that balances a unit short against a unit left, in whole cases, counting
 * what is on the shelf and on order:
 *
 *   level = the smallest y with P(D <= y) >= short / (short + left)
 *
 * D is demand over lead time and period: a count of mean  m (lead time + period)  and `dispersion` times that variance (Poisson
 * at 1, else negative binomial), m the mean sales a day as observed. A unit short costs its margin at list price. A unit left is
 * sold later and costs  holding x period;  where the days of D reach beyond the season and its tail it is not, and costs
 * unit cost - salvage value  more, while D ends with them. What would come after that is not ordered. Without sales to go by the
 * level is the opening stock.
 *
 * @see Arrow, Harris and Marschak (1951), Optimal inventory policy, Econometrica 19(3); Zipkin (2000), Foundations of Inventory
 *   Management, for lead times
 */
export const newsvendor = defineAgent({
  summary: "orders up to the fractile of demand at which a unit short costs what a unit left does",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({
    periodDays: z
      .number()
      .int()
      .min(1)
      .max(365)
      .default(7)
      .describe("days an order is to last beyond the wait for it")
      .meta({ unit: "days" }),
    dispersion: z
      .number()
      .min(1)
      .max(1000)
      .default(1)
      .describe("variance of demand over its mean; 1 is Poisson")
      .meta({ unit: "factor" }),
    fractile: z
      .number()
      .min(0)
      .max(HIGHEST_FRACTILE)
      .nullable()
      .default(null)
      .describe("probability that an order suffices, for every product; null: from margin, holding and salvage")
      .meta({ unit: "probability" }),
  }),
  misfit: needsRestockLever,
  create({ periodDays, dispersion, fractile }, context) {
    const { tailDays } = context.brief!;
    return orderInCases(context, (shelf) => {
      const { product, meanSales, position, daysLeft } = shelf;
      const toEnd = daysLeft() + tailDays;
      if (product.leadTimeDays >= toEnd) return 0;
      if (!(meanSales > 0)) return product.initialStock - position;
      const days = Math.min(product.leadTimeDays + periodDays, toEnd);
      const share = fractile ?? criticalFractile(shelf, periodDays, days === toEnd);
      return fractileOf(countDistribution(meanSales * days, meanSales * days * dispersion), share) - position;
    });
  },
});

/** short / (short + left), between 0 (no unit earns anything) and the highest. */
function criticalFractile({ product }: Shelf, periodDays: number, last: boolean): number {
  const { listPrice, unitCost, holdingCost, salvageValue } = product;
  const short = listPrice - unitCost;
  if (short <= 0) return 0;
  const left = Math.max(0, holdingCost * periodDays + (last ? unitCost - salvageValue : 0));
  return Math.min(HIGHEST_FRACTILE, short / (short + left));
}

/** The smallest count at or below which demand falls with at least this probability; 0 at probability 0. */
function fractileOf(probability: Float64Array, share: number): number {
  let below = probability[0];
  let count = 0;
  while (below < share && count < probability.length - 1) {
    count += 1;
    below += probability[count];
  }
  return share > 0 ? count : 0;
}
