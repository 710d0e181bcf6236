import type { z } from "zod";
import { nearest } from "./cli/nearest.js";

/** One thing wrong with what a user wrote. */
export interface Fault {
  /** machine-readable kind: zod's issue code, "syntax", "missing-file", ... */
  readonly code: string;
  /** where in the user's file; empty for the whole */
  readonly path: Path;
  /** what was found and what was expected */
  readonly message: string;
  /** line in the file, from 1, where known */
  readonly line?: number;
}

/** A mistake in what a user wrote or handed in, with every fault of it. The message lists them all. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly faults: readonly Fault[];
  readonly exitCode: 1 | 2;

  /**
   * @param subject   what is at fault: a file's name, "experiment"
   * @param exitCode  1 where it is a file of data, which the user may not have written; else 2
   */
  constructor(subject: string, faults: readonly Fault[], exitCode: 1 | 2 = 2) {
    super(messageOf(subject, faults));
    this.faults = faults;
    this.exitCode = exitCode;
  }
}

export type Path = readonly PropertyKey[];

/**
 * Every fault that zod found, as path, what was found and what was expected, in the order of the input.
 *
 * @param input   what was parsed
 * @param schema  what it was parsed with: ranges, units and the known keys come from it
 * @param prefix  where the input stands in the user's file
 */
export function explainIssues(error: z.ZodError, input: unknown, schema?: z.ZodType, prefix: Path = []): Fault[] {
  return error.issues.flatMap((issue) => explain(issue as Issue, input, schema, [], prefix));
}

/** `["products", 3, "listPrice"]` as `products[3].listPrice`. */
export function pathText(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(String(part))) text += text === "" ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

/** A value in at most about sixty letters. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= 60) return text;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "a set of fields" : `${text.slice(0, 57)}...`;
}

/** "unknown key, ...": with the key that was meant, or else all known ones. */
export function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known) ?? sameBeginning(key, known);
  if (meant !== undefined) return `unknown key; did you mean "${meant}"?`;
  return known.length > 0 ? `unknown key; known here: ${known.join(", ")}` : "unknown key; nothing is expected here";
}

/** The key that shares the longest beginning with the one typed, of at least three letters: `horizn` and `horizonDays`. */
function sameBeginning(typed: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let longest = 2;
  for (const key of known) {
    let shared = 0;
    while (shared < key.length && key[shared].toLowerCase() === typed[shared]?.toLowerCase()) shared += 1;
    if (shared <= longest) continue;
    longest = shared;
    best = key;
  }
  return best;
}

function messageOf(subject: string, faults: readonly Fault[]): string {
  const line = ({ path, message, line }: Fault) =>
    `${line === undefined ? "" : `line ${line}: `}${path.length === 0 ? "" : `${pathText(path)}: `}${message}`;
  if (faults.length === 1) return `${subject}: ${line(faults[0])}`;
  return `${subject}: ${faults.length} faults\n${faults.map((fault) => `  ${line(fault)}`).join("\n")}`;
}

type Issue = z.core.$ZodIssue;

function explain(issue: Issue, input: unknown, schema: z.ZodType | undefined, base: Path, prefix: Path): Fault[] {
  const path = [...base, ...issue.path];
  const at = schema === undefined ? undefined : schemaAt(schema, path, input);
  const fault = (message: string, where: Path = path): Fault[] => [
    { code: issue.code, path: [...prefix, ...where], message },
  ];
  if (issue.code === "unrecognized_keys") {
    const known = at === undefined ? [] : keysOf(at);
    return issue.keys.flatMap((key) => fault(unknownKey(key, known), [...path, key]));
  }
  if (issue.code === "invalid_union") {
    const branch = meantBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => explain(inner as Issue, input, schema, path, prefix));
  }
  if (issue.code === "invalid_key" || issue.code === "invalid_element")
    return issue.issues.flatMap((inner) => explain(inner as Issue, input, undefined, path, prefix));
  const present = valueAt(input, path);
  const expected = expectation(issue, at);
  const found = present.there ? `found ${shown(present.value)}` : "missing";
  const near = suggestion(issue, present.value);
  return fault(`${found}, expected ${expected}${near === undefined ? "" : `; did you mean "${near}"?`}`);
}

