import type { SalesRows } from "../../../agents/models/design.js";

/** Rows of sales with a row a day (or week) from `firstDay` on. */
export function salesRows(
  columns: Readonly<Record<string, readonly number[] | Float64Array>>,
  { firstDay = 0, span = 1 } = {},
): SalesRows {
  const rows = Object.values(columns)[0].length;
  return {
    rows,
    day: Float64Array.from({ length: rows }, (_, row) => firstDay + row * span),
    span,
    columns: new Map(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])),
  };
}
