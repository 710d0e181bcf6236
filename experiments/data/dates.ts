/** Which comes first where a date is written 3/4/2017. */
export type DateOrder = "dmy" | "mdy";

const DAY_MS = 86_400_000;

const ISO =
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const EPOCH = /^-?\d{9,10}(\.\d+)?$|^\d{13}$|^\d{16}$/;
const SLASHED = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?$/;
const NAMED =
  /^(\d{1,2})[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -](\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Days since 1970-01-01, with the time of the day as a fraction, of a date as files write it: 2017-03-04 (also / and .), with
 * or without a time and a zone; 20170304; seconds, milliseconds or microseconds since 1970; 4-Mar-2017; 4/3/2017 in the
 * given order. A time without a zone counts as UTC.
 *
 * @param order  of day and month in 4/3/2017; undefined: such a date is none
 * @returns NaN where it is no date, also for a day that no calendar has
 */
export function parseDate(text: string, order?: DateOrder): number {
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, , month, day, hour = "0", minute = "0", second = "0", zone] = iso;
    return at(+year, +month, +day, +hour, +minute, +second.replace(",", "."), zoneMinutes(zone));
  }
  const compact = COMPACT.exec(text);
  if (compact) return at(+compact[1], +compact[2], +compact[3], 0, 0, 0, 0);
  const slashed = SLASHED.exec(text);
  if (slashed) {
    if (order === undefined) return Number.NaN;
    const [, first, , second, year, hour = "0", minute = "0", seconds = "0"] = slashed;
    const [day, month] = order === "dmy" ? [first, second] : [second, first];
    return at(+year, +month, +day, +hour, +minute, +seconds, 0);
  }
  if (EPOCH.test(text)) {
    const digits = text.length;
    const seconds = digits === 13 ? Number(text) / 1e3 : digits === 16 ? Number(text) / 1e6 : Number(text);
    return seconds / 86_400;
  }
  const named = NAMED.exec(text);
  if (named) {
    const [, day, month, year, hour = "0", minute = "0", second = "0"] = named;
    return at(+year, MONTHS.indexOf(month.toLowerCase()) + 1, +day, +hour, +minute, +second, 0);
  }
  return Number.NaN;
}

/**
 * What a date of two small numbers and a year tells about their order: "dmy" or "mdy" where only that is a date, "either"
 * where both are, undefined where it is no such date.
 */
export function dateOrderOf(text: string): DateOrder | "either" | undefined {
  const match = SLASHED.exec(text);
  if (!match) return undefined;
  const dmy = !Number.isNaN(parseDate(text, "dmy"));
  const mdy = !Number.isNaN(parseDate(text, "mdy"));
  if (dmy && mdy) return match[1] === match[3] ? undefined : "either";
  if (dmy) return "dmy";
  return mdy ? "mdy" : undefined;
}

/** `2017-03-04`, and the time where it is not midnight. */
export function dateText(days: number): string {
  const text = new Date(Math.round(days * DAY_MS)).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace("T", " ").replace(/(\.000)?Z$/, "");
}

function at(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: number,
): number {
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second >= 61) return Number.NaN;
  const midnight = Date.UTC(year, month - 1, day);
  // The 30th of February would become one of March.
  if (new Date(midnight).getUTCDate() !== day) return Number.NaN;
  return midnight / DAY_MS + (hour * 3600 + (minute - zone) * 60 + second) / 86_400;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 0;
  const sign = zone[0] === "-" ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || "0"));
}
