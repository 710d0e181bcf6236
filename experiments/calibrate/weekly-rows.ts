import { type Dataset, dateColumn, numberColumn, textColumn } from "../data/dataset.js";

/** A row of weekly store data. */
export interface StoreWeek {
  readonly brand: string;
  /** as the file has them, 0 or above */
  readonly sales: number;
  /** above 0 */
  readonly price: number;
  /** featured, 0 or 1; 0 where the file does not say */
  readonly feat: number;
  /** null where the file has no such column */
  readonly store: string | null;
  readonly week: number | null;
}

/** Rows of a dataset of the kind `weekly`, in its order; a column of dates, where there is one, tells weeks of seven days. */
export function storeWeeks(data: Dataset): StoreWeek[] {
  const brand = textColumn(data, "item");
  const sales = numberColumn(data, "units");
  const price = numberColumn(data, "price");
  const feat = data.columns.has("feat") ? numberColumn(data, "feat") : null;
  const store = data.columns.has("store") ? textColumn(data, "store") : null;
  const week = data.columns.has("week")
    ? numberColumn(data, "week")
    : data.columns.has("date")
      ? dateColumn(data, "date").map((day) => Math.floor(day / 7))
      : null;
  return Array.from({ length: data.rows }, (_, n) => ({
    brand: brand.values[brand.codes[n]],
    sales: sales[n],
    price: price[n],
    feat: feat?.[n] === 1 ? 1 : 0,
    store: store === null ? null : (store.values[store.codes[n]] ?? ""),
    week: week === null ? null : week[n],
  }));
}
