import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { UserError } from "./faults.js";
import { DAYS_PARQUET, EPISODES_PARQUET, SCHEMA_KEY } from "./parquet.js";
import { runFolders } from "./run-status.js";

/** The answer to a query: numbers as numbers where they fit, what is of no plain type as the text of it. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string | boolean | null)[])[];
}

export const RUN_TABLES = ["episodes", "days"] as const;
export type RunTable = (typeof RUN_TABLES)[number];
export const FORMATS = ["csv", "parquet", "json"] as const;
export type Format = (typeof FORMATS)[number];

const FILES: Readonly<Record<RunTable, string>> = { episodes: EPISODES_PARQUET, days: DAYS_PARQUET };

/**
 * Runs read as tables `episodes` and `days`, whose first column is `run`, the name of the run's folder, and `columns`, which says
 * what their columns mean: "table", name, unit, meaning.
 */
export interface RunTables {
  /** @throws UserError with what the database says of a query that it refuses */
  ask(query: string): Promise<Answer>;
  /** Writes a table to a file. */
  copy(table: RunTable, file: string, format: Format): Promise<void>;
  close(): void;
}

/**
 * Opens the runs of a folder that holds runs, or the one whose own folder it is. Runs without results yet are left out; runs whose
 * envs keep other figures stand in one table, null where a run has none.
 *
 * @throws UserError where the folder holds no run, or no run has results yet
 */
export async function openRunTables(folder: string): Promise<RunTables> {
  const written = runFolders(folder).filter((run) => RUN_TABLES.every((table) => existsSync(join(run, FILES[table]))));
  if (written.length === 0) {
    const message = "no run has results yet: they are written when a sweep ends or is stopped";
    throw new UserError(folder, [{ code: "missing", path: [], message }]);
  }
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run('CREATE TABLE columns ("table" VARCHAR, name VARCHAR, unit VARCHAR, meaning VARCHAR)');
  const schemas = new Map<RunTable, Schema>();
  for (const table of RUN_TABLES) {
    await view(connection, table, written);
    const schema = await schemaOf(connection, written, table);
    schemas.set(table, schema);
    for (const [name, { unit, meaning }] of Object.entries(schema))
      await connection.run("INSERT INTO columns VALUES ($1, $2, $3, $4)", [table, name, unit, meaning]);
  }
  return {
    async ask(query) {
      const result = await refusing(connection.runAndReadAll(query));
      return { columns: result.deduplicatedColumnNames(), rows: result.getRows().map((row) => row.map(plain)) };
    },
    async copy(table, file, format) {
      const how = {
        csv: "FORMAT csv, HEADER",
        parquet: "FORMAT parquet, COMPRESSION zstd",
        json: "FORMAT json, ARRAY",
      };
      const schema = text(JSON.stringify(schemas.get(table)));
      const documented = format === "parquet" ? `, KV_METADATA {${text(SCHEMA_KEY)}: ${schema}}` : "";
      await connection.run(`COPY ${table} TO ${text(file)} (${how[format]}${documented})`);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function view(connection: DuckDBConnection, table: RunTable, runs: readonly string[]): Promise<void> {
  const parts = runs.map(
    (run) => `SELECT ${text(basename(resolve(run)))} AS run, * FROM read_parquet(${text(join(run, FILES[table]))})`,
  );
  await connection.run(`CREATE VIEW ${table} AS ${parts.join(" UNION ALL BY NAME ")}`);
}

type Schema = Readonly<Record<string, { readonly unit: string; readonly meaning: string }>>;

/** Units and meanings of a table's columns, those of all runs together. */
async function schemaOf(connection: DuckDBConnection, runs: readonly string[], table: RunTable): Promise<Schema> {
  const files = runs.map((run) => text(join(run, FILES[table])));
  const found = await connection.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata([${files.join(", ")}]) WHERE decode(key) = ${text(SCHEMA_KEY)}`,
  );
  const parts = found.getRows().map(([value]) => JSON.parse(String(value)) as object);
  return Object.assign({ run: { unit: "name", meaning: "the run's folder" } }, ...parts);
}

async function refusing<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: Error) => {
    throw new UserError("sql", [{ code: "sql", path: [], message: error.message.trim().split("\n\n")[0] }]);
  });
}

function plain(value: DuckDBValue): number | string | boolean | null {
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    return value;
  if (typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER)
    return Number(value);
  return String(value);
}

const text = (words: string) => `'${words.replaceAll("'", "''")}'`;
