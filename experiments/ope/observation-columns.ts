import type { Fault } from "../faults.js";
import type { ContextColumn } from "./context-features.js";

/** A whole number with so few different values is a state, not an amount. */
const MOST_STATES = 50;

/**
 * Columns of a logged observation: of a number itself (a text where it names one of a few states), of lists and named parts every
 * number in them, in their order.
 *
 * @param texts   by row, JSON: a number, a list of numbers, or an object of these
 * @param faults  takes rows that are none, or have more or fewer numbers than the first
 */
export function observationColumns(
  name: string,
  texts: (row: number) => string,
  rows: number,
  line: (row: number) => number,
  faults: Fault[],
): ContextColumn[] {
  const numbers: number[] = [];
  let columns: Float64Array[] = [];
  for (let row = 0; row < rows; row++) {
    numbers.length = 0;
    if (!collect(texts(row), numbers) || (row > 0 && numbers.length !== columns.length)) {
      const wanted = row > 0 ? `${columns.length} numbers as JSON, as in the first row` : "numbers as JSON";
      faults.push({ code: "observation", path: [name], message: `expected ${wanted}`, line: line(row) });
      if (faults.length >= 20 || row === 0) return [];
      continue;
    }
    if (row === 0) columns = numbers.map(() => new Float64Array(rows));
    for (let c = 0; c < columns.length; c++) columns[c][row] = numbers[c];
  }
  if (columns.length === 1) {
    const states = new Set(columns[0]);
    if (states.size <= MOST_STATES && columns[0].every(Number.isInteger)) {
      const place = new Map([...states].sort((a, b) => a - b).map((value, code) => [value, code]));
      return [
        {
          name,
          kind: "text",
          codes: Int32Array.from(columns[0], (value) => place.get(value)!),
          texts: [...place.keys()].map(String),
        },
      ];
    }
  }
  return columns.map((values, c) => ({ name: columns.length === 1 ? name : `${name}.${c}`, kind: "number", values }));
}

function collect(text: string, into: number[]): boolean {
  try {
    return flatten(JSON.parse(text), into);
  } catch {
    return false;
  }
}

function flatten(value: unknown, into: number[]): boolean {
  if (typeof value === "number") {
    into.push(value);
    return true;
  }
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((part) => flatten(part, into));
}
