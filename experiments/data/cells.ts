import { type DateOrder, parseDate } from "./dates.js";
import type { KindColumn } from "./kind.js";

/** A cell as a value: a text ("" where empty), or a number (NaN where empty), or undefined where it is neither. */
export type CellReader = (cell: string) => string | number | undefined;

/** What a cell of a column must be, as far as reading it needs to know. */
export type CellType = Pick<KindColumn, "type" | "low" | "high" | "aboveZero" | "spellings">;

/** Ways to write that there is no number, flag or date. A text is empty only where there is nothing. */
const EMPTY: ReadonlySet<string> = new Set(["", "NA", "N/A", "NULL", "null", "NaN", "nan", "None", "none"]);
const FLAGS: ReadonlyMap<string, number> = new Map([
  ["1", 1],
  ["0", 0],
  ["true", 1],
  ["false", 0],
  ["yes", 1],
  ["no", 0],
  ["y", 1],
  ["n", 0],
  ["t", 1],
  ["f", 0],
  ["1.0", 1],
  ["0.0", 0],
]);
/** Dates of a file repeat: a text that was read is looked up. */
const DATES_KEPT = 20_000;

/** Reads the cells of a column. @param order  of day and month, where the column has dates such as 3/4/2017 */
export function cellReader(column: CellType, order?: DateOrder): CellReader {
  switch (column.type) {
    case "text":
    case "list":
      return textReader(column.spellings);
    case "date":
      return dateReader(order);
    case "flag":
      return (cell) => {
        const text = cell.trim();
        return EMPTY.has(text) ? Number.NaN : FLAGS.get(text.toLowerCase());
      };
    default:
      return numberReader(column);
  }
}

/** What a cell must be, for a reader: "a whole number from 0 to 23". */
export function expectedCell({ type, low, high, aboveZero }: CellType, order?: DateOrder): string {
  if (type === "text" || type === "list") return "a text";
  if (type === "flag") return "0 or 1";
  if (type === "date")
    return order === undefined
      ? "a date (2017-03-04, with or without a time)"
      : `a date, ${order === "dmy" ? "day before month" : "month before day"}`;
  const bounds: string[] = [];
  if (low !== undefined) bounds.push(aboveZero && low === 0 ? "above 0" : `of at least ${low}`);
  if (high !== undefined) bounds.push(`of at most ${high}`);
  return [`a ${type === "whole" ? "whole " : ""}number`, bounds.join(" and ")].join(" ").trim();
}

/** A list within a field: `a,b`, also in brackets, with quotes around its items; nothing is an empty list. */
export function listItems(cell: string): string[] {
  const bare = cell.trim().replace(/^[[{(](.*)[\]})]$/s, "$1");
  const items = bare.split(bare.includes(",") ? "," : bare.includes(";") ? ";" : bare.includes("|") ? "|" : ",");
  return items
    .map((item) =>
      item
        .trim()
        .replace(/^(['"])(.*)\1$/s, "$2")
        .trim(),
    )
    .filter((item) => item !== "");
}

/** A number that it loses nothing to read as one: "007" is a name, and so are more digits than a number holds. */
export function isPlainNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && !/^[+-]?0\d/.test(text) && !/\d{16,}/.test(text);
}

function textReader(spellings: CellType["spellings"]): CellReader {
  if (!spellings) return (cell) => cell.trim();
  const known = new Map(Object.entries(spellings));
  return (cell) => {
    const text = cell.trim().toLowerCase();
    return known.get(text) ?? text;
  };
}

function numberReader({ type, low, high, aboveZero }: CellType): CellReader {
  const least = low ?? Number.NEGATIVE_INFINITY;
  const most = high ?? Number.POSITIVE_INFINITY;
  return (cell) => {
    const text = cell.trim();
    if (EMPTY.has(text)) return Number.NaN;
    // "0x1F", "0b1" and "Infinity" are numbers to the language, none in a file of data.
    if (!/^[+-]?[\d.]/.test(text) || /^[+-]?0[a-z]/i.test(text)) return undefined;
    const value = Number(text);
    if (!Number.isFinite(value) || value < least || value > most) return undefined;
    if (aboveZero === true && value === 0) return undefined;
    return type === "whole" && !Number.isSafeInteger(value) ? undefined : value;
  };
}

function dateReader(order: DateOrder | undefined): CellReader {
  const known = new Map<string, number>();
  return (cell) => {
    const found = known.get(cell);
    if (found !== undefined) return found;
    const text = cell.trim();
    if (EMPTY.has(text)) return Number.NaN;
    const days = parseDate(text, order);
    if (Number.isNaN(days)) return undefined;
    if (known.size < DATES_KEPT) known.set(cell, days);
    return days;
  };
}
