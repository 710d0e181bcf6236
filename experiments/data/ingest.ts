import { rename, rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { isPlainNumber } from "./cells.js";
import { answers, pathText } from "./duck.js";
import { dropDuplicates } from "./duplicates.js";
import type { PlannedColumn } from "./header.js";
import type { ColumnType } from "./kind.js";
import type { KindName } from "./kinds.js";
import {
  type AnonymiseOptions,
  anonymise,
  idHasher,
  type PrivacyReport,
  provePrivacy,
  treatmentOf,
} from "./privacy/anonymise.js";
import { openRejects, type RejectsFile } from "./rejects-file.js";
import { openRows, type ReadCounts, type RowOptions, type Rows } from "./rows.js";
import { writeStaged } from "./staged-parquet.js";
import { columnAt, type Staging, withStaging } from "./staging.js";

export interface IngestOptions extends RowOptions {
  readonly out: string;
  readonly rejects: string;
  /** the rejects file is written even where nothing is rejected; else one that is there is taken away */
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
  readonly reasons: readonly Reason[];
  /** written */
  readonly rows: number;
  readonly columns: readonly IngestedColumn[];
  readonly privacy: PrivacyReport | null;
}

/** Why records were rejected. */
export interface Reason {
  readonly column: string;
  readonly reason: string;
  readonly records: number;
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
  const { out, signal, onStage } = options;
  const rows = await openRows(file, kind, options);
  const { columns } = rows.plan;
  const treatment = options.anonymise && treatmentOf(file, columns, options.anonymise);
  const rejects = openRejects(options.rejects, {
    asked: options.rejectsAsked === true,
    withholds: treatment !== undefined,
  });
  const draft = `${out}.draft`;
  try {
    const texts = columns.map(({ type }) => type === "text");
    return await withStaging(out, texts, rows.unfolds, signal, async (staging) => {
      const { connection } = staging;
      const hashIds = treatment && options.anonymise ? idHasher(columns, treatment, options.anonymise.hash) : undefined;
      const { counts, reasons, typed } = await readInto(staging, rows, rejects, hashIds, options);

      const duplicatesKept = whyKept(rows.plan.tellsApart, kind, options.duplicates);
      onStage?.("looking for duplicates");
      const duplicates =
        duplicatesKept === null ? await dropDuplicates(connection, columns.length, rows.unfolds, rejects.add) : 0;

      if (treatment) onStage?.("generalising");
      const anonymised =
        treatment && options.anonymise
          ? await anonymise(connection, file, typed, treatment, options.anonymise)
          : undefined;

      onStage?.("writing");
      const written = typed.flatMap(({ name, type, from = null, nothing }, place) => {
        const cell = anonymised?.cells.has(place) ? anonymised.cells.get(place) : columnAt(place);
        return cell === undefined || nothing ? [] : [{ name, from, type, cell }];
      });
      const chosen = anonymised && { rows: anonymised.stays, order: anonymised.order };
      await writeStaged(connection, written, kind, draft, chosen);
      const privacy = anonymised ? await provePrivacy(connection, draft, anonymised.report) : null;
      const rowsWritten = await rowsIn(connection, draft);
      signal?.throwIfAborted();
      await rename(draft, out);
      return {
        file,
        kind,
        out,
        rejects: rejects.finish(),
        read: counts.read,
        kept: counts.read - counts.rejected - duplicates,
        duplicates,
        duplicatesKept,
        rejected: counts.rejected,
        reasons,
        rows: rowsWritten,
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

/** A column whose type is known once all its cells are. */
type TypedColumn = PlannedColumn & {
  /** the kind does not know it, and it holds nothing */
  readonly nothing: boolean;
};

/** Reads all rows into the staged table, rejected records into their file. */
async function readInto(
  staging: Staging,
  rows: Rows,
  rejects: RejectsFile,
  hashIds: ReturnType<typeof idHasher> | undefined,
  { signal, onProgress }: IngestOptions,
): Promise<{ counts: ReadCounts; reasons: Reason[]; typed: TypedColumn[] }> {
  const { columns } = rows.plan;
  const numeric = columns.map(({ extra }) => extra === true);
  const filled = columns.map(() => false);
  const reasons = new Map<string, { column: string; reason: string; records: number }>();
  let staged = 0;
  const counts = await rows.read({
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
    progress(read, all) {
      signal?.throwIfAborted();
      onProgress?.(read, all, staged);
    },
  });
  staging.flush();
  return {
    counts,
    reasons: [...reasons.values()].sort((a, b) => b.records - a.records),
    typed: columns.map((column, c) => ({
      ...column,
      type: numeric[c] && filled[c] ? "number" : column.type,
      nothing: column.extra === true && !filled[c],
    })),
  };
}

/** Why rows that are alike stay, or null where they go. */
function whyKept(tellsApart: readonly string[], kind: KindName, asked: IngestOptions["duplicates"]): string | null {
  if (asked === "keep") return "asked for";
  if (asked === "drop" || tellsApart.length > 0) return null;
  return `no columns of the file tell one row of ${kind} from another: two that are alike may be two`;
}

async function rowsIn(connection: DuckDBConnection, parquet: string): Promise<number> {
  const [[rows]] = await answers(connection, `SELECT count(*) FROM read_parquet(${pathText(parquet)})`);
  return Number(rows);
}
