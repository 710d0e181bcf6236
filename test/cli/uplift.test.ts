import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabHere, promolabJson } from "./promolab.js";

let folder: string;
let shop: string;
let cohorts: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-uplift-"));
  const lines = [
    "name: shop",
    "population: 60",
    "warmUpDays: 7",
    "horizonDays: 10",
    "tailDays: 10",
    "products: [{ name: salt, category: salt, listPrice: 2, unitCost: 1, initialStock: 1000 }]",
    "segments: [{ name: all, share: 1 }]",
  ];
  shop = join(folder, "shop.yaml");
  writeFileSync(shop, lines.join("\n"));
  cohorts = join(folder, "cohorts.yaml");
  writeFileSync(cohorts, [...lines, "fidelity: cohort"].join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("promolab uplift", () => {
  it("gives the documented JSON, whose labels add up to the promoted units", () => {
    const { document, exitCode, stderr } = promolabJson(["uplift", shop, "always-promote", "--seeds", "2"]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    expect(Object.keys(document)).toEqual([
      "scenario",
      "agent",
      "env",
      "seeds",
      "currency",
      "ledger",
      "incrementalProfit",
    ]);
    expect(document).toMatchObject({
      scenario: "shop",
      agent: "always-promote",
      env: "Promotion-v1",
      seeds: ["1", "2"],
    });
    const { total, promotedUnits } = document.ledger;
    expect(promotedUnits).toBeGreaterThan(20);
    expect(total.subsidised + total.switched + total.timing + total.expanded).toBe(promotedUnits);
    expect(document.incrementalProfit.byProduct.parts[0]).toMatchObject({
      name: "salt",
      value: document.incrementalProfit.total.value,
      ci: document.incrementalProfit.total.ci,
    });
  });

  it("prints shares by mechanic and profit by mechanic, product and segment, and trains who learns", () => {
    const { stdout, stderr, exitCode } = promolab([
      ...["uplift", shop, "thompson-sampling", "--seeds", "3", "--episodes", "2"],
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("1 of 3 seeds\n2 of 3 seeds\n3 of 3 seeds\n");
    expect(stdout).toMatch(/^percent-off +\d+ +\d+\.\d% +0\.0% /m);
    for (const part of ["mechanic", "product", "segment"])
      expect(stdout).toMatch(new RegExp(`^incremental .*${part}`, "m"));
    expect(stdout).toMatch(/^all +[+-]?\d+ +[+-]?\d+ to [+-]?\d+$/m);
  });

  it.each([
    [["yoghurt", "always-promote"], 'did you mean "yogurt"?'],
    [["yogurt", "always-promot"], 'unknown agent "always-promot"; did you mean "always-promote"?'],
    [["yogurt", "base-stock"], "base-stock does not fit Promotion-v1"],
    [["yogurt", "ucb1", "--seeds", "1"], "--seeds 1 tells no interval: it takes at least 2 seeds"],
    [["yogurt", "ucb1", "--sedes", "3"], 'did you mean "--seeds"?'],
    [["yogurt", "ucb1", "--env", "CliffWalking-v1"], "CliffWalking-v1 is no market"],
    [["yogurt"], "uplift needs <scenario> <agent>"],
  ])("takes %j as misuse, in one line", async (words, message) => {
    const { stderr, stdout, exitCode } = await promolabHere(["uplift", ...words]);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
  });

  it("says that cohorts have no shoppers to follow", async () => {
    const { stderr, exitCode } = await promolabHere(["uplift", cohorts, "always-promote"]);
    expect(stderr).toBe("promolab: shop is of cohort fidelity: it has no shoppers to follow; set fidelity: shopper\n");
    expect(exitCode).toBe(2);
  });
});
