import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { EventColumn } from "./event-columns.js";

/**
 * Writes a Parquet file from files of NDJSON lines, row after row in their order, whole or not at all. The rows stream
 * through: memory does not grow with them. Equal lines give equal bytes.
 *
 * @param columns  of the lines and of the file; EVENT_COLUMNS or TRUTH_COLUMNS
 */
export async function linesToParquet(
  lines: readonly string[],
  columns: readonly EventColumn[],
  file: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const types = columns.map(({ name, type }) => `${text(name)}: ${text(type)}`).join(", ");
    const sources = lines.map((source) => text(globless(source))).join(", ");
    await connection.run(
      `COPY (SELECT * FROM read_json([${sources}], format = 'newline_delimited', columns = {${types}})) ` +
        `TO ${text(draft)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB reads a path as a pattern; a bracket of one makes its sign a letter. */
const globless = (path: string) => path.replace(/[*?[]/g, "[$&]");

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
