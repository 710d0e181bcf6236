import { type Fault, UserError } from "../faults.js";
import { type CellReader, cellReader, expectedCell } from "./cells.js";
import { dateOrders } from "./date-orders.js";
import type { DateOrder } from "./dates.js";
import { type HeaderOptions, type Plan, type PlannedColumn, planColumns } from "./header.js";
import { type KindName, kindOf } from "./kinds.js";
import { isHopeless, openSource, type Source } from "./source.js";
import { badFile } from "./text-file.js";
import { unfoldBasket, unfoldLists } from "./unfold.js";

/** A record of a file that became no row, and why. */
export interface Rejected {
  /** line of the file where it begins, from 1; of a Parquet file, the row */
  readonly line: number;
  /** the kind's column at fault; "" where it is the whole record */
  readonly column: string;
  /** what is wrong, in words that many records may share */
  readonly reason: string;
  /** the cell, or the beginning of the record */
  readonly found: string;
}

/** Records of a file: `read` = those that became rows + `rejected`. A record may become several rows. */
export interface ReadCounts {
  /** below the header; blank lines are none */
  readonly read: number;
  readonly rejected: number;
  readonly rows: number;
}

export interface RowSink {
  /**
   * @param values  of the plan's columns: texts ("" empty), numbers (NaN empty); overwritten by the next row
   * @param line    where its record begins
   * @param cells   the record
   */
  row(values: readonly (string | number)[], line: number, cells: readonly string[]): void;
  rejected(rejected: Rejected): void;
  /** asked after the rows of a record; true ends the reading */
  enough?(): boolean;
  /** between two pieces of the file, bytes read of all (of a Parquet file, rows); waited for */
  progress?(read: number, all: number): void | Promise<void>;
}

export interface RowOptions extends HeaderOptions {
  /** of 3/4/2017; where it is left out, a date of the file that can only be read in one way tells */
  readonly dates?: DateOrder;
}

/** A file whose header was understood. */
export interface Rows {
  readonly plan: Plan;
  /** a record may become several rows */
  readonly unfolds: boolean;
  /** Hands every row over, in the file's order. @throws UserError, exit code 1, where no record is a row */
  read(sink: RowSink): Promise<ReadCounts>;
}

/**
 * Opens a file of data of a kind: a CSV (comma, semicolon, tab or bar; UTF-8) or a Parquet file.
 *
 * @throws UserError, exit code 1, with every fault of the file and its header
 */
export async function openRows(file: string, kindName: KindName, options: RowOptions = {}): Promise<Rows> {
  const source = await openSource(file);
  const { plan, headless } = planOf(source, kindName, options);
  const orders = await dateOrders(source, plan.columns, options.dates);
  const fillRow = rowFiller(plan.columns, orders);
  const unfold = headless ? unfoldBasket(plan) : plan.lists ? unfoldLists(plan) : undefined;

  return {
    plan,
    unfolds: unfold !== undefined,
    async read(sink) {
      const counts = { read: 0, rejected: 0, rows: 0 };
      const values: (string | number)[] = plan.columns.map(() => "");
      const width = source.header.length;
      let first: Rejected | undefined;
      let going = true;
      const reject = (line: number, column: string, reason: string, found: string) => {
        counts.rejected += 1;
        const rejected = { line, column, reason, found: found.slice(0, 200) };
        first ??= rejected;
        sink.rejected(rejected);
      };
      const accept = (line: number, cells: readonly string[]) => {
        counts.rows += 1;
        sink.row(values, line, cells);
      };
      await source.each(headless, {
        record(cells, line) {
          if (!going) return;
          counts.read += 1;
          if (!headless && cells.length !== width) {
            const found = `${cells.length}: ${cells.join(source.delimiter)}`;
            return reject(line, "", `expected ${width} cells, as in the header`, found);
          }
          const bad = fillRow(cells, values);
          if (bad) return reject(line, bad.column, bad.reason, bad.found);
          if (!unfold) accept(line, cells);
          else if (unfold(cells, values, counts.read, () => accept(line, cells)) === 0)
            return reject(line, "", "no item in it", cells.join(source.delimiter));
          if (sink.enough?.() === true) going = false;
        },
        broken(line, reason, beginning) {
          if (!going) return;
          counts.read += 1;
          reject(line, "", reason, beginning);
        },
        async piece(read, all) {
          if (isHopeless(counts.rows, counts.read, read)) going = false;
          await sink.progress?.(read, all);
          return going;
        },
      });
      if (counts.read === 0) throw badFile(file, "nothing below the header");
      if (counts.rows === 0 && first !== undefined)
        throw badFile(
          file,
          `no record of ${going ? "" : "the first "}${counts.read.toLocaleString("en-US")} is a row of kind ${kindName}; the first: ${rejectionText(first)}`,
          first.line,
        );
      return counts;
    },
  };
}

