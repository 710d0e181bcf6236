import stringWidth from "string-width";

/** A column: its head and how its cells line up. */
export interface Column {
  readonly head: string;
  readonly align: "left" | "right";
}

/**
 * Rows under heads, two spaces between columns, a rule under the head; no trailing spaces.
 *
 * @throws RangeError when a row has not a cell for every column
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column) => stringWidth(column.head));
  for (const row of rows) {
    if (row.length !== columns.length) throw new RangeError(`table: ${row.length} cells, ${columns.length} columns`);
    for (let c = 0; c < row.length; c++) widths[c] = Math.max(widths[c], stringWidth(row[c]));
  }
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => {
        const space = " ".repeat(widths[c] - stringWidth(cell));
        return columns[c].align === "left" ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd();
  return [
    line(columns.map((column) => column.head)),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(line),
  ].join("\n");
}

/** A number for a reader: thousands separated, as many decimals as asked for. */
export function readable(value: number, decimals = 0): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
