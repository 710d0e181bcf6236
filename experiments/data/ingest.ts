import { rename, rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { isPlainNumber } from "./cells.js";
import { answers, named, pathText, quoted } from "./duck.js";
import type { ColumnType, KindName } from "./kinds.js";
import { KIND_NOTE } from "./parquet-source.js";
import {
  type Anonymised,
  type AnonymiseOptions,
  anonymise,
  idHasher,
  type PrivacyReport,
  treatmentOf,
} from "./privacy/anonymise.js";
import { countClasses } from "./privacy/k-anonymity.js";
import { openRejects, type RejectsFile } from "./rejects-file.js";
import { openRows, type RowOptions } from "./rows.js";
import { columnAt, LINE, RECORD, STAGED, withStaging } from "./staging.js";

export interface IngestOptions extends RowOptions {
  readonly out: string;
  readonly rejects: string;
  /** the rejects file is written even where nothing is rejected */
  readonly rejectsAsked?: boolean;
  /**
   * `drop` or `keep` rows that are alike in every cell; when left out they are dropped where the file has the columns that tell
   * one row of the kind from another
   */
  readonly duplicates?: "drop" | "keep";
  /** ids are hashed, free text is dropped, quasi-identifiers are generalised and rows left out until k-anonymity holds */
  readonly anonymise?: AnonymiseOptions;
  /** bytes read of the file's (of a Parquet file, rows), and rows until now */
  readonly onProgress?: (read: number, all: number, rows: number) => void;
  /** what follows the reading */
  readonly onStage?: (stage: "looking for duplicates" | "generalising" | "writing") => void;
  readonly signal?: AbortSignal;
}

/**
 * What became of a file: read = kept + duplicates + rejected, and rejected is the sum of `reasons`. Rows are those of the kept
 * records, less the ones that k-anonymity left out.
 */
export interface IngestReport {
  readonly file: string;
  readonly kind: KindName;
  readonly out: string;
  /** null where nothing was rejected and none was asked for */
  readonly rejects: string | null;
  /** records below the header; blank lines are none */
  readonly read: number;
  readonly kept: number;
  readonly duplicates: number;
  /** why they were not looked for; null where they were */
  readonly duplicatesKept: string | null;
  readonly rejected: number;
  readonly reasons: readonly { readonly column: string; readonly reason: string; readonly records: number }[];
  /** written */
  readonly rows: number;
  readonly columns: readonly IngestedColumn[];
  readonly privacy: PrivacyReport | null;
}

export interface IngestedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** the file's name for it; null where it was set or made */
  readonly from: string | null;
}

/**
 * Reads a file of data of a kind and writes what is good of it as Parquet, the rest with line and reason as CSV, each file
 * whole or not at all. Memory does not grow with the file: rows wait in a table on disk beside the output.
 *
 * @throws UserError, exit code 1, for a file that is none of the kind; the signal's reason where it is aborted
 */
export async function ingest(file: string, kind: KindName, options: IngestOptions): Promise<IngestReport> {
  const { out, signal } = options;
  const rows = await openRows(file, kind, options);
  const { columns } = rows.plan;
  const rejects = openRejects(options.rejects, {
    asked: options.rejectsAsked === true,
    withholds: options.anonymise !== undefined,
  });
  const treatment = options.anonymise && treatmentOf(file, columns, options.anonymise);
  const hashIds = treatment && options.anonymise ? idHasher(columns, treatment, options.anonymise.hash) : undefined;
  const numeric = columns.map(({ extra }) => extra === true);
  const filled = columns.map(() => false);
  const reasons = new Map<string, { column: string; reason: string; records: number }>();
  const draft = `${out}.draft`;
  try {
    const texts = columns.map(({ type }) => type === "text");
    return await withStaging(out, texts, rows.unfolds, async (staging) => {
      const { connection } = staging;
      const interrupt = () => connection.interrupt();
      signal?.addEventListener("abort", interrupt);
      let staged = 0;
      const { read, rejected } = await rows.read({
        row(values, line, cells) {
          staged += 1;
          for (let c = 0; c < values.length; c++) {
            const value = values[c];
            if (value === "") continue;
            filled[c] = true;
            if (numeric[c] && !isPlainNumber(value as string)) numeric[c] = false;
          }
          staging.append(hashIds ? hashIds(values) : values, line, cells);
        },
        rejected(one) {
          const key = `${one.column}\n${one.reason}`;
          const known = reasons.get(key);
          if (known) known.records += 1;
          else reasons.set(key, { column: one.column, reason: one.reason, records: 1 });
          rejects.add(one);
        },
        progress(bytes, all) {
          signal?.throwIfAborted();
          options.onProgress?.(bytes, all, staged);
        },
      });
      staging.flush();
      const duplicatesKept = whyKept(rows.plan.tellsApart, kind, options.duplicates);
      options.onStage?.("looking for duplicates");
      const duplicates =
        duplicatesKept === null ? await dropDuplicates(connection, columns.length, rows.unfolds, rejects) : 0;
      signal?.throwIfAborted();
      const typed = columns.map((column, c) =>
        numeric[c] && filled[c] ? { ...column, type: "number" as const } : column,
      );
      if (options.anonymise) options.onStage?.("generalising");
      const anonymised =
        options.anonymise && treatment
          ? await anonymise(connection, file, typed, treatment, options.anonymise)
          : undefined;
      signal?.throwIfAborted();
      options.onStage?.("writing");
      const written = typed.flatMap(({ name, type, from = null, extra }, place) => {
        const cell = anonymised?.cells.has(place) ? anonymised.cells.get(place) : columnAt(place);
        return cell === undefined || (extra && !filled[place]) ? [] : [{ name, from, type, cell }];
      });
      await writeParquet(connection, written, kind, draft, anonymised);
      const [[count]] = await answers(connection, `SELECT count(*) FROM read_parquet(${pathText(draft)})`);
      const privacy = anonymised ? await prove(connection, draft, written, anonymised.report) : null;
      signal?.throwIfAborted();
      await rename(draft, out);
      return {
        file,
        kind,
        out,
        rejects: rejects.finish(),
        read,
        kept: read - rejected - duplicates,
        duplicates,
        duplicatesKept,
        rejected,
        reasons: [...reasons.values()].sort((a, b) => b.records - a.records),
        rows: Number(count),
        columns: written.map(({ name, type, from }) => ({ name, type, from })),
        privacy,
      };
    });
  } catch (error) {
    await rm(draft, { force: true });
    // What DuckDB says when it is interrupted is of no use to anyone.
    signal?.throwIfAborted();
    throw error;
  } finally {
    rejects.drop();
  }
}

