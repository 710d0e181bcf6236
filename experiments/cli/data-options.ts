import type { DateOrder } from "../data/dates.js";
import type { KindName } from "../data/kinds.js";
import type { RowOptions } from "../data/rows.js";
import type { Args } from "./command.js";
import { Misuse } from "./misuse.js";
import { unknown } from "./nearest.js";
import { pairs, text } from "./values.js";

/** Options of every command that reads a file of data. */
export const dataOptions = {
  map: {
    array: true,
    coerce: pairs("--map"),
    requiresArg: true,
    describe: "column=name: which of the file's columns is which of the kind's; column= says that the file has none",
  },
  set: {
    array: true,
    coerce: pairs("--set"),
    requiresArg: true,
    describe: "column=text: a column the file has not, the same in every row",
  },
  dates: {
    coerce: text("--dates"),
    requiresArg: true,
    describe: "dmy or mdy: order of day and month in 3/4/2017, where no date of the file shows it",
  },
} as const satisfies Args;

/** What `dataOptions` say, as the reader of files takes it. @throws Misuse */
export function rowOptions(args: {
  readonly map?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly dates?: string;
}): RowOptions {
  const { map, set, dates } = args;
  if (dates !== undefined && dates !== "dmy" && dates !== "mdy")
    throw new Misuse(unknown("order of day and month", dates, ["dmy", "mdy"]));
  const both = Object.keys(map ?? {}).find((column) => set?.[column] !== undefined);
  if (both !== undefined) throw new Misuse(`${both} is given by --map and by --set; give it once`);
  return { map, set, dates: dates as DateOrder | undefined };
}

/** @throws Misuse when there is no such kind of data */
export async function kindNamed(name: string): Promise<KindName> {
  const { KIND_NAMES } = await import("../data/kinds.js");
  const found = KIND_NAMES.find((kind) => kind === name);
  if (found === undefined) throw new Misuse(unknown("kind of data", name, KIND_NAMES));
  return found;
}