/**
 * The alternative of a union that the user most likely meant: the only one of the right type at its root, else the one
 * with the fewest faults; undefined when none is of the right type.
 */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const typed = branches.filter(
    (issues) => !issues.some((issue) => issue.code === "invalid_type" && !issue.path.length),
  );
  return typed.reduce<readonly z.core.$ZodIssue[] | undefined>(
    (best, issues) => (best === undefined || issues.length < best.length ? issues : best),
    undefined,
  );
}

function expectation(issue: Issue, schema: z.ZodType | undefined): string {
  if (issue.code === "custom") return issue.message;
  if (issue.code === "invalid_format" && issue.format === "regex") return issue.message;
  if (issue.code === "invalid_value") return oneOf(issue.values);
  if (issue.code === "invalid_union" && kindsIn(issue).length > 0) return oneOf(kindsIn(issue));
  const described = schema === undefined ? undefined : kindOf(schema);
  if (described !== undefined) {
    const unit = schema === undefined ? undefined : unitOf(schema);
    return typeof unit === "string" ? `${described} (${unit})` : described;
  }
  if (issue.code === "invalid_type") return issue.expected;
  return issue.message;
}

function suggestion(issue: Issue, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const values = issue.code === "invalid_value" ? issue.values : issue.code === "invalid_union" ? kindsIn(issue) : [];
  return nearest(
    value,
    values.filter((candidate) => typeof candidate === "string"),
  );
}

/** What the field that tells the alternatives of a union apart may be; empty for other unions. */
function kindsIn(issue: Issue): readonly (string | number)[] {
  const options: unknown = "options" in issue ? issue.options : undefined;
  return Array.isArray(options) ? options : [];
}

const oneOf = (values: readonly unknown[]) =>
  values.length === 1 ? shown(values[0]) : `one of ${values.map(shown).join(", ")}`;

/** What a schema takes, in words; undefined for kinds that zod's own message says better. */
function kindOf(schema: z.ZodType): string | undefined {
  const bare = unwrap(schema);
  const nullable = acceptsNull(schema) ? " or null" : "";
  switch (bare.def.type) {
    case "number": {
      const number = bare as z.ZodNumber;
      const kind = number.isInt ? "a whole number" : "a number";
      const { minValue: low, maxValue: high } = number;
      const bounds: string[] = [];
      const hasLow = low !== null && low > Number.MIN_SAFE_INTEGER;
      const hasHigh = high !== null && high < Number.MAX_SAFE_INTEGER;
      if (hasLow && hasHigh && !excludes(bare, low) && !excludes(bare, high)) bounds.push(`from ${low} to ${high}`);
      else {
        if (hasLow) bounds.push(excludes(bare, low) ? `above ${low}` : `of at least ${low}`);
        if (hasHigh) bounds.push(excludes(bare, high) ? `below ${high}` : `of at most ${high}`);
      }
      return `${kind}${bounds.length > 0 ? ` ${bounds.join(" and ")}` : ""}${nullable}`;
    }
    case "string":
      return `${(bare as z.ZodString).format === "date" ? "a date, YYYY-MM-DD" : lengthOf(bare, "a text", "letters")}${nullable}`;
    case "boolean":
      return `true or false${nullable}`;
    case "array":
      return lengthOf(bare, "a list", "entries");
    case "object": {
      const required = Object.entries((bare as z.ZodObject).shape).filter(([, field]) => !acceptsNothing(field));
      return required.length === 0 ? "a set of fields" : `fields: ${required.map(([key]) => key).join(", ")}, ...`;
    }
    case "record":
      return "a set of fields";
    case "union": {
      const kinds = (bare as z.ZodUnion<z.ZodType[]>).options.map(kindOf);
      return kinds.every((kind) => kind !== undefined) ? kinds.join(", or ") : undefined;
    }
    case "enum":
      return oneOf((bare as z.ZodEnum).options);
    default:
      return undefined;
  }
}

