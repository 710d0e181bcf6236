import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { type DuckDBAppender, DuckDBDateValue, DuckDBInstance, DuckDBTimestampValue } from "@duckdb/node-api";
import { csvFormatRows } from "d3";
import { openDraft } from "../events/draft.js";
import type { Column, Dataset } from "./dataset.js";

/** Whether `writeDataset` takes a file of that name: by its ending, .csv or .parquet. */
export function isDatasetFile(file: string): boolean {
  return [".csv", ".parquet"].includes(extname(file).toLowerCase());
}

/**
 * Writes a table of data as CSV or Parquet, by the file's ending, row after row, whole or not at all. Empty cells stay empty
 * (NULL); dates are written as YYYY-MM-DD, with the time of the day, in UTC, where a column's dates have one.
 *
 * @throws RangeError when the ending is another
 */
export async function writeDataset(file: string, data: Dataset): Promise<void> {
  const ending = extname(file).toLowerCase();
  if (ending === ".csv") writeCsv(file, data);
  else if (ending === ".parquet") await writeParquetFile(file, data);
  else throw new RangeError(`writeDataset: needs a file that ends in .csv or .parquet, got ${file}`);
}

function writeCsv(file: string, { rows, columns }: Dataset): void {
  const cells = [...columns.values()].map(cellText);
  const draft = openDraft(file);
  try {
    draft.write(`${csvFormatRows([[...columns.keys()]])}\n`);
    for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, rows - first);
      const lines = Array.from({ length: count }, (_, row) => cells.map((cell) => cell(first + row)));
      draft.write(`${csvFormatRows(lines)}\n`);
    }
    draft.finish();
  } finally {
    draft.drop();
  }
}

function cellText(column: Column): (row: number) => string {
  if (column.kind === "text") return (row) => (column.codes[row] < 0 ? "" : column.values[column.codes[row]]);
  const { values } = column;
  const empty = (row: number) => Number.isNaN(values[row]);
  if (column.kind === "number") return (row) => (empty(row) ? "" : String(values[row]));
  const letters = hasTimes(values) ? 19 : 10;
  return (row) => (empty(row) ? "" : new Date(Math.round(values[row] * DAY_MS)).toISOString().slice(0, letters));
}

async function writeParquetFile(file: string, { rows, columns }: Dataset): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  // one thread, so that rows keep their order and equal tables give equal bytes
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const fields = [...columns].map(([name, column]) => `"${name.replaceAll('"', '""')}" ${typeOf(column)}`);
    await connection.run(`CREATE TABLE rows (${fields.join(", ")})`);
    const appender = await connection.createAppender("rows");
    const cells = [...columns.values()].map((column) => cellAppender(column, appender));
    for (let row = 0; row < rows; row++) {
      for (const append of cells) append(row);
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(`COPY rows TO '${draft.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function cellAppender(column: Column, appender: DuckDBAppender): (row: number) => void {
  if (column.kind === "text") {
    return (row) => {
      const code = column.codes[row];
      if (code < 0) appender.appendNull();
      else appender.appendVarchar(column.values[code]);
    };
  }
  const { values: numbers } = column;
  const append =
    column.kind === "number"
      ? (value: number) => appender.appendDouble(value)
      : hasTimes(numbers)
        ? (day: number) => appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Math.round(day * DAY_MS)) * 1000n))
        : (day: number) => appender.appendDate(new DuckDBDateValue(day));
  return (row) => {
    if (Number.isNaN(numbers[row])) appender.appendNull();
    else append(numbers[row]);
  };
}

function typeOf(column: Column): string {
  if (column.kind === "date") return hasTimes(column.values) ? "TIMESTAMP" : "DATE";
  return column.kind === "text" ? "VARCHAR" : "DOUBLE";
}

const hasTimes = (days: Float64Array) => days.some((day) => day !== Math.floor(day) && !Number.isNaN(day));

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 10_000;
