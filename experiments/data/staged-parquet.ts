import type { DuckDBConnection } from "@duckdb/node-api";
import { answers, named, quoted } from "./duck.js";
import type { ColumnType } from "./kind.js";
import type { KindName } from "./kinds.js";
import { KIND_NOTE } from "./parquet-source.js";
import { STAGED } from "./staging.js";

/** A column that is written. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** its value in SQL over the staged table; dates are numbers of days */
  readonly cell: string;
}

/**
 * Writes the staged rows as Parquet, with the kind in the file's own notes: texts VARCHAR, numbers DOUBLE, whole ones BIGINT,
 * flags TINYINT, dates DATE, or TIMESTAMP where any has a time of the day.
 *
 * @param rows   which of them, in SQL
 * @param order  in SQL; that of the file where it is left out
 */
export async function writeStaged(
  connection: DuckDBConnection,
  columns: readonly WrittenColumn[],
  kind: KindName,
  file: string,
  { rows = "true", order }: { readonly rows?: string; readonly order?: string } = {},
): Promise<void> {
  const wholeDays = await columnsOfWholeDays(connection, columns);
  const cells = columns.map((column) => `${parquetCell(column, wholeDays)} AS ${named(column.name)}`);
  const sorted = order === undefined ? "" : ` ORDER BY ${order}`;
  await connection.run(
    `COPY (SELECT ${cells.join(", ")} FROM ${STAGED} WHERE ${rows}${sorted}) TO ${quoted(file)}
     (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${KIND_NOTE}: ${quoted(kind)}})`,
  );
}

/** Names of the columns of dates none of which has a time of the day. */
async function columnsOfWholeDays(
  connection: DuckDBConnection,
  columns: readonly WrittenColumn[],
): Promise<ReadonlySet<string>> {
  const dates = columns.filter(({ type }) => type === "date");
  if (dates.length === 0) return new Set();
  const tests = dates.map(({ cell }) => `coalesce(bool_and(${cell} = floor(${cell})), true)::INTEGER`);
  const [whole] = await answers(connection, `SELECT ${tests.join(", ")} FROM ${STAGED}`);
  return new Set(dates.filter((_, d) => whole[d] === 1).map(({ name }) => name));
}

function parquetCell({ name, type, cell }: WrittenColumn, wholeDays: ReadonlySet<string>): string {
  switch (type) {
    case "date":
      if (wholeDays.has(name)) return `(DATE '1970-01-01' + ${cell}::INTEGER)`;
      return `make_timestamp(round(${cell} * 86400000000)::BIGINT)`;
    case "whole":
      return `${cell}::BIGINT`;
    case "flag":
      return `${cell}::TINYINT`;
    case "number":
      // staged as a text where the kind does not know the column
      return `${cell}::DOUBLE`;
    default:
      return cell;
  }
}
