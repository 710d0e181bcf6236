import { min } from "d3";
import { type Dataset, dateColumn, numberColumn, type TextColumn, textAt, textColumn } from "../data/dataset.js";
import { type By, cannotForecast, type SeriesOfData, seriesOf } from "./series.js";

/**
 * Series of weekly store data (kind `weekly`), by their dates where every row has one, else by the number of the week. Where
 * a file has neither, the rows of an item are its weeks in the file's order, and each block of an item's rows is a store of
 * its own; such stores cannot be summed.
 *
 * @param by  default: item; item-store where stores cannot be summed
 * @throws UserError, exit code 1, where the data do not tell what is asked for
 */
export function weeklySeries(data: Dataset, by?: By): SeriesOfData {
  if (data.rows === 0) throw cannotForecast("no week below the header");
  const item = textColumn(data, "item");
  const units = numberColumn(data, "units");
  const price = numberColumn(data, "price");
  const { store, period, calendar, blocks, remarks } = placesOf(data, item);
  if ((by === "store" || by === "item-store") && store === undefined)
    throw cannotForecast(`by ${by}: there is no column store`);
  if (blocks > 1 && by !== undefined && by !== "item-store")
    throw cannotForecast(
      `by ${by}: without a week or a date, ${blocks} blocks of rows of an item cannot be summed by week; --by item-store takes each as a store`,
    );
  const chosen = by ?? (blocks > 1 ? "item-store" : "item");
  const parts = [
    ["feature", "feat"],
    ["display", "disp"],
  ].flatMap(([name, column]) => (data.columns.has(column) ? [{ name, values: numberColumn(data, column) }] : []));
  const sales = Array.from({ length: data.rows }, (_, row) => ({
    item: textAt(item, row),
    store: store?.[row] ?? "",
    period: period[row],
    units: units[row],
    price: price[row],
    parts: Object.fromEntries(parts.map(({ name, values }) => [name, values[row] || 0])),
  }));
  const priced = chosen === "item" || chosen === "item-store";
  return {
    series: seriesOf(sales, { by: chosen, calendar, absent: Number.NaN, priced, rivals: priced }),
    by: chosen,
    period: "week",
    remarks,
  };
}

interface Places {
  /** of each row; undefined where all rows are of one */
  readonly store?: readonly string[];
  /** number of each row's week */
  readonly period: Float64Array;
  readonly calendar: { readonly origin: number; readonly span: number } | null;
  /** blocks of rows that an item has at the most, where they stand for stores; else 1 */
  readonly blocks: number;
  readonly remarks: readonly string[];
}

function placesOf(data: Dataset, item: TextColumn): Places {
  const named = data.columns.has("store") ? textColumn(data, "store") : undefined;
  const store = named && Array.from({ length: data.rows }, (_, row) => textAt(named, row));
  const date = data.columns.has("date") ? dateColumn(data, "date") : undefined;
  const said = { store, blocks: 1, remarks: [] };
  if (date?.every((day) => !Number.isNaN(day))) {
    const origin = Math.floor(min(date) as number);
    return { ...said, period: date.map((day) => Math.floor((day - origin) / 7)), calendar: { origin, span: 7 } };
  }
  if (data.columns.has("week")) {
    const period = numberColumn(data, "week");
    const missing = period.findIndex((week) => Number.isNaN(week));
    if (missing >= 0) throw cannotForecast(`row ${missing + 1} has neither a date nor a week`);
    return { ...said, period, calendar: null };
  }
  if (date) throw cannotForecast(`row ${date.findIndex((day) => Number.isNaN(day)) + 1} has no date`);
  return inBlocks(data.rows, item, store);
}

/** Fewer rows than this are no store's weeks: the items of a file then take turns. */
const SHORTEST_BLOCK = 10;

function inBlocks(rows: number, item: TextColumn, store: string[] | undefined): Places {
  const key = (row: number) => `${item.codes[row]}/${store?.[row] ?? ""}`;
  const begins = Array.from({ length: rows }, (_, row) => row === 0 || key(row) !== key(row - 1));
  const starts = Array.from(begins.keys()).filter((row) => begins[row]);
  const shortest = min(starts, (start, i) => (starts[i + 1] ?? rows) - start) as number;
  const byBlock = shortest >= SHORTEST_BLOCK;
  const period = new Float64Array(rows);
  const block = new Int32Array(rows);
  const rowsOf = new Map<string, number>();
  const blocksOf = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const name = key(row);
    if (begins[row]) {
      blocksOf.set(name, (blocksOf.get(name) ?? 0) + 1);
      if (byBlock) rowsOf.set(name, 0);
    }
    block[row] = blocksOf.get(name) as number;
    period[row] = (rowsOf.get(name) ?? 0) + 1;
    rowsOf.set(name, period[row]);
  }
  const blocks = byBlock ? Math.max(...blocksOf.values()) : 1;
  const taken =
    blocks > 1
      ? "each block of rows of an item is taken as one store's weeks"
      : "the rows of an item are taken as its weeks";
  return {
    store: blocks > 1 ? Array.from(block, String) : store,
    period,
    calendar: null,
    blocks,
    remarks: [`no week and no date in the file: ${taken}, in order`],
  };
}
