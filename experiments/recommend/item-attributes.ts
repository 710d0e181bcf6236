import type { Attributes } from "../../agents/models/recommend/content-based.js";
import { type Dataset, textColumn } from "../data/dataset.js";

/**
 * Attributes of items from a table with a row an item: a text becomes a property for each of its values, which an item has or
 * not; a number becomes its distance from the mean in standard deviations. Items the table has not, and empty cells, are 0.
 *
 * @param items  names, in the order wanted
 */
export function itemAttributes(data: Dataset, items: readonly string[]): Attributes {
  const item = textColumn(data, "item");
  const rowOf = new Map<string, number>();
  for (let row = 0; row < data.rows; row++) rowOf.set(item.values[item.codes[row]], row);
  const rows = items.map((name) => rowOf.get(name));
  const names: string[] = [];
  const columns: Float64Array[] = [];
  for (const [name, column] of data.columns) {
    if (name === "item") continue;
    if (column.kind === "text") {
      column.values.forEach((value, code) => {
        names.push(`${name} ${value}`);
        columns.push(Float64Array.from(rows, (row) => (row !== undefined && column.codes[row] === code ? 1 : 0)));
      });
    } else {
      names.push(name);
      columns.push(
        standardised(Float64Array.from(rows, (row) => (row === undefined ? Number.NaN : column.values[row]))),
      );
    }
  }
  const values = new Float64Array(items.length * names.length);
  columns.forEach((column, a) => {
    for (let i = 0; i < items.length; i++) values[i * names.length + a] = column[i];
  });
  return { names, values };
}

/** (x - mean) / deviation of the filled cells, 0 for the others and where all are equal. */
function standardised(values: Float64Array): Float64Array {
  const filled = values.filter((value) => !Number.isNaN(value));
  const mean = filled.reduce((sum, value) => sum + value, 0) / filled.length;
  const variance = filled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / filled.length;
  return values.map((value) => (Number.isNaN(value) || !(variance > 0) ? 0 : (value - mean) / Math.sqrt(variance)));
}
