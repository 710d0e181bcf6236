import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RealismRow } from "../../experiments/realism/card.js";
import { promolab, promolabJson } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-realism-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A shop of one product; `price` is how its shoppers meet prices. */
function shop(price: string): string {
  const file = join(folder, "shop.yaml");
  writeFileSync(
    file,
    [
      "name: shop",
      "warmUpDays: 14",
      "products: [{ name: salt, category: salt, listPrice: 1, unitCost: 0.5, initialStock: 0 }]",
      `segments: [{ name: all, share: 1, price: ${price} }]`,
    ].join("\n"),
  );
  return file;
}

describe("promolab realism", () => {
  it("gives the promised JSON, and exit code 0 where all rows hold", () => {
    const { document, exitCode, stderr } = promolabJson(["realism", "orange-juice"]);
    expect(Object.keys(document)).toEqual(["scenario", "rows", "ok"]);
    expect(document.scenario).toBe("orange-juice");
    for (const row of document.rows as RealismRow[]) {
      expect(Object.keys(row)).toEqual(["measure", "value", "low", "high", "source", "ok", "se"]);
      expect(row.ok).toBe(row.value >= row.low && row.value <= row.high);
    }
    expect(document.ok).toBe(true);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
  });

  it("exits with 1 where a row misses, and says which in the table", () => {
    const { stdout, exitCode } = promolab(["realism", shop("{ sensitivity: 0, gain: 0, loss: 0 }")]);
    expect(stdout).toMatch(/^own-price elasticity of a product, 7 days .*misses +\d+$/m);
    expect(stdout).toMatch(/^shop: \d+ of \d+ rows miss$/m);
    expect(exitCode).toBe(1);
  });

  it("takes a wrong name as misuse", () => {
    const { stderr, exitCode } = promolab(["realism", "yoghurt"]);
    expect(stderr).toContain('did you mean "yogurt"?');
    expect(exitCode).toBe(2);
  });
});
