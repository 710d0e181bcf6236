import { readFileSync } from "node:fs";
import { join } from "node:path";

const document = readFileSync(join(import.meta.dirname, "../../../docs/calibrate.md"), "utf8");

/**
 * What docs/calibrate.md shows as printed for a set of data: name of a table's row and the numbers behind it, in the order
 * printed; a name that stands in several tables has the rows one after another.
 */
export function printedRows(section: string): readonly (readonly [name: string, numbers: readonly number[]])[] {
  const text = document.split(/^### /m).find((part) => part.startsWith(`${section}\n`));
  if (text === undefined) throw new Error(`docs/calibrate.md has no section ${section}`);
  return text.split("\n").flatMap((line) => {
    const [name, ...cells] = line.trim().split(/ {2,}/);
    const numbers = cells.map((cell) => Number(cell.replaceAll(",", ""))).filter((value) => !Number.isNaN(value));
    return numbers.length > 0 ? [[name, numbers] as const] : [];
  });
}

/** The only printed row of that name with so many numbers. */
export function printedRow(section: string, name: string, count: number): readonly number[] {
  const found = printedRows(section).filter(([own, numbers]) => own === name && numbers.length === count);
  if (found.length !== 1) throw new Error(`docs/calibrate.md, ${section}: ${found.length} rows ${name} of ${count}`);
  return found[0][1];
}
