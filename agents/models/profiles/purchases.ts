/**
 * Lines of purchases as columns: on a day a shopper bought so many units of a product and paid so much for them. A log of
 * purchase events is one as it stands, `{ rows: log.length, ...log.columns }`, and so is a table of transactions.
 */
export interface Purchases {
  readonly rows: number;
  /** whole numbers from 0, shape [rows] */
  readonly shopper: ArrayLike<number>;
  /** a fraction is the time of the day, shape [rows] */
  readonly day: ArrayLike<number>;
  /** for the whole line, after discounts, money, 0 or more, shape [rows] */
  readonly paid: ArrayLike<number>;
  /** whole numbers from 0, shape [rows]; undefined where products are not told apart */
  readonly product?: ArrayLike<number>;
  /** whole numbers from 0, shape [rows] */
  readonly category?: ArrayLike<number>;
  /** above 0, shape [rows]; undefined: 1 each */
  readonly units?: ArrayLike<number>;
  /** given away on the whole line, money, 0 or more, shape [rows]; undefined where it is not known */
  readonly discount?: ArrayLike<number>;
}

/** The rows of a log by shopper. */
export interface ByShopper {
  /** who bought at least once, ascending, shape [shoppers] */
  readonly shopper: Int32Array;
  /** where in `row` a shopper's rows begin, shape [shoppers + 1] */
  readonly start: Int32Array;
  /** rows of the log, by shopper and then by day, shape [rows] */
  readonly row: Int32Array;
  /** whole days on which each bought, shape [shoppers] */
  readonly days: Int32Array;
}

/**
 * Sorts a log by shopper and day.
 *
 * @throws RangeError when it has no rows, a column has another length, or a row has a shopper, day, units or money out of range
 */
export function byShopper(purchases: Purchases): ByShopper {
  check(purchases);
  const { rows, shopper, day } = purchases;
  let most = 0;
  for (let row = 0; row < rows; row++) most = Math.max(most, shopper[row]);
  const end = new Int32Array(most + 2);
  for (let row = 0; row < rows; row++) end[shopper[row] + 1] += 1;
  const present: number[] = [];
  const start: number[] = [0];
  for (let i = 0; i <= most; i++) {
    if (end[i + 1] > 0) {
      present.push(i);
      start.push(start[start.length - 1] + end[i + 1]);
    }
    end[i + 1] += end[i];
  }
  const sorted = new Int32Array(rows);
  for (let row = 0; row < rows; row++) sorted[end[shopper[row]]++] = row;
  const days = new Int32Array(present.length);
  for (let i = 0; i < present.length; i++) {
    const own = sorted.subarray(start[i], start[i + 1]);
    own.sort((a, b) => day[a] - day[b] || a - b);
    for (let n = 0; n < own.length; n++)
      if (n === 0 || Math.floor(day[own[n]]) !== Math.floor(day[own[n - 1]])) days[i] += 1;
  }
  return { shopper: Int32Array.from(present), start: Int32Array.from(start), row: sorted, days };
}

/** The first and the last whole day of a log. */
export function spanOf({ rows, day }: Purchases): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    first = Math.min(first, day[row]);
    last = Math.max(last, day[row]);
  }
  return { first: Math.floor(first), last: Math.floor(last) };
}

function check(purchases: Purchases): void {
  const { rows } = purchases;
  if (!(rows >= 1)) throw new RangeError(`purchases: needs at least 1 row, got ${rows}`);
  const whole = (value: number) => Number.isInteger(value) && value >= 0 && value <= LARGEST_CODE;
  const columns = [
    { name: "shopper", needs: "whole numbers from 0", fits: whole },
    { name: "day", needs: "finite numbers", fits: Number.isFinite },
    { name: "paid", needs: "money of 0 or more", fits: (value: number) => value >= 0 && value < Infinity },
    { name: "product", needs: "whole numbers from 0", fits: whole },
    { name: "category", needs: "whole numbers from 0", fits: whole },
    { name: "units", needs: "numbers above 0", fits: (value: number) => value > 0 && value < Infinity },
    { name: "discount", needs: "money of 0 or more", fits: (value: number) => value >= 0 && value < Infinity },
  ] as const;
  for (const { name, needs, fits } of columns) {
    const column = purchases[name];
    if (column === undefined) continue;
    if (column.length < rows) throw new RangeError(`purchases: ${rows} rows, ${column.length} of ${name}`);
    for (let row = 0; row < rows; row++)
      if (!fits(column[row])) throw new RangeError(`purchases: ${name} needs ${needs}, got ${column[row]} at ${row}`);
  }
}

/** Codes index arrays: an eighth of a gigabyte at the most. */
const LARGEST_CODE = 1 << 25;
