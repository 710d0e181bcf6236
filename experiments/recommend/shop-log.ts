import type { Attributes } from "../../agents/models/recommend/content-based.js";
import type { InteractionLog } from "../../agents/models/recommend/interactions.js";
import type { Values } from "../../agents/models/recommend/registry.js";
import { type Column, type Dataset, dateColumn, numberColumn, type TextColumn, textColumn } from "../data/dataset.js";
import { UserError } from "../faults.js";

/** What recommenders learn from, with the names behind its places. */
export interface ShopLog {
  readonly log: InteractionLog;
  readonly values: Values;
  /** 1 for rows that say that she took the item, 0 for those that say that she looked; shape [rows] */
  readonly took: Uint8Array;
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** false where nothing is known of what came before what */
  readonly ordered: boolean;
  /** of the items by their category, where the data has one */
  readonly attributes?: Attributes;
  /** rows that say nothing of an item: without one, returns, searches, messages */
  readonly leftOut: number;
}

/** Kinds of data that name users and items. */
export const LOG_KINDS = ["transactions", "behaviour", "baskets"] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/**
 * What an event says of wanting the item; others say nothing. Chosen, not estimated: each says more than those before it.
 * A purchase says so for each unit.
 */
const EVENT_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ["view", 1],
  ["click", 1],
  ["favourite", 2],
  ["cart", 3],
  ["purchase", 4],
]);

/**
 * Data of a kind as interactions. Users are customers, users or baskets; a row's value is its units, of behaviour times the
 * event's weight. Rows without an item, with units of 0 or below (returns) and events that are about no item are left out.
 *
 * @throws UserError, exit code 1, when the data has no column of items, or nothing remains
 */
export function shopLog(data: Dataset, kind: LogKind, source: string): ShopLog {
  const fault = (code: string, message: string) => new UserError(source, [{ code, path: [], message }], 1);
  if (!data.columns.has("item"))
    throw fault("no-items", `needs a column of items to recommend, has ${[...data.columns.keys()].join(", ")}`);
  const who = textColumn(data, kind === "transactions" ? "customer" : kind === "behaviour" ? "user" : "basket");
  const what = textColumn(data, "item");
  const weight = weights(data, kind);
  const rows = Int32Array.from({ length: data.rows }, (_, row) => row).filter(
    (row) => who.codes[row] >= 0 && what.codes[row] >= 0 && weight[row] > 0,
  );
  if (rows.length === 0) throw fault("no-rows", `none of ${data.rows} rows says who took which item`);
  const users = places(who, rows);
  const items = places(what, rows);
  const when = moments(data, kind);
  return {
    log: {
      users: users.names.length,
      items: items.names.length,
      user: users.place,
      item: items.place,
      value: Float64Array.from(rows, (row) => weight[row]),
      when: Float64Array.from(rows, (row) => when[row]),
    },
    values: "purchases",
    took: took(data, kind, rows),
    users: users.names,
    items: items.names,
    ordered: kind !== "baskets",
    attributes: categories(data, rows, items),
    leftOut: data.rows - rows.length,
  };
}

function weights(data: Dataset, kind: LogKind): Float64Array {
  const units = data.columns.has("units") ? numberColumn(data, "units") : undefined;
  const one = (row: number) => (units === undefined || Number.isNaN(units[row]) ? 1 : units[row]);
  if (kind !== "behaviour") return Float64Array.from({ length: data.rows }, (_, row) => one(row));
  const event = textColumn(data, "event");
  const weight = event.values.map((name) => EVENT_WEIGHTS.get(name) ?? 0);
  return Float64Array.from({ length: data.rows }, (_, row) => {
    const code = event.codes[row];
    if (code < 0) return 0;
    return weight[code] * (event.values[code] === "purchase" ? one(row) : 1);
  });
}

/** Purchases, where behaviour has any; else every row. */
function took(data: Dataset, kind: LogKind, rows: Int32Array): Uint8Array {
  const all = new Uint8Array(rows.length).fill(1);
  if (kind !== "behaviour") return all;
  const { codes, values } = textColumn(data, "event");
  const bought = Uint8Array.from(rows, (row) => (values[codes[row]] === "purchase" ? 1 : 0));
  return bought.includes(1) ? bought : all;
}

/** Days, with the hour where it stands in a column of its own; without a date the place in her list, else the file's order. */
function moments(data: Dataset, kind: LogKind): Float64Array {
  if (kind === "baskets") return new Float64Array(data.rows);
  if (data.columns.has("date")) {
    const date = dateColumn(data, "date");
    const hour = data.columns.has("hour") ? numberColumn(data, "hour") : undefined;
    return date.map((day, row) => {
      // a row without a date comes before all that have one
      if (Number.isNaN(day)) return Number.NEGATIVE_INFINITY;
      return day + (hour !== undefined && day === Math.floor(day) && hour[row] >= 0 ? hour[row] / 24 : 0);
    });
  }
  if (data.columns.has("order")) return numberColumn(data, "order").map((place) => (Number.isNaN(place) ? 0 : place));
  return Float64Array.from({ length: data.rows }, (_, row) => row);
}

interface Places {
  /** of each row kept */
  readonly place: Int32Array;
  readonly names: readonly string[];
}

/** Names met in the rows kept, in the order of their first. */
function places({ codes, values }: TextColumn, rows: Int32Array): Places {
  const placeOf = new Int32Array(values.length).fill(-1);
  const names: string[] = [];
  const place = rows.map((row) => {
    const code = codes[row];
    if (placeOf[code] < 0) {
      placeOf[code] = names.length;
      names.push(values[code]);
    }
    return placeOf[code];
  });
  return { place, names };
}

function categories(data: Dataset, rows: Int32Array, items: Places): Attributes | undefined {
  const column: Column | undefined = data.columns.get("category");
  if (column?.kind !== "text") return undefined;
  const width = column.values.length;
  const values = new Float64Array(items.names.length * width);
  rows.forEach((row, at) => {
    if (column.codes[row] >= 0) values[items.place[at] * width + column.codes[row]] = 1;
  });
  return width === 0 ? undefined : { names: column.values.map((name) => `category ${name}`), values };
}
