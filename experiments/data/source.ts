import { createRecordReader, type RecordSink } from "./csv-records.js";
import { badFile, openTextFile, readText, type TextFile } from "./text-file.js";

/** A file of records, whatever its format. */
export interface Source {
  readonly file: string;
  /** names of the columns; of a CSV, the cells of its first record */
  readonly header: readonly string[];
  /** between the cells of a record, for showing one */
  readonly delimiter: string;
  /** of its data, where the file says it */
  readonly kind?: string;
  /**
   * Hands over the records in their order. @param headless  the first record is one of them
   * @throws UserError, exit code 1, for what ends the reading
   */
  each(headless: boolean, sink: SourceSink): Promise<void>;
}

export interface SourceSink extends RecordSink {
  /** now and then, with bytes read of all (of a Parquet file, rows); waited for; false ends the reading */
  piece(read: number, all: number): boolean | Promise<boolean>;
}

/** Opens a CSV, or a Parquet file by its name's ending. @throws UserError, exit code 1 */
export async function openSource(file: string): Promise<Source> {
  if (!/\.parquet$/i.test(file)) return csvSource(await openTextFile(file));
  const { openParquet } = await import("./parquet-source.js");
  return openParquet(file);
}

/** True where so much of a file was read and none of it was a row: a gigabyte of garbage is not read to its end. */
export function isHopeless(rows: number, records: number, bytes: number): boolean {
  return rows === 0 && (records >= 10_000 || bytes >= 32_000_000);
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

function csvSource(text: TextFile): Source {
  const delimiter = delimiterOf(text.head);
  const header = headerOf(text, delimiter);
  return {
    file: text.file,
    header,
    delimiter,
    async each(headless, sink) {
      let started = headless;
      const reader = createRecordReader(delimiter, {
        record(cells, line) {
          if (started) sink.record(cells, line);
          started = true;
        },
        broken: sink.broken,
      });
      const whole = await readText(text, (piece, bytesRead) => {
        reader.write(piece);
        return sink.piece(bytesRead, text.bytes);
      });
      if (whole) reader.end();
    },
  };
}

/** The delimiter that cuts the first line into the most cells, of several the first ten lines; a comma where none cuts any. */
function delimiterOf(head: string): string {
  const cells = DELIMITERS.map((delimiter) => {
    const { records } = firstRecords(head, delimiter, 10);
    return (records[0]?.length ?? 0) * 1e6 + records.reduce((sum, record) => sum + record.length, 0);
  });
  return DELIMITERS[cells.indexOf(Math.max(...cells))];
}

/** @throws UserError where the file's first line is no record */
function headerOf({ file, head, bytes }: TextFile, delimiter: string): readonly string[] {
  if (!/[\r\n]/.test(head) && bytes > Buffer.byteLength(head) + 3)
    throw badFile(file, `no CSV: its first line is longer than ${head.length.toLocaleString("en-US")} letters`);
  const { records, broken } = firstRecords(head, delimiter, 1);
  if (broken) throw badFile(file, `no CSV: ${broken.reason}`, broken.line);
  if (records.length === 0) throw badFile(file, "no CSV: nothing but blank lines at its beginning");
  return records[0];
}

function firstRecords(head: string, delimiter: string, count: number) {
  const records: string[][] = [];
  let broken: { line: number; reason: string } | undefined;
  const reader = createRecordReader(delimiter, {
    record(cells) {
      if (records.length < count) records.push(cells);
    },
    broken(line, reason) {
      if (records.length === 0) broken ??= { line, reason };
    },
  });
  reader.write(head.includes("\n") ? head : head.replaceAll("\r", "\n"));
  reader.end();
  return { records, broken };
}
