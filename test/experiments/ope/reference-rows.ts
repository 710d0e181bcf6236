import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../../../shared/reference");

/** Where a file of the reference rows is; its tests are left out where it is not there. */
export const reference = (name: string) => join(folder, name);
export const hasReference = existsSync(folder);

/** Values of `ope_bandit.csv` by the reference's README: clipped at 5, switched at 3, shrunk by 10. */
export const BANDIT_ROWS = {
  DM: 0.2189586,
  IPW: 0.34992706,
  clipped: 0.21162024,
  SNIPW: 0.31197502,
  DR: 0.30995245,
  "Switch-DR": 0.21414854,
  DRos: 0.22423933,
};

/** Columns of a small CSV of numbers by name. */
export function numbersOf(file: string): Record<string, Float64Array> {
  const [header, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(",").map(Number));
  return Object.fromEntries(header.split(",").map((name, c) => [name, Float64Array.from(cells, (row) => row[c])]));
}
