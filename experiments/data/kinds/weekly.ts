import type { Kind } from "../kind.js";
import { category, DATE_ALIASES, date, disp, feat, ITEM_ALIASES, item, store } from "./columns.js";

/** Units of items sold in a week. */
export const weekly = {
  doc: "units of an item sold in a week, by shop where there are several",
  columns: [
    {
      name: "units",
      type: "number",
      low: 0,
      unit: "units a week",
      required: true,
      doc: "sold",
      aliases: ["sales", "quantity", "qty", "move", "units_sold", "volume"],
    },
    {
      name: "price",
      type: "number",
      aboveZero: true,
      low: 0,
      unit: "money, the file's",
      required: true,
      doc: "of a unit",
      aliases: ["unit_price", "avg_price", "average_price"],
    },
    { ...item("what was sold", true), aliases: ["brand", ...ITEM_ALIASES.filter((name) => name !== "brand")] },
    {
      name: "week",
      type: "whole",
      unit: "weeks",
      required: false,
      doc: "number of the week, rising with time",
      aliases: ["week_no", "week_number", "period"],
    },
    {
      ...date("day in the week: its first or its last", false),
      aliases: ["week_end", "week_start", ...DATE_ALIASES],
    },
    store,
    { name: "feat", ...feat, aliases: ["feature", "advertised", "ad", "promo", "promotion", "on_promotion"] },
    { name: "disp", ...disp, aliases: ["display"] },
    category,
  ],
  tellsApart: [
    ["item", "week", "store"],
    ["item", "date", "store"],
  ],
} as const satisfies Kind;
