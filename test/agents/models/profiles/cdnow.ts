import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Purchases } from "../../../../agents/models/profiles/purchases.js";

const file = join(import.meta.dirname, "../../../../../shared/data/cdnow_sample_transactions.csv");

/** Purchases of 2,357 CDNOW customers (Fader and Hardie); null where the file is not there. */
export function loadCdnow(until = "1998-06-30"): Purchases | null {
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1);
  const cells = lines.map((line) => line.split(",")).filter(([, , date]) => date <= until);
  return {
    rows: cells.length,
    shopper: cells.map(([, id]) => Number(id)),
    day: cells.map(([, , date]) => dayOf(date)),
    units: cells.map(([, , , units]) => Number(units)),
    paid: cells.map(([, , , , dollars]) => Number(dollars)),
  };
}

export const dayOf = (date: string) => Date.parse(date) / 86_400_000;
