import { max, min } from "d3";
import type { SalesRows } from "../../agents/models/design.js";
import { UserError } from "../faults.js";

/** Units of one thing by period, and what is known of each period. */
export interface SalesSeries {
  /** "tropicana", "tropicana, store 3", "all" */
  readonly name: string;
  /** what its errors are pooled with: the item of an item in a store, else its name */
  readonly group: string;
  /** true: `rows.day` are days since 1970-01-01; false: they are 7 times the number of the week */
  readonly dated: boolean;
  /**
   * A row a period, without gaps, the oldest first. "units" are NaN where nothing is known of a period. Others where the
   * data have them: "price" and "rival price", carried on through gaps, "feature", "display", "discount" (0 to 1).
   */
  readonly rows: SalesRows;
}

/** What tells series apart; units are summed over all else. */
export type By = "all" | "item" | "store" | "item-store";

/** Series of a dataset, and what had to be assumed to make them. */
export interface SeriesOfData {
  /** those that sell most first */
  readonly series: readonly SalesSeries[];
  readonly by: By;
  readonly period: "week" | "day";
  /** sentences for the reader */
  readonly remarks: readonly string[];
}

/** The data are whole and do not tell what was asked for: exit code 1. */
export function cannotForecast(message: string): UserError {
  return new UserError("forecast", [{ code: "no-series", path: [], message }], 1);
}

/** A row of data on its way to a period of a series. */
export interface Sale {
  readonly item: string;
  readonly store: string;
  /** number of its period, whole */
  readonly period: number;
  readonly units: number;
  /** NaN where it is not known */
  readonly price: number;
  /** by name: parts of the row that were so, 0 to 1 */
  readonly parts: Readonly<Record<string, number>>;
}

export interface SeriesOptions {
  readonly by: By;
  /** first day of period 0, and days from one to the next; null: periods are numbers */
  readonly calendar: { readonly origin: number; readonly span: number } | null;
  /** units of a period without a row: 0 where rows are sales, NaN where they are records of a shelf */
  readonly absent: number;
  /** whether an average price means anything: not over items that differ */
  readonly priced: boolean;
  /** whether the items vie with each other: their prices are then told to each other */
  readonly rivals: boolean;
}

/**
 * Series of sales, those that sell most first. Units are summed; price is the mean over units (over rows where none sold);
 * parts are means over rows. The rival price is the mean of the other items' prices, in the same store where series are of
 * stores.
 */
export function seriesOf(sales: readonly Sale[], options: SeriesOptions): SalesSeries[] {
  const cells = new Map<string, Map<number, Cell>>();
  for (const sale of sales) {
    const name = nameOf(sale, options.by);
    const periods = cells.get(name) ?? new Map<number, Cell>();
    cells.set(name, periods);
    const cell = periods.get(sale.period) ?? emptyCell(sale);
    periods.set(sale.period, cell);
    add(cell, sale);
  }
  const rivals = options.priced && options.rivals ? rivalPrices(cells, options.by) : undefined;
  return [...cells]
    .map(([name, periods]) => {
      const group = options.by === "item-store" ? firstOf(periods).item : name;
      let total = 0;
      for (const { units } of periods.values()) if (units > 0) total += units;
      return { total, series: toSeries(name, group, periods, rivals, options) };
    })
    .sort((a, b) => b.total - a.total)
    .map(({ series }) => series);
}

const firstOf = (periods: ReadonlyMap<number, Cell>) => [...periods.values()][0];

function nameOf({ item, store }: Sale, by: By): string {
  if (by === "all") return "all";
  if (by === "item") return item;
  return by === "store" ? `store ${store}` : `${item}, store ${store}`;
}

interface Cell {
  readonly item: string;
  readonly store: string;
  rows: number;
  units: number;
  /** sum of price x units, and the units it is over */
  paid: number;
  pricedUnits: number;
  /** sum of prices, and the rows it is over */
  prices: number;
  pricedRows: number;
  readonly parts: Record<string, number>;
}

