import { UserError } from "../faults.js";
import { median } from "../stats/descriptive.js";
import type { StoreWeek } from "./weekly-rows.js";

/** What a shelf sold over the weeks of a store, at which prices; arrays are row-major [weeks, brands], weeks rising. */
export interface StoreHistory {
  readonly name: string;
  /** number of each week; 1 from one week to the next unless weeks are missing; shape [weeks] */
  readonly weeks: Int32Array;
  readonly units: Float64Array;
  readonly price: Float64Array;
  /** featured, 0 or 1 */
  readonly feat: Float64Array;
}

/** Stores that sell the same brands. */
export interface WeeklyShelf {
  readonly brands: readonly string[];
  readonly stores: readonly StoreHistory[];
  /** median price of weeks without a feature, shape [brands] */
  readonly regularPrice: readonly number[];
  /** sales in the file that are one unit: the largest number that divides them all, 1 where they are not whole */
  readonly salesAUnit: number;
  /** how stores and weeks were told apart, for the provenance */
  readonly matching: string;
}

/** Fewer weeks than this tell nothing of what follows a promotion. */
const FEWEST_WEEKS = 26;
/** Fewer stores than this say little of how far chance moves them. */
const FEWEST_STORES = 20;
/** Each brand beyond the first adds two parameters. */
const MOST_BRANDS = 8;

/**
 * Rows as the histories of stores. Without a column `store` one ends where the first of its brands comes back after another
 * one, unless no brand has a week twice or brands take turns row by row: that is one store; without a column `week` the n-th row of each brand in a store is taken as the same week.
 *
 * @throws UserError, exit code 1, where rows cannot be matched so, or too few weeks or too many brands are left
 */
export function storeHistories(rows: readonly StoreWeek[]): WeeklyShelf {
  const brands = [...new Set(rows.map(({ brand }) => brand))];
  if (brands.length < 2 || brands.length > MOST_BRANDS)
    unmatched(`2 to ${MOST_BRANDS} brands expected, found ${brands.length}`);
  const salesAUnit = commonUnit(rows);
  const stores = byStore(rows, brands).flatMap(({ name, rows: ofStore }) => {
    const history = historyOf(name, ofStore, brands, salesAUnit);
    return history.weeks.length >= FEWEST_WEEKS ? [history] : [];
  });
  const longest = Math.max(0, ...stores.map(({ weeks }) => weeks.length));
  if (stores.length * longest < 4 * FEWEST_WEEKS)
    unmatched(
      `${4 * FEWEST_WEEKS} store-weeks of all brands expected, ${FEWEST_WEEKS} of each store, found ${stores.length} such stores of ${longest} weeks at most; columns store and week tell which rows go together`,
    );
  return {
    brands,
    stores,
    regularPrice: brands.map((brand) => {
      const regular = rows.filter((row) => row.brand === brand && row.feat === 0).map(({ price }) => price);
      return median(regular.length > 0 ? regular : rows.filter((row) => row.brand === brand).map(({ price }) => price));
    }),
    salesAUnit,
    matching:
      `${rows[0].store !== null ? "stores by column" : stores.length === 1 ? "one store" : "stores by where the first brand comes back"}, ` +
      `${rows[0].week === null ? "weeks by the order of rows, as the file has no dates" : "weeks by column"}`,
  };
}

/** The weeks of a store from one on up to another, the last left out. */
export function weeksOf({ name, weeks, units, price, feat }: StoreHistory, from: number, to: number): StoreHistory {
  const brands = units.length / weeks.length;
  const cut = (table: Float64Array) => table.slice(from * brands, to * brands);
  return { name, weeks: weeks.slice(from, to), units: cut(units), price: cut(price), feat: cut(feat) };
}

/** Whether there are too few stores to draw from with replacement, so that half years of them are drawn instead. */
export const drawsHalfYears = (stores: readonly StoreHistory[]) => stores.length < FEWEST_STORES;

/** Histories cut into pieces of half a year or a little more. */
export function halfYears(stores: readonly StoreHistory[]): StoreHistory[] {
  return stores.flatMap((store) => {
    const pieces = Math.max(1, Math.floor(store.weeks.length / FEWEST_WEEKS));
    const place = (piece: number) => Math.round((piece * store.weeks.length) / pieces);
    return Array.from({ length: pieces }, (_, piece) => weeksOf(store, place(piece), place(piece + 1)));
  });
}

function byStore(rows: readonly StoreWeek[], brands: readonly string[]) {
  const alone = rows[0].store === null && isOneStore(rows, brands);
  const stores = new Map<string, StoreWeek[]>();
  let number = 1;
  rows.forEach((row, n) => {
    const comesBack = !alone && n > 0 && row.brand === brands[0] && rows[n - 1].brand !== brands[0];
    if (comesBack) number += 1;
    const name = row.store ?? `store ${number}`;
    const known = stores.get(name);
    if (known) known.push(row);
    else stores.set(name, [row]);
  });
  return [...stores].map(([name, ofStore]) => ({ name, rows: ofStore }));
}

/** Where no brand has a week twice, or, without weeks, brands take turns row by row, all rows are one store's. */
function isOneStore(rows: readonly StoreWeek[], brands: readonly string[]): boolean {
  if (rows[0].week !== null) return new Set(rows.map(({ brand, week }) => `${week} ${brand}`)).size === rows.length;
  return rows.every(({ brand }, n) => brand === brands[n % brands.length]);
}

/** Weeks in which every brand has a row. */
function historyOf(
  name: string,
  rows: readonly StoreWeek[],
  brands: readonly string[],
  salesAUnit: number,
): StoreHistory {
  const ofBrand = brands.map((brand) => rows.filter((row) => row.brand === brand));
  if (rows[0].week === null && ofBrand.some((own) => own.length !== ofBrand[0].length))
    unmatched(
      `${name} has ${ofBrand.map((own, b) => `${own.length} weeks of ${brands[b]}`).join(", ")}: a column week is needed to match them`,
    );
  const byWeek = ofBrand.map((own) => new Map(own.map((row, n) => [row.week ?? n, row])));
  const weeks = [...byWeek[0].keys()].filter((week) => byWeek.every((own) => own.has(week))).sort((a, b) => a - b);
  const table = (value: (row: StoreWeek) => number) =>
    Float64Array.from(weeks.flatMap((week) => byWeek.map((own) => value(own.get(week)!))));
  return {
    name,
    weeks: Int32Array.from(weeks),
    units: table(({ sales }) => sales / salesAUnit),
    price: table(({ price }) => price),
    feat: table(({ feat }) => feat),
  };
}

function unmatched(message: string): never {
  throw new UserError("weekly", [{ code: "unmatched", path: [], message }], 1);
}

/** Sales of 8256 and 6144 ounces are bottles of 64: what divides all of them is the unit that shoppers take. */
function commonUnit(rows: readonly StoreWeek[]): number {
  let divisor = 0;
  for (const { sales } of rows) {
    if (!Number.isInteger(sales)) return 1;
    let [a, b] = [divisor, sales];
    while (b > 0) [a, b] = [b, a % b];
    divisor = a;
  }
  return divisor;
}
