import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BANDS, bandOf } from "../../../experiments/realism/bands.js";
import { realismCard } from "../../../experiments/realism/card.js";
import { presets } from "../../../sim/presets/registry.js";
import { type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";
import { FILES } from "./preset-card.js";

/** One product, one segment, nobody cares for prices or badges, nobody pays. */
const indifferent: ScenarioInput = {
  name: "indifferent",
  warmUpDays: 14,
  products: [{ name: "salt", category: "salt", listPrice: 1, unitCost: 0.5, initialStock: 0 }],
  segments: [
    {
      name: "all",
      share: 1,
      price: { sensitivity: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": 0 } },
      quantity: { price: 0 },
    },
  ],
};

describe("a card", () => {
  it("is held to by one file for every preset", () => {
    expect(Object.values(FILES).flat().sort()).toEqual(Object.keys(presets).sort());
    for (const file of Object.keys(FILES))
      expect(existsSync(join(import.meta.dirname, `${file}.test.ts`)), file).toBe(true);
  });

  it("is the same twice", () => {
    const scenario = scenarioSchema.parse({ ...indifferent, segments: [{ name: "all", share: 1 }] });
    expect(realismCard(scenario)).toEqual(realismCard(scenario));
  });

  it("tries 10, 20 and 30% where the scenario has no per-cent depths of its own", () => {
    const { rows } = realismCard(
      scenarioSchema.parse({
        ...indifferent,
        promotions: { depths: [], menu: [{ mechanic: "gift", unitCost: 0.1, worth: 0.2 }] },
      }),
    );
    expect(rows.filter(({ measure }) => measure.startsWith("bump over usual sales"))).toHaveLength(3);
  });

  it("misses where shoppers do not respond, and leaves out what is not there to measure", () => {
    const { rows, ok } = realismCard(scenarioSchema.parse(indifferent));
    expect(ok).toBe(false);
    expect(rows.map((row) => [row.measure, row.value, row.ok])).toEqual([
      ["own-price elasticity of a product, 7 days", -0, false],
      ["own-price elasticity of a product, after 56 days", -0, false],
      ["own-price elasticity of a category, 7 days", -0, false],
      ["own-price elasticity of a category, after 56 days", -0, false],
      ["bump over usual sales, a week at 10% off", 0, false],
      ["bump over usual sales, a week at 20% off", 0, false],
      ["bump over usual sales, a week at 30% off", 0, false],
    ]);
  });
});

describe("bands", () => {
  it("are of the literature, or of a preset that the source names", () => {
    expect(bandOf("dip", "campaign-season").low).toBe(0.04);
    expect(bandOf("dip", "yogurt").low).toBe(0);
    for (const band of Object.values(BANDS))
      for (const [preset, own] of Object.entries("presets" in band ? band.presets : {})) {
        expect(Object.keys(presets)).toContain(preset);
        expect(own.source).toMatch(new RegExp(`^preset ${preset}: `));
      }
  });

  it("hold a year or the data they come from, and more than a point", () => {
    for (const { low, high, source } of Object.values(BANDS)) {
      expect(low).toBeLessThan(high);
      expect(source).toMatch(/\((?:.*\D)?(?:19|20)\d\d\)/);
    }
  });
});
