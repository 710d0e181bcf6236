import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabJson } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-cli-ingest-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

  it("anonymises, proves it, and lets neither the key nor an id through", () => {
    const options = withLog("person-7,soon,1,s0,secret\n");
    writeFileSync(join(options.cwd, "key"), `${KEY}\n`);
    const words = [
      "ingest",
      "log.csv",
      "--kind",
      "transactions",
      "--anonymise",
      "--key-file",
      "key",
      "--report",
      "r.json",
    ];
    const { exitCode, document, stdout, stderr } = promolabJson(words, options);
    expect(exitCode, stderr).toBe(0);
    expect(document.privacy).toMatchObject({ k: 5, people: "customer", hashed: ["customer"] });
    expect(document.privacy.smallest).toBeGreaterThanOrEqual(5);
    expect(document.privacy.dropped).toEqual([
      { column: "note", why: "not known to the kind; --quasi or --keep keeps it" },
    ]);
    expect(JSON.parse(readFileSync(join(options.cwd, "r.json"), "utf8"))).toEqual(document);
    expect(readdirSync(options.cwd).sort()).toEqual(["key", "log.csv", "log.parquet", "log.rejects.csv", "r.json"]);
    for (const name of ["log.parquet", "log.rejects.csv", "r.json"]) {
      const bytes = readFileSync(join(options.cwd, name), "latin1");
      expect(bytes).not.toContain("person-");
      expect(bytes).not.toContain("secret");
      expect(bytes).not.toContain(KEY);
    }
    expect(stdout + stderr).not.toContain(KEY);

    const other = promolabJson([...words.slice(0, 5), "--out", "e.parquet"], {
      ...options,
      env: { ...options.env, PROMOLAB_KEY: KEY },
    });
    expect(readFileSync(join(options.cwd, "e.parquet"))).toEqual(readFileSync(join(options.cwd, "log.parquet")));
    expect(other.document.privacy).toEqual(document.privacy);
  });
});

describe("promolab privacy-check", () => {
  it("fails a log in which too few look alike, and passes it once it is anonymised", () => {
    const options = withLog();
    const words = ["--quasi", "date,store", "--k", "8"];
    const raw = promolab(["privacy-check", "log.csv", ...words], options);
    expect(raw.exitCode, raw.stderr).toBe(1);
    expect(raw.stdout).toMatch(/^customer +100\.0% +300 +100\.0% +id$/m);
    // 300 people on 42 days, each day in one of the two shops: 6 days of 8 people, the others of 7
    expect(raw.stdout).toContain("smallest class 7 people (customer), k 8; 42 classes\n");
    expect(raw.stdout).toMatch(/^fails: the smallest class has 7 of 8; 84\.0% of the rows are in classes below 8$/m);
    const env = { ...options.env, PROMOLAB_KEY: KEY };
    const clean = promolab(["ingest", "log.csv", "--kind", "transactions", "--anonymise", "--k", "8"], {
      ...options,
      env,
    });
    expect(clean.exitCode, clean.stderr).toBe(0);
    const checked = promolab(["privacy-check", "log.parquet", ...words], options);
    expect(checked.exitCode, checked.stdout + checked.stderr).toBe(0);
    expect(checked.stdout).toMatch(/passes\n$/);
  });
});

describe("promolab ingest, misused", () => {
  const words = ["ingest", "log.csv", "--kind"];
  it.each<[string, string[], string]>([
    [
      "a kind there is none of",
      [...words, "transaction"],
      'unknown kind of data "transaction"; did you mean "transactions"?',
    ],
    ["a map without a name", [...words, "panel", "--map", "date"], '--map needs name=value, got "date"'],
    [
      "no key",
      [...words, "panel", "--anonymise"],
      "ids need a key: --key-file or the variable PROMOLAB_KEY; openssl rand -hex 32 makes a good one",
    ],
    ["k without --anonymise", [...words, "panel", "--k", "5"], "--k goes with --anonymise"],
    [
      "an output that is no Parquet",
      [...words, "panel", "--out", "x.csv"],
      '--out needs a name that ends in .parquet, got "x.csv"',
    ],
  ])("%s: one line, exit code 2, nothing written", (_, line, message) => {
    const options = withLog();
    expect(promolab(line, options)).toEqual({ exitCode: 2, stdout: "", stderr: `promolab: ${message}\n` });
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
