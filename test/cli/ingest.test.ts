import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabJson } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-cli-ingest-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All rows of a Parquet file, as JSON. */
async function contentOf(file: string): Promise<string> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(`SELECT * FROM '${file}'`)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return JSON.stringify(rows);
}

const KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/** A folder of its own with a log in it: 300 people, a purchase a row, of one of two shops, in one of six weeks. */
function withLog(more = ""): { cwd: string; env: NodeJS.ProcessEnv } {
  const cwd = mkdtempSync(join(folder, "case-"));
  const rows = Array.from({ length: 300 }, (_, n) => {
    const date = new Date(Date.UTC(2020, 0, 6 + (n % 42))).toISOString().slice(0, 10);
    return `person-${n},${date},${n}.5,s${n % 2},note of ${n}`;
  });
  writeFileSync(join(cwd, "log.csv"), `customer,date,value,store,note\n${rows.join("\n")}\n${more}`);
  return { cwd, env: { ...process.env, PROMOLAB_KEY: undefined } };
}

describe("promolab ingest", () => {
  it("writes the rows and what it left out, and prints figures that add up", () => {
    const options = withLog("person-1,soon,1,s0,\nperson-0,2020-01-06,0.5,s0,note of 0\n");
    const { exitCode, stdout, stderr } = promolab(["ingest", "log.csv", "--kind", "transactions"], options);
    expect(exitCode, stderr).toBe(0);
    const figures = [...stdout.matchAll(/^ *(read|kept|duplicate|rejected) +(\d+)$/gm)];
    expect(figures.map(([, name, figure]) => `${name} ${figure}`)).toEqual([
      "read 302",
      "kept 300",
      "duplicate 1",
      "rejected 1",
    ]);
    expect(stdout).toMatch(/^ {4}date: expected a date \(2017-03-04, with or without a time\) +1$/m);
    expect(stderr).toBe("wrote log.parquet and log.rejects.csv\n");
    expect(readFileSync(join(options.cwd, "log.rejects.csv"), "utf8").trim().split("\n").slice(1)).toEqual([
      '302,date,"expected a date (2017-03-04, with or without a time)",soon',
      "303,,duplicate of line 2,",
    ]);
    const again = promolab(["ingest", "log.csv", "--kind", "transactions"], options);
    expect(again).toMatchObject({
      exitCode: 2,
      stderr: "promolab: log.parquet is there already; --force overwrites it\n",
    });
  });

  it("anonymises, proves it, and lets neither the key nor an id through; privacy-check tells before from after", async () => {
    const options = withLog("person-7,soon,1,s0,secret\n");
    writeFileSync(join(options.cwd, "key"), `${KEY}\n`);
    const asked = ["--quasi", "date,store", "--k", "8"];
    const raw = promolab(["privacy-check", "log.csv", ...asked], options);
    expect(raw.exitCode, raw.stderr).toBe(1);
    expect(raw.stdout).toMatch(/^customer +100\.0% +300 +99\.3% +id$/m);
    expect(raw.stdout).toMatch(/^fails: the smallest class has 1 of 8; /m);

    const words = ["--kind", "transactions", "--anonymise", "--key-file", "key", "--k", "8", "--report", "r.json"];
    const { exitCode, document, stdout, stderr } = promolabJson(["ingest", "log.csv", ...words], options);
    expect(exitCode, stderr).toBe(0);
    expect(document.privacy).toMatchObject({ k: 8, people: "customer", hashed: ["customer"] });
    expect(document.privacy.smallest).toBeGreaterThanOrEqual(8);
    expect(document.privacy.dropped).toEqual([
      { column: "note", why: "not known to the kind; --quasi or --keep keeps it" },
    ]);
    expect(JSON.parse(readFileSync(join(options.cwd, "r.json"), "utf8"))).toEqual(document);
    expect(readdirSync(options.cwd).sort()).toEqual(["key", "log.csv", "log.parquet", "log.rejects.csv", "r.json"]);
    const rows = await contentOf(join(options.cwd, "log.parquet"));
    expect(JSON.parse(rows)).toHaveLength(document.rows);
    const written = ["log.rejects.csv", "r.json"].map((name) => readFileSync(join(options.cwd, name), "utf8"));
    for (const text of [rows, ...written, stdout, stderr]) {
      expect(text).not.toContain("person-");
      expect(text).not.toContain("secret");
      expect(text).not.toContain(KEY);
    }

    const checked = promolab(["privacy-check", "log.parquet", ...asked], options);
    expect(checked.exitCode, checked.stdout + checked.stderr).toBe(0);
    expect(checked.stdout).toMatch(/passes\n$/);
  });
});

describe("promolab ingest, misused", () => {
  const words = ["ingest", "log.csv", "--kind"];
  it("says so in one line, exit code 2, and writes nothing", () => {
    const options = withLog();
    expect(promolab([...words, "panel", "--anonymise"], options)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "promolab: ids need a key: --key-file or the variable PROMOLAB_KEY; openssl rand -hex 32 makes a good one\n",
    });
    expect(readdirSync(options.cwd)).toEqual(["log.csv"]);
  });
});

describe("promolab ingest of what is no data", () => {
  it("says so in one line, exit code 1, and leaves nothing behind", () => {
    const cwd = mkdtempSync(join(folder, "case-"));
    writeFileSync(join(cwd, "utf16.csv"), Buffer.from("\uFEFFcustomer,date\n1,2020-01-01\n", "utf16le"));
    const outcome = promolab(["ingest", "utf16.csv", "--kind", "transactions"], { cwd });
    expect(outcome).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "promolab: utf16.csv: encoded in UTF-16 (its byte order mark is FF FE); save it as UTF-8\n",
    });
    expect(readdirSync(cwd)).toEqual(["utf16.csv"]);
  });
});
