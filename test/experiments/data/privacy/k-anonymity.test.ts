import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answers, quoted } from "../../../../experiments/data/duck.js";
import { levelsOf, type QuasiColumn } from "../../../../experiments/data/privacy/generalise.js";
import { countClasses, findAnonymity } from "../../../../experiments/data/privacy/k-anonymity.js";

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create();
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

interface Row {
  readonly person: string | null;
  readonly date: number | null;
  readonly age: number | null;
  readonly town: string | null;
}

const QUASI: readonly QuasiColumn[] = [
  { name: "date", cell: "c1", type: "date", required: true },
  { name: "age", cell: "c2", type: "number", required: false },
  { name: "town", cell: "c3", type: "text", required: false },
];

/** Puts rows into the table `people`: c0 person, c1 date, c2 age, c3 town, c4 the row's number. */
async function fill(rows: readonly Row[]): Promise<void> {
  await connection.run("CREATE OR REPLACE TABLE people (c0 VARCHAR, c1 DOUBLE, c2 DOUBLE, c3 VARCHAR, c4 INTEGER)");
  const text = (value: string | null) => (value === null ? "NULL" : quoted(value));
  const values = rows.map(
    ({ person, date, age, town }, n) => `(${text(person)}, ${date}, ${age}, ${text(town)}, ${n})`,
  );
  if (values.length > 0) await connection.run(`INSERT INTO people VALUES ${values.join(", ")}`);
}

describe("levels, worked by hand", () => {
  const levels = async (column: QuasiColumn) => levelsOf(connection, "people", column, "count(DISTINCT c0)", 2);
  const under = async (sql: string | undefined) =>
    (await answers(connection, `SELECT ${sql} FROM people ORDER BY c4`)).map(([value]) => value);

  test("of dates: day, week by its Monday, the month in which it begins, quarter, year", async () => {
    // 2017-02-01 was a Wednesday: its week begins on 2017-01-30.
    const day = (text: string) => Date.parse(text) / 86_400_000;
    await fill([{ person: "a", date: day("2017-02-01") + 0.5, age: 1, town: "x" }]);
    const found = await levels(QUASI[0]);
    expect(found.map(({ label }) => label)).toEqual(["as it is", "day", "week", "month", "quarter", "year"]);
    const expected = ["2017-02-01", "2017-01-30", "2017-01-01", "2017-01-01", "2017-01-01"].map(day);
    for (let l = 1; l < found.length; l++) expect(await under(found[l].sql)).toEqual([expected[l - 1]]);
    expect((await levels({ ...QUASI[0], required: false })).at(-1)).toEqual({ label: "left out", sql: undefined });
  });

  test("of numbers: bands of two values, of four, told by the smallest, then left out", async () => {
    await fill([10, 20, 30, 40, null, 50].map((age) => ({ person: "a", date: 1, age, town: "x" })));
    const found = await levels(QUASI[1]);
    expect(found.map(({ label }) => label)).toEqual([
      "as it is",
      "3 bands from 10, 30, 50",
      "2 bands from 10, 50",
      "left out",
    ]);
    expect(await under(found[1].sql)).toEqual([10, 10, 30, 30, null, 50]);
    expect(await under(found[2].sql)).toEqual([10, 10, 10, 10, null, 50]);
  });

  test("of towns: those of few people as other; of postcodes: the first letters; of paths: the first parts", async () => {
    const rows = (towns: readonly string[]) => towns.map((town, n) => ({ person: `p${n}`, date: 1, age: 1, town }));
    await fill(rows(["rome", "rome", "bern", "oslo", "oslo", "oslo"]));
    const towns = await levels(QUASI[2]);
    expect(towns.map(({ label }) => label)).toEqual([
      "as it is",
      'values that fewer than 2 have, as "other"',
      "left out",
    ]);
    expect(await under(towns[1].sql)).toEqual(["rome", "rome", "other", "oslo", "oslo", "oslo"]);
    await fill(rows(["02139", "02141"]));
    const codes = await levels(QUASI[2]);
    expect(codes.map(({ label }) => label).slice(1, 3)).toEqual(["first 4 letters", "first 3 letters"]);
    expect(await under(codes[2].sql)).toEqual(["021**", "021**"]);
    await fill(rows(["food.dairy.milk", "food.tea"]));
    const paths = await levels(QUASI[2]);
    expect(paths.map(({ label }) => label)).toEqual(["as it is", "first 2 parts", "first part", "left out"]);
    expect(await under(paths[1].sql)).toEqual(["food.dairy", "food.tea"]);
  });
});

