import type { DuckDBConnection } from "@duckdb/node-api";
import { answers, quoted } from "../duck.js";
import type { ColumnType } from "../kind.js";

/** One way to say a column's values less precisely. */
export interface Level {
  /** for a reader: "month", "bands of 8 values", "first 2 letters" */
  readonly label: string;
  /** the value's stand-in, in SQL, of the column's own type; NULL stays NULL. Undefined: the column is left out */
  readonly sql: string | undefined;
}

/** A column that others may know of a person, in a table of DuckDB. */
export interface QuasiColumn {
  readonly name: string;
  /** its name in the table */
  readonly cell: string;
  /** dates are numbers of days */
  readonly type: ColumnType;
  /** it may not be left out */
  readonly required: boolean;
}

/** What a value of a text is replaced by where it is rare. */
export const OTHER = "other";
/** Different values up to which bands are of neighbouring values; above it, of about as many rows each. */
const FEW_VALUES = 64;

/**
 * The levels of a column, from its values as they are to leaving it out. Each level joins values that the one below keeps
 * apart and parts none that it joins, so that classes only grow: without this no level could be judged by another.
 *
 * Dates: day, week (by its Monday), month in which the week begins, quarter, year. Numbers: bands, each twice as wide as the
 * one below, told by the smallest value in them. Texts: of paths (`food.dairy.milk`) the first parts; of codes of one length
 * (postcodes) the first letters; of others, rare values as "other".
 *
 * @param people  in SQL, whom to count: a value is rare that fewer than k of them have
 */
export async function levelsOf(
  connection: DuckDBConnection,
  table: string,
  column: QuasiColumn,
  people: string,
  k: number,
): Promise<Level[]> {
  const asItIs: Level = { label: "as it is", sql: column.cell };
  const between =
    column.type === "date"
      ? await dateLevels(connection, table, column.cell)
      : column.type === "text"
        ? await textLevels(connection, table, column, people, k)
        : await bandLevels(connection, table, column.cell);
  const leftOut: Level[] = column.required ? [] : [{ label: "left out", sql: undefined }];
  return [asItIs, ...between, ...leftOut];
}

async function dateLevels(connection: DuckDBConnection, table: string, cell: string): Promise<Level[]> {
  const [[times]] = await answers(connection, `SELECT count(*) FROM ${table} WHERE ${cell} <> floor(${cell})`);
  // 1970-01-01 was a Thursday
  const monday = `(floor((${cell} + 3) / 7) * 7 - 3)`;
  const start = (period: string) =>
    `date_diff('day', DATE '1970-01-01', date_trunc('${period}', DATE '1970-01-01' + ${monday}::INTEGER))::DOUBLE`;
  return [
    ...(times === 0 ? [] : [{ label: "day", sql: `floor(${cell})` }]),
    { label: "week", sql: monday },
    { label: "month", sql: start("month") },
    { label: "quarter", sql: start("quarter") },
    { label: "year", sql: start("year") },
  ];
}

async function bandLevels(connection: DuckDBConnection, table: string, cell: string): Promise<Level[]> {
  const few = await answers(
    connection,
    `SELECT DISTINCT ${cell} FROM ${table} WHERE ${cell} IS NOT NULL ORDER BY 1 LIMIT ${FEW_VALUES + 1}`,
  );
  const many = few.length > FEW_VALUES;
  const edges = many ? await quantiles(connection, table, cell) : few.map(([value]) => Number(value));
  const levels: Level[] = [];
  for (let width = many ? 1 : 2; width < edges.length; width *= 2) {
    const starts = edges.filter((_, e) => e % width === 0);
    const label = `${starts.length} bands from ${shortList(starts)}`;
    const cases = starts.slice(1).map((start, b) => `WHEN ${cell} < ${start} THEN ${starts[b]}`);
    const sql = `(CASE WHEN ${cell} IS NULL THEN NULL ${cases.join(" ")} ELSE ${starts.at(-1)} END)::DOUBLE`;
    levels.push({ label, sql });
  }
  return levels;
}

/** Different smallest values of bands of about as many rows each, the column's smallest first. */
async function quantiles(connection: DuckDBConnection, table: string, cell: string): Promise<number[]> {
  const parts = Array.from({ length: FEW_VALUES - 1 }, (_, q) => (q + 1) / FEW_VALUES);
  const [row] = await answers(
    connection,
    `SELECT min(${cell}), ${parts.map((part) => `approx_quantile(${cell}, ${part})`).join(", ")} FROM ${table}`,
  );
  const [smallest, ...others] = row.map(Number);
  const readable = others.map((edge) => Number(edge.toPrecision(3))).filter((edge) => edge > smallest);
  return [smallest, ...new Set(readable)].sort((a, b) => a - b);
}

const shortList = (numbers: readonly number[]) =>
  numbers.length <= 8 ? numbers.join(", ") : `${numbers.slice(0, 3).join(", ")}, ... ${numbers.at(-1)}`;

async function textLevels(
  connection: DuckDBConnection,
  table: string,
  { cell }: QuasiColumn,
  people: string,
  k: number,
): Promise<Level[]> {
  const [[values, depth, dotted, shortest, longest, codes]] = await answers(
    connection,
    `SELECT count(*), max(len(string_split(v, '.')) ), count(*) FILTER (regexp_full_match(v, '[^. ]+(\\.[^. ]+)+')),
       min(length(v)), max(length(v)), count(*) FILTER (regexp_full_match(v, '[0-9A-Za-z]*[0-9][0-9A-Za-z]*'))
     FROM (SELECT DISTINCT ${cell} AS v FROM ${table} WHERE ${cell} IS NOT NULL)`,
  ).then((rows) => rows.map((row) => row.map(Number)));
  if (values > 0 && dotted >= values / 2)
    return countdown(depth - 1, 1).map((parts) => ({
      label: parts === 1 ? "first part" : `first ${parts} parts`,
      sql: `array_to_string(string_split(${cell}, '.')[1:${parts}], '.')`,
    }));
  if (values > 0 && codes === values && shortest === longest && longest >= 3 && longest <= 10)
    return countdown(longest - 1, 1).map((letters) => ({
      label: letters === 1 ? "first letter" : `first ${letters} letters`,
      sql: `(left(${cell}, ${letters}) || '${"*".repeat(longest - letters)}')`,
    }));
  const levels: Level[] = [];
  let before = values;
  for (const least of [k, 10 * k, 100 * k]) {
    const frequent = `frequent_${cell}_${least}`;
    await connection.run(
      `CREATE OR REPLACE TABLE ${frequent} AS SELECT ${cell} AS v FROM ${table} WHERE ${cell} IS NOT NULL
       GROUP BY 1 HAVING ${people} >= ${least}`,
    );
    const [[left]] = await answers(connection, `SELECT count(*) FROM ${frequent}`);
    if (Number(left) === before) continue;
    before = Number(left);
    if (before === 0) break;
    levels.push({
      label: `values that fewer than ${least} have, as "${OTHER}"`,
      sql: `(CASE WHEN ${cell} IS NULL THEN NULL WHEN ${cell} IN (SELECT v FROM ${frequent}) THEN ${cell} ELSE ${quoted(OTHER)} END)`,
    });
  }
  return levels;
}

function countdown(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, n) => from - n);
}
