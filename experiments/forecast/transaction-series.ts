import { max, min } from "d3";
import type { SalesRows } from "../../agents/models/design.js";
import { type Dataset, dateColumn, numberColumn, textAt, textColumn } from "../data/dataset.js";
import { type By, cannotForecast, type Sale, type SeriesOfData, seriesOf } from "./series.js";

/**
 * Series of purchases (kind `transactions`): units by week, or by day, up to the last day with a sale; returns are taken
 * off. Weeks are whole and end on that day. A price is told of items alone: over several items its average moves with what
 * is bought.
 *
 * @param by    default: all together
 * @param span  days of a period
 * @throws UserError, exit code 1, where the data do not tell what is asked for
 */
export function transactionSeries(data: Dataset, by: By = "all", span: 1 | 7 = 7): SeriesOfData {
  if (data.rows === 0) throw cannotForecast("no purchase below the header");
  const ofItem = by === "item" || by === "item-store";
  const ofStore = by === "store" || by === "item-store";
  for (const [wanted, name] of [
    [ofItem, "item"],
    [ofStore, "store"],
  ] as const)
    if (wanted && !data.columns.has(name)) throw cannotForecast(`by ${by}: there is no column ${name}`);
  const date = dateColumn(data, "date").map(Math.floor);
  const last = max(date) as number;
  const first = min(date) as number;
  const periods = Math.floor((last - first + 1) / span);
  if (periods < 1) throw cannotForecast(`${last - first + 1} days of purchases are no whole week`);
  const origin = last + 1 - periods * span;
  const saleOf = saleReader(data, ofItem, ofStore);
  const sales: Sale[] = [];
  for (let row = 0; row < data.rows; row++)
    if (date[row] >= origin) sales.push({ ...saleOf(row), period: Math.floor((date[row] - origin) / span) });
  const series = seriesOf(sales, { by, calendar: { origin, span }, absent: 0, priced: ofItem, rivals: false });
  const days = origin - first;
  return {
    series: series.map((one) => ({ ...one, rows: withoutReturns(upTo(one.rows, origin + (periods - 1) * span)) })),
    by,
    period: span === 7 ? "week" : "day",
    remarks: days > 0 ? [`the first ${days === 1 ? "day is" : `${days} days are`} no whole week and left out`] : [],
  };
}

/** Reads a row; its period is for the caller to say. */
function saleReader(data: Dataset, ofItem: boolean, ofStore: boolean): (row: number) => Omit<Sale, "period"> {
  const column = (name: string) => (data.columns.has(name) ? numberColumn(data, name) : undefined);
  const item = ofItem ? textColumn(data, "item") : undefined;
  const store = ofStore ? textColumn(data, "store") : undefined;
  const [units, value, price, discount] = ["units", "value", "price", "discount"].map(column);
  return (row) => {
    const count = units === undefined || Number.isNaN(units[row]) ? 1 : units[row];
    const paid = value?.[row] ?? Number.NaN;
    const given = discount?.[row] ?? 0;
    const said = price?.[row] ?? Number.NaN;
    return {
      item: item ? textAt(item, row) : "",
      store: store ? textAt(store, row) : "",
      units: count,
      price: said > 0 ? said : paid > 0 && count > 0 ? paid / count : Number.NaN,
      parts: (discount ? { discount: given > 0 && paid >= 0 ? given / (given + paid) : 0 } : {}) as Sale["parts"],
    };
  };
}

/** A period with more returned than bought has no demand to tell. */
function withoutReturns(rows: SalesRows): SalesRows {
  const units = (rows.columns.get("units") as Float64Array).map((count) => Math.max(0, count));
  return { ...rows, columns: new Map(rows.columns).set("units", units) };
}

/** Goes on to a last period: what sold nothing since has sold nothing, at its last price. */
function upTo(rows: SalesRows, lastDay: number): SalesRows {
  const more = Math.round((lastDay - rows.day[rows.rows - 1]) / rows.span);
  const longer = (values: Float64Array, value: (row: number) => number) =>
    Float64Array.from({ length: rows.rows + more }, (_, row) => (row < rows.rows ? values[row] : value(row)));
  return {
    ...rows,
    rows: rows.rows + more,
    day: longer(rows.day, (row) => rows.day[0] + row * rows.span),
    columns: new Map(
      [...rows.columns].map(([name, values]) => {
        const later = name.endsWith("price") ? values[values.length - 1] : 0;
        return [name, longer(values, () => later)];
      }),
    ),
  };
}
