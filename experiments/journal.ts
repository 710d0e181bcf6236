import { createHash } from "node:crypto";
import { constants, mkdirSync, readFileSync, readSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EpisodeRow } from "./cell.js";
import { UserError } from "./faults.js";

/**
 * What has happened in a run, in order, a line each; the truth that everything else in the run's folder is made from. An
 * entry is there whole or not at all, and what it names (a saved agent, days) was on disk before it. `seconds` of processor
 * time, which journals of before had not, are what it took and no part of the results.
 */
export type JournalEntry =
  /** training episodes, and the agent behind them; `finished`: the last of them */
  | { type: "trained"; cell: string; rows: EpisodeRow[]; agent: string; finished: boolean; seconds?: number }
  /** an evaluation episode, and where its days lie in the days file */
  | { type: "evaluated"; cell: string; row: EpisodeRow; days: { offset: number; bytes: number }; seconds?: number }
  /** `reused`: name of the run that it was taken from */
  | { type: "done"; cell: string; reused?: string }
  | { type: "failed"; cell: string; message: string };

/** What goes to disk before the entry that names it. */
export interface Attachment {
  /** days of an evaluation episode, appended to the days file; the entry is told where */
  days?: Float64Array;
  /** a file of the run's folder, written whole */
  file?: { name: string; text: string };
}

interface Waiting {
  entry: Draft<JournalEntry>;
  attachment: Attachment;
  done(entry: JournalEntry): void;
  failed(error: unknown): void;
}

type Draft<E> = E extends { days: unknown } ? Omit<E, "days"> : E;

export interface Journal {
  /** what was there already */
  readonly entries: readonly JournalEntry[];
  /**
   * Settles once the entry is safe on disk, in order; entries that come meanwhile are written and synced together. After a write
   * that failed nothing more is written: an entry may build on one that is not there.
   */
  append(entry: Draft<JournalEntry>, attachment?: Attachment): Promise<JournalEntry>;
  close(): Promise<void>;
}

export const JOURNAL_FILE = "journal.ndjson";
/** Days of evaluation episodes, Float64, little-endian, row-major [days, DAY_COLUMNS]; kept until the run is finished. */
export const DAYS_FILE = "days.bin";

/**
 * Opens the journal of a run's folder for writing, made where there is none. A torn last line, of a run that was killed
 * while it wrote, is cut off, as are days that no entry names.
 *
 * @throws UserError when a line before the last is not an entry
 */
export async function openJournal(directory: string): Promise<Journal> {
  const { entries, bytes } = readJournalFile(directory);
  const log = await openAt(join(directory, JOURNAL_FILE), bytes);
  const days = await openAt(join(directory, DAYS_FILE), daysEnd(entries)).catch(async (error: unknown) => {
    await log.close();
    throw error;
  });
  await syncFolder(directory);
  let position = bytes;
  let daysPosition = daysEnd(entries);
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let broken: { error: unknown } | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (broken) throw broken.error;
        const written: JournalEntry[] = [];
        const chunks: Uint8Array[] = [];
        let end = daysPosition;
        await writeFiles(directory, batch);
        for (const { entry, attachment } of batch) {
          const { days: table } = attachment;
          const bytes = table?.byteLength ?? 0;
          written.push(
            (entry.type === "evaluated" ? { ...entry, days: { offset: end, bytes } } : entry) as JournalEntry,
          );
          if (table === undefined) continue;
          chunks.push(new Uint8Array(table.buffer, table.byteOffset, bytes));
          end += bytes;
        }
        if (chunks.length > 0) {
          await writeAt(days, Buffer.concat(chunks), daysPosition);
          await days.datasync();
          daysPosition = end;
        }
        const text = Buffer.from(written.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
        await writeAt(log, text, position);
        await log.datasync();
        position += text.length;
        for (let i = 0; i < batch.length; i++) batch[i].done(written[i]);
      } catch (error) {
        broken ??= { error };
        for (const one of batch) one.failed(error);
      }
    }
    writing = undefined;
  }

  return {
    entries,
    append(entry, attachment = {}) {
      return new Promise((done, failed) => {
        waiting.push({ entry, attachment, done, failed });
        writing ??= writeAll();
      });
    },
    async close() {
      await writing;
      await log.close();
      await days.close();
    },
  };
}

