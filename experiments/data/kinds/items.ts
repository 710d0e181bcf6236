import type { Kind } from "../kind.js";
import { category, item } from "./columns.js";

/** Items and their attributes. */
export const items = {
  doc: "items and their attributes: a row an item; all other columns are attributes",
  columns: [item("which item", true), category],
  tellsApart: [["item"]],
} as const satisfies Kind;
