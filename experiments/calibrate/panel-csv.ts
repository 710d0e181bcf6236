import { csvParseRows } from "d3";
import { type Fault, UserError } from "../faults.js";
import { badCells, columnPath } from "./bad-cells.js";

/** Purchases of households, one a row: which of the same brands was bought, at which prices of them all. */
export interface Panel {
  readonly brands: readonly string[];
  /** household of each purchase, shape [purchases]; a household's purchases in the file's order are in time order */
  readonly household: readonly string[];
  /** index of the brand bought, shape [purchases] */
  readonly chosen: Int32Array;
  /** row-major [purchases, brands], in the file's own unit, 0 or above */
  readonly price: Float64Array;
  /** advertised, row-major [purchases, brands]; null where the file has no feat columns */
  readonly feat: Float64Array | null;
  /** on display, row-major [purchases, brands]; null where the file has no disp columns */
  readonly disp: Float64Array | null;
  /** day of each purchase, not falling within a household, and units taken, shape [purchases]; null where the file has no such column */
  readonly day: Float64Array | null;
  readonly units: Float64Array | null;
  /** where each purchase was made; null where the file has no such column */
  readonly store: readonly string[] | null;
}

/** What the file calls its household and its brand bought; default `id` and `choice`. */
export interface PanelColumns {
  readonly id?: string;
  readonly choice?: string;
}

const MARKETING = ["feat", "disp"] as const;

/**
 * Reads a brand-wide panel: columns `id`, `price.<brand>`, `feat.<brand>` and `disp.<brand>` for all brands or none,
 * `choice`, and where the file has them `date` or `day` (a date, YYYY-MM-DD, or the number of the day), `units` and `store`; other
 * columns are left alone.
 *
 * @throws UserError, exit code 1, listing every fault of the file, with lines
 */
export function readPanel(csvText: string, { id = "id", choice = "choice" }: PanelColumns = {}): Panel {
  const rows = csvParseRows(csvText.replace(/^\uFEFF/, ""));
  const header = (rows[0] ?? []).map((column) => column.trim());
  const priced = header.filter((column) => column.startsWith("price."));
  const brands = [...new Set(priced.map((column) => column.slice("price.".length)))];
  const present = MARKETING.filter((kind) => header.some((column) => column.startsWith(`${kind}.`)));
  refuse(headerFaults(header, brands, present, [id, choice]));

  const faults: Fault[] = [];
  const lines = rows.flatMap((cells, index) => (index === 0 || isBlank(cells) ? [] : [{ cells, line: index + 1 }]));
  if (lines.length === 0) faults.push({ code: "empty", path: [], message: "no purchase below the header" });
  const whole = lines.filter(({ cells, line }) => {
    if (cells.length === header.length) return true;
    const message = `${cells.length} cells, expected ${header.length} as in the header`;
    faults.push({ code: "ragged", path: [], message, line });
    return false;
  });
  const text = (name: string) => {
    const column = header.indexOf(name);
    return whole.map(({ cells, line }) => ({ cell: cells[column].trim(), line }));
  };
  const numbers = (kind: string, expected: string, fits: (value: number) => boolean) => {
    const table = new Float64Array(whole.length * brands.length);
    brands.forEach((brand, j) => {
      const bad = badCells(`${kind}.${brand}`, expected);
      text(`${kind}.${brand}`).forEach(({ cell, line }, n) => {
        const value = cell === "" ? Number.NaN : Number(cell);
        if (!Number.isFinite(value) || !fits(value)) bad.add(cell, line);
        table[n * brands.length + j] = value;
      });
      faults.push(...bad.faults());
    });
    return table;
  };

  const readColumn = (name: string, expected: string, read: (cell: string) => number) => {
    const bad = badCells(name, expected);
    const values = Float64Array.from(text(name), ({ cell, line }) => {
      const value = read(cell);
      if (Number.isNaN(value)) bad.add(cell, line);
      return value;
    });
    faults.push(...bad.faults());
    return values;
  };

  const price = numbers("price", "a price, not below 0", (value) => value >= 0);
  const [feat, disp] = MARKETING.map((kind) =>
    present.includes(kind) ? numbers(kind, "a number from 0 to 1", (value) => value >= 0 && value <= 1) : null,
  );
  const unnamed = badCells(id, "a household");
  const household = text(id).map(({ cell, line }) => {
    if (cell === "") unnamed.add(cell, line);
    return cell;
  });
  const unknown = badCells(choice, `a brand, one of ${brands.join(", ")}`);
  const chosen = Int32Array.from(text(choice), ({ cell, line }) => {
    const found = brands.indexOf(cell);
    if (found < 0) unknown.add(cell, line);
    return found;
  });
  const dayColumn = ["date", "day"].find((name) => header.includes(name));
  const day = dayColumn === undefined ? null : readColumn(dayColumn, "a date or the number of a day", dayOf);
  const units = header.includes("units") ? readColumn("units", "a number above 0", positive) : null;
  faults.push(...unnamed.faults(), ...unknown.faults());
  if (faults.length === 0 && day !== null && fallsBack(household, day))
    faults.push({
      code: "order",
      path: [dayColumn!],
      message: "purchases of a household in the order of time expected",
    });
  if (faults.length === 0)
    brands.forEach((brand, j) => {
      if (!chosen.includes(j))
        faults.push({
          code: "unbought",
          path: ["choice"],
          message: `${brand} is never bought: its appeal has no estimate`,
        });
    });
  refuse(faults);
  const store = header.includes("store") ? text("store").map(({ cell }) => cell) : null;
  return { brands, household, chosen, price, feat, disp, day, units, store };
}

