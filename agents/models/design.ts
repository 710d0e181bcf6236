import { cos, log, sin } from "../../sim/math/elementary.js";
import { monthOf, weekdayOf } from "../math/calendar-day.js";

/** Rows of sales of one thing: a row a day or a week. */
export interface SalesRows {
  readonly rows: number;
  /** the first day of each row, whole; days since 1970-01-01 where weekdays and months matter; shape [rows] */
  readonly day: Float64Array;
  /** days that a row lasts: 1 or 7 */
  readonly span: number;
  /** by name, each of shape [rows]: "units", "price", "promotion", "feature", "price of cola", ... */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** One or several regressors made of the rows. */
export type Term =
  /** a column as it stands */
  | { readonly kind: "column"; readonly column: string }
  /** its natural logarithm: the coefficient is an elasticity */
  | { readonly kind: "log"; readonly column: string }
  /** Tuesday to Sunday against Monday */
  | { readonly kind: "weekday" }
  /** February to December against January, by the middle of the row */
  | { readonly kind: "month" }
  /** sine and cosine of the season and its harmonics; `period` in days: 365.25 for a year */
  | { readonly kind: "season"; readonly period: number; readonly pairs: number }
  /** how many of these days the row has */
  | { readonly kind: "holidays"; readonly name: string; readonly days: readonly number[] }
  /** years since `origin`, a day */
  | { readonly kind: "trend"; readonly origin: number };

/** What a regression looks at. */
export interface Design {
  /** "intercept" first; shape [width] */
  readonly names: readonly string[];
  /** shape [rows, width] row-major */
  readonly cells: Float64Array;
}

/**
 * The regressors of rows, a column each, behind an intercept. Names are told by the terms: "ln price", "feature", "Tuesday",
 * "March", "sin 365.25 d", "cos 2 x 365.25 d", "trend", a holiday's own.
 *
 * @throws RangeError when a column is missing, a number is not finite, or a logarithm is asked of what is not above 0
 */
export function designOf(terms: readonly Term[], data: SalesRows): Design {
  const columns = [
    { name: "intercept", values: new Float64Array(data.rows).fill(1) },
    ...terms.flatMap((term) => columnsOf(term, data)),
  ];
  const width = columns.length;
  const cells = new Float64Array(data.rows * width);
  columns.forEach(({ name, values }, c) => {
    for (let row = 0; row < data.rows; row++) {
      if (!Number.isFinite(values[row]))
        throw new RangeError(`design: ${name} needs a finite number in row ${row}, got ${values[row]}`);
      cells[row * width + c] = values[row];
    }
  });
  return { names: columns.map(({ name }) => name), cells };
}

/** A column by name. @throws RangeError when it is missing */
export function salesColumn(data: SalesRows, column: string): Float64Array {
  const values = data.columns.get(column);
  if (values === undefined)
    throw new RangeError(`design: needs a column "${column}", got ${[...data.columns.keys()].join(", ") || "none"}`);
  return values;
}

/** Some of the rows, in the order asked for. */
export function takeRows(data: SalesRows, rows: ArrayLike<number>): SalesRows {
  const take = (values: Float64Array) => {
    const taken = new Float64Array(rows.length);
    for (let i = 0; i < taken.length; i++) taken[i] = values[rows[i]];
    return taken;
  };
  return {
    rows: rows.length,
    day: take(data.day),
    span: data.span,
    columns: new Map([...data.columns].map(([name, values]) => [name, take(values)])),
  };
}

interface Regressor {
  readonly name: string;
  readonly values: Float64Array;
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const YEAR = 365.25;
const TWO_PI = 6.283185307179586;

function columnsOf(term: Term, data: SalesRows): Regressor[] {
  const { day, span, rows } = data;
  const made = (name: string, value: (row: number) => number): Regressor => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = value(row);
    return { name, values };
  };
  const middle = (row: number) => day[row] + (span - 1) / 2;
  switch (term.kind) {
    case "column":
      return [{ name: term.column, values: salesColumn(data, term.column) }];
    case "log": {
      const values = salesColumn(data, term.column);
      return [
        made(`ln ${term.column}`, (row) => {
          if (!(values[row] > 0))
            throw new RangeError(`design: ln ${term.column} needs a number above 0 in row ${row}, got ${values[row]}`);
          return log(values[row]);
        }),
      ];
    }
    case "weekday":
      return WEEKDAYS.slice(1).map((name, w) => made(name, (row) => (weekdayOf(day[row]) === w + 1 ? 1 : 0)));
    case "month":
      return MONTHS.slice(1).map((name, m) =>
        made(name, (row) => (monthOf(Math.floor(middle(row))) === m + 1 ? 1 : 0)),
      );
    case "season": {
      const { period, pairs } = term;
      return Array.from({ length: pairs }, (_, h) => h + 1).flatMap((h) => {
        const name = h === 1 ? `${period} d` : `${h} x ${period} d`;
        // the part of the season that is over, so that the angle stays small
        const angle = (row: number) => {
          const seasons = (h * (middle(row) + 0.5)) / period;
          return TWO_PI * (seasons - Math.floor(seasons));
        };
        return [made(`sin ${name}`, (row) => sin(angle(row))), made(`cos ${name}`, (row) => cos(angle(row)))];
      });
    }
    case "holidays":
      return [made(term.name, (row) => term.days.filter((date) => date >= day[row] && date < day[row] + span).length)];
    case "trend":
      return [made("trend", (row) => (middle(row) - term.origin) / YEAR)];
  }
}
