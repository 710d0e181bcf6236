import { nearest, unknown } from "../cli/nearest.js";
import type { Fault } from "../faults.js";
import type { CellType } from "./cells.js";
import type { ColumnFamily, HistoryList, Kind, KindColumn } from "./kind.js";

/** A column of the table that comes out, and where in a record it comes from. */
export interface PlannedColumn extends CellType {
  readonly name: string;
  /** the file's name for it; undefined where it is set to a constant or made */
  readonly from?: string;
  /** place in a record; -1 where it comes from none */
  readonly at: number;
  /** the same text in every row */
  readonly constant?: string;
  /** a row whose cell is empty is rejected */
  readonly mustBeFilled: boolean;
  /** the kind does not know it: it stays under the file's name, as numbers where all its cells are numbers */
  readonly extra?: true;
  /** of the kind's column or family */
  readonly spec?: Omit<KindColumn, "name" | "aliases">;
}

/** How a file's columns become those of its kind. */
export interface Plan {
  readonly columns: readonly PlannedColumn[];
  /** of a file with a row a user: the lists and their places, whose items become rows */
  readonly lists?: readonly { readonly list: HistoryList; readonly from: string; readonly at: number }[];
  /** columns whose values tell a row from another: where there are none, no row counts as a duplicate */
  readonly tellsApart: readonly string[];
}

export interface HeaderOptions {
  /** by the kind's column: the file's; an empty name says that the file has none */
  readonly map?: Readonly<Record<string, string>>;
  /** by the kind's column: a text that stands in every row */
  readonly set?: Readonly<Record<string, string>>;
  /** optional columns that must be there, and filled in every row */
  readonly needs?: readonly string[];
}

/** Which of the file's columns is which of the kind's, or every fault that stands against it. */
export function planColumns(
  header: readonly string[],
  kind: Kind,
  options: HeaderOptions = {},
): Plan | readonly Fault[] {
  const file = fileColumns(header, options);
  const faults = [...headerFaults(file.names), ...optionFaults(file, kind, options)];
  const lists = listsOf(file, kind, options);
  const columns = kind.columns.flatMap((spec): PlannedColumn[] => {
    if (lists.length > 0 && MADE_OF_LISTS.has(spec.name))
      return [{ ...typeOf(spec), name: spec.name, at: -1, mustBeFilled: true, spec }];
    const found = ownColumn(file, spec, options);
    if (found && !("code" in found)) return [found];
    if (found) faults.push(found);
    return [];
  });
  for (const family of kind.families ?? []) {
    const members = familyColumns(file, family, options);
    columns.push(...members);
    if (family.required && members.length < 2)
      faults.push(fault(`${family.prefix}.<brand>`, `columns of at least 2 brands needed, ${members.length} there`));
  }
  columns.push(...extraColumns(file, columns));
  if (faults.length > 0) return faults;
  const present = new Set(columns.map(({ name }) => name));
  const told = kind.tellsApart.find((needed) => needed.every((name) => present.has(name))) ?? [];
  return { columns, lists: lists.length > 0 ? lists : undefined, tellsApart: lists.length > 0 ? ["user"] : told };
}

/** The file's columns, and which of them are not taken yet. */
interface FileColumns {
  readonly names: readonly string[];
  readonly free: Set<number>;
  /** place of a column by its name; -1 where there is none */
  place(name: string): number;
  /** takes the first free column of one of these names, the likeliest first */
  take(name: string, aliases: readonly string[]): number;
}

/** Columns that `--map` names are taken from the start. */
function fileColumns(header: readonly string[], { map = {} }: HeaderOptions): FileColumns {
  const names = header.map((name) => name.trim());
  const plain = names.map(plainName);
  const place = (name: string) => names.indexOf(name.trim());
  const mapped = new Set(Object.values(map).map(place));
  const free = new Set([...names.keys()].filter((at) => !mapped.has(at)));
  return {
    names,
    free,
    place,
    take(name, aliases) {
      for (const alias of [name, ...aliases].map(plainName))
        for (const at of free)
          if (plain[at] === alias) {
            free.delete(at);
            return at;
          }
      return -1;
    },
  };
}

function headerFaults(names: readonly string[]): Fault[] {
  const twice = names.filter((name, at) => name !== "" && names.indexOf(name) !== at);
  return [...new Set(twice)].map((name) => fault(name, "stands twice in the header"));
}

