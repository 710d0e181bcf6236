import { z } from "zod";
import { logit, money, name, number, whole } from "./fields.js";

const supplier = z
  .strictObject({
    name: name("unique within the product"),
    leadTimeDays: whole("days", "shortest time from an order to the shelf", 0, 60).default(1),
    leadTimeSpread: whole("days", "an order takes 0 to this many days longer, each equally likely", 0, 60).default(0),
    orderingCost: money("an order, whatever its size").default(0).meta({ unit: "money an order" }),
    leastCases: whole("cases", "smallest order; a smaller one is none", 0, 1000).default(0),
    maxCases: whole("cases", "largest order of a day", 0, 1000).default(10),
    prices: z
      .array(
        z.strictObject({
          cases: whole("cases", "from an order of so many on", 0, 1000),
          unitCost: money("paid for every unit of such an order").meta({ unit: "money a unit" }),
        }),
      )
      .default([])
      .describe("price breaks, by rising number of cases; below the first, and where empty: the product's unit cost"),
  })
  .describe("who a product may be ordered from");

/** A thing on the shelf. */
export const product = z
  .strictObject({
    name: name("unique; draws are keyed by it, so a new product leaves the others' luck as it was"),
    category: name("products of one category are substitutes"),
    listPrice: number("money a unit", "price without promotion", 1e-6, 1e9),
    unitCost: money("paid to the supplier for a unit").meta({ unit: "money a unit" }),
    appeal: logit("utility at list price before taste: a[s,p] for every segment").default(0).meta({ unit: "utility" }),
    attributes: z
      .record(z.string(), number("attribute's own", "level of the attribute", -100, 100))
      .default({})
      .describe("x[p]: levels that segments' attributeTaste weighs"),
    holdingCost: money("a unit left on the shelf at the end of a day")
      .default(0)
      .meta({ unit: "money a unit and day" }),
    orderingCost: money("an order, whatever its size").default(0).meta({ unit: "money an order" }),
    leadTimeDays: whole("days", "an order placed on day t is on the shelf on day t + leadTimeDays", 0, 60).default(1),
    caseSize: whole("units", "orders are whole cases of this many units", 1, 1e9).default(1),
    maxCases: whole("cases", "largest order of a day", 0, 1000).default(10),
    suppliers: z
      .array(supplier)
      .max(8)
      .default([])
      .describe("where it may be ordered; empty: from one, by leadTimeDays, orderingCost and maxCases above"),
    shelfLifeDays: whole("days", "a unit that arrives on day t is sold until day t + shelfLifeDays - 1", 1, 365)
      .nullable()
      .default(null)
      .describe("days a unit can be sold, that of its arrival included; null: for ever"),
    initialStock: whole("units", "on the shelf when the warm-up starts", 0, 1e12),
    salvageValue: money("worth of a unit left after the tail; counted at most at unit cost")
      .default(0)
      .meta({ unit: "money a unit" }),
  })
  .describe("a thing on the shelf");

export type Product = z.output<typeof product>;
export type Supplier = z.output<typeof supplier>;
