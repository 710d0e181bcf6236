import type { Row } from "../experiments/portable/plot.js";
import { rounded } from "./format.js";

/** A row's value with its interval in words: "12.4 (10.1 to 14.9)". */
export function rowText({ value, low, high }: Row): string {
  const interval = low === undefined || high === undefined ? "" : ` (${rounded(low)} to ${rounded(high)})`;
  return `${rounded(value)}${interval}`;
}
