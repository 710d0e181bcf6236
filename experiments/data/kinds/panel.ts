import type { Kind } from "../kind.js";
import { date, disp, feat, store } from "./columns.js";

/** A household's choice among brands at the prices of them all. */
export const panel = {
  doc: "a household's choice of one of several brands at the prices of them all: a row a purchase, in the order of time",
  columns: [
    {
      name: "household",
      type: "text",
      required: true,
      doc: "who chose",
      aliases: ["id", "household_id", "hhid", "panelist", "customer", "customer_id"],
      id: true,
      person: true,
    },
    {
      name: "choice",
      type: "text",
      required: true,
      doc: "brand bought, one of those with a price",
      aliases: ["brand", "chosen", "bought"],
    },
    date("of the purchase", false),
    store,
  ],
  families: [
    { prefix: "price", type: "number", low: 0, required: true, doc: "of the brand", unit: "money, the file's" },
    { prefix: "feat", ...feat },
    { prefix: "disp", ...disp },
  ],
  tellsApart: [["household", "date"]],
} as const satisfies Kind;