function optionFaults({ names, place }: FileColumns, kind: Kind, { map = {}, set = {} }: HeaderOptions): Fault[] {
  const strange = [...Object.keys(map), ...Object.keys(set)].filter((name) => !isColumnOf(kind, name));
  const absent = Object.entries(map).filter(([name, from]) => from !== "" && isColumnOf(kind, name) && place(from) < 0);
  return [
    ...strange.map((name) => fault(name, unknown("column", name, namesOf(kind)))),
    ...absent.map(([name, from]) => fault(name, missingColumn(from, names))),
  ];
}

/** The column of a file for one of the kind's, undefined where it may be absent and is, a fault where it may not. */
function ownColumn(
  file: FileColumns,
  spec: KindColumn,
  { map = {}, set = {}, needs = [] }: HeaderOptions,
): PlannedColumn | Fault | undefined {
  const { name } = spec;
  const needed = spec.required || needs.includes(name);
  const planned = { ...typeOf(spec), name, mustBeFilled: needed && spec.mayBeEmpty !== true, spec };
  if (set[name] !== undefined) return { ...planned, at: -1, constant: set[name] };
  const from = map[name];
  const at = from === undefined ? file.take(name, spec.aliases) : file.place(from);
  if (at >= 0) return { ...planned, from: file.names[at], at };
  if (!needed) return undefined;
  if (from === undefined) return missing(spec);
  // A name that the file has not is a fault of its own.
  return from === "" ? fault(name, "is needed and may not be left out") : undefined;
}

/** Columns by brand: those that `--map` names, and those the file calls so. */
function familyColumns(file: FileColumns, family: ColumnFamily, { map = {} }: HeaderOptions): PlannedColumn[] {
  const begins = (name: string) => name.startsWith(`${family.prefix}.`);
  const mapped = Object.entries(map).flatMap(([name, from]) =>
    begins(name) && file.place(from) >= 0 ? [{ name, at: file.place(from) }] : [],
  );
  const own = [...file.free].flatMap((at) => (begins(file.names[at]) ? [{ name: file.names[at], at }] : []));
  return [...mapped, ...own].map(({ name, at }) => {
    file.free.delete(at);
    return { ...typeOf(family), name, from: file.names[at], at, mustBeFilled: family.required, spec: family };
  });
}

/** What no column of the kind has taken. */
function extraColumns({ names, free }: FileColumns, columns: readonly PlannedColumn[]): PlannedColumn[] {
  // DuckDB takes names that differ in letter case alone for one.
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  return [...free].map((at) => {
    const own = names[at] === "" ? `column${at + 1}` : names[at];
    const name = taken.has(own.toLowerCase()) ? `${own}_${at + 1}` : own;
    taken.add(name.toLowerCase());
    return { type: "text", name, from: names[at], at, mustBeFilled: false, extra: true };
  });
}

/** What lists of items become, beside the user. */
const MADE_OF_LISTS: ReadonlySet<string> = new Set(["event", "item", "order"]);

/** The lists of a file with a row a user; none where the file says events itself: lists beside them are extra columns. */
function listsOf(file: FileColumns, kind: Kind, { map = {}, set = {} }: HeaderOptions): NonNullable<Plan["lists"]> {
  if (!kind.histories || map.event !== undefined || set.event !== undefined) return [];
  const event = kind.columns.find(({ name }) => name === "event");
  const named = new Set([event?.name ?? "", ...(event?.aliases ?? [])].map(plainName));
  if (file.names.some((name) => named.has(plainName(name)))) return [];
  return kind.histories.flatMap((list) => {
    const from = map[list.name];
    const at = from === undefined ? file.take(list.name, list.aliases) : file.place(from);
    return at < 0 ? [] : [{ list, from: file.names[at], at }];
  });
}

/** The name without what files write in different ways: "InvoiceNo" and "invoice_no" are alike. */
export const plainName = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function isColumnOf(kind: Kind, name: string): boolean {
  return namesOf(kind).includes(name) || (kind.families ?? []).some(({ prefix }) => name.startsWith(`${prefix}.`));
}

const namesOf = (kind: Kind) => [...kind.columns, ...(kind.histories ?? [])].map(({ name }) => name);

const typeOf = ({ type, low, high, aboveZero, spellings }: CellType): CellType => ({
  type,
  low,
  high,
  aboveZero,
  spellings,
});

const fault = (column: string, message: string): Fault => ({ code: "column", path: [column], message });

function missingColumn(from: string, names: readonly string[]): string {
  const near = nearest(from, names);
  return `the file has no column ${from}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

function missing({ name, aliases }: KindColumn): Fault {
  const also = aliases.slice(0, 4).join(", ");
  return { code: "missing", path: [name], message: also === "" ? name : `${name} (or ${also}, ...)` };
}
