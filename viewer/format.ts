import { format } from "d3";

const threeDigits = format(",.3~r");
const threePlaces = format(",.3r");
const twoDecimals = format(",.2f");
const withPrefix = format("~s");
const plain = format(".3~r");
const MINUS = "\u2212";

/** Three significant digits, thousands separated, with a real minus: 1,230. */
export function rounded(value: number): string {
  return value === 0 ? "0" : threeDigits(value);
}

/** A value at an axis: 12k, 250, 0.05. */
export function short(value: number): string {
  if (value === 0) return "0";
  return Math.abs(value) >= 1000 ? withPrefix(value) : plain(value).replace("-", MINUS);
}

/** Three significant digits, zeros too, so that amounts in a column look alike, the minus before the sign: \u2212$22.0. */
export function money(currency: string, value: number): string {
  const text = value === 0 ? "0" : threePlaces(Math.abs(value));
  return value < 0 ? `${MINUS}${currency}${text}` : `${currency}${text}`;
}

/** As `money` with a plus for gains, for differences. */
export function signedMoney(currency: string, value: number): string {
  return value > 0 ? `+${money(currency, value)}` : money(currency, value);
}

/** To the cent: $1,234.50. */
export function exactMoney(currency: string, value: number): string {
  const text = twoDecimals(Math.abs(value));
  return value < 0 && text !== "0.00" ? `${MINUS}${currency}${text}` : `${currency}${text}`;
}

/** A share as a percentage without decimals: 34%. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Seconds as m:ss, or h:mm:ss. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The date of a day: "Thu 5 Mar 2026".
 *
 * @param startDate  of day 0, YYYY-MM-DD
 */
export function dateOf(startDate: string, day: number): string {
  const days = Date.parse(`${startDate}T00:00:00Z`) / DAY_MS + day;
  return `${WEEKDAYS[new Date(days * DAY_MS).getUTCDay()]} ${dayOf(days)}`;
}

/** Days since 1970-01-01 as a date: "5 Mar 2026". */
export function dayOf(days: number): string {
  const date = new Date(days * DAY_MS);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}
