import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Memory that DuckDB may take before it writes what it works on to its folder. */
const MEMORY = "128MB";
const FLUSH = "16MB";

/** A database for the length of some work. @param folder  for its file and what does not fit in memory; in memory without */
export async function withDuck<T>(
  folder: string | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  // One thread: rows keep their order, and memory does not grow with the machine's cores.
  const settings: Record<string, string> = {
    threads: "1",
    memory_limit: MEMORY,
    // What is freed goes back to the system at once: the allocator would keep as much again for later.
    allocator_flush_threshold: FLUSH,
    allocator_bulk_deallocation_flush_threshold: FLUSH,
    write_buffer_row_group_count: "1",
  };
  if (folder !== undefined) settings.temp_directory = folder;
  const instance = await DuckDBInstance.create(folder === undefined ? ":memory:" : `${folder}/rows.duckdb`, settings);
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What a query answers, row by row; whole numbers of 64 bits as numbers. */
export async function answers(connection: DuckDBConnection, sql: string): Promise<(string | number | null)[][]> {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map((row) =>
    row.map((cell) => (typeof cell === "bigint" ? Number(cell) : (cell as string | number | null))),
  );
}

/** A text in SQL. */
export const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
/** A name in SQL. */
export const named = (name: string) => `"${name.replaceAll('"', '""')}"`;
/** A path in SQL that is no pattern: DuckDB reads one; a bracket of one makes its sign a letter. */
export const pathText = (path: string) => quoted(path.replace(/[*?[]/g, "[$&]"));
