/** What users did with items, a row an interaction, in any order. Shape of each column: [rows]. */
export interface InteractionLog {
  readonly users: number;
  readonly items: number;
  /** 0 .. users - 1 */
  readonly user: Int32Array;
  /** 0 .. items - 1 */
  readonly item: Int32Array;
  /** a rating, or units bought, or how much an event says; finite */
  readonly value: Float64Array;
  /** when, in any unit that rises; equal where nothing is known of the order */
  readonly when: Float64Array;
}

/**
 * Rows of a sparse matrix, compressed: row r holds entries start[r] .. start[r + 1] - 1, columns rising.
 *
 * Our own, as ml-matrix is dense (100,000 users by 10,000 items would be 8 GB).
 */
export interface SparseRows {
  /** shape [rows + 1] */
  readonly start: Int32Array;
  /** shape [entries] */
  readonly column: Int32Array;
  /** shape [entries] */
  readonly value: Float64Array;
}

/** Users by items, each pair at most once, held both ways so that a row of either is read in one stretch. */
export interface Interactions {
  readonly users: number;
  readonly items: number;
  /** rows are users, columns items */
  readonly byUser: SparseRows;
  /** the same entries: rows are items, columns users */
  readonly byItem: SparseRows;
}

/**
 * A log as a sparse matrix.
 *
 * @param repeats  of a pair met more than once: "sum" adds the values (units bought), "last" keeps the one of the latest
 *                 `when`, of equals that of the later row (a rating changed), "one" makes every value 1 (bought at all)
 * @throws RangeError when the columns differ in length, or a user, item or value is out of range
 */
export function createInteractions(log: InteractionLog, repeats: "sum" | "last" | "one"): Interactions {
  checkLog(log);
  const { users, items } = log;
  const rows = log.user.length;
  let order = Int32Array.from({ length: rows }, (_, row) => row);
  if (repeats === "last") order.sort((a, b) => log.when[a] - log.when[b] || a - b);
  // stable bucket sorts by item, then by user: by user, in it by item, in it as before
  order = bucketSort(order, log.item, items);
  order = bucketSort(order, log.user, users);

  const start = new Int32Array(users + 1);
  const column = new Int32Array(rows);
  const value = new Float64Array(rows);
  let entries = 0;
  for (let at = 0; at < rows; at++) {
    const row = order[at];
    const before = at > 0 ? order[at - 1] : -1;
    if (before < 0 || log.user[before] !== log.user[row] || log.item[before] !== log.item[row]) {
      column[entries] = log.item[row];
      value[entries] = repeats === "one" ? 1 : log.value[row];
      entries += 1;
      start[log.user[row] + 1] = entries;
    } else if (repeats === "sum") value[entries - 1] += log.value[row];
    else if (repeats === "last") value[entries - 1] = log.value[row];
  }
  // users without a row end where the one before them ends
  for (let user = 0; user < users; user++) start[user + 1] = Math.max(start[user + 1], start[user]);
  const byUser = { start, column: column.slice(0, entries), value: value.slice(0, entries) };
  return { users, items, byUser, byItem: transpose(byUser, items) };
}

/** The same entries with rows and columns swapped. @param columns  number of columns of `rows` */
export function transpose(rows: SparseRows, columns: number): SparseRows {
  const entries = rows.column.length;
  const start = new Int32Array(columns + 1);
  for (let at = 0; at < entries; at++) start[rows.column[at] + 1] += 1;
  for (let c = 0; c < columns; c++) start[c + 1] += start[c];
  const next = start.slice(0, columns);
  const column = new Int32Array(entries);
  const value = new Float64Array(entries);
  for (let row = 0; row + 1 < rows.start.length; row++) {
    for (let at = rows.start[row]; at < rows.start[row + 1]; at++) {
      const to = next[rows.column[at]];
      column[to] = row;
      value[to] = rows.value[at];
      next[rows.column[at]] = to + 1;
    }
  }
  return { start, column, value };
}

/** The value of an entry, undefined where there is none. */
export function entryOf({ start, column, value }: SparseRows, row: number, wanted: number): number | undefined {
  let low = start[row];
  let high = start[row + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low < start[row + 1] && column[low] === wanted ? value[low] : undefined;
}

/** The same pairs, each of value 1. */
export function withOnes({ users, items, byUser, byItem }: Interactions): Interactions {
  const ones = new Float64Array(byUser.value.length).fill(1);
  return { users, items, byUser: { ...byUser, value: ones }, byItem: { ...byItem, value: ones } };
}

/** Mean of all values, 0 where there are none. */
export function meanValue({ value }: SparseRows): number {
  let sum = 0;
  for (let at = 0; at < value.length; at++) sum += value[at];
  return value.length === 0 ? 0 : sum / value.length;
}

/** What `loadInteractions` makes the same of, to the bit. */
export function saveInteractions({ users, items, byUser }: Interactions): { readonly [key: string]: unknown } {
  return { users, items, start: byUser.start, column: byUser.column, value: byUser.value };
}

/** @param state  what `saveInteractions` gave */
export function loadInteractions(state: unknown): Interactions {
  const { users, items, start, column, value } = state as { users: number; items: number } & SparseRows;
  const byUser = { start, column, value };
  return { users, items, byUser, byItem: transpose(byUser, items) };
}

function bucketSort(order: Int32Array, key: Int32Array, keys: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(keys + 1);
  for (let at = 0; at < order.length; at++) next[key[order[at]] + 1] += 1;
  for (let k = 0; k < keys; k++) next[k + 1] += next[k];
  const sorted = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    sorted[next[key[row]]] = row;
    next[key[row]] += 1;
  }
  return sorted;
}

function checkLog({ users, items, user, item, value, when }: InteractionLog): void {
  const rows = user.length;
  if (item.length !== rows || value.length !== rows || when.length !== rows)
    throw new RangeError(
      `interactions: needs columns of one length, got ${rows}, ${item.length}, ${value.length}, ${when.length}`,
    );
  for (let row = 0; row < rows; row++) {
    if (!(user[row] >= 0 && user[row] < users))
      throw new RangeError(`interactions: needs users from 0 to ${users - 1}, got ${user[row]} in row ${row}`);
    if (!(item[row] >= 0 && item[row] < items))
      throw new RangeError(`interactions: needs items from 0 to ${items - 1}, got ${item[row]} in row ${row}`);
    if (!Number.isFinite(value[row]))
      throw new RangeError(`interactions: needs finite values, got ${value[row]} in row ${row}`);
    if (Number.isNaN(when[row])) throw new RangeError(`interactions: needs a time, got NaN in row ${row}`);
  }
}
