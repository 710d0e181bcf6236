import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabHere, promolabJson } from "./promolab.js";

let folder: string;
let shop: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-recommend-"));
  // sixty customers of two tastes: tea, milk and rye, or wine, cheese and figs; each buys two of the three and salt
  const lines = ["customer,item,units,date,category"];
  for (let customer = 0; customer < 60; customer++) {
    const taste = customer % 2 === 0 ? ["tea", "milk", "rye"] : ["wine", "cheese", "figs"];
    const left = Math.floor(customer / 2) % 3;
    const bought = ["salt", ...taste.filter((_, place) => place !== left)];
    bought.forEach((item, day) => {
      lines.push(`c${customer},${item},1,2020-01-0${day + 1},${item === "salt" ? "staple" : taste[0]}`);
    });
  }
  lines.push("c0,figs,-1,2020-01-09,wine");
  shop = join(folder, "shop.csv");
  writeFileSync(shop, `${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("promolab recommend", () => {
  it("names the item of her taste that a customer has not, and why", () => {
    const { stdout, stderr, exitCode } = promolab(["recommend", shop, "--user", "c1", "--top", "2"]);
    expect(exitCode, stderr).toBe(0);
    // c1 has salt, cheese and figs
    expect(stdout).toMatch(/^c1 +1 +wine +\d\.\d{4} +has salt \(0\.\d+\), cheese \(0\.\d+\), figs/m);
    expect(stdout).toMatch(/^item-knn: Compares 7 items/);
    expect(stderr).toBe("1 rows left out: without an item, or of no units, or an event about no item\n");
  });

  it("writes a row for every user and rank, and prints them all as JSON", () => {
    const out = join(folder, "items.csv");
    const words = ["recommend", shop, "--model", "content", "--top", "1", "--out", out];
    const { document, exitCode, stderr } = promolabJson(words);
    expect(exitCode, stderr).toBe(0);
    expect(Object.keys(document)).toEqual(["model", "summary", "users", "items", "recommendations"]);
    expect(document.recommendations).toHaveLength(60);
    expect(document.recommendations[1]).toMatchObject({ user: "c1", rank: 1, item: "wine" });
    expect(document.recommendations[1].because[0]).toMatchObject({ of: "attribute", name: "category wine" });
    const lines = readFileSync(out, "utf8").trim().split("\n");
    expect(lines).toHaveLength(61);
    expect(lines[0]).toBe("user,rank,item,score,because");
    expect(lines[2]).toMatch(/^c1,1,wine,0\.\d+,category wine \(0\.\d+\)$/);
  });

  it("evaluates models by what was taken up last, as a table and as a file", () => {
    const out = join(folder, "models.csv");
    const words = ["recommend", "evaluate", shop, "--models", "popularity,user-knn", "--top", "1", "--out", out];
    const { stdout, exitCode, stderr } = promolab(words);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain(
      "60 users, 7 items; the item each user took up last is left out: 60 pairs, 120 to learn from",
    );
    const rows = readFileSync(out, "utf8").trim().split("\n");
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^model,hit_rate,hit_rate_low,hit_rate_high,ndcg,/);
  });

  it("evaluates a local copy of MovieLens by its test file", () => {
    const ratings = (part: (row: number) => boolean) =>
      Array.from({ length: 400 }, (_, row) => row)
        .filter(part)
        .map((row) => `${row % 20}\t${Math.floor(row / 20)}\t${1 + (((row % 20) + Math.floor(row / 20)) % 5)}\t${row}`)
        .join("\n");
    const [base, test] = [join(folder, "u1.base"), join(folder, "u1.test")];
    writeFileSync(
      base,
      ratings((row) => row % 7 !== 0),
    );
    writeFileSync(
      test,
      ratings((row) => row % 7 === 0),
    );
    const words = ["recommend", "evaluate", "--ratings", base, "--test", test, "--form", "movielens"];
    const { document, exitCode, stderr } = promolabJson(words);
    expect(exitCode, stderr).toBe(0);
    const { models, ...rest } = document;
    expect(rest).toEqual({ users: 20, items: 20, pairs: 342, tested: 58, heldOut: "test file", top: 10 });
    const found = models.map(({ model }: { model: string }) => model);
    expect(found).toEqual(["item-mean", "biases", "user-knn", "item-knn", "factorisation"]);
    for (const { ratings } of models) expect(ratings.rmse.ci[0]).toBeLessThanOrEqual(ratings.rmse.value);
  });

  it("tells what is wrong in one line, and leaves nothing behind", async () => {
    const empty = join(folder, "empty.csv");
    writeFileSync(empty, "");
    const before = readdirSync(folder).sort();
    const out = join(folder, "none.parquet");
    const cases: [code: number, line: string, words: string[]][] = [
      [
        2,
        'unknown model "item-kn"; did you mean "item-knn"?; factorisation learns from ratings',
        [...["evaluate", shop, "--models", "item-kn,factorisation", "--out", out]],
      ],
      [1, `${empty}: the file is empty`, [empty, "--out", out]],
    ];
    for (const [exitCode, line, words] of cases) {
      const outcome = await promolabHere(["recommend", ...words]);
      expect(outcome.stderr).toContain(`promolab: ${line}`);
      expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
      expect(outcome).toMatchObject({ exitCode, stdout: "" });
    }
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});
