import { nearest, unknown } from "../cli/nearest.js";
import type { Fault } from "../faults.js";
import type { CellType } from "./cells.js";
import type { HistoryList, Kind, KindColumn } from "./kinds.js";

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
  { map = {}, set = {}, needs = [] }: HeaderOptions = {},
): Plan | readonly Fault[] {
  const faults: Fault[] = [];
  const names = header.map((name) => name.trim());
  const free = new Set(names.map((_, at) => at));
  const twice = names.filter((name, at) => name !== "" && names.indexOf(name) !== at);
  for (const name of new Set(twice)) faults.push(fault(name, "stands twice in the header"));

  const place = (name: string) => names.indexOf(name.trim());
  const unmapped = (name: string) => map[name] === undefined && set[name] === undefined;
  for (const name of [...Object.keys(map), ...Object.keys(set)])
    if (!isColumnOf(kind, name)) faults.push(fault(name, `${unknown("column", name, namesOf(kind))}`));
  for (const [name, from] of Object.entries(map)) {
    if (from === "" || !isColumnOf(kind, name)) continue;
    if (place(from) < 0) faults.push(fault(name, missingColumn(from, names)));
    else free.delete(place(from));
  }

  const columns: PlannedColumn[] = [];
  const lists = kind.histories?.flatMap((list) => {
    const from = map[list.name] ?? aliasIn(list.name, list.aliases, names, free);
    const at = from === undefined ? -1 : place(from);
    return from === undefined || at < 0 ? [] : [{ list, from, at }];
  });
  const unfolds = lists !== undefined && lists.length > 0 && !hasEvents(kind, names, map, set);
  if (unfolds) for (const { at } of lists) free.delete(at);

  for (const spec of kind.columns) {
    if (unfolds && MADE_OF_LISTS.has(spec.name)) {
      columns.push({ ...typeOf(spec), name: spec.name, at: -1, mustBeFilled: true, spec });
      continue;
    }
    const needed = spec.required || needs.includes(spec.name);
    const mustBeFilled = needed && spec.mayBeEmpty !== true;
    const constant = set[spec.name];
    if (constant !== undefined) {
      columns.push({ ...typeOf(spec), name: spec.name, at: -1, constant, mustBeFilled, spec });
      continue;
    }
    const from = unmapped(spec.name) ? aliasIn(spec.name, spec.aliases, names, free) : map[spec.name];
    const at = from === undefined || from === "" ? -1 : place(from);
    if (at >= 0) {
      free.delete(at);
      columns.push({ ...typeOf(spec), name: spec.name, from: names[at], at, mustBeFilled, spec });
    } else if (needed && unmapped(spec.name)) faults.push(missing(spec));
    else if (needed && from === "") faults.push(fault(spec.name, "is needed and may not be left out"));
  }
  for (const family of kind.families ?? []) {
    const members = names.flatMap((name, at) => (free.has(at) && name.startsWith(`${family.prefix}.`) ? [at] : []));
    for (const at of members) {
      free.delete(at);
      columns.push({
        ...typeOf(family),
        name: names[at],
        from: names[at],
        at,
        mustBeFilled: family.required,
        spec: family,
      });
    }
    if (family.required && members.length < 2)
      faults.push(
        fault(`${family.prefix}.<brand>`, `columns of at least 2 brands needed, ${members.length || "none"} there`),
      );
  }
  // DuckDB takes names that differ in letter case alone for one.
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  for (const at of free) {
    const own = names[at] === "" ? `column${at + 1}` : names[at];
    const name = taken.has(own.toLowerCase()) ? `${own}_${at + 1}` : own;
    taken.add(name.toLowerCase());
    columns.push({ type: "text", name, from: names[at], at, mustBeFilled: false, extra: true });
  }
  if (faults.length > 0) return faults;
  const present = new Set(columns.map(({ name }) => name));
  const tellsApart = unfolds
    ? ["user"]
    : (kind.tellsApart.find((needed) => needed.every((name) => present.has(name))) ?? []);
  return { columns, lists: unfolds ? lists : undefined, tellsApart };
}

/** What lists of items become, beside the user. */
const MADE_OF_LISTS: ReadonlySet<string> = new Set(["event", "item", "order"]);

/** True where the file says events itself: lists beside them are extra columns. */
function hasEvents(
  kind: Kind,
  names: readonly string[],
  map: HeaderOptions["map"] = {},
  set: HeaderOptions["set"] = {},
): boolean {
  const event = kind.columns.find(({ name }) => name === "event");
  if (!event || map.event !== undefined || set.event !== undefined) return event !== undefined;
  return aliasIn(event.name, event.aliases, names, new Set(names.keys())) !== undefined;
}

/** The name without what files write in different ways: "InvoiceNo" and "invoice_no" are alike. */
export const plainName = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function aliasIn(
  name: string,
  aliases: readonly string[],
  header: readonly string[],
  free: ReadonlySet<number>,
): string | undefined {
  for (const alias of [name, ...aliases])
    for (const at of free) if (plainName(header[at]) === plainName(alias)) return header[at];
  return undefined;
}

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
