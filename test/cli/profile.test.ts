import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolabHere, promolabJson, root } from "./promolab.js";

const cdnow = join(root, "../shared/data/cdnow_sample_transactions.csv");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-profile-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe.skipIf(!existsSync(cdnow))("the CDNOW sample (skipped where ../shared is absent)", () => {
  it("tells its segments and its BG/NBD, and writes a row a shopper", async () => {
    const out = join(folder, "shoppers.csv");
    const words = ["profile", cdnow, "--map", "customer=sample_id", "--out", out];
    const { document, exitCode, stderr } = promolabJson(words);
    expect(exitCode, stderr).toBe(0);
    expect(document.segments.map(({ shoppers }: { shoppers: number }) => shoppers)).toEqual([919, 730, 465, 243]);
    expect(document).toMatchObject({ shoppers: 2357, purchases: 6919, leftOut: [], silhouettes: null });
    const lines = readFileSync(out, "utf8").trim().split("\n");
    expect(lines).toHaveLength(2358);
    expect(lines[0]).toMatch(/^customer,segment,recency,frequency,value,/);
    expect((await promolabHere(words)).stderr).toContain("is there already; --force overwrites it");
  });

  it("up to week 39 lands on the figures of Fader, Hardie and Lee (2005)", () => {
    const { document } = promolabJson(["profile", cdnow, "--map", "customer=sample_id", "--until", "1997-09-30"]);
    const { findings } = document.findings.find(({ model }: { model: string }) => model === "purchasing");
    const figures = findings.map(({ value }: { value: number }) => value.toFixed(3));
    expect(figures).toEqual(["0.243", "4.414", "0.793", "2.426"]);
  });
});

describe("wrong input", () => {
  it("is told in one line, and nothing is left under the final name", async () => {
    const out = join(folder, "none.parquet");
    const cases = [
      [fileOf("empty.csv", ""), 1, "the file is empty"],
      [fileOf("unpaid.csv", "customer,date\na,2020-01-01\n"), 1, "no column tells what was paid"],
    ] as const;
    for (const [file, code, message] of cases) {
      const { exitCode, stdout, stderr } = await promolabHere(["profile", file, "--out", out]);
      expect([exitCode, stdout]).toEqual([code, ""]);
      expect(stderr).toContain(message);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("none"))).toEqual([]);
  });

  it("misuse is exit code 2", async () => {
    const file = fileOf("two.csv", "customer,date,value\na,2020-01-01,5\nb,2020-01-02,6\n");
    for (const words of [
      ["--kind", "transaction"],
      ["--out", "shoppers.txt", "--until", "2020-01-01"],
    ])
      expect((await promolabHere(["profile", file, ...words])).exitCode).toBe(2);
  });
});
