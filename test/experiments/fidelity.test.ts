import { describe, expect, it } from "vitest";
import { type FidelityRow, measureFidelity } from "../../experiments/fidelity.js";
import { presets } from "../../sim/presets/registry.js";
import { scenarioSchema } from "../../sim/scenario.js";

/** row by measure, each bound in the row's own terms, widened by 3 standard errors of the shoppers' figure */
function within(rows: readonly FidelityRow[], bounds: Partial<Record<FidelityRow["measure"], number>>): void {
  expect(rows.map((row) => row.measure)).toEqual(Object.keys(bounds));
  for (const { measure, shopper, error, standardError } of rows) {
    const relative = measure === "dip" ? standardError : standardError / shopper;
    expect(Math.abs(error), measure).toBeLessThan((bounds[measure] ?? 0) + 3 * relative);
  }
}

describe("what cohort fidelity misses", () => {
  it("on campaign-season: at most 1% of the units, 4% of the bump, and a dip of 2 parts in 100 of the bump", () => {
    const scenario = scenarioSchema.parse(presets["campaign-season"]);
    const rows = measureFidelity(scenario, { population: 4000, replicates: 4 });
    expect(rows[0].shopper).toBeGreaterThan(20_000);
    within(rows, { units: 0.01, bump: 0.04, dip: 0.02 });
  });

  it("on orange-juice: at most 4% of the units, 7% of the bump, and a dip of 4 parts in 100", () => {
    const scenario = scenarioSchema.parse(presets["orange-juice"]);
    within(measureFidelity(scenario, { population: 4000, replicates: 4 }), { units: 0.04, bump: 0.07, dip: 0.04 });
  });

  it("on yogurt, where loyalty to the brand bought last is strong: 3% of the units, 12% of the bump, and a dip of 15 parts", () => {
    const scenario = scenarioSchema.parse(presets.yogurt);
    within(measureFidelity(scenario, { population: 4000, replicates: 4 }), { units: 0.03, bump: 0.12, dip: 0.15 });
  });

  it("on double-eleven: 2% of the units, 5% of the bump, a dip of 4 parts; 10% of what coupons and thresholds are used for", () => {
    const scenario = scenarioSchema.parse(presets["double-eleven"]);
    within(measureFidelity(scenario, { population: 1500, replicates: 2 }), {
      units: 0.02,
      bump: 0.05,
      dip: 0.04,
      "units with coupons": 0.1,
      "units towards a threshold": 0.1,
    });
  });

  it("asks for two replicates, as one has no standard error", () => {
    const scenario = scenarioSchema.parse(presets.yogurt);
    expect(() => measureFidelity(scenario, { replicates: 1 })).toThrow("needs at least 2 replicates, got 1");
  });
});