/** The entries of a run's folder, without touching it; none where there is no journal. A torn last line is left out. */
export function readJournal(directory: string): JournalEntry[] {
  return readJournalFile(directory).entries;
}

/**
 * Days of an evaluation episode, row-major [days, DAY_COLUMNS], out of the open days file.
 *
 * @throws Error when fewer bytes are there than were journaled
 */
export function readDays(file: number, { offset, bytes }: { offset: number; bytes: number }): Float64Array {
  const table = new Float64Array(bytes / Float64Array.BYTES_PER_ELEMENT);
  const read = readSync(file, new Uint8Array(table.buffer), 0, bytes, offset);
  if (read !== bytes) throw new Error(`${DAYS_FILE}: ${bytes} bytes at ${offset} were journaled, ${read} are there`);
  return table;
}

/** The files that entries name, side by side, and then their folders, each once. */
async function writeFiles(directory: string, batch: readonly Waiting[]): Promise<void> {
  const files = batch.flatMap(({ attachment: { file } }) =>
    file ? [{ ...file, path: join(directory, file.name) }] : [],
  );
  await Promise.all(files.map(({ path, text }) => writeNamed(path, text)));
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(folder);
}

/** A file whole or not at all, even through a crash. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeNamed(file, text);
  await syncFolder(dirname(file));
}

async function writeNamed(file: string, text: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  try {
    const handle = await open(draft, "w");
    try {
      await handle.writeFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

/** A new name in a folder is safe once the folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder, and keeps names by itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where a cell's saved agent lies in the run's folder: `agents/` once trained, `checkpoints/` on the way. */
export function agentFileOf(cell: string, trained: number, finished: boolean): string {
  const name = fileNameOf(cell);
  return finished ? `agents/${name}.json` : `checkpoints/${name}-${trained}.json`;
}

/** A cell's name as a file's, without an ending: any file system takes it, and no other cell has it. */
export function fileNameOf(cell: string): string {
  const plain =
    /^[A-Za-z0-9.=-]+(_[A-Za-z0-9.=-]+)*(\/[A-Za-z0-9.=-]+(_[A-Za-z0-9.=-]+)*)*$/.test(cell) && cell.length <= 150;
  const letters = cell.replaceAll("/", "__").replace(/[^A-Za-z0-9._=-]/g, "-");
  // What the file system may not take, or two cells may share, gets a hash.
  return plain ? letters : `${letters.slice(0, 150)}-${createHash("sha256").update(cell).digest("hex").slice(0, 8)}`;
}

function readJournalFile(directory: string): { entries: JournalEntry[]; bytes: number } {
  let buffer: Buffer;
  try {
    buffer = readFileSync(join(directory, JOURNAL_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { entries: [], bytes: 0 };
    throw error;
  }
  const entries: JournalEntry[] = [];
  let start = 0;
  while (start < buffer.length) {
    const end = buffer.indexOf(10, start);
    if (end < 0) break;
    const entry = parseEntry(buffer.toString("utf8", start, end));
    if (entry === undefined) {
      if (end + 1 >= buffer.length) break;
      const message = "not an entry; the file was changed by hand or the disk is damaged";
      const line = entries.length + 1;
      throw new UserError(join(directory, JOURNAL_FILE), [{ code: "journal", path: [], line, message }]);
    }
    entries.push(entry);
    start = end + 1;
  }
  return { entries, bytes: start };
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<JournalEntry> | null;
    return typeof entry?.type === "string" && typeof entry.cell === "string" ? (entry as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

function daysEnd(entries: readonly JournalEntry[]): number {
  let end = 0;
  for (const entry of entries)
    if (entry.type === "evaluated") end = Math.max(end, entry.days.offset + entry.days.bytes);
  return end;
}

/** A file for writing, cut to so many bytes. @throws UserError when it has fewer */
async function openAt(file: string, bytes: number): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT);
  const { size } = await handle.stat();
  if (size < bytes) {
    await handle.close();
    throw new UserError(file, [
      { code: "journal", path: [], message: `${bytes} bytes were journaled, only ${size} are there` },
    ]);
  }
  await handle.truncate(bytes);
  return handle;
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
