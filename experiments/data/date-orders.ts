import { type DateOrder, dateOrderOf } from "./dates.js";
import type { PlannedColumn } from "./header.js";
import { isHopeless, type Source } from "./source.js";
import { badFile } from "./text-file.js";

/**
 * Order of day and month of each date column that needs one: as told, or as the first date tells that can only be read in one
 * way. Reads no further than that.
 *
 * @throws UserError where a column has such dates and none tells: to guess would shift every date
 */
export async function dateOrders(
  source: Source,
  columns: readonly PlannedColumn[],
  told: DateOrder | undefined,
): Promise<(DateOrder | undefined)[]> {
  const orders = columns.map(() => undefined as DateOrder | undefined);
  const waiting = new Map<number, string>();
  columns.forEach(({ type, at }, c) => {
    if (type === "date" && at >= 0) waiting.set(c, "");
  });
  if (waiting.size === 0) return orders;
  let rows = 0;
  let records = 0;
  await source.each(false, {
    record(cells) {
      records += 1;
      if (cells.length !== source.header.length) return;
      rows += 1;
      for (const [c, seen] of waiting) {
        const cell = cells[columns[c].at].trim();
        if (cell === "") continue;
        const order = dateOrderOf(cell);
        if (order === "either") waiting.set(c, seen || cell);
        else if (order !== undefined || seen === "") {
          if (order !== undefined) orders[c] = told ?? order;
          waiting.delete(c);
        }
      }
    },
    broken() {
      records += 1;
    },
    piece: (read) => waiting.size > 0 && !isHopeless(rows, records, read),
  });
  for (const [c, seen] of waiting) {
    if (seen === "") continue;
    if (told === undefined)
      throw badFile(
        source.file,
        `${columns[c].name}: ${seen} may be day/month or month/day, and no date of the file tells which; say --dates dmy or --dates mdy`,
      );
    orders[c] = told;
  }
  return orders;
}
