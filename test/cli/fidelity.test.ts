import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FidelityRow } from "../../experiments/fidelity.js";
import { promolab, promolabJson } from "./promolab.js";

let folder: string;
let shop: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-fidelity-"));
  shop = join(folder, "shop.yaml");
  writeFileSync(
    shop,
    [
      "name: shop",
      "warmUpDays: 7",
      "products:",
      "  - { name: salt, category: spice, listPrice: 1, unitCost: 0.5, initialStock: 0 }",
      "  - { name: pepper, category: spice, listPrice: 2, unitCost: 1, initialStock: 0 }",
      "segments: [{ name: all, share: 1 }]",
      "promotions:",
      "  coupons: { depths: [0.2], maxOff: 2 }",
      '  menu: [{ mechanic: "spend-threshold", tiers: [{ spend: 4, off: 1 }] }]',
    ].join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("promolab fidelity", () => {
  it("gives units, bump and dip at both fidelities as JSON, and what coupons and thresholds are used for where there are any", () => {
    const { document, exitCode, stderr } = promolabJson(["fidelity", shop, "--population", "2000"]);
    expect(Object.keys(document)).toEqual(["scenario", "population", "replicates", "rows"]);
    const rows = document.rows as FidelityRow[];
    expect(rows.map((row) => row.measure)).toEqual([
      "units",
      "bump",
      "dip",
      "units with coupons",
      "units towards a threshold",
    ]);
    for (const { measure, shopper, cohort, error, standardError } of rows) {
      expect(error).toBeCloseTo(measure === "dip" ? cohort - shopper : cohort / shopper - 1, 9);
      const scale = measure === "dip" ? 1 : shopper;
      expect(Math.abs(error), measure).toBeLessThan(0.12 + (4 * standardError) / scale);
    }
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
  });

  it("prints a table, and takes one replicate as misuse", () => {
    const { stdout, exitCode } = promolab(["fidelity", shop, "--population", "300", "--replicates", "2"]);
    expect(stdout).toMatch(/^units with coupons +[\d,]+ +[\d,]+ +[\d,]+ +-?[\d.]+%$/m);
    expect(stdout).toMatch(/^dip, part of the bump/m);
    expect(exitCode).toBe(0);
    expect(promolab(["fidelity", shop, "--replicates", "1"]).exitCode).toBe(2);
  });
});
