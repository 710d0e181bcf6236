import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { withDuck } from "./duck.js";

/** Rows on their way from one file to another: a table on disk beside the output, gone when the work is done. */
export interface Staging {
  readonly connection: DuckDBConnection;
  /**
   * @param values  of the columns: texts ("" empty), numbers (NaN empty)
   * @param line    of its record
   * @param cells   the record
   */
  append(values: readonly (string | number)[], line: number, cells: readonly string[]): void;
  /** After the last row: what was appended can be queried. */
  flush(): void;
}

/** Name of the table, and of its columns beside c0, c1, ... that hold the values. */
export const STAGED = "staged";
export const LINE = "line";
/** in the first row of a record, the whole of it; where records unfold */
export const RECORD = "record";
const UNIT_SEPARATOR = "\u001f";
/** The column of the table that holds a value. */
export const columnAt = (place: number) => `c${place}`;

/**
 * Makes a table for rows in a folder beside `file`, hands it to `work` and takes it away again.
 *
 * @param texts    of each column, whether it holds texts; the others hold numbers
 * @param records  several rows may come of one record, which is kept to be compared as a whole
 * @param signal   ends what DuckDB is at, with an error of its own
 */
export async function withStaging<T>(
  file: string,
  texts: readonly boolean[],
  records: boolean,
  signal: AbortSignal | undefined,
  work: (staging: Staging) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const folder = await mkdtemp(join(dirname(file), ".promolab-"));
  try {
    return await withDuck(folder, async (connection) => {
      const columns = texts.map((isText, c) => `${columnAt(c)} ${isText ? "VARCHAR" : "DOUBLE"}`);
      const own = [`${LINE} DOUBLE`, ...(records ? [`${RECORD} VARCHAR`] : [])];
      await connection.run(`CREATE TABLE ${STAGED} (${[...own, ...columns].join(", ")})`);
      const appender = await connection.createAppender(STAGED);
      let lastLine = 0;
      const interrupt = () => connection.interrupt();
      signal?.addEventListener("abort", interrupt);
      return await work({
        connection,
        append(values, line, cells) {
          appender.appendDouble(line);
          if (records) {
            if (line === lastLine) appender.appendNull();
            else appender.appendVarchar(cells.join(UNIT_SEPARATOR));
            lastLine = line;
          }
          for (let c = 0; c < texts.length; c++) {
            const value = values[c];
            if (texts[c]) {
              if (value === "") appender.appendNull();
              else appender.appendVarchar(value as string);
            } else if (Number.isNaN(value)) appender.appendNull();
            else appender.appendDouble(value as number);
          }
          appender.endRow();
        },
        flush: () => appender.closeSync(),
      }).finally(() => signal?.removeEventListener("abort", interrupt));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