/** A column that is written, and its value in SQL over the staged table. */
interface WrittenColumn extends IngestedColumn {
  readonly cell: string;
}

/** Why rows that are alike stay, or null where they go. */
function whyKept(tellsApart: readonly string[], kind: KindName, asked: IngestOptions["duplicates"]): string | null {
  if (asked === "keep") return "asked for";
  if (asked === "drop" || tellsApart.length > 0) return null;
  return `no columns of the file tell one row of ${kind} from another: two that are alike may be two`;
}

/**
 * Finds the records that are alike in every cell, as read, to one before them, notes them as rejected and leaves their lines
 * in the table `duplicate`. Only records whose 64-bit hashes are shared are compared, and these in full: no chance is taken,
 * and DuckDB keeps what does not fit in memory on disk.
 */
async function dropDuplicates(
  connection: DuckDBConnection,
  columns: number,
  unfolds: boolean,
  rejects: RejectsFile,
): Promise<number> {
  const cells = unfolds ? RECORD : Array.from({ length: columns }, (_, c) => columnAt(c)).join(", ");
  const records = unfolds ? `${STAGED} WHERE ${RECORD} IS NOT NULL` : `${STAGED} WHERE true`;
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
      rejects.add({ line: Number(line), column: "", reason: `duplicate of line ${first}`, found: "" });
      count += 1;
    }
  }
  if (count > 0) await connection.run(`DELETE FROM ${STAGED} WHERE ${LINE} IN (SELECT ${LINE} FROM duplicate)`);
  return count;
}

async function writeParquet(
  connection: DuckDBConnection,
  columns: readonly WrittenColumn[],
  kind: KindName,
  draft: string,
  anonymised: Anonymised | undefined,
): Promise<void> {
  const dates = columns.filter(({ type }) => type === "date").map(({ cell }) => cell);
  const wholeDays = new Set<string>();
  if (dates.length > 0) {
    const tests = dates.map((date) => `coalesce(bool_and(${date} = floor(${date})), true)::INTEGER`);
    const [found] = await answers(connection, `SELECT ${tests.join(", ")} FROM ${STAGED}`);
    dates.forEach((date, d) => {
      if (found[d] === 1) wholeDays.add(date);
    });
  }
  const cells = columns.map(
    ({ name, type, cell }) => `${parquetCell(cell, type, wholeDays.has(cell))} AS ${named(name)}`,
  );
  const some = anonymised ? ` WHERE ${anonymised.stays} ORDER BY ${anonymised.order}` : "";
  await connection.run(
    `COPY (SELECT ${cells.join(", ")} FROM ${STAGED}${some}) TO ${quoted(draft)}
     (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${KIND_NOTE}: ${quoted(kind)}})`,
  );
}

/** Counts the classes of the file that was written, apart from how it was made. @throws Error where k does not hold */
async function prove(
  connection: DuckDBConnection,
  file: string,
  columns: readonly IngestedColumn[],
  report: Anonymised["report"],
): Promise<PrivacyReport> {
  const there = new Set(columns.map(({ name }) => name));
  const quasi = report.quasi.filter(({ column }) => there.has(column)).map(({ column }) => named(column));
  const sensitive = report.sensitive !== null && there.has(report.sensitive) ? named(report.sensitive) : undefined;
  const person = report.people === null ? undefined : named(report.people);
  const found = await countClasses(connection, `read_parquet(${pathText(file)})`, quasi, {
    person,
    k: report.k,
    sensitive,
  });
  if (found.rowsBelow > 0)
    throw new Error(`k-anonymity does not hold: the smallest class has ${found.smallest} people`);
  const { classes, smallest, diversity } = found;
  return { ...report, classes, smallest, ...(diversity === undefined ? {} : { diversity }) };
}

function parquetCell(cell: string, type: ColumnType, wholeDays: boolean): string {
  if (type === "date" && wholeDays) return `(DATE '1970-01-01' + ${cell}::INTEGER)`;
  if (type === "date") return `make_timestamp(round(${cell} * 86400000000)::BIGINT)`;
  if (type === "whole") return `${cell}::BIGINT`;
  if (type === "flag") return `${cell}::TINYINT`;
  // of text columns too, all of whose cells are numbers
  return type === "number" ? `${cell}::DOUBLE` : cell;
}
