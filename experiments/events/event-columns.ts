/** A column of a table of events: its name, DuckDB's type of it, and a line for a reader. */
export interface EventColumn {
  readonly name: string;
  readonly type: "INTEGER" | "DOUBLE" | "VARCHAR";
  readonly doc: string;
}

/**
 * What is told of an event, in NDJSON and in `events/<cell>.parquet` alike. Nothing in it tells the truth about a message:
 * that lies aside, by `message`.
 */
export const EVENT_COLUMNS = [
  { name: "episode", type: "INTEGER", doc: "evaluation episode, from 0" },
  { name: "day", type: "INTEGER", doc: "0 is the first scored day" },
  { name: "hour", type: "DOUBLE", doc: "time of the day, hours from 0 to 24" },
  { name: "kind", type: "VARCHAR", doc: "what happened, of EVENT_KINDS" },
  { name: "shopper", type: "INTEGER", doc: "number of the shopper within the replicate" },
  { name: "segment", type: "VARCHAR", doc: "the shopper's" },
  { name: "product", type: "VARCHAR", doc: "null where it is about none" },
  { name: "category", type: "VARCHAR", doc: "null where it is about none" },
  { name: "units", type: "INTEGER", doc: "of cart, purchase and stock-out; else 0" },
  { name: "paid", type: "DOUBLE", doc: "money, of a purchase; else 0" },
  { name: "discount", type: "DOUBLE", doc: "given away, money, of a purchase or a redeemed coupon; else 0" },
  { name: "detail", type: "INTEGER", doc: "of a view: place on the slate; of a coupon: its level; else null" },
  { name: "message", type: "VARCHAR", doc: "of a message: its id, <episode>-<number>; else null" },
  { name: "language", type: "VARCHAR", doc: "of a message: en or zh; else null" },
  { name: "text", type: "VARCHAR", doc: "of a message; else null" },
] as const satisfies readonly EventColumn[];

/** The truth about messages, in `truth/<cell>.parquet`. */
export const TRUTH_COLUMNS = [
  { name: "message", type: "VARCHAR", doc: "its id" },
  { name: "sentiment", type: "INTEGER", doc: "-1 unhappy, 0 neither, 1 happy" },
  { name: "intent", type: "VARCHAR", doc: "what it is about, of INTENTS" },
] as const satisfies readonly EventColumn[];

type ValueOf<C extends EventColumn> = C["type"] extends "VARCHAR" ? string : number;
type NeverNull = "episode" | "day" | "hour" | "kind" | "shopper" | "segment" | "units" | "paid" | "discount";

/** A line of the NDJSON. */
export type EventRow = {
  [C in (typeof EVENT_COLUMNS)[number] as C["name"]]: C["name"] extends NeverNull ? ValueOf<C> : ValueOf<C> | null;
};
export type TruthRow = { [C in (typeof TRUTH_COLUMNS)[number] as C["name"]]: ValueOf<C> };
