import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forecast } from "../../experiments/cli/commands/forecast.js";
import { exitCodeOf } from "../../experiments/cli/misuse.js";
import { promolab, promolabJson } from "./promolab.js";

let folder: string;
let weekly: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-forecast-"));
  weekly = join(folder, "weekly.csv");
  const lines = Array.from({ length: 60 }, (_, week) =>
    ["cola", "lemon"].map((brand, b) => {
      const price = 2 + ((week * (3 + b)) % 5) / 4;
      const day = new Date(Date.UTC(2024, 0, 1 + 7 * week)).toISOString().slice(0, 10);
      return `${day},${brand},${Math.round(400 / (price * price) + ((week * 7) % 11))},${price},${week % 6 === 0 ? 1 : 0}`;
    }),
  ).flat();
  writeFileSync(weekly, `date,brand,sales,price,feat\n${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("promolab forecast", () => {
  it("prints a table of the weeks ahead and how the models did, by brand", () => {
    const { exitCode, stdout, stderr } = promolab([
      "forecast",
      weekly,
      "--by",
      "brand",
      "--horizon",
      "3",
      "--evaluate",
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/series +model +week +forecast +80% interval +95% interval/);
    expect(stdout).toMatch(/2025-02-24 +[\d.]+ +[\d.]+ to [\d.]+ +[\d.]+ to [\d.]+/);
    expect(stdout).toMatch(/cola +seasonal-naive +\d/);
    expect(stdout).toMatch(/all together +seasonal-naive/);
    expect(stdout).toContain("regression, plan known");
    expect(stderr).toBe("");
  });

  it("writes a table, a page of charts and one JSON document, all telling the same", async () => {
    const out = join(folder, "next.csv");
    const html = join(folder, "next.html");
    const { document, exitCode } = promolabJson([
      ...["forecast", weekly, "--model", "holt-winters", "--horizon", "2", "--out", out, "--html", html],
    ]);
    expect(exitCode).toBe(0);
    expect(Object.keys(document)).toEqual(["by", "period", "series", "evaluation"]);
    expect(document.series.map(({ name }: { name: string }) => name).sort()).toEqual(["cola", "lemon"]);
    const rows = readFileSync(out, "utf8").trim().split("\n");
    expect(rows[0]).toBe("series,model,date,forecast,low80,high80,low95,high95");
    expect(rows).toHaveLength(5);
    expect(Number(rows[1].split(",")[3])).toBeCloseTo(document.series[0].mean[0], 9);
    expect(readFileSync(html, "utf8")).toContain('id="plot"');
    expect(readdirSync(folder).filter((name) => name.includes("draft"))).toEqual([]);

    expect((await refusal({ file: weekly, out })).message).toContain("is there already; --force overwrites it");
  });

  it("tells transactions by day", () => {
    const file = join(folder, "receipts.csv");
    const lines = Array.from({ length: 200 }, (_, row) => {
      const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(row / 5))).toISOString().slice(0, 10);
      return `${row % 17},${day},${1 + (row % 3)}`;
    });
    writeFileSync(file, `customer,date,units\n${lines.join("\n")}\n`);
    const { document, exitCode } = promolabJson([
      ...["forecast", file, "--kind", "transactions", "--period", "day", "--model", "regression"],
    ]);
    expect(exitCode).toBe(0);
    expect(document.period).toBe("day");
    expect(document.series[0].periods[0]).toBe("2024-02-10");
    expect(document.series[0].mean[0]).toBeGreaterThan(5);
    expect(document.series[0].mean[0]).toBeLessThan(15);
  });

  it.each([
    [{ kind: "weeklyy" }, 2, 'did you mean "weekly"?'],
    [{ model: "arima" }, 2, 'unknown model "arima"; one of: auto, seasonal-naive, holt-winters, regression'],
    [{ by: "shop" }, 2, 'unknown --by "shop"'],
    [{ out: "next.txt" }, 2, "--out needs a name that ends in .csv or .parquet"],
    [{ period: "day" }, 2, "--period is for transactions"],
    [{ kind: "transactions", plan: "next.csv" }, 2, "--plan is for weekly data"],
    [{ by: "store" }, 1, "by store: there is no column store"],
  ])("%j: is refused in one line", async (words, code, message) => {
    const error = await refusal({ file: weekly, ...words });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("\n");
    expect(exitCodeOf(error)).toBe(code);
  });

  it.each([
    ["empty.csv", "", "empty"],
    ["columns.csv", "a,b\n1,2\n", "units"],
    ["binary.csv", "\u0000\u0001\u0002\u0000", "binary"],
  ])("%s: is refused, and nothing is written", async (name, content, word) => {
    const file = join(folder, name);
    const out = join(folder, `${name}.out.csv`);
    writeFileSync(file, content);
    const error = await refusal({ file, out });
    expect(error.message).toContain(word);
    expect(exitCodeOf(error)).toBe(1);
    expect(existsSync(out)).toBe(false);
  });
});

/** What the command, run in this process, throws. */
async function refusal(words: Partial<Parameters<typeof forecast.run>[0]>): Promise<Error> {
  const usual = { kind: "weekly", horizon: 8, model: "auto", evaluate: false, top: 10, seed: "1", force: false };
  const given = { ...usual, json: true, debug: false, ...words } as Parameters<typeof forecast.run>[0];
  try {
    await forecast.run(given);
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was not refused");
}
