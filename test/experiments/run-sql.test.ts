import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportRuns } from "../../experiments/export-run.js";
import { UserError } from "../../experiments/faults.js";
import { readRun } from "../../experiments/results.js";
import { openRunTables, type RunTables } from "../../experiments/run-sql.js";
import { runSweep } from "../../experiments/sweep.js";
import { scratch, small } from "./small-experiment.js";

/** Two runs, the second of an env without a market, whose figures are others. */
const folder = scratch();
const runs = join(folder.path, "runs");
let tables: RunTables;
beforeAll(async () => {
  await runSweep(small(), { directory: join(runs, "shop"), threads: 0 });
  const cliff = { name: "cliff", scenarios: undefined, env: "CliffWalking-v1", agents: ["random", "q-learning"] };
  await runSweep(small(cliff), { directory: join(runs, "cliff"), threads: 0 });
  tables = await openRunTables(runs);
});
afterAll(() => {
  tables?.close();
  folder[Symbol.dispose]();
});

it("answers a question over all runs of a folder, counts as numbers, null where a run has no such figure", async () => {
  const { columns, rows } = await tables.ask(
    "SELECT run, count(*) AS episodes, max(units) IS NULL AS without FROM episodes WHERE role = 'evaluate' GROUP BY run ORDER BY run",
  );
  expect(columns).toEqual(["run", "episodes", "without"]);
  expect(rows).toEqual([
    ["cliff", 12, true],
    ["shop", 18, false],
  ]);
});

it("says of every column what it means, in what unit", async () => {
  const known = await tables.ask(`SELECT name FROM columns WHERE "table" = 'days' ORDER BY name`);
  const there = await tables.ask("SELECT column_name FROM (DESCRIBE days) ORDER BY column_name");
  expect(known.rows).toEqual(there.rows);
  expect((await tables.ask("SELECT unit FROM columns WHERE name = 'vendorFunding'")).rows).toEqual([
    ["money"],
    ["money"],
  ]);
});

it("tells in the database's words what is wrong with a question, and what is wrong with a folder", async () => {
  await expect(tables.ask("selec 1")).rejects.toThrow(/^sql: Parser Error: syntax error at or near "selec"$/m);
  await expect(openRunTables(folder.path)).rejects.toThrow(UserError);
  await expect(exportRuns(folder.path, join(folder.path, "out"), "csv")).rejects.toThrow("no run lies here");
  expect(existsSync(join(folder.path, "out"))).toBe(false);
});

it("another reader finds a run's Parquet as its journal has it, units in the file", async () => {
  const file = await asyncBufferFromFile(join(runs, "shop", "episodes.parquet"));
  const { key_value_metadata } = await parquetMetadataAsync(file);
  const schema = JSON.parse(key_value_metadata?.find(({ key }) => key === "promolab.columns")?.value ?? "{}");
  expect(schema.discount).toEqual({ unit: "money", meaning: "given away on promoted units" });
  const read = await parquetReadObjects({ file, compressors });
  expect(Object.keys(schema)).toEqual(Object.keys(read[0]));
  const journaled = readRun(join(runs, "shop")).cells.flatMap(({ cell, trained, evaluated }) =>
    [...trained, ...[...evaluated.values()].map(({ row }) => row)].map((row) => [
      cell,
      row.episode,
      row.score,
      row.metrics.units,
    ]),
  );
  expect(read.map(({ cell, episode, score, units }) => [cell, episode, score, units])).toEqual(journaled);
});

it("exports the same rows as CSV, JSON and Parquet, and leaves no drafts", async () => {
  const out = join(folder.path, "export");
  for (const format of ["csv", "json", "parquet"] as const) await exportRuns(runs, out, format);
  expect(readdirSync(out).sort()).toEqual(
    ["csv", "json", "parquet"].flatMap((format) => [`days.${format}`, `episodes.${format}`]).sort(),
  );
  const json = JSON.parse(readFileSync(join(out, "days.json"), "utf8")) as Record<string, unknown>[];
  const csv = readFileSync(join(out, "days.csv"), "utf8").trimEnd().split("\n");
  expect(csv).toHaveLength(json.length + 1);
  expect(csv[0].split(",")).toEqual(Object.keys(json[0]));
  const file = await asyncBufferFromFile(join(out, "days.parquet"));
  const profits = (rows: Record<string, unknown>[]) =>
    rows.map(({ run, cell, day, profit }) => [run, cell, day, profit]);
  expect(profits(await parquetReadObjects({ file, compressors }))).toEqual(profits(json));
  const { key_value_metadata } = await parquetMetadataAsync(file);
  expect(key_value_metadata?.map(({ key }) => key)).toContain("promolab.columns");
});
