import { closeSync, openSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { EpisodeRow } from "./cell.js";
import { DAYS_FILE, readDays } from "./journal.js";
import { DAY_COLUMNS } from "./portable/day-row.js";
import { dayColumns, episodeColumns, type RunColumn } from "./run-columns.js";
import type { CellRecord } from "./run-state.js";

export const EPISODES_PARQUET = "episodes.parquet";
export const DAYS_PARQUET = "days.parquet";
export const SCHEMA_KEY = "promolab.columns";

/**
 * Writes `episodes.parquet` and `days.parquet` of the finished cells into the run's folder, each whole or not at all.
 *
 * Columns: experiments/run-columns.ts. Days are those of evaluation episodes. Units and meanings of the columns stand in the
 * files themselves, under the key SCHEMA_KEY of their metadata, as JSON {column: {unit, meaning}}.
 */
export async function writeParquet(directory: string, cells: readonly CellRecord[]): Promise<void> {
  const finished = cells.filter((record) => record.state === "finished");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await writeEpisodes(connection, directory, finished);
    await writeDays(connection, directory, finished);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const namesOf = ({ problem, policy, seed, cell }: CellRecord): string[] => [
  problem,
  policy.label,
  policy.agent,
  JSON.stringify(policy.params),
  policy.env,
  seed,
  cell,
];

async function writeEpisodes(
  connection: DuckDBConnection,
  directory: string,
  cells: readonly CellRecord[],
): Promise<void> {
  const rowsOf = ({ trained, evaluated }: CellRecord): EpisodeRow[] => [
    ...trained,
    ...[...evaluated.values()].map(({ row }) => row).sort((a, b) => a.episode - b.episode),
  ];
  const metrics = [...new Set(cells.flatMap((record) => rowsOf(record).flatMap((row) => Object.keys(row.metrics))))];
  const columns = episodeColumns(metrics);
  await fill(connection, "episodes", columns, async (appender) => {
    for (const record of cells) {
      const names = namesOf(record);
      for (const row of rowsOf(record)) {
        for (const name of names) appender.appendVarchar(name);
        appender.appendVarchar(row.role);
        appender.appendInteger(row.episode);
        appender.appendDouble(row.score);
        appender.appendInteger(row.steps);
        if (row.hash === "") appender.appendNull();
        else appender.appendVarchar(row.hash);
        for (const name of metrics) {
          if (row.metrics[name] === undefined) appender.appendNull();
          else appender.appendDouble(row.metrics[name]);
        }
        appender.endRow();
      }
      await breathe();
    }
  });
  await copyOut(connection, "episodes", columns, join(directory, EPISODES_PARQUET));
}

async function writeDays(connection: DuckDBConnection, directory: string, cells: readonly CellRecord[]): Promise<void> {
  const width = DAY_COLUMNS.length;
  const columns = dayColumns();
  const file = openSync(join(directory, DAYS_FILE), "r");
  try {
    await fill(connection, "days", columns, async (appender) => {
      for (const record of cells) {
        const names = namesOf(record);
        const episodes = [...record.evaluated.values()].sort((a, b) => a.row.episode - b.row.episode);
        for (const { row, days } of episodes) {
          const table = readDays(file, days);
          for (let at = 0; at < table.length; at += width) {
            for (const name of names) appender.appendVarchar(name);
            appender.appendInteger(row.episode);
            for (let c = 0; c < width; c++) appendNumber(appender, DAY_COLUMNS[c].type, table[at + c]);
            appender.endRow();
          }
        }
        await breathe();
      }
    });
  } finally {
    closeSync(file);
  }
  await copyOut(connection, "days", columns, join(directory, DAYS_PARQUET));
}

function appendNumber(appender: DuckDBAppender, type: (typeof DAY_COLUMNS)[number]["type"], value: number): void {
  if (type === "DOUBLE") appender.appendDouble(value);
  else if (type === "INTEGER") appender.appendInteger(value);
  else appender.appendBoolean(value !== 0);
}

async function fill(
  connection: DuckDBConnection,
  table: string,
  columns: readonly RunColumn[],
  append: (appender: DuckDBAppender) => Promise<void>,
): Promise<void> {
  const described = columns.map(({ name, type }) => `${quoted(name)} ${type}`);
  await connection.run(`CREATE TABLE ${table} (${described.join(", ")})`);
  const appender = await connection.createAppender(table);
  await append(appender);
  appender.closeSync();
}

/** To a name of its own first, so that a reader never finds half a file. */
async function copyOut(
  connection: DuckDBConnection,
  table: string,
  columns: readonly RunColumn[],
  file: string,
): Promise<void> {
  const draft = `${file}.draft`;
  const schema = JSON.stringify(
    Object.fromEntries(columns.map(({ name, unit, meaning }) => [name, { unit, meaning }])),
  );
  try {
    await connection.run(
      `COPY ${table} TO ${text(draft)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${text(SCHEMA_KEY)}: ${text(schema)}})`,
    );
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await connection.run(`DROP TABLE ${table}`);
}

/** Lets the server and signals have their turn. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

const text = (words: string) => `'${words.replaceAll("'", "''")}'`;
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
