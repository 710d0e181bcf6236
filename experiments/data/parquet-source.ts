import { stat } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Source } from "./source.js";
import { badFile } from "./text-file.js";

/** A Parquet file as records of texts, so that its cells are read and checked as those of a CSV are. */
export async function openParquet(file: string): Promise<Source> {
  await stat(file).catch(() => {
    throw badFile(file, "no such file");
  });
  const from = `read_parquet(${text(globless(file))})`;
  const { names, rows } = await withDuck(async (connection) => {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
    return { names: described.getRows().map(([name]) => String(name)), rows: Number(counted.getRows()[0][0]) };
  }).catch((error: Error) => {
    throw badFile(file, `no Parquet file: ${error.message.split("\n")[0]}`);
  });
  return {
    file,
    header: names,
    delimiter: ",",
    async each(_headless, sink) {
      await withDuck(async (connection) => {
        const columns = names.map((name) => `CAST(${identifier(name)} AS VARCHAR)`).join(", ");
        const result = await connection.stream(`SELECT ${columns} FROM ${from}`);
        let row = 0;
        for (;;) {
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) return;
          const read = chunk.getColumns();
          for (let r = 0; r < chunk.rowCount; r++) {
            row += 1;
            sink.record(
              read.map((cells) => (cells[r] as string | null) ?? ""),
              row,
            );
          }
          if (!(await sink.piece(row, rows))) return;
        }
      });
    },
  };
}

type Connection = Awaited<ReturnType<DuckDBInstance["connect"]>>;

async function withDuck<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "200MB" });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB reads a path as a pattern; a bracket of one makes its sign a letter. */
const globless = (path: string) => path.replace(/[*?[]/g, "[$&]");
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
