import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { nearest } from "../../cli/nearest.js";
import { UserError } from "../../faults.js";
import { answers } from "../duck.js";
import { plainName } from "../header.js";
import type { Kind } from "../kind.js";
import { KINDS } from "../kinds.js";
import { openSource, type Source } from "../source.js";
import { columnAt, STAGED, withStaging } from "../staging.js";
import { type Classes, countClasses } from "./k-anonymity.js";

/** What a column looks like to someone who is after people. */
export type Look = "e-mail" | "phone" | "IP address" | "id" | "free text" | "quasi-identifier";

/** Looks that name a person by themselves, whatever k is. */
const DIRECT: ReadonlySet<Look> = new Set(["e-mail", "phone", "IP address"]);

export interface AuditOptions {
  readonly k: number;
  /** guessed from the columns' names where it is left out */
  readonly quasi?: readonly string[];
  /** column that names whom a row is about; guessed where it is left out */
  readonly person?: string;
  readonly sensitive?: string;
  readonly onProgress?: (read: number, all: number, rows: number) => void;
}

export interface AuditReport extends Classes {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly AuditedColumn[];
  readonly k: number;
  readonly quasi: readonly string[];
  readonly quasiGuessed: boolean;
  /** null: each row counts as another one's */
  readonly people: string | null;
  readonly sensitive: string | null;
  /** what stands against handing the data on; none where it passes */
  readonly findings: readonly string[];
  /** what only a reader can judge */
  readonly remarks: readonly string[];
}

export interface AuditedColumn {
  readonly name: string;
  /** part of the rows that are not empty */
  readonly filled: number;
  readonly different: number;
  /** part of the filled rows whose value no other row has */
  readonly unique: number;
  readonly looks: readonly Look[];
}

/**
 * Audits any CSV or Parquet file: which columns name a person, look like an id or like free text, and how large the smallest
 * class of people is who are alike in the quasi-identifiers. A look is a guess from names and values: it may miss one.
 *
 * @throws UserError, exit code 1, for a file that is none of data; 2 for a column that is none
 */
export async function auditFile(file: string, options: AuditOptions): Promise<AuditReport> {
  const source = await openSource(file);
  const names = source.header.map((name, c) => (name.trim() === "" ? `column${c + 1}` : name.trim()));
  const at = placesOf(file, names);
  const asked = [...(options.quasi ?? []), ...[options.person, options.sensitive].filter((name) => name !== undefined)];
  for (const name of asked) at(name);
  const kind = source.kind === undefined ? undefined : (KINDS as Record<string, Kind | undefined>)[source.kind];
  const roles = names.map((name) => roleOf(name, kind));
  const places = options.quasi?.map(at) ?? names.flatMap((_, c) => (roles[c].quasi ? [c] : []));
  const person = options.person === undefined ? guessPerson(names, roles) : at(options.person);

  const texts = names.map(() => true);
  return withStaging(join(tmpdir(), "audit"), texts, false, undefined, async (staging) => {
    const { connection } = staging;
    const rows = await stage(source, names.length, staging.append, options.onProgress);
    staging.flush();
    const columns: AuditedColumn[] = [];
    for (let c = 0; c < names.length; c++)
      columns.push(await auditColumn(connection, names[c], columnAt(c), rows, roles[c], places.includes(c)));
    const found = await countClasses(connection, STAGED, places.filter((c) => c !== person).map(columnAt), {
      k: options.k,
      person: person < 0 ? undefined : columnAt(person),
      sensitive: options.sensitive === undefined ? undefined : columnAt(at(options.sensitive)),
    });
    return {
      file,
      rows,
      columns,
      ...found,
      k: options.k,
      quasi: places.filter((c) => c !== person).map((c) => names[c]),
      quasiGuessed: options.quasi === undefined,
      people: person < 0 ? null : names[person],
      sensitive: options.sensitive ?? null,
      findings: findingsOf(columns, found, options.k),
      remarks: remarksOf(columns),
    };
  });
}

function findingsOf(columns: readonly AuditedColumn[], { smallest, rowsBelow }: Classes, k: number): string[] {
  const findings = columns.flatMap(({ name, looks }) =>
    looks
      .filter((look) => DIRECT.has(look))
      .map((look) => `${name} holds what looks like ${LOOK_PLURAL[look] ?? look}`),
  );
  if (smallest < k)
    findings.push(
      `the smallest class has ${smallest} of ${k}; ${(100 * rowsBelow).toFixed(1)}% of the rows are in classes below ${k}`,
    );
  return findings;
}

/** Part of the rows that a column's value tells from all others, from which on it is worth a remark. */
const TELLING = 0.1;

function remarksOf(columns: readonly AuditedColumn[]): string[] {
  return columns.flatMap(({ name, looks, unique }) => {
    if (looks.includes("free text")) return [`${name} is free text, which may name people whatever k is`];
    if (looks.length > 0 || unique < TELLING) return [];
    return [`${name} tells ${(100 * unique).toFixed(1)}% of its rows from all others: may others know it? (--quasi)`];
  });
}

const LOOK_PLURAL: Partial<Record<Look, string>> = {
  "e-mail": "e-mail addresses",
  phone: "phone numbers",
  "IP address": "IP addresses",
};

