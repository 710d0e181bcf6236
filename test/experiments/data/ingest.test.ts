import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dateColumn, numberColumn, textColumn } from "../../../experiments/data/dataset.js";
import { type IngestOptions, type IngestReport, ingest } from "../../../experiments/data/ingest.js";
import type { KindName } from "../../../experiments/data/kinds.js";
import { loadDataset } from "../../../experiments/data/load.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-ingest-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ingests a text in a folder of its own, which is looked into afterwards. */
async function ingested(csv: string, kind: KindName, options: Partial<IngestOptions> = {}) {
  const own = mkdtempSync(join(folder, "case-"));
  const file = join(own, "in.csv");
  writeFileSync(file, csv);
  const out = join(own, "out.parquet");
  const rejects = join(own, "rejects.csv");
  const run = ingest(file, kind, { out, rejects, ...options });
  const report = await run.catch((error: unknown) => error as Error);
  return { own, file, out, report, rejected: existsSync(rejects) ? readFileSync(rejects, "utf8") : null };
}

function adds({ read, kept, duplicates, rejected, reasons }: IngestReport): void {
  expect(kept + duplicates + rejected).toBe(read);
  expect(reasons.reduce((sum, { records }) => sum + records, 0)).toBe(rejected);
}

describe("a small log", () => {
  test("is cleaned: nothing is lost, everything is told", async () => {
    const csv =
      "customer_id,date,amount,note\n" +
      "c1,2017-03-04,5,\n" + // 2
      "c1,2017-03-04,5.0,\n" + // 3: the same as read
      "c2,2017-03-04,5,\n" +
      "\n" +
      "c1,soon,5,\n" + // 6
      ",2017-03-04,5,\n" + // 7
      'c3,"2017-03-05\n",7\n' + // 8, two lines: a cell is missing
      "c3,2017-03-06,x,\n" + // 10
      "c4,later,8,\n" + // 11
      "c1,20170304,5,\n"; // 12: once more the same
    const { own, out, report, rejected } = await ingested(csv, "transactions");
    if (report instanceof Error) throw report;
    adds(report);
    expect(report).toMatchObject({ read: 9, kept: 2, duplicates: 2, duplicatesKept: null, rejected: 5, rows: 2 });
    expect(report.reasons).toEqual([
      { column: "date", reason: "expected a date (2017-03-04, with or without a time)", records: 2 },
      { column: "customer", reason: "is empty", records: 1 },
      { column: "", reason: "expected 4 cells, as in the header", records: 1 },
      { column: "value", reason: "expected a number", records: 1 },
    ]);
    expect(rejected?.split("\n")).toEqual([
      "line,column,reason,found",
      '6,date,"expected a date (2017-03-04, with or without a time)",soon',
      "7,customer,is empty,",
      '8,,"expected 4 cells, as in the header","3: c3,2017-03-05',
      ',7"',
      "10,value,expected a number,x",
      '11,date,"expected a date (2017-03-04, with or without a time)",later',
      "3,,duplicate of line 2,",
      "12,,duplicate of line 2,",
      "",
    ]);
    expect(report.columns).toEqual([
      { name: "customer", type: "text", from: "customer_id" },
      { name: "date", type: "date", from: "date" },
      { name: "value", type: "number", from: "amount" },
    ]);
    expect(readdirSync(own).sort()).toEqual(["in.csv", "out.parquet", "rejects.csv"]);
    const { data } = await loadDataset(out, "transactions");
    expect(textColumn(data, "customer").values).toEqual(["c1", "c2"]);
    expect([...dateColumn(data, "date")]).toEqual([17_229, 17_229]);
    expect([...numberColumn(data, "value")]).toEqual([5, 5]);
  });

  test("keeps rows that are alike where nothing tells them apart, or when asked to", async () => {
    const week = "sales,price,brand\n10,2,a\n10,2,a\n";
    const kept = (await ingested(week, "weekly")).report as IngestReport;
    expect(kept).toMatchObject({ kept: 2, duplicates: 0 });
    expect(kept.duplicatesKept).toMatch(/^no columns of the file tell one row of weekly from another/);
    expect((await ingested(week, "weekly", { duplicates: "drop" })).report).toMatchObject({ kept: 1, duplicates: 1 });
    const dated = "sales,price,brand,week,store\n10,2,a,1,s\n10,2,a,1,s\n10,2,a,2,s\n";
    expect((await ingested(dated, "weekly")).report).toMatchObject({ kept: 2, duplicates: 1 });
    expect((await ingested(dated, "weekly", { duplicates: "keep" })).report).toMatchObject({ kept: 3, duplicates: 0 });
  });

  test("with a row a user unfolds, and a user who stands there twice in full counts once", async () => {
    const csv =
      "user_id,purchase_history,browse_history\n" + 'u1,"a,b","a,c"\nu2,a,\nu1,"a,b","a,c"\nu1,"a,b","a"\nu3,,\n';
    const { report, out } = await ingested(csv, "behaviour");
    if (report instanceof Error) throw report;
    adds(report);
    expect(report).toMatchObject({ read: 5, kept: 3, duplicates: 1, rejected: 1, rows: 4 + 1 + 3 });
    const { data } = await loadDataset(out, "behaviour");
    expect(data.rows).toBe(8);
    expect(textColumn(data, "event").values).toEqual(["purchase", "view"]);
    expect([...numberColumn(data, "order")]).toEqual([1, 2, 1, 2, 1, 1, 2, 1]);
  });

  test("becomes a Parquet file of proper types, which names its kind", async () => {
    const csv = "id,date,start_day,campaign,size,code\n1,2020-01-01 12:30:00.25,2020-01-01,a,1.5,01\n2,,,b,,02\n";
    const { out } = await ingested(csv, "campaigns", { map: { customer: "id" } });
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const all = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
    expect(await all(`SELECT column_name, column_type FROM (DESCRIBE FROM '${out}')`)).toEqual([
      ["campaign", "VARCHAR"],
      ["start", "DATE"],
      ["customer", "VARCHAR"],
      ["date", "TIMESTAMP"],
      ["size", "DOUBLE"],
      ["code", "VARCHAR"],
    ]);
    expect(await all(`SELECT * FROM '${out}'`)).toEqual([
      ["a", "2020-01-01", "1", "2020-01-01 12:30:00.25", 1.5, "01"],
      ["b", null, "2", null, null, "02"],
    ]);
    expect(await all(`SELECT decode(key), decode(value) FROM parquet_kv_metadata('${out}')`)).toEqual([
      ["promolab_kind", "campaigns"],
    ]);
  });
});

