import { defineAgent, z } from "./define.js";
import { readSlots } from "./read-slots.js";

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
  misfit: ({ lever }) => (lever === "restock" ? undefined : "it orders stock, and this env asks for something else"),
  create({ coverDays, safety, level }, context) {
    const { products, restockSlots } = context.brief!;
    const read = readSlots(context.slots);
    const action = new Int32Array(restockSlots.length);
    return {
      act(observation) {
        const seen = read(observation);
        restockSlots.forEach(({ product, units, leastCases }, slot) => {
          action[slot] = 0;
          if (slot > 0 && restockSlots[slot - 1].product === product) return;
          const { name, leadTimeDays, initialStock } = products[product];
          const mean = seen("mean-sales", name) * (leadTimeDays + coverDays);
          const upTo = level ?? (mean > 0 ? mean + safety * Math.sqrt(mean) : initialStock);
          const cases = fewestCases(units, upTo - seen("stock", name) - seen("on-order", name));
          if (cases > 0) action[slot] = Math.max(leastCases, cases);
        });
        return action;
      },
      save: () => ({}),
      load() {},
    };
  },
});

/** The smallest choice that orders at least so many units, else the largest. @param units  by choice, rising from 0 */
function fewestCases(units: readonly number[], short: number): number {
  const enough = units.findIndex((ordered) => ordered >= short);
  return enough < 0 ? units.length - 1 : enough;
}
