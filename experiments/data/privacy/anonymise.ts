import type { DuckDBConnection } from "@duckdb/node-api";
import { UserError } from "../../faults.js";
import { answers, named, pathText } from "../duck.js";
import type { PlannedColumn } from "../header.js";
import { columnAt, STAGED } from "../staging.js";
import type { QuasiColumn } from "./generalise.js";
import { type Classes, countClasses, findAnonymity } from "./k-anonymity.js";
import type { KeyedHash } from "./keyed-hash.js";

export interface AnonymiseOptions {
  readonly hash: KeyedHash;
  /** people in the smallest class, at least 2 */
  readonly k: number;
  /** part of the rows that may be left out for it, 0 to 1 */
  readonly maxSuppressed: number;
  /** columns that count as quasi-identifiers beside the kind's own */
  readonly quasi?: readonly string[];
  /** columns that stay as they are, on the caller's word: quasi-identifiers and columns that the kind does not know */
  readonly keep?: readonly string[];
  /** free texts that stay */
  readonly keepText?: readonly string[];
  /** column of whose values the report says how many different ones the poorest class has */
  readonly sensitive?: string;
}

/** What was done to the data, and the proof that it holds, counted on the written file. */
export interface PrivacyReport extends Omit<Classes, "rowsBelow" | "uniqueRows"> {
  readonly k: number;
  /** column whose different values are the people of a class; null: each row counts as another one's */
  readonly people: string | null;
  readonly quasi: readonly {
    readonly column: string;
    readonly generalisedTo: string;
    /** levels there were, from "as it is" on */
    readonly levels: readonly string[];
  }[];
  readonly hashed: readonly string[];
  readonly dropped: readonly { readonly column: string; readonly why: string }[];
  /** quasi-identifiers and unknown columns that stay, on the caller's word */
  readonly keptAsAsked: readonly string[];
  readonly rows: number;
  readonly suppressed: number;
  readonly maxSuppressed: number;
  readonly sensitive: string | null;
}

/** What becomes of each of a plan's columns. */
export interface Treatment {
  readonly of: readonly ("hash" | "drop" | "quasi" | "stay")[];
  readonly why: readonly string[];
  /** place of the column that names whom a row is about; -1 where there is none */
  readonly person: number;
}

/**
 * Decides what becomes of each column: ids are hashed, free text goes unless it is kept by name, quasi-identifiers are
 * generalised, and what the kind does not know goes unless it is named. The rest stays.
 *
 * @throws UserError for a name that is no column of the file, or may not be treated as asked
 * @throws RangeError for a k below 2 or a part of the rows that is none
 */
export function treatmentOf(file: string, columns: readonly PlannedColumn[], options: AnonymiseOptions): Treatment {
  const { quasi = [], keep = [], keepText = [], sensitive } = options;
  if (!(options.k >= 2 && Number.isInteger(options.k)))
    throw new RangeError(`anonymise: needs a whole k of at least 2, got ${options.k}`);
  if (!(options.maxSuppressed >= 0 && options.maxSuppressed <= 1))
    throw new RangeError(`anonymise: needs a part of the rows from 0 to 1, got ${options.maxSuppressed}`);
  const faults: string[] = [];
  const known = new Map(columns.map((column) => [column.name, column]));
  const asked: [string, readonly string[], (column: PlannedColumn) => string | undefined][] = [
    ["--quasi", quasi, ({ spec }) => (spec?.id ? "is an id: it is hashed" : undefined)],
    ["--keep", keep, keepFault],
    ["--keep-text", keepText, ({ spec, extra }) => (spec?.freeText || extra ? undefined : "is no free text")],
    ["--sensitive", sensitive === undefined ? [] : [sensitive], () => undefined],
  ];
  for (const [option, names, faultOf] of asked)
    for (const name of names) {
      const column = known.get(name);
      const fault = column ? faultOf(column) : `no such column; there are ${[...known.keys()].join(", ")}`;
      if (fault !== undefined) faults.push(`${option} ${name}: ${fault}`);
    }
  for (const name of quasi) if (keep.includes(name)) faults.push(`${name} is given by --quasi and by --keep`);
  if (faults.length > 0) throw new UserError(file, [{ code: "columns", path: [], message: faults.join("; ") }]);

  const stays = new Set([...keep, ...keepText]);
  const of = columns.map(({ name, spec, extra }) => {
    if (quasi.includes(name)) return "quasi";
    if (stays.has(name)) return "stay";
    if (spec?.id) return "hash";
    if (spec?.freeText || extra) return "drop";
    return spec?.quasi ? "quasi" : "stay";
  });
  const why = columns.map(({ extra }) => (extra ? "not known to the kind; --quasi or --keep keeps it" : "free text"));
  return { of, why, person: columns.findIndex(({ spec }) => spec?.person === true) };
}

