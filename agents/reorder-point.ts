import { AgentError, defineAgent, z } from "./define.js";
import { coverLevel, needsRestockLever, orderInCases, type Shelf } from "./order-cases.js";

/**
 * The (s, S) rule: where what is on the shelf and on order has come down to s or less, it orders up to S, in whole cases; else
 * nothing. Orders are few and large, which pays where an order costs money whatever its size.
 *
 *   s = m w + safety sqrt(m w),  w = lead time + 1 day, the wait and the day until the next chance to order
 *   S = s + min(sqrt(2 K m / h), m mostDays)
 *
 * with m the mean sales a day as observed, K the cost of an order and h that of a unit held for a day: the second line is the
 * economic order quantity, and  m mostDays  alone where holding costs nothing. Without sales to go by both are the opening stock.
 * What is best on known demand is worked out by `bestReorderPolicy` in agents/math; this rule needs no more than it observes.
 *
 * @see Scarf (1960), The optimality of (S, s) policies in the dynamic inventory problem; Zipkin (2000), Foundations of Inventory
 *   Management, section 3.2, for the economic order quantity
 */
export const reorderPoint = defineAgent({
  summary: "orders up to a level S as soon as no more than s is on the shelf and on order",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({
    safety: z
      .number()
      .min(-5)
      .max(10)
      .default(1.645)
      .describe("standard deviations of demand over the wait held against luck"),
    mostDays: z
      .number()
      .gt(0)
      .max(365)
      .default(28)
      .describe("days of mean sales that lie between s and S at most")
      .meta({ unit: "days" }),
    reorderAt: z
      .number()
      .min(0)
      .max(1e9)
      .nullable()
      .default(null)
      .describe("s, units at which it orders, of every product; null: from mean sales and lead time")
      .meta({ unit: "units" }),
    orderUpTo: z
      .number()
      .min(0)
      .max(1e9)
      .nullable()
      .default(null)
      .describe("S, units to order up to, of every product; null: s and the economic order quantity")
      .meta({ unit: "units" }),
  }),
  misfit: needsRestockLever,
  create({ safety, mostDays, reorderAt, orderUpTo }, context) {
    if (reorderAt !== null && orderUpTo !== null && orderUpTo < reorderAt)
      throw new AgentError(`reorder-point: orderUpTo must be at least reorderAt, ${reorderAt}; got ${orderUpTo}`);
    return orderInCases(context, (shelf) => {
      const at = reorderAt ?? coverLevel(shelf, shelf.product.leadTimeDays + 1, safety);
      if (shelf.position > at) return 0;
      return (orderUpTo ?? at + economicOrder(shelf, mostDays)) - shelf.position;
    });
  },
});

/** Units of the order that balances what ordering and holding cost, at most those of `mostDays`. */
function economicOrder({ meanSales, product }: Shelf, mostDays: number): number {
  const most = meanSales * mostDays;
  const { orderingCost, holdingCost } = product;
  return holdingCost > 0 ? Math.min(most, Math.sqrt((2 * orderingCost * meanSales) / holdingCost)) : most;
}
