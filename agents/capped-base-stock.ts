import { defineAgent, z } from "./define.js";
import { coverLevel, needsRestockLever, orderInCases } from "./order-cases.js";

/**
 * Base-stock whose every order is capped:  order = min(cap, level - position)  where that is above 0, the position counting
 * what is on the shelf and on order, in whole cases (rounded up, so a cap below a case is a case). Where lost sales are lost and
 * the wait is long, a shelf that ran empty is then filled evenly and not by one order that comes too late.
 *
 * Level and cap come from the mean sales a day m as observed: the level as base-stock's, the cap  m capDays.  Without sales to go
 * by the level is the opening stock and nothing is capped.
 *
 * @see Xin (2021), Understanding the performance of capped base-stock policies in lost-sales inventory models, Operations
 *   Research 69(1)
 */
export const cappedBaseStock = defineAgent({
  summary: "orders up to a level that covers the wait and some days more, never more than a cap at once",
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
    capDays: z
      .number()
      .gt(0)
      .max(365)
      .default(2)
      .describe("days of mean sales that an order holds at most")
      .meta({ unit: "days" }),
    level: z
      .number()
      .min(0)
      .max(1e9)
      .nullable()
      .default(null)
      .describe("units to order up to, of every product; null: from mean sales, coverDays and safety")
      .meta({ unit: "units" }),
    cap: z
      .number()
      .gt(0)
      .max(1e9)
      .nullable()
      .default(null)
      .describe("units an order holds at most, of every product; null: from mean sales and capDays")
      .meta({ unit: "units" }),
  }),
  misfit: needsRestockLever,
  create: ({ coverDays, safety, capDays, level, cap }, context) =>
    orderInCases(context, (shelf) => {
      const { meanSales, position, product } = shelf;
      const upTo = level ?? coverLevel(shelf, product.leadTimeDays + coverDays, safety);
      const most = cap ?? (meanSales > 0 ? meanSales * capDays : Number.POSITIVE_INFINITY);
      return Math.min(most, upTo - position);
    }),
});