/** `units: expected a number, found "x"`. */
export function rejectionText({ column, reason, found }: Rejected): string {
  return `${column === "" ? "" : `${column}: `}${reason}, found ${JSON.stringify(found.slice(0, 60))}`;
}

function planOf(source: Source, kindName: KindName, options: RowOptions): { plan: Plan; headless: boolean } {
  const kind = kindOf(kindName);
  const planned = planColumns(source.header, kind, options);
  if ("columns" in planned) return { plan: planned, headless: false };
  const told = Object.keys(options.map ?? {}).length + Object.keys(options.set ?? {}).length > 0;
  if (kind.basketLines && !told && planned.length === kind.columns.filter(({ required }) => required).length) {
    const columns = kind.columns.filter(({ required }) => required);
    return {
      headless: true,
      plan: {
        columns: columns.map((spec) => ({ name: spec.name, type: spec.type, at: -1, mustBeFilled: true, spec })),
        tellsApart: [],
      },
    };
  }
  throw oneLine(source, kindName, planned);
}

/** All that stands against a header, in one line. */
function oneLine(source: Source, kindName: KindName, faults: readonly Fault[]): UserError {
  const header = source.header.map((name) => name.trim());
  const shown = header.length > 12 ? [...header.slice(0, 12), `... (${header.length} in all)`] : header;
  const missing = faults.filter(({ code }) => code === "missing").map(({ message }) => message);
  const told = faults
    .filter(({ code }) => code !== "missing")
    .map(({ path, message }) => `${String(path[0])}: ${message}`);
  if (missing.length > 0)
    told.push(`no column for ${missing.join(", ")}; --map <column>=<the file's name> tells which it is`);
  const message = `as ${kindName}: ${told.join("; ")}; the file's columns: ${shown.join(", ").slice(0, 300)}`;
  return new UserError(source.file, [{ code: "columns", path: [], message }], 1);
}

interface BadCell {
  readonly column: string;
  readonly reason: string;
  readonly found: string;
}

/** Reads the cells of a record into the values of a row; what is wrong with the first bad one, or undefined. */
function rowFiller(columns: readonly PlannedColumn[], orders: readonly (DateOrder | undefined)[]) {
  const readers: CellReader[] = columns.map((column, c) => cellReader(column, orders[c]));
  const reasons = columns.map((column, c) => `expected ${expectedCell(column, orders[c])}`);
  const brands = brandsOf(columns);
  return (cells: readonly string[], values: (string | number)[]): BadCell | undefined => {
    for (let c = 0; c < columns.length; c++) {
      const { at, constant, mustBeFilled, name } = columns[c];
      if (at < 0 && constant === undefined) continue;
      const cell = constant ?? cells[at];
      const value = readers[c](cell);
      if (value === undefined) return { column: name, reason: reasons[c], found: cell };
      if (mustBeFilled && (value === "" || Number.isNaN(value)))
        return { column: name, reason: "is empty", found: cell };
      if (brands !== undefined && name === "choice" && !brands.has(String(value)))
        return { column: name, reason: `expected a brand: ${[...brands].join(", ")}`, found: cell };
      values[c] = value;
    }
    return undefined;
  };
}

/** Brands that have a price, where columns are by brand. */
function brandsOf(columns: readonly PlannedColumn[]): ReadonlySet<string> | undefined {
  const prices = columns.filter(({ name, extra }) => !extra && name.startsWith("price."));
  return prices.length > 0 ? new Set(prices.map(({ name }) => name.slice("price.".length))) : undefined;
}
