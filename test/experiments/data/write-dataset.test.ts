import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Column, Dataset } from "../../../experiments/data/dataset.js";
import { loadDataset } from "../../../experiments/data/load.js";
import { isDatasetFile, writeDataset } from "../../../experiments/data/write-dataset.js";

const folder = mkdtempSync(join(tmpdir(), "write-dataset-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data: Dataset = {
  rows: 3,
  columns: new Map<string, Column>([
    ["customer", { kind: "text", codes: Int32Array.of(1, 0, 1), values: ['an "odd", name', "吴"] }],
    ["date", { kind: "date", values: Float64Array.of(17167, 17168.5, 0) }],
    ["item", { kind: "text", codes: Int32Array.of(0, -1, 1), values: ["tea", "007"] }],
    ["value", { kind: "number", values: Float64Array.of(0.1, Number.NaN, -2) }],
  ]),
};

test("a table as CSV: names quoted where they must be, empty cells empty, times where there are any", async () => {
  const file = join(folder, "deep", "rows.csv");
  await writeDataset(file, data);
  expect(readFileSync(file, "utf8")).toBe(
    'customer,date,item,value\n吴,2017-01-01T00:00:00,tea,0.1\n"an ""odd"", name",2017-01-02T12:00:00,,\n吴,1970-01-01T00:00:00,007,-2\n',
  );
});

test("dates without a time are days alone", async () => {
  const file = join(folder, "days.csv");
  await writeDataset(file, {
    rows: 2,
    columns: new Map([["date", { kind: "date", values: Float64Array.of(17167, Number.NaN) }]]),
  });
  expect(readFileSync(file, "utf8")).toBe("date\n2017-01-01\n\n");
});

test("what is written is read again, from Parquet and from CSV", async () => {
  for (const name of ["rows.parquet", "rows.csv"]) {
    const file = join(folder, "an 'apostrophe'", name);
    await writeDataset(file, data);
    const { data: again } = await loadDataset(file, "transactions");
    const cells = (column: Column | undefined) =>
      column?.kind === "text"
        ? [...column.codes].map((code) => (code < 0 ? null : column.values[code]))
        : [...(column?.values ?? [])];
    for (const [column, one] of data.columns) expect(cells(again.columns.get(column))).toEqual(cells(one));
    expect(readdirSync(join(folder, "an 'apostrophe'")).filter((left) => left.endsWith(".draft"))).toEqual([]);
  }
});

test("equal tables give equal bytes", async () => {
  const [one, two] = [join(folder, "one.parquet"), join(folder, "two.parquet")];
  await writeDataset(one, data);
  await writeDataset(two, data);
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
});

test("another ending is refused, and leaves nothing", async () => {
  expect(isDatasetFile("a.CSV") && isDatasetFile("b.parquet") && !isDatasetFile("c.xlsx")).toBe(true);
  const file = join(folder, "rows.xlsx");
  await expect(writeDataset(file, data)).rejects.toThrow("needs a file that ends in .csv or .parquet");
  expect(existsSync(file)).toBe(false);
});
