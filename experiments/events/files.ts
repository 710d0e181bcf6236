import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileNameOf } from "../journal.js";
import { EVENT_COLUMNS, TRUTH_COLUMNS } from "./event-columns.js";
import { linesToParquet } from "./event-parquet.js";

/** In a run's folder: a Parquet file of events for each finished cell, and of the truth about its messages. */
export const EVENTS_FOLDER = "events";
export const TRUTH_FOLDER = "truth";
/** Lines of evaluation episodes whose cell is not finished; gone once the run is. */
export const EVENT_DRAFTS_FOLDER = "event-drafts";

/** Where a cell's events and truths lie once it is finished. */
export function eventFilesOf(directory: string, cell: string): { events: string; truth: string } {
  const name = `${fileNameOf(cell)}.parquet`;
  return { events: join(directory, EVENTS_FOLDER, name), truth: join(directory, TRUTH_FOLDER, name) };
}

/** Where an evaluation episode leaves its lines until its cell is finished. */
export function draftsOf(directory: string, cell: string, episode: number): { events: string; truth: string } {
  const name = join(directory, EVENT_DRAFTS_FOLDER, `${fileNameOf(cell)}-${episode}`);
  return { events: `${name}.events.ndjson`, truth: `${name}.truth.ndjson` };
}

/**
 * Makes a cell's two Parquet files from its evaluation episodes' drafts, in the episodes' order, each whole or not at all.
 *
 * @throws Error when a draft is missing
 */
export async function writeEventFiles(directory: string, cell: string, episodes: readonly number[]): Promise<void> {
  const drafts = [...episodes].sort((a, b) => a - b).map((episode) => draftsOf(directory, cell, episode));
  const missing = drafts.find(({ events, truth }) => !existsSync(events) || !existsSync(truth));
  if (missing) throw new Error(`${missing.events}: the events of an episode that was played are gone`);
  const files = eventFilesOf(directory, cell);
  const lines = (part: "events" | "truth") => drafts.map((draft) => draft[part]);
  await linesToParquet(lines("events"), EVENT_COLUMNS, files.events);
  await linesToParquet(lines("truth"), TRUTH_COLUMNS, files.truth);
}

/** Takes a finished cell's drafts away. */
export function dropDrafts(directory: string, cell: string, episodes: readonly number[]): void {
  for (const episode of episodes)
    for (const file of Object.values(draftsOf(directory, cell, episode))) rmSync(file, { force: true });
}
