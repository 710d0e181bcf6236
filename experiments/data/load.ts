import { isPlainNumber } from "./cells.js";
import type { Column, Dataset } from "./dataset.js";
import type { PlannedColumn } from "./header.js";
import type { KindName } from "./kinds.js";
import { openRows, type ReadCounts, type Rejected, type RowOptions } from "./rows.js";

export interface LoadOptions extends RowOptions {
  /** rows at the most; what follows in the file is not read */
  readonly maxRows?: number;
  /** bytes read of the file's (of a Parquet file, rows), now and then */
  readonly onProgress?: (read: number, all: number) => void;
}

export interface Loaded {
  readonly data: Dataset;
  /** what became of the file's records */
  readonly counts: ReadCounts;
  /** the first records that became no rows, at most 20; `counts.rejected` says how many there are */
  readonly rejected: readonly Rejected[];
  /** by the dataset's column: the file's name for it */
  readonly mapped: ReadonlyMap<string, string>;
}

/** Rejected records that are told one by one. */
const REJECTED_TOLD = 20;

/**
 * Reads a file of data of a kind into memory: a CSV, or a Parquet file such as `promolab ingest` writes. Columns have the
 * names and types of `KINDS`; those the kind does not know stay under the file's names, as numbers where all their filled
 * cells are numbers. Optional columns that the file has not are not there. Duplicates stay: to drop them is for `ingest`.
 *
 * @throws UserError, exit code 1, in one line: a file that is missing, empty, binary, not UTF-8, malformed, of another kind
 */
export async function loadDataset(file: string, kind: KindName, options: LoadOptions = {}): Promise<Loaded> {
  const { maxRows = Number.POSITIVE_INFINITY, onProgress } = options;
  const rows = await openRows(file, kind, options);
  const columns = rows.plan.columns.map(columnBuilder);
  const rejected: Rejected[] = [];
  let size = 0;
  const counts = await rows.read({
    row(values) {
      if (size === maxRows) return;
      for (let c = 0; c < columns.length; c++) columns[c].add(values[c], size);
      size += 1;
    },
    rejected(one) {
      if (rejected.length < REJECTED_TOLD) rejected.push(one);
    },
    enough: () => size >= maxRows,
    progress: onProgress,
  });
  const built = new Map<string, Column>();
  const mapped = new Map<string, string>();
  rows.plan.columns.forEach(({ name, from }, c) => {
    const column = columns[c].build(size);
    if (!column) return;
    built.set(name, column);
    if (from !== undefined) mapped.set(name, from);
  });
  return { data: { rows: size, columns: built }, counts, rejected, mapped };
}

interface ColumnBuilder {
  add(value: string | number, row: number): void;
  /** undefined for a column the kind does not know, whose every cell is empty */
  build(rows: number): Column | undefined;
}

function columnBuilder({ type, extra }: PlannedColumn): ColumnBuilder {
  if (type === "text" || type === "list") return textBuilder(extra === true);
  let values = new Float64Array(1024);
  return {
    add(value, row) {
      if (row === values.length) values = grown(values, new Float64Array(row * 2));
      values[row] = value as number;
    },
    build: (rows) => ({ kind: type === "date" ? "date" : "number", values: values.slice(0, rows) }),
  };
}

function textBuilder(mayBeNumbers: boolean): ColumnBuilder {
  let codes = new Int32Array(1024);
  const places = new Map<string, number>();
  const texts: string[] = [];
  return {
    add(value, row) {
      if (row === codes.length) codes = grown(codes, new Int32Array(row * 2));
      const text = value as string;
      let code = text === "" ? -1 : places.get(text);
      if (code === undefined) {
        code = texts.length;
        places.set(text, code);
        texts.push(text);
      }
      codes[row] = code;
    },
    build(rows) {
      if (mayBeNumbers && texts.length === 0) return undefined;
      const own = codes.slice(0, rows);
      if (!mayBeNumbers || !texts.every(isPlainNumber)) return { kind: "text", codes: own, values: texts };
      const numbers = texts.map(Number);
      return { kind: "number", values: Float64Array.from(own, (code) => (code < 0 ? Number.NaN : numbers[code])) };
    },
  };
}

function grown<A extends Float64Array | Int32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