/** Days since 1970-01-01 of a date, or the number of a day as it stands; NaN of anything else. */
function dayOf(cell: string): number {
  if (/^[+-]?\d+$/.test(cell)) return Number(cell);
  return /^\d{4}-\d{2}-\d{2}$/.test(cell) ? Date.parse(cell) / 86_400_000 : Number.NaN;
}

const positive = (cell: string) => (Number(cell) > 0 && Number.isFinite(Number(cell)) ? Number(cell) : Number.NaN);

function fallsBack(household: readonly string[], day: Float64Array): boolean {
  const last = new Map<string, number>();
  return household.some((name, n) => {
    const before = last.get(name) ?? Number.NEGATIVE_INFINITY;
    last.set(name, day[n]);
    return day[n] < before;
  });
}

/**
 * Without the purchases at which some brand's price stands as 0: no logarithm, and no price at which anything is sold.
 *
 * @throws RangeError when nothing or not every brand is left
 */
export function pricedOnly(panel: Panel): Panel {
  const width = panel.brands.length;
  const kept = Array.from(panel.chosen.keys()).filter(
    (n) => !panel.price.subarray(n * width, (n + 1) * width).includes(0),
  );
  if (kept.length === panel.chosen.length) return panel;
  const table = (from: Float64Array) =>
    Float64Array.from(kept.flatMap((n) => [...from.subarray(n * width, (n + 1) * width)]));
  const chosen = Int32Array.from(kept, (n) => panel.chosen[n]);
  panel.brands.forEach((brand, j) => {
    if (!chosen.includes(j)) throw new RangeError(`${brand} is never bought where all prices are above 0`);
  });
  return {
    brands: panel.brands,
    household: kept.map((n) => panel.household[n]),
    chosen,
    price: table(panel.price),
    feat: panel.feat && table(panel.feat),
    disp: panel.disp && table(panel.disp),
    day: panel.day && Float64Array.from(kept, (n) => panel.day![n]),
    units: panel.units && Float64Array.from(kept, (n) => panel.units![n]),
    store: panel.store && kept.map((n) => panel.store![n]),
  };
}

function headerFaults(
  header: string[],
  brands: string[],
  present: readonly string[],
  named: readonly string[],
): Fault[] {
  if (header.every((column) => column === "")) return [{ code: "empty", path: [], message: "the file is empty" }];
  const fault = (code: string, column: string, message: string): Fault => ({
    code,
    path: columnPath(column),
    message,
    line: 1,
  });
  const faults: Fault[] = [];
  const needed = [...named, ...present.flatMap((kind) => brands.map((brand) => `${kind}.${brand}`))];
  for (const column of needed)
    if (!header.includes(column)) faults.push(fault("missing", column, `missing; found ${header.join(", ")}`));
  if (brands.length < 2)
    faults.push(fault("missing", "price.<brand>", `columns of at least 2 brands expected, found ${brands.length}`));
  header.forEach((column, index) => {
    if (column !== "" && header.indexOf(column) !== index)
      faults.push(fault("twice", column, "stands twice in the header"));
    const brand = /^(?:feat|disp)\.(.*)$/.exec(column)?.[1];
    if (brand !== undefined && !brands.includes(brand))
      faults.push(fault("unknown", column, `no column price.${brand} goes with it`));
  });
  for (const brand of brands)
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u.test(brand) || ["price", "feat", "disp", "loyalty"].includes(brand))
      faults.push(fault("name", `price.${brand}`, "a brand's name expected: letters, digits, spaces, . _ -"));
  return faults;
}

function isBlank(cells: string[]): boolean {
  return cells.length === 1 && cells[0].trim() === "";
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new UserError("panel", faults, 1);
}
