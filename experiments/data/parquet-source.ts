import { stat } from "node:fs/promises";
import { answers, named, pathText, withDuck } from "./duck.js";
import type { Source } from "./source.js";
import { badFile } from "./text-file.js";

/** In a Parquet file's own notes: the kind of the data that `ingest` wrote. */
export const KIND_NOTE = "promolab_kind";

/** A Parquet file as records of texts, so that its cells are read and checked as those of a CSV are. */
export async function openParquet(file: string): Promise<Source> {
  await stat(file).catch(() => {
    throw badFile(file, "no such file");
  });
  const from = `read_parquet(${pathText(file)})`;
  const { names, rows, kind } = await withDuck(undefined, async (connection) => {
    const described = await answers(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`);
    const [[counted]] = await answers(connection, `SELECT count(*) FROM ${from}`);
    const notes = await answers(
      connection,
      `SELECT decode(value) FROM parquet_kv_metadata(${pathText(file)}) WHERE decode(key) = '${KIND_NOTE}'`,
    );
    return {
      names: described.map(([name]) => String(name)),
      rows: Number(counted),
      kind: notes.length > 0 ? String(notes[0][0]) : undefined,
    };
  }).catch((error: Error) => {
    throw badFile(file, `no Parquet file: ${error.message.split("\n")[0]}`);
  });
  return {
    file,
    header: names,
    delimiter: ",",
    kind,
    async each(_headless, sink) {
      await withDuck(undefined, async (connection) => {
        const columns = names.map((name) => `CAST(${named(name)} AS VARCHAR)`).join(", ");
        const result = await connection.stream(`SELECT ${columns} FROM ${from}`);
        let row = 0;
        for (;;) {
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) return;
          const cells = chunk.getColumns();
          for (let r = 0; r < chunk.rowCount; r++) {
            row += 1;
            sink.record(
              cells.map((column) => (column[r] as string | null) ?? ""),
              row,
            );
          }
          if (!(await sink.piece(row, rows))) return;
        }
      });
    },
  };
}
