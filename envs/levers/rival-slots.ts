import type { Scenario } from "../../sim/scenario.js";
import { copied, type SlotRow } from "./slot-table.js";

/** What every lever on prices sees of rivals; no row where there is none. */
export function rivalSlots({ rivals, products }: Scenario): SlotRow[] {
  if (rivals.length === 0) return [];
  const categories = [...new Set(products.map((product) => product.category))];
  return [
    {
      name: "rival",
      things: rivals.flatMap(({ name }) => categories.map((category) => `${name}/${category}`)),
      meaning: "yesterday's discount of the rival in the category; below 0 where it was dearer than usual",
      unit: "share of its list price",
      low: -1,
      high: 1,
      amounts: copied(({ report }) => report.rivalDiscount),
    },
  ];
}
