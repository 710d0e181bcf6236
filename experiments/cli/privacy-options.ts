import type { AnonymiseOptions, PrivacyReport } from "../data/privacy/anonymise.js";
import type { Args } from "./command.js";
import { Misuse } from "./misuse.js";
import { readable, table } from "./table.js";
import { names, share, text, whole } from "./values.js";

/** Options of `--anonymise`. */
export const privacyOptions = {
  "key-file": {
    coerce: text("--key-file"),
    requiresArg: true,
    describe: "file with the key of the hashes; the variable PROMOLAB_KEY where it is left out",
  },
  k: { coerce: whole("--k", 2, 1_000_000), requiresArg: true, describe: "people in the smallest class; 5" },
  "max-suppressed": {
    coerce: share("--max-suppressed"),
    requiresArg: true,
    describe: "part of the rows that may be left out for it; 0.05",
  },
  quasi: {
    array: true,
    coerce: names("--quasi"),
    requiresArg: true,
    describe: "columns that others may know of a person, beside the kind's own",
  },
  keep: {
    array: true,
    coerce: names("--keep"),
    requiresArg: true,
    describe: "columns that stay as they are, on your word",
  },
  "keep-text": { array: true, coerce: names("--keep-text"), requiresArg: true, describe: "free texts that stay" },
  sensitive: {
    coerce: text("--sensitive"),
    requiresArg: true,
    describe: "column whose fewest different values in a class are told (l-diversity)",
  },
} as const satisfies Args;

/** What `--anonymise` and its options say; undefined without it. @throws Misuse, which never tells the key */
export async function anonymiseOptions(args: {
  readonly anonymise: boolean;
  readonly keyFile?: string;
  readonly k?: number;
  readonly maxSuppressed?: number;
  readonly quasi?: readonly string[];
  readonly keep?: readonly string[];
  readonly keepText?: readonly string[];
  readonly sensitive?: string;
}): Promise<AnonymiseOptions | undefined> {
  const { anonymise, keyFile, k, maxSuppressed, quasi, keep, keepText, sensitive } = args;
  if (!anonymise) {
    const given = { keyFile, k, maxSuppressed, quasi, keep, keepText, sensitive };
    const alone = Object.entries(given).find(([, value]) => value !== undefined);
    if (alone) throw new Misuse(`--${alone[0].replace(/[A-Z]/g, (l) => `-${l.toLowerCase()}`)} goes with --anonymise`);
    return undefined;
  }
  const { createKeyedHash, KEY_VARIABLE, readKey } = await import("../data/privacy/keyed-hash.js");
  const found = readKey({ file: keyFile, environment: process.env[KEY_VARIABLE] });
  if ("fault" in found) throw new Misuse(found.fault);
  const hash = createKeyedHash(found.key);
  return { hash, k: k ?? 5, maxSuppressed: maxSuppressed ?? 0.05, quasi, keep, keepText, sensitive };
}

/** What was done for privacy and what is proved, for a reader. */
export function privacyText(report: PrivacyReport): string {
  const left = (head: string) => ({ head, align: "left" }) as const;
  const done = [
    ...report.hashed.map((column) => [column, "hashed"]),
    ...report.dropped.map(({ column, why }) => [column, `dropped: ${why}`]),
    ...report.quasi.map(({ column, generalisedTo }) => [column, generalisedTo]),
    ...report.keptAsAsked.map((column) => [column, "as it is, as asked"]),
  ];
  const of = report.people === null ? "rows" : `people (${report.people})`;
  const lines = [
    `k asked ${report.k}; smallest class ${readable(report.smallest)} ${of}, ${readable(report.classes)} classes, counted on the written file`,
    `${readable(report.suppressed)} of ${readable(report.rows)} rows left out`,
  ];
  if (report.diversity !== undefined && report.sensitive !== null)
    lines.push(`fewest different values of ${report.sensitive} in a class: ${readable(report.diversity)}`);
  return `${table([left("column"), left("for privacy")], done)}\n\n${lines.join("\n")}`;
}
