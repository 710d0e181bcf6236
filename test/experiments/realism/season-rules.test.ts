import { describe, expect, it } from "vitest";
import { seasonPlayer } from "../../../experiments/realism/season.js";
import { measureSeasonRules, middle } from "../../../experiments/realism/season-rules.js";
import { type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

const corner: ScenarioInput = {
  name: "corner",
  population: 300,
  horizonDays: 28,
  warmUpDays: 7,
  tailDays: 7,
  products: ["tea", "soap"].map((name) => ({
    name,
    category: name,
    listPrice: 4,
    unitCost: 2,
    initialStock: 2000,
    salvageValue: 2,
  })),
  segments: [
    { name: "brand-minded", share: 1, price: { sensitivity: 1 } },
    { name: "keen", share: 1, price: { sensitivity: 5 } },
  ],
};
const rules = (more: Partial<ScenarioInput>) =>
  measureSeasonRules(scenarioSchema.parse({ ...corner, ...more }), ["0", "1"]);

describe("rules played for whole seasons", () => {
  it("tell nothing where no vendor pays, nobody leaves, and there are no coupons and nothing that spoils", () => {
    for (const row of Object.values(rules({}))) expect(row).toBeNull();
  });

  it("a part of nothing is thrown away where all sells in time, and of much that keeps a day most", () => {
    const perishing = (initialStock: number) =>
      rules({ products: corner.products.map((product) => ({ ...product, shelfLifeDays: 3, initialStock })) });
    const { waste, campaigns, targeted } = perishing(60);
    expect(waste!.value).toBeGreaterThanOrEqual(0);
    expect(waste!.value).toBeLessThan(30);
    expect([campaigns, targeted]).toEqual([null, null]);
  });

  it("shoppers who leave after one visit in fifty are nearly all gone in a year, and those of one in ten thousand stay", () => {
    const kept = (hazard: number) =>
      rules({
        segments: corner.segments.map((segment) => ({
          ...segment,
          visit: { base: 0, storeValue: 0 },
          churn: { hazard, dissatisfaction: 0, acquisition: 0 },
        })),
      }).keptAYear!;
    // half the days are visits: (1 - .5 x .02)^365 = 2.55%
    const gone = kept(0.02);
    expect(Math.abs(gone.value - 2.55)).toBeLessThan(4 * gone.se);
    expect(kept(0.0001).value).toBeGreaterThan(95);
  });

  it("targeted and blanket coupons gain the same where the others never come and nobody minds what they hold", () => {
    const { targeted, targetedRatio } = rules({
      segments: [
        { ...corner.segments[0], visit: { base: -20 } },
        { ...corner.segments[1], visit: { notice: 2, unfairDrop: 0 } },
      ],
      promotions: { coupons: { depths: [0.1], sendCost: 0 } },
    });
    expect(targeted!.value).toBe(0);
    expect(targetedRatio!.value).toBe(1);
  });

  it("in campaigns promote what they cover, on their days, and no basket", () => {
    const scenario = scenarioSchema.parse({
      ...corner,
      calendar: { campaigns: [{ name: "tea-week", firstDay: 7, lastDay: 13, categories: ["tea"] }] },
      promotions: { menu: [{ mechanic: "spend-threshold", tiers: [{ spend: 10, off: 1 }] }] },
    });
    const offers: string[] = [];
    const thresholds: number[] = [];
    const player = seasonPlayer(scenario, ({ day, depth, mechanicUnits }) => {
      depth.forEach((share, p) => {
        if (share > 0) offers.push(`${day} ${scenario.products[p].name} ${share}`);
      });
      thresholds.push(mechanicUnits[mechanicUnits.length - 1]);
    });
    player.promote("0", "campaigns", 1);
    expect(offers).toEqual([7, 8, 9, 10, 11, 12, 13].map((day) => `${day} tea 0.2`));
    expect(thresholds.every((units) => units === 0)).toBe(true);
  });

  it("need per-cent depths to promote at, and units that come in to throw away", () => {
    const { campaigns, always, waste } = rules({
      products: corner.products.map((product) => ({ ...product, shelfLifeDays: 3, maxCases: 0 })),
      calendar: { campaigns: [{ name: "week", firstDay: 0, lastDay: 6, vendorFunding: 0.1 }] },
      promotions: { depths: [], menu: [{ mechanic: "gift", unitCost: 1, worth: 1 }] },
    });
    expect([campaigns, always, waste]).toEqual([null, null, null]);
  });

  it("coupons cannot be sent where there are none", () => {
    const player = seasonPlayer(scenarioSchema.parse(corner));
    expect(() => player.sendCoupons("0", [1, 1], 0)).toThrow("the scenario corner has no coupons");
  });
});

describe("middle", () => {
  it("is the first of two", () => {
    expect([["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]].map(middle)).toEqual([0, 0, 1, 1]);
  });
});
