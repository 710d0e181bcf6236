import type { DuckDBConnection } from "@duckdb/node-api";
import type { Rejected } from "./rows.js";
import { columnAt, LINE, RECORD, STAGED } from "./staging.js";

/**
 * Takes the records out of the staged table that are alike in every cell, as read, to one before them. Only records that share
 * a 64-bit hash are compared, and these in full: no chance is taken, and DuckDB keeps on disk what does not fit in memory.
 *
 * @param columns  how many are staged
 * @param unfolds  several rows may come of one record, which is compared as a whole
 * @param tell     each of them, in the order of their lines
 * @returns how many there are
 */
export async function dropDuplicates(
  connection: DuckDBConnection,
  columns: number,
  unfolds: boolean,
  tell: (duplicate: Rejected) => void,
): Promise<number> {
  const cells = unfolds ? RECORD : Array.from({ length: columns }, (_, c) => columnAt(c)).join(", ");
  const records = `${STAGED} WHERE ${unfolds ? `${RECORD} IS NOT NULL` : "true"}`;
  await connection.run(
    `CREATE TABLE duplicate AS SELECT ${LINE}, first FROM (
       SELECT ${LINE}, row_number() OVER alike AS place, first_value(${LINE}) OVER alike AS first
       FROM ${records} AND hash(${cells}) IN (SELECT hash(${cells}) FROM ${records} GROUP BY 1 HAVING count(*) > 1)
       WINDOW alike AS (PARTITION BY ${cells} ORDER BY ${LINE})
     ) WHERE place > 1`,
  );
  let count = 0;
  const result = await connection.stream(`SELECT ${LINE}, first FROM duplicate ORDER BY ${LINE}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const [line, first] of chunk.getRows()) {
      tell({ line: Number(line), column: "", reason: `duplicate of line ${first}`, found: "" });
      count += 1;
    }
  }
  if (count > 0) await connection.run(`DELETE FROM ${STAGED} WHERE ${LINE} IN (SELECT ${LINE} FROM duplicate)`);
  return count;
}
