import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { DAYS_FILE, readDays } from "./journal.js";
import { DAYS_PARQUET } from "./parquet.js";
import { DAY_COLUMNS } from "./portable/day-row.js";
import type { CellRecord } from "./run-state.js";

/** The days of a run's finished cells, wherever they lie by now. */
export interface RunDays {
  /** Days of a cell by evaluation episode, each row-major [days, DAY_COLUMNS], as the journal was given them. */
  of(record: CellRecord): Promise<Map<number, Float64Array>>;
  close(): void;
}

/**
 * Opens the days of a run: those of the days file while there is one, else those of `days.parquet`, which a finished run keeps.
 *
 * @returns undefined where neither is there
 */
export async function openRunDays(directory: string): Promise<RunDays | undefined> {
  if (existsSync(join(directory, DAYS_FILE))) return fromDaysFile(join(directory, DAYS_FILE));
  if (existsSync(join(directory, DAYS_PARQUET))) return fromParquet(join(directory, DAYS_PARQUET));
  return undefined;
}

function fromDaysFile(path: string): RunDays {
  const file = openSync(path, "r");
  return {
    of: async ({ evaluated }) =>
      new Map([...evaluated].map(([episode, { days }]) => [episode, readDays(file, days)] as const)),
    close: () => closeSync(file),
  };
}

async function fromParquet(path: string): Promise<RunDays> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = DAY_COLUMNS.map(({ name }) => `"${name}"::DOUBLE`).join(", ");
  const query = `SELECT episode, ${columns} FROM read_parquet($1) WHERE cell = $2 ORDER BY episode, day`;
  return {
    async of({ cell, evaluated }) {
      const result = await connection.runAndReadAll(query, [path, cell]);
      const rows = new Map<number, number[]>([...evaluated.keys()].map((episode) => [episode, []]));
      for (const [episode, ...day] of result.getRows()) rows.get(episode as number)?.push(...(day as number[]));
      return new Map([...rows].map(([episode, table]) => [episode, Float64Array.from(table)]));
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
