import { defineAgent, z } from "./define.js";
import { coverLevel, needsRestockLever, orderInCases } from "./order-cases.js";

/**
 * Orders every product up to a level, in whole cases, counting what is on the shelf and on order:
 *
 *   level = m c + safety sqrt(m c),  c = lead time + coverDays,  m the mean sales a day as observed
 *
 * so that demand over the wait and the days an order is to last, taken as Poisson, is covered with a margin of `safety`
 * standard deviations (1.645: in 95 of 100). Without sales to go by the level is the opening stock. Of several suppliers the
 * first is asked.
 *
 * @see Zipkin (2000), Foundations of Inventory Management, section 6.2
 */
export const baseStock = defineAgent({
  summary: "orders up to a level that covers the wait and some days more",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({
    coverDays: z
      .number()
      .min(0)
      .max(365)
      .default(7)
      .describe("days an order is to last beyond the wait for it")
      .meta({ unit: "days" }),
    safety: z
      .number()
      .min(-5)
      .max(10)
      .default(1.645)
      .describe("standard deviations of demand over those days held against luck"),
    level: z
      .number()
      .min(0)
      .max(1e9)
      .nullable()
      .default(null)
      .describe("units to order up to, of every product; null: from mean sales, coverDays and safety")
      .meta({ unit: "units" }),
  }),
  misfit: needsRestockLever,
  create: ({ coverDays, safety, level }, context) =>
    orderInCases(context, (shelf) => {
      const upTo = level ?? coverLevel(shelf, shelf.product.leadTimeDays + coverDays, safety);
      return upTo - shelf.position;
    }),
});