test("a rejects file of before goes where nothing is rejected, unless one is asked for", async () => {
  const own = mkdtempSync(join(folder, "case-"));
  const file = join(own, "in.csv");
  const [out, rejects] = [join(own, "out.parquet"), join(own, "rejects.csv")];
  writeFileSync(file, "customer,date\na,2020-01-01\n");
  writeFileSync(rejects, "of before");
  expect((await ingest(file, "transactions", { out, rejects })).rejects).toBeNull();
  expect(existsSync(rejects)).toBe(false);
  expect((await ingest(file, "transactions", { out, rejects, rejectsAsked: true })).rejects).toBe(rejects);
  expect(readFileSync(rejects, "utf8")).toBe("line,column,reason,found\n");
});

describe("what goes wrong leaves nothing behind", () => {
  test("a file none of whose rows fits", async () => {
    const { own, report } = await ingested("customer,date\na,b\n", "transactions");
    expect((report as Error).message).toMatch(
      /in\.csv: line 2: no record of 1 is a row of kind transactions; the first/,
    );
    expect(readdirSync(own)).toEqual(["in.csv"]);
  });

  test("an encoding that changes halfway", async () => {
    const own = mkdtempSync(join(folder, "case-"));
    const file = join(own, "in.csv");
    const good = `customer,date\n${"a,2020-01-01\n".repeat(25_000)}x,soon\n`;
    writeFileSync(file, Buffer.concat([Buffer.from(good), Buffer.from("Ren\xe9,2020-01-01\n", "latin1")]));
    const run = ingest(file, "transactions", { out: join(own, "out.parquet"), rejects: join(own, "rejects.csv") });
    await expect(run).rejects.toThrow(`line 25003: not UTF-8: byte ${good.length + 4} begins no letter (E9 2C 32)`);
    expect(readdirSync(own)).toEqual(["in.csv"]);
  });

  test("an interruption, with what was there before", async () => {
    const own = mkdtempSync(join(folder, "case-"));
    const file = join(own, "in.csv");
    const out = join(own, "out.parquet");
    writeFileSync(file, `customer,date\n${"a,2020-01-01\n".repeat(50_000)}`);
    writeFileSync(out, "mine");
    const abort = new AbortController();
    const run = ingest(file, "transactions", {
      out,
      rejects: join(own, "rejects.csv"),
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(readdirSync(own).sort()).toEqual(["in.csv", "out.parquet"]);
    expect(readFileSync(out, "utf8")).toBe("mine");
  });
});

describe("laws", () => {
  test("rows come out in the order they went in, thousands of them with duplicates among them", async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => `c${n % 7 === 0 ? 0 : n},2020-01-01,${n % 7 === 0 ? 1 : n}`);
    const { report, out } = await ingested(`customer,date,value\n${lines.join("\n")}\n`, "transactions");
    if (report instanceof Error) throw report;
    adds(report);
    const distinct = [...new Set(lines)];
    expect(report).toMatchObject({ read: 5_000, duplicates: 5_000 - distinct.length });
    const { data } = await loadDataset(out, "transactions");
    expect([...numberColumn(data, "value")]).toEqual(distinct.map((line) => Number(line.split(",")[2])));
  });

  test("what is ingested loads as what was read", async () => {
    const csv = `sentence,label,when,n\n"a ""b"", c",1,2020-01-01 10:00,1\nd,,2020-01-02,\n价格,0,,3\n`;
    const { file, out } = await ingested(csv, "reviews", { map: { date: "when" } });
    const [raw, clean] = [
      await loadDataset(file, "reviews", { map: { date: "when" } }),
      await loadDataset(out, "reviews"),
    ];
    expect(clean.data).toEqual(raw.data);
  });
});

const shared = join(import.meta.dirname, "../../../../shared/data");
describe.skipIf(!existsSync(shared))("the research data (skipped where ../shared is absent)", () => {
  test.each<[string, KindName, number, number]>([["cdnow_sample_transactions.csv", "transactions", 6919, 21]])(
    "%s is ingested whole, exact duplicates apart",
    async (name, kind, read, duplicates) => {
      const out = join(folder, `${name}.parquet`);
      const report = await ingest(join(shared, name), kind, { out, rejects: `${out}.rejects.csv` });
      adds(report);
      expect(report).toMatchObject({ read, duplicates, rejected: 0 });
    },
  );
});