interface Check {
  readonly check: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: unknown;
  readonly inclusive?: boolean;
}

function checksOf(schema: z.ZodType): Check[] {
  const { checks = [] } = schema.def as { checks?: z.core.$ZodCheck[] };
  return checks.map((check) => check._zod.def as Check);
}

/** True where the bound itself is not allowed. */
const excludes = (schema: z.ZodType, bound: number) =>
  checksOf(schema).some(({ value, inclusive }) => value === bound && inclusive === false);

function lengthOf(schema: z.ZodType, kind: string, of: string): string {
  const checks = checksOf(schema);
  const minimum = checks.find(({ check }) => check === "min_length")?.minimum;
  const maximum = checks.find(({ check }) => check === "max_length")?.maximum;
  const length = checks.find(({ check }) => check === "length_equals")?.length;
  if (length !== undefined) return `${kind} of ${length} ${of}`;
  if (minimum !== undefined && maximum !== undefined) return `${kind} of ${minimum} to ${maximum} ${of}`;
  if (minimum !== undefined && minimum > 1) return `${kind} of at least ${minimum} ${of}`;
  if (minimum === 1) return `${kind}, not empty`;
  return maximum === undefined ? kind : `${kind} of at most ${maximum} ${of}`;
}

/** The schema that a path leads to; undefined where it leads nowhere. Of a union, the alternative that has the next key. */
export function schemaAt(schema: z.ZodType, path: Path, input: unknown): z.ZodType | undefined {
  if (path.length === 0) return schema;
  const [key, ...rest] = path;
  const bare = unwrap(schema);
  const value = valueAt(input, [key]).value;
  switch (bare.def.type) {
    case "object": {
      const field = (bare as z.ZodObject).shape[String(key)] as z.ZodType | undefined;
      return field === undefined ? undefined : schemaAt(field, rest, value);
    }
    case "array":
      return schemaAt((bare as z.ZodArray<z.ZodType>).element, rest, value);
    case "record":
      return schemaAt((bare as z.ZodRecord).valueType as z.ZodType, rest, value);
    case "union":
      for (const option of (bare as z.ZodUnion<z.ZodType[]>).options) {
        const found = schemaAt(option, path, input);
        if (found !== undefined) return found;
      }
      return undefined;
    default:
      return undefined;
  }
}

function keysOf(schema: z.ZodType): string[] {
  const bare = unwrap(schema);
  if (bare.def.type === "object") return Object.keys((bare as z.ZodObject).shape);
  if (bare.def.type === "union") return (bare as z.ZodUnion<z.ZodType[]>).options.flatMap(keysOf);
  return [];
}

/** The unit that a schema, or the one inside its default, says. */
function unitOf(schema: z.ZodType): unknown {
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return schema.meta()?.unit ?? (inner === undefined ? undefined : unitOf(inner));
}

/** Without defaults, optional, nullable, transforms after it. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const def = schema.def as { type: string; innerType?: z.ZodType; in?: z.ZodType };
  if (def.innerType !== undefined) return unwrap(def.innerType);
  return def.type === "pipe" && def.in !== undefined ? unwrap(def.in) : schema;
}

const acceptsNull = (schema: z.ZodType): boolean => {
  const def = schema.def as { type: string; innerType?: z.ZodType };
  return def.type === "nullable" || (def.innerType !== undefined && acceptsNull(def.innerType));
};

/** True for a field that may be left out. */
export const acceptsNothing = (schema: unknown): boolean =>
  ["optional", "default", "prefault", "catch"].includes((schema as z.ZodType).def.type);

function valueAt(input: unknown, path: Path): { there: boolean; value: unknown } {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
      return { there: false, value: undefined };
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return { there: value !== undefined, value };
}
