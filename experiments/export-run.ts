import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Format, openRunTables, RUN_TABLES } from "./run-sql.js";

/** The files that `exportRuns` writes, by their names in the folder. */
export function exportedFiles(format: Format): string[] {
  return RUN_TABLES.map((table) => `${table}.${format}`);
}

/**
 * Writes the tables of a run, or of all runs of a folder, for other programs: each file whole or not at all.
 *
 * @param folder  made where it is not there
 * @throws UserError where there is no run, or none has results yet
 */
export async function exportRuns(runs: string, folder: string, format: Format): Promise<void> {
  const tables = await openRunTables(runs);
  try {
    await mkdir(folder, { recursive: true });
    for (const table of RUN_TABLES) {
      const file = join(folder, `${table}.${format}`);
      const draft = `${file}.draft`;
      try {
        await tables.copy(table, draft, format);
        await rename(draft, file);
      } finally {
        await rm(draft, { force: true });
      }
    }
  } finally {
    tables.close();
  }
}
