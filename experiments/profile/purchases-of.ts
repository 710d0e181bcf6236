import type { Purchases } from "../../agents/models/profiles/purchases.js";
import { type Column, type Dataset, dateColumn, numberColumn, textColumn } from "../data/dataset.js";
import { UserError } from "../faults.js";

/** The purchases of a table of data, and what their codes stand for. */
export interface PurchaseLog {
  readonly purchases: Purchases;
  /** by code */
  readonly customers: readonly string[];
  readonly categories: readonly string[] | undefined;
  /** rows that are no purchases, by why: "returns, or without units or money" */
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * Purchases from rows of kind transactions (value, or price times units; discounts of the shop and of coupons together), or from
 * the purchases among rows of kind behaviour. The lab's own events have numbers of days in place of dates.
 *
 * @param file   for messages
 * @param until  a day: what is after it is left out; days since 1970-01-01
 * @throws UserError, exit code 1: no column to tell money from, no dates, or no purchase left
 */
export function purchasesOf(
  data: Dataset,
  kind: "transactions" | "behaviour",
  file: string,
  until?: number,
): PurchaseLog {
  const customer = textColumn(data, kind === "transactions" ? "customer" : "user");
  const date = data.columns.get("date")?.kind === "date" ? dateColumn(data, "date") : optional(data, "day");
  if (!date) throw refused(file, "it has no dates of purchases");
  const paid = paidOf(data, file);
  const units = optional(data, "units");
  const event = kind === "behaviour" ? textColumn(data, "event") : undefined;
  const purchase = event?.values.indexOf("purchase");
  const leftOut = new Map<string, number>();
  const leave = (why: string) => {
    leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    return false;
  };
  const kept = Array.from({ length: data.rows }, (_, row) => row).filter((row) => {
    if (event && event.codes[row] !== purchase) return leave("other events than purchases");
    if (customer.codes[row] < 0 || Number.isNaN(date[row])) return leave("without a customer or a date");
    if (until !== undefined && Math.floor(date[row]) > until) return leave("after --until");
    if (!(paid(row) >= 0) || (units !== undefined && !(units[row] > 0)))
      return leave("returns, or without units or money");
    return true;
  });
  if (kept.length === 0)
    throw refused(file, `no purchase is left of ${data.rows} rows: ${[...leftOut].map(([why, n]) => `${n} ${why}`)}`);
  const discounts = ["discount", "coupon", "couponMatch"].flatMap((name) => optional(data, name) ?? []);
  const category = coded(data, "category", kept);
  return {
    purchases: {
      rows: kept.length,
      shopper: Int32Array.from(kept, (row) => customer.codes[row]),
      day: Float64Array.from(kept, (row) => date[row]),
      paid: Float64Array.from(kept, paid),
      units: units && Float64Array.from(kept, (row) => units[row]),
      product: coded(data, "item", kept)?.codes,
      category: category?.codes,
      discount:
        discounts.length === 0
          ? undefined
          : Float64Array.from(kept, (row) => discounts.reduce((sum, column) => sum + (column[row] || 0), 0)),
    },
    customers: customer.values,
    categories: category?.values,
    leftOut,
  };
}

/** What a row was paid, by its value (in the lab's own events "paid") or else its price times its units. */
function paidOf(data: Dataset, file: string): (row: number) => number {
  const value = optional(data, "value") ?? optional(data, "paid");
  if (value) return (row) => value[row];
  const price = optional(data, "price");
  const units = optional(data, "units");
  if (!price)
    throw refused(
      file,
      "no column tells what was paid: it takes value, or price and units; --map value=<the file's name> tells which it is",
    );
  return (row) => price[row] * (units?.[row] ?? 1);
}

function optional(data: Dataset, name: string): Float64Array | undefined {
  return data.columns.get(name)?.kind === "number" ? numberColumn(data, name) : undefined;
}

/** Codes of a column of texts; an empty cell is a text of its own, as whoever left it empty bought something too. */
function coded(data: Dataset, name: string, rows: readonly number[]) {
  const column: Column | undefined = data.columns.get(name);
  if (column?.kind !== "text" || rows.every((row) => column.codes[row] < 0)) return undefined;
  const empty = rows.some((row) => column.codes[row] < 0);
  const codes = Int32Array.from(rows, (row) => (column.codes[row] < 0 ? column.values.length : column.codes[row]));
  return { codes, values: empty ? [...column.values, "(none)"] : column.values };
}

const refused = (file: string, message: string) => new UserError(file, [{ code: "purchases", path: [], message }], 1);