function emptyCell({ item, store }: Sale): Cell {
  return { item, store, rows: 0, units: 0, paid: 0, pricedUnits: 0, prices: 0, pricedRows: 0, parts: {} };
}

function add(cell: Cell, { units, price, parts }: Sale): void {
  cell.rows += 1;
  cell.units += units;
  if (price > 0) {
    cell.prices += price;
    cell.pricedRows += 1;
    if (units > 0) {
      cell.paid += price * units;
      cell.pricedUnits += units;
    }
  }
  for (const [name, part] of Object.entries(parts)) cell.parts[name] = (cell.parts[name] ?? 0) + part;
}

function priceOf(cell: Cell): number {
  if (cell.pricedUnits > 0) return cell.paid / cell.pricedUnits;
  return cell.pricedRows > 0 ? cell.prices / cell.pricedRows : Number.NaN;
}

/** Sum and number of the prices of a period, by store where series are of stores. */
type Prices = ReadonlyMap<string, { readonly sum: number; readonly count: number }>;

const placeOf = (cell: Cell, period: number, by: By) => `${period}/${by === "item-store" ? cell.store : ""}`;

function rivalPrices(cells: ReadonlyMap<string, ReadonlyMap<number, Cell>>, by: By): Prices {
  const prices = new Map<string, { sum: number; count: number }>();
  for (const periods of cells.values())
    for (const [period, cell] of periods) {
      const price = priceOf(cell);
      if (Number.isNaN(price)) continue;
      const place = placeOf(cell, period, by);
      const { sum, count } = prices.get(place) ?? { sum: 0, count: 0 };
      prices.set(place, { sum: sum + price, count: count + 1 });
    }
  return prices;
}

/** Mean price of the others; NaN where there is none. */
function rivalPriceOf(cell: Cell, period: number, prices: Prices, by: By): number {
  const { sum, count } = prices.get(placeOf(cell, period, by)) ?? { sum: 0, count: 0 };
  const own = priceOf(cell);
  return Number.isNaN(own) ? sum / count : (sum - own) / (count - 1);
}

function toSeries(
  name: string,
  group: string,
  periods: ReadonlyMap<number, Cell>,
  rivals: Prices | undefined,
  { by, calendar, absent, priced }: SeriesOptions,
): SalesSeries {
  const first = min(periods.keys()) as number;
  const last = max(periods.keys()) as number;
  const rows = last - first + 1;
  const span = calendar?.span ?? 7;
  const column = (value: (cell: Cell, period: number) => number, otherwise: number) =>
    Float64Array.from({ length: rows }, (_, row) => {
      const cell = periods.get(first + row);
      return cell ? value(cell, first + row) : otherwise;
    });
  const columns = new Map<string, Float64Array>([["units", column((cell) => cell.units, absent)]]);
  if (priced) {
    const price = carriedOn(column(priceOf, Number.NaN));
    if (price) columns.set("price", price);
    const rival = rivals && carriedOn(column((cell, period) => rivalPriceOf(cell, period, rivals, by), Number.NaN));
    if (rival) columns.set("rival price", rival);
  }
  const parts = new Set([...periods.values()].flatMap((cell) => Object.keys(cell.parts)));
  for (const part of parts)
    columns.set(
      part,
      column((cell) => (cell.parts[part] ?? 0) / cell.rows, 0),
    );
  return {
    name,
    group,
    dated: calendar !== null,
    rows: {
      rows,
      day: Float64Array.from({ length: rows }, (_, row) => (calendar?.origin ?? 0) + span * (first + row)),
      span,
      columns,
    },
  };
}

/** Gaps take the value before them, those at the beginning the first value; undefined where there is none at all. */
function carriedOn(values: Float64Array): Float64Array | undefined {
  let latest = values.find(Number.isFinite);
  if (latest === undefined) return undefined;
  return values.map((value) => {
    if (Number.isFinite(value)) latest = value;
    return latest as number;
  });
}
