import type { Kind } from "../kind.js";
import { category, item } from "./columns.js";

/** What was bought together. */
export const baskets = {
  doc: "what was bought together: a row an item of a basket; or no header and a basket a line, items separated by commas",
  columns: [
    {
      name: "basket",
      type: "text",
      required: true,
      doc: "which basket; of a file with a basket a line, its number from 1",
      aliases: ["basket_id", "order", "order_id", "transaction", "transaction_id", "invoice", "invoice_no", "receipt"],
      id: true,
    },
    item("what was in it", true),
    category,
    { name: "units", type: "number", unit: "units", required: false, doc: "how many", aliases: ["quantity", "qty"] },
  ],
  basketLines: true,
  tellsApart: [],
} as const satisfies Kind;