/** @returns the place of a column by name. @throws UserError, exit code 2 */
function placesOf(file: string, names: readonly string[]): (name: string) => number {
  return (name) => {
    const place = names.indexOf(name);
    if (place >= 0) return place;
    const near = nearest(name, names);
    const message = `no such column; ${near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`}`;
    throw new UserError(file, [{ code: "column", path: [name], message }]);
  };
}

async function stage(
  source: Source,
  width: number,
  append: (values: readonly string[], line: number, cells: readonly string[]) => void,
  onProgress: AuditOptions["onProgress"],
): Promise<number> {
  let rows = 0;
  const values = Array.from({ length: width }, () => "");
  await source.each(false, {
    record(cells, line) {
      rows += 1;
      for (let c = 0; c < width; c++) values[c] = (cells[c] ?? "").trim();
      append(values, line, cells);
    },
    broken: () => {},
    piece(read, all) {
      onProgress?.(read, all, rows);
      return true;
    },
  });
  if (rows === 0)
    throw new UserError(source.file, [{ code: "data", path: [], message: "nothing below the header" }], 1);
  return rows;
}

interface Role {
  readonly id: boolean;
  readonly person: boolean;
  readonly quasi: boolean;
  readonly freeText: boolean;
}

const PERSON_NAMES = new Set(
  Object.values(KINDS as Record<string, Kind>)
    .flatMap(({ columns }) => columns.filter(({ person }) => person))
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .map(plainName),
);
const ID_NAME =
  /(^|[_\s.-])(id|uuid|guid|key|login|username|user_?name|ssn|passport|iban|account|card|phone|tel|e-?mail|name|surname)$|Id$|ID$/i;
const QUASI_NAME =
  /(^|[_\s.-])(age|birth.*|dob|gender|sex|zip.*|post_?code|postal.*|city|town|region|state|county|country|address|income.*|education|marital.*|ethnic.*|race|religion|job|occupation|profession|nationality|household_?size|kids|children|lat|latitude|lon|lng|longitude|date|time|datetime|timestamp|day|hour|week|month|store|store_?id|shop|branch|channel|device|newbie|recency|visits?_?time|.*_(date|time|day|at))$/i;

/** What a column's name says: under the kind that the file tells it is of, else by the words of the trade. */
function roleOf(name: string, kind: Kind | undefined): Role {
  const spec = kind?.columns.find((column) => column.name === name);
  if (spec)
    return {
      id: spec.id === true,
      person: spec.person === true,
      quasi: spec.quasi === true,
      freeText: spec.freeText === true,
    };
  const person = PERSON_NAMES.has(plainName(name));
  return { id: person || ID_NAME.test(name), person, quasi: QUASI_NAME.test(name), freeText: false };
}

/** A column that is only called "id" names people where no other does: should it name rows, nothing is lost. */
function guessPerson(names: readonly string[], roles: readonly Role[]): number {
  const certain = roles.findIndex(({ person }, c) => person && plainName(names[c]) !== "id");
  return certain >= 0 ? certain : roles.findIndex(({ person }) => person);
}

const EMAIL = "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}";
const PHONE = "\\+?\\(?[0-9][0-9 ()./-]{6,18}[0-9]";
const NO_PHONE =
  "[+-]?[0-9]*\\.?[0-9]*|[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}( [0-9]{1,2})?|([0-9]{1,3}\\.){3}[0-9]{1,3}";
const IP = "([0-9]{1,3}\\.){3}[0-9]{1,3}";
const CODE = "[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const CJK = "[\\x{3040}-\\x{30ff}\\x{4e00}-\\x{9fff}]";
/** Part of the filled rows that must look so; for what names a person, a trace is enough. */
const MOST = 0.8;
const TRACE = 0.01;

async function auditColumn(
  connection: DuckDBConnection,
  name: string,
  cell: string,
  rows: number,
  role: Role,
  asked: boolean,
): Promise<AuditedColumn> {
  const part = (test: string) => `coalesce(sum(n) FILTER (${test}) / sum(n), 0)::DOUBLE`;
  const [[filled, different, unique, email, phone, ip, code, decimals, length, words, cjk]] = (await answers(
    connection,
    `SELECT coalesce(sum(n), 0)::DOUBLE, count(*)::DOUBLE, ${part("n = 1")}, ${part(`regexp_matches(v, '${EMAIL}')`)},
       ${part(`regexp_full_match(v, '${PHONE}') AND NOT regexp_full_match(v, '${NO_PHONE}')`)},
       ${part(`regexp_full_match(v, '${IP}')`)}, ${part(`regexp_full_match(v, '${CODE}')`)},
       ${part("regexp_full_match(v, '[+-]?[0-9]*\\.[0-9]+(e[+-]?[0-9]+)?')")},
       coalesce(sum(n * length(v)) / sum(n), 0)::DOUBLE, coalesce(sum(n * len(string_split(v, ' '))) / sum(n), 0)::DOUBLE,
       ${part(`regexp_matches(v, '${CJK}')`)}
     FROM (SELECT ${cell} AS v, count(*) AS n FROM ${STAGED} WHERE ${cell} IS NOT NULL GROUP BY 1)`,
  )) as number[][];
  const looks: Look[] = [];
  const freeText = role.freeText || words >= 4 || (cjk > 0.5 && length >= 8);
  if (email > TRACE) looks.push("e-mail");
  if (phone > (freeText ? TRACE : 0.5)) looks.push("phone");
  if (ip > 0.5) looks.push("IP address");
  // Almost every row another value: who knows one of them finds the row.
  const tellsRows = filled >= 20 && unique >= 0.95 && decimals < 0.2 && !freeText;
  if (!looks.some((look) => DIRECT.has(look)) && (role.id || code > MOST || tellsRows) && !asked) looks.push("id");
  if (freeText) looks.push("free text");
  if (asked) looks.push("quasi-identifier");
  return { name, filled: filled / rows, different, unique, looks };
}