describe("k-anonymity, worked by hand", () => {
  test("people count, not rows: five rows of one person are a class of one", async () => {
    await fill(Array.from({ length: 5 }, () => ({ person: "a", date: 1, age: 1, town: "x" })));
    expect(await countClasses(connection, "people", ["c1"], { person: "c0", k: 2 })).toEqual({
      classes: 1,
      smallest: 1,
      uniqueRows: 0,
      rowsBelow: 1,
    });
    expect(await countClasses(connection, "people", ["c1"], { k: 2, sensitive: "c4" })).toMatchObject({
      smallest: 5,
      diversity: 5,
    });
    const found = await findAnonymity(connection, "people", QUASI, "c0", { k: 2, maxSuppressed: 0.5 });
    expect(found).toEqual({ fault: "1 people are too few for k 2" });
  });

  test("the least is given up: a lone date goes to its week before a column is left out", async () => {
    // Two weeks, from the Mondays 17168 and 17175 (2017-01-02 and 2017-01-09), two people on each of three days of each
    const rows = [17_168, 17_169, 17_170, 17_175, 17_176, 17_177].flatMap((date, d) =>
      [0, 1].map((n) => ({ person: `p${d}${n}`, date, age: 30, town: "x" })),
    );
    await fill(rows);
    const found = await findAnonymity(connection, "people", QUASI, "c0", { k: 4, maxSuppressed: 0 });
    if ("fault" in found) throw new Error(found.fault);
    expect(found.columns.map(({ level }) => level.label)).toEqual(["week", "as it is", "as it is"]);
    expect(found).toMatchObject({ rows: 12, suppressed: 0, stays: "true" });
  });
});

const row = fc.record<Row>({
  person: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(..."abcdefghijkl") },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  date: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 17_000, max: 17_060 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  age: fc.oneof(fc.integer({ min: 18, max: 30 }), fc.constant(null)),
  town: fc.constantFrom("rome", "bern", "oslo", "kiel", "nice", null),
});

/** Quasi-identifiers of the rows that stay, as a class's name, and their people, counted without DuckDB's help. */
async function classesLeft(sql: readonly string[], stays: string): Promise<Map<string, Set<string>>> {
  const left = await answers(connection, `SELECT ${["c0", "c4", ...sql].join(", ")} FROM people WHERE ${stays}`);
  const classes = new Map<string, Set<string>>();
  for (const [person, number, ...quasi] of left) {
    const name = JSON.stringify(quasi);
    const people = classes.get(name) ?? new Set<string>();
    classes.set(name, people.add(person === null ? `row ${number}` : String(person)));
  }
  return classes;
}

describe("laws, on random tables", () => {
  test("every class that is left has k people, and no more rows than allowed are left out", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom(0, 0.1, 0.5),
        fc.boolean(),
        async (rows, k, maxSuppressed, byPerson) => {
          await fill(byPerson ? rows : rows.map((one) => ({ ...one, person: null })));
          const found = await findAnonymity(connection, "people", QUASI, byPerson ? "c0" : undefined, {
            k,
            maxSuppressed,
          });
          const size = new Set(rows.map(({ person }, n) => (byPerson && person !== null ? person : `row ${n}`))).size;
          if ("fault" in found) {
            if (size < k) expect(found.fault).toBe(`${size} people are too few for k ${k}`);
            return;
          }
          const sql = found.columns.flatMap(({ level }) => (level.sql === undefined ? [] : [level.sql]));
          const classes = await classesLeft(sql, found.stays);
          for (const people of classes.values()) expect(people.size).toBeGreaterThanOrEqual(k);
          const [[left]] = await answers(connection, `SELECT count(*) FROM people WHERE ${found.stays}`);
          expect(found.rows - Number(left)).toBe(found.suppressed);
          expect(found.suppressed).toBeLessThanOrEqual(maxSuppressed * rows.length);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("a level joins what the one below joins: classes only grow", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 40 }), async (rows) => {
        await fill(rows);
        for (const column of QUASI) {
          const levels = await levelsOf(connection, "people", column, "count(*)", 2);
          const values = levels.map(({ sql }) => sql ?? "0");
          for (let l = 1; l < values.length; l++) {
            const [[parted]] = await answers(
              connection,
              `SELECT count(*) FROM (SELECT 1 FROM people GROUP BY ${values[l - 1]} HAVING count(DISTINCT coalesce(${values[l]}::VARCHAR, '')) > 1)`,
            );
            expect(parted).toBe(0);
          }
        }
      }),
      { numRuns: 4 },
    );
  });
});