/** Replaces the ids of a row before it is put down anywhere. What it returns is overwritten by the next row. */
export function idHasher(columns: readonly PlannedColumn[], { of }: Treatment, hash: KeyedHash) {
  const ids = columns.flatMap(({ name, spec }, place) =>
    // People keep one name in all files of a key, whatever a kind calls them: customer, user, household.
    of[place] === "hash" ? [{ place, role: spec?.person ? "person" : name }] : [],
  );
  const hashed: (string | number)[] = columns.map(() => "");
  return (values: readonly (string | number)[]): readonly (string | number)[] => {
    for (let c = 0; c < values.length; c++) hashed[c] = values[c];
    for (const { place, role } of ids)
      if (hashed[place] !== "") hashed[place] = hash.name(role, hashed[place] as string);
    return hashed;
  };
}

/** How the staged rows are to be written. */
export interface Anonymised {
  /** by place, a column's stand-in in SQL; undefined: the column is left out */
  readonly cells: ReadonlyMap<number, string | undefined>;
  /** true, in SQL, for the rows that stay */
  readonly stays: string;
  /** in SQL: an order that says nothing about where a row stood, only which of a person's came first */
  readonly order: string;
  readonly report: Omit<PrivacyReport, keyof Classes>;
}

/**
 * @param columns  the plan's; those the kind does not know are of type number where all their cells are numbers
 * @throws UserError, exit code 1, where no generalisation keeps enough rows
 */
export async function anonymise(
  connection: DuckDBConnection,
  file: string,
  columns: readonly PlannedColumn[],
  treatment: Treatment,
  options: AnonymiseOptions,
): Promise<Anonymised> {
  const { k, maxSuppressed, hash, keep = [], keepText = [] } = options;
  const names = (what: Treatment["of"][number]) => columns.filter((_, c) => treatment.of[c] === what);
  const places = columns.flatMap((_, place) => (treatment.of[place] === "quasi" ? [place] : []));
  const quasi = places.map(
    (place): QuasiColumn => ({
      name: columns[place].name,
      cell: columnAt(place),
      type: columns[place].type,
      required: columns[place].mustBeFilled,
    }),
  );
  // What the kind does not know is staged as text; its bands are of numbers.
  for (const place of places)
    if (columns[place].extra && columns[place].type === "number")
      await connection.run(`ALTER TABLE ${STAGED} ALTER ${columnAt(place)} TYPE DOUBLE`);
  const person = treatment.person < 0 ? undefined : columnAt(treatment.person);
  const found = await findAnonymity(connection, STAGED, quasi, person, { k, maxSuppressed });
  if ("fault" in found) throw new UserError(file, [{ code: "k-anonymity", path: [], message: found.fault }], 1);
  const cells = new Map<number, string | undefined>();
  treatment.of.forEach((what, place) => {
    if (what === "drop") cells.set(place, undefined);
  });
  found.columns.forEach(({ level }, q) => {
    cells.set(places[q], level.sql);
  });
  const salt = hash.name("order", "rows");
  return {
    cells,
    stays: found.stays,
    order: `hash(${person === undefined ? "rowid" : `coalesce(${person}, 'row ' || rowid)`}, '${salt}'), rowid`,
    report: {
      k,
      people: treatment.person < 0 ? null : columns[treatment.person].name,
      quasi: found.columns.map(({ name, level, levels }) => ({
        column: name,
        generalisedTo: level.label,
        levels: levels.map(({ label }) => label),
      })),
      hashed: names("hash").map(({ name }) => name),
      dropped: columns.flatMap(({ name }, c) =>
        treatment.of[c] === "drop" ? [{ column: name, why: treatment.why[c] }] : [],
      ),
      keptAsAsked: [...keep, ...keepText],
      rows: found.rows,
      suppressed: found.suppressed,
      maxSuppressed,
      sensitive: options.sensitive ?? null,
    },
  };
}

/** Counts the classes of the file that was written, apart from how it was made. @throws Error where k does not hold */
export async function provePrivacy(
  connection: DuckDBConnection,
  parquet: string,
  report: Anonymised["report"],
): Promise<PrivacyReport> {
  const from = `read_parquet(${pathText(parquet)})`;
  const described = await answers(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`);
  const there = new Set(described.map(([name]) => name));
  const quasi = report.quasi.filter(({ column }) => there.has(column)).map(({ column }) => named(column));
  const { classes, smallest, rowsBelow, diversity } = await countClasses(connection, from, quasi, {
    k: report.k,
    person: report.people === null ? undefined : named(report.people),
    sensitive: report.sensitive !== null && there.has(report.sensitive) ? named(report.sensitive) : undefined,
  });
  if (rowsBelow > 0) throw new Error(`k-anonymity does not hold: the smallest class has ${smallest} of ${report.k}`);
  return { ...report, classes, smallest, ...(diversity === undefined ? {} : { diversity }) };
}

function keepFault({ spec, extra }: PlannedColumn): string | undefined {
  if (spec?.id) return "is an id: it is hashed";
  if (spec?.freeText) return "is free text: say --keep-text";
  return spec?.quasi || extra ? undefined : "stays anyway";
}
