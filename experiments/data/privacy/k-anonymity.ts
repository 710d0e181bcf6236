import type { DuckDBConnection } from "@duckdb/node-api";
import { answers } from "../duck.js";
import { type Level, levelsOf, type QuasiColumn } from "./generalise.js";
import { latticeSize, leastGeneral } from "./lattice.js";

export interface AnonymityOptions {
  /** people who must share every class of rows that is left */
  readonly k: number;
  /** part of the rows that may be left out, 0 to 1 */
  readonly maxSuppressed: number;
}

/** How a table is made k-anonymous. */
export interface Anonymity {
  /** of each quasi-identifier, the level that was chosen, and all there were */
  readonly columns: readonly { readonly name: string; readonly level: Level; readonly levels: readonly Level[] }[];
  /** true, in SQL, for the rows that stay */
  readonly stays: string;
  readonly rows: number;
  readonly suppressed: number;
  /** generalisations that were tried */
  readonly tried: number;
}

/** Why there is no way to make a table k-anonymous, in words. */
export interface NoAnonymity {
  readonly fault: string;
}

/** Generalisations to choose among, at the most: each that is tried reads the table once. */
const MOST_NODES = 20_000;

/**
 * Finds the least general full-domain generalisation of the quasi-identifiers under which all rows but a few stand in classes
 * of at least k people, and leaves out those few. A class is all rows alike in every generalised quasi-identifier; an empty
 * cell is like an empty one.
 *
 * @param table   of DuckDB; `base_classes` and `kept_classes` are made beside it
 * @param person  the table's column that names whom a row is about; undefined: each row is about another one
 * @see Samarati (2001), Protecting respondents' identities in microdata release; classes count people, not rows, as several
 * rows of one person hide nobody
 */
export async function findAnonymity(
  connection: DuckDBConnection,
  table: string,
  quasi: readonly QuasiColumn[],
  person: string | undefined,
  { k, maxSuppressed }: AnonymityOptions,
): Promise<Anonymity | NoAnonymity> {
  // A 64-bit hash: two people who share one count as one, never one as two. Who is not named is someone of his own.
  const someone = person === undefined ? "0" : `hash(coalesce(${person}, 'row ' || rowid))`;
  const people = person === undefined ? "count(*)" : `count(DISTINCT ${someone})`;
  const levels: Level[][] = [];
  for (const column of quasi) levels.push(await levelsOf(connection, table, column, people, k));
  const tops = levels.map((column) => column.length - 1);
  if (latticeSize(tops) > MOST_NODES)
    return {
      fault: `${quasi.length} quasi-identifiers have ${latticeSize(tops).toLocaleString("en-US")} generalisations; name fewer`,
    };

  const cells = quasi.map(({ cell }) => cell);
  await connection.run(
    `CREATE OR REPLACE TABLE base_classes AS
     SELECT ${[...cells, `${someone} AS someone`].join(", ")}, count(*) AS n FROM ${table} GROUP BY ALL`,
  );
  const size = person === undefined ? "sum(n)" : "count(DISTINCT someone)";
  const [[rows]] = (await answers(connection, "SELECT coalesce(sum(n), 0)::DOUBLE FROM base_classes")) as number[][];
  const suppressedBy = new Map<string, number>();
  const found = await leastGeneral(tops, async (node) => {
    const sql = generalised(node.map((level, c) => levels[c][level]));
    const [[suppressed]] = await answers(
      connection,
      `SELECT coalesce(sum(n) FILTER (size < ${k}), 0)::DOUBLE FROM
         (SELECT ${size} AS size, sum(n) AS n FROM base_classes ${sql.length > 0 ? `GROUP BY ${sql.join(", ")}` : ""})`,
    );
    suppressedBy.set(node.join(), Number(suppressed));
    return Number(suppressed) <= maxSuppressed * rows;
  });
  if (!found) {
    const [[all]] = await answers(connection, `SELECT ${size}::DOUBLE FROM base_classes`);
    return {
      fault:
        Number(all) < k
          ? `${all} people are too few for k ${k}`
          : `k ${k} takes leaving out ${percent((suppressedBy.get(tops.join()) ?? 0) / rows)} of the rows even when all is generalised; allow it by --max-suppressed, or keep fewer columns as quasi-identifiers`,
    };
  }
  const chosen = found.node.map((level, c) => levels[c][level]);
  const sql = generalised(chosen);
  const suppressed = suppressedBy.get(found.node.join()) ?? 0;
  let stays = "true";
  if (suppressed > 0 && sql.length > 0) {
    const named = sql.map((value, c) => `${value} AS g${c}`);
    await connection.run(
      `CREATE OR REPLACE TABLE kept_classes AS
       SELECT ${named.join(", ")} FROM base_classes GROUP BY ${sql.join(", ")} HAVING ${size} >= ${k}`,
    );
    const alike = sql.map((value, c) => `${value} IS NOT DISTINCT FROM g${c}`);
    stays = `EXISTS (SELECT 1 FROM kept_classes WHERE ${alike.join(" AND ")})`;
  }
  return {
    columns: quasi.map(({ name }, c) => ({ name, level: chosen[c], levels: levels[c] })),
    stays,
    rows,
    suppressed,
    tried: found.asked,
  };
}

/** What a table's classes are, counted anew: to prove what was promised, and to audit a table of others. */
export interface Classes {
  readonly classes: number;
  /** people in the smallest class; 0 of an empty table */
  readonly smallest: number;
  /** part of the rows that stand in a class of their own */
  readonly uniqueRows: number;
  /** part of the rows in classes of fewer than k people */
  readonly rowsBelow: number;
  /** fewest different values of the sensitive column in a class (distinct l-diversity, Machanavajjhala et al. 2007) */
  readonly diversity?: number;
}

/**
 * Counts the classes of a table.
 *
 * @param from       a table or a query of DuckDB that has a rowid where `person` is given
 * @param cells      quasi-identifiers, in SQL
 * @param person     in SQL; undefined: each row is about another one
 * @param sensitive  in SQL
 */
export async function countClasses(
  connection: DuckDBConnection,
  from: string,
  cells: readonly string[],
  { person, k, sensitive }: { readonly person?: string; readonly k: number; readonly sensitive?: string },
): Promise<Classes> {
  const size = person === undefined ? "count(*)" : `count(DISTINCT ${person}) + count(*) FILTER (${person} IS NULL)`;
  const diversity = sensitive === undefined ? "NULL" : `count(DISTINCT ${sensitive})`;
  const [[classes, smallest, unique, below, least]] = await answers(
    connection,
    `SELECT count(*)::DOUBLE, coalesce(min(size), 0)::DOUBLE, coalesce(sum(n) FILTER (n = 1) / sum(n), 0)::DOUBLE,
       coalesce(sum(n) FILTER (size < ${k}) / sum(n), 0)::DOUBLE, min(diversity)::DOUBLE
     FROM (SELECT ${size} AS size, count(*) AS n, ${diversity} AS diversity FROM ${from}
       ${cells.length > 0 ? `GROUP BY ${cells.join(", ")}` : ""}) WHERE n > 0`,
  );
  return {
    classes: Number(classes),
    smallest: Number(smallest),
    uniqueRows: Number(unique),
    rowsBelow: Number(below),
    ...(sensitive === undefined ? {} : { diversity: Number(least ?? 0) }),
  };
}

const generalised = (levels: readonly Level[]) => levels.flatMap(({ sql }) => (sql === undefined ? [] : [sql]));

const percent = (part: number) => `${(100 * part).toFixed(1)}%`;
