import type { Fault } from "../faults.js";

/** Bad cells of one column that are told one by one; the rest are counted. */
const CELLS_TOLD = 5;

/** Collects the bad cells of one column: the first few one by one, the rest as a count. */
export function badCells(column: string, expected: string) {
  const told: Fault[] = [];
  let more = 0;
  return {
    add(cell: string, line: number) {
      const message = `found ${JSON.stringify(cell)}, expected ${expected}`;
      if (told.length === CELLS_TOLD) more += 1;
      else told.push({ code: "cell", path: columnPath(column), message, line });
    },
    faults(): Fault[] {
      if (more === 0) return told;
      return [...told, { code: "cell", path: columnPath(column), message: `${more} more such cells` }];
    },
  };
}

/** `price.dannon` as the path price, dannon: only the first dot divides, as brands may have dots. */
export function columnPath(column: string): string[] {
  const dot = column.indexOf(".");
  return dot < 0 ? [column] : [column.slice(0, dot), column.slice(dot + 1)];
}
