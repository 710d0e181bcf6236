import type { Column, Dataset } from "../../../experiments/data/dataset.js";

/** A table of data; texts and numbers by what the cells are, "date" as days. */
export function dataset(columns: Readonly<Record<string, readonly (string | number)[]>>): Dataset {
  const built = Object.entries(columns).map(([name, cells]): [string, Column] => {
    if (name === "date") return [name, { kind: "date", values: Float64Array.from(cells, Number) }];
    if (typeof cells[0] === "number") return [name, { kind: "number", values: Float64Array.from(cells, Number) }];
    const values = [...new Set(cells as string[])];
    return [name, { kind: "text", values, codes: Int32Array.from(cells, (cell) => values.indexOf(cell as string)) }];
  });
  return { rows: Object.values(columns)[0].length, columns: new Map(built) };
}
