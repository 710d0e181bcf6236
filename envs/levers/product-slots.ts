import type { Scenario } from "../../sim/scenario.js";
import { typicalSales } from "../typical-sales.js";
import { copied, powerOfTwo, type SlotRow } from "./slot-table.js";

/** Most that a day's sales may read, in typical days. */
const SALES_BOUND = 32;
/** A stock of so many typical days reads 1, and the most it may read. */
const STOCK_DAYS = 8;
const STOCK_BOUND = 64;

/** What every lever sees of each product: what it was offered at, what it sold, what is left and what is coming. */
export function productSlots(scenario: Scenario): SlotRow[] {
  const things = scenario.products.map((product) => product.name);
  const sales = Float64Array.from(typicalSales(scenario), powerOfTwo);
  const beyond = (days: number) => `more than ${days} typical days' sales read as that`;
  return [
    {
      name: "offer",
      things,
      meaning: "yesterday's promotion",
      unit: "share of list price off",
      low: 0,
      high: 1,
      amounts: copied(({ report }) => report.depth),
    },
    {
      name: "sales",
      things,
      meaning: `units sold yesterday; ${beyond(SALES_BOUND)}`,
      unit: "units",
      scale: (p) => sales[p],
      low: 0,
      high: SALES_BOUND,
      amounts: copied(({ report }) => report.units),
    },
    {
      name: "mean-sales",
      things,
      meaning: `units sold a day, mean of the last 28, days with a stock-out left out where possible; ${beyond(SALES_BOUND)}`,
      unit: "units",
      scale: (p) => sales[p],
      low: 0,
      high: SALES_BOUND,
      amounts: copied(({ meanSales }) => meanSales),
    },
    {
      name: "stock",
      things,
      meaning: `units on the shelf at yesterday's close; ${beyond(STOCK_DAYS * STOCK_BOUND)}`,
      unit: "units",
      scale: (p) => STOCK_DAYS * sales[p],
      low: 0,
      high: STOCK_BOUND,
      amounts: copied(({ report }) => report.stock),
    },
    {
      name: "on-order",
      things,
      meaning: `units ordered and not there at yesterday's close, this morning's delivery included; ${beyond(STOCK_DAYS * STOCK_BOUND)}`,
      unit: "units",
      scale: (p) => STOCK_DAYS * sales[p],
      low: 0,
      high: STOCK_BOUND,
      amounts: copied(({ report }) => report.onOrder),
    },
  ];
}
