import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { EVENT_COLUMNS, TRUTH_COLUMNS } from "../../../experiments/events/event-columns.js";
import { linesToParquet } from "../../../experiments/events/event-parquet.js";
import { scratch } from "../small-experiment.js";
import { fillMorning, written } from "./hand-log.js";

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}

it("Parquet holds the lines' rows, in their order, file after file", async () => {
  using folder = scratch();
  const first = written(fillMorning, 0);
  const second = written((log) => fillMorning(log, 5), 1);
  const lines = [folder.write("a.ndjson", first.text.events), folder.write("b.ndjson", second.text.events)];
  const file = join(folder.path, "deep", "down", "events.parquet");
  await linesToParquet(lines, EVENT_COLUMNS, file);
  expect(await query(`SELECT * FROM '${file}'`)).toEqual([...first.events, ...second.events]);
  const types = (await query(`DESCRIBE SELECT * FROM '${file}'`)) as { column_name: string; column_type: string }[];
  expect(types.map(({ column_name: name, column_type: type }) => ({ name, type }))).toEqual(
    EVENT_COLUMNS.map(({ name, type }) => ({ name, type })),
  );
});

it("the truth joins its messages by id, one to one", async () => {
  using folder = scratch();
  const { text, truth } = written(fillMorning);
  const events = join(folder.path, "events.parquet");
  const aside = join(folder.path, "truth.parquet");
  await linesToParquet([folder.write("e.ndjson", text.events)], EVENT_COLUMNS, events);
  await linesToParquet([folder.write("t.ndjson", text.truth)], TRUTH_COLUMNS, aside);
  const joined = await query(
    `SELECT e.text, t.sentiment, t.intent FROM '${events}' e JOIN '${aside}' t USING (message) ORDER BY message`,
  );
  expect(joined).toEqual([
    { text: "绿茶现在原价还是$3.50吗？", sentiment: 0, intent: "price" },
    { text: "Sold out of salt and nobody could tell me when more comes.", sentiment: -1, intent: "stock" },
  ]);
  expect(truth).toHaveLength(joined.length);
});

it("no lines make a table of no rows; equal lines equal bytes; a path's signs are letters", async () => {
  using folder = scratch();
  const place = join(folder.path, "it's [a]* run?");
  mkdirSync(place);
  const lines = join(place, "x.ndjson");
  const files = ["one", "two", "none"].map((name) => join(place, `${name}.parquet`));
  writeFileSync(lines, written(fillMorning).text.events);
  await linesToParquet([lines], EVENT_COLUMNS, files[0]);
  await linesToParquet([lines], EVENT_COLUMNS, files[1]);
  expect(readFileSync(files[0]).equals(readFileSync(files[1]))).toBe(true);
  writeFileSync(lines, "");
  await linesToParquet([lines], TRUTH_COLUMNS, files[2]);
  expect(
    await query(`SELECT count(*)::INTEGER AS rows FROM '${files[2].replaceAll("'", "''").replace(/[*?[]/g, "[$&]")}'`),
  ).toEqual([{ rows: 0 }]);
});

it("what cannot be written leaves nothing behind", async () => {
  using folder = scratch();
  const lines = folder.write("torn.ndjson", '{"message":"0-0","sentiment":-1,"intent":"pri');
  const file = join(folder.path, "truth.parquet");
  await expect(linesToParquet([lines], TRUTH_COLUMNS, file)).rejects.toThrow();
  expect(readdirSync(folder.path)).toEqual(["torn.ndjson"]);
});
