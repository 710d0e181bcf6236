/** Texts of a column: each row's place among the distinct ones, -1 where the cell was empty. */
export interface TextColumn {
  readonly kind: "text";
  readonly codes: Int32Array;
  /** distinct, in the order of their first row */
  readonly values: readonly string[];
}

/** Numbers of a column, NaN where the cell was empty. */
export interface NumberColumn {
  readonly kind: "number";
  readonly values: Float64Array;
}

/** Moments of a column, days since 1970-01-01 (a fraction is the time of the day), NaN where the cell was empty. */
export interface DateColumn {
  readonly kind: "date";
  readonly values: Float64Array;
}

export type Column = TextColumn | NumberColumn | DateColumn;

/** A table of data in memory, columns by the names of its kind. All columns have `rows` rows. */
export interface Dataset {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** A column of texts by name. @throws RangeError when it is missing or of another kind */
export function textColumn(data: Dataset, name: string): TextColumn {
  return columnOf(data, name, "text") as TextColumn;
}

/** A row's text; "" where the cell was empty. */
export function textAt({ codes, values }: TextColumn, row: number): string {
  return codes[row] < 0 ? "" : values[codes[row]];
}

/** The values of a column of numbers. @throws RangeError when it is missing or of another kind */
export function numberColumn(data: Dataset, name: string): Float64Array {
  return (columnOf(data, name, "number") as NumberColumn).values;
}

/** The values of a column of dates, days since 1970-01-01. @throws RangeError when it is missing or of another kind */
export function dateColumn(data: Dataset, name: string): Float64Array {
  return (columnOf(data, name, "date") as DateColumn).values;
}

function columnOf({ columns }: Dataset, name: string, kind: Column["kind"]): Column {
  const column = columns.get(name);
  if (column?.kind !== kind)
    throw new RangeError(`${name}: needs a column of kind ${kind}, got ${column?.kind ?? "none"}`);
  return column;
}
