import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { BANDS, bandOf } from "../../../experiments/realism/bands.js";
import { type RealismCard, realismCard } from "../../../experiments/realism/card.js";
import { presets } from "../../../sim/presets/registry.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

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

describe.each(Object.keys(presets))("%s", (name) => {
  let card: RealismCard;
  beforeAll(() => {
    card = realismCard(scenarioSchema.parse(presets[name as keyof typeof presets]));
  });

  it("lies within every band, by more than luck moves it", () => {
    for (const { measure, value, low, high, ok, se } of card.rows) {
      expect(ok, measure).toBe(true);
      expect(se, measure).toBeGreaterThan(0);
      expect(Math.min(value - low, high - value), measure).toBeGreaterThan(se);
    }
    expect(card.ok).toBe(true);
  });

  it("is what docs/realism.md prints, within its standard errors: promolab realism prints it anew", () => {
    const documented = printed(name);
    expect([...documented.keys()]).toEqual(card.rows.map((row) => row.measure));
    for (const { measure, value } of card.rows) {
      const told = documented.get(measure)!;
      expect(Math.abs(value - told.value), measure).toBeLessThan(0.01 + 3 * told.se);
    }
  });

  it("has a row for all that it can show, and for nothing else", () => {
    const scenario = scenarioSchema.parse(presets[name as keyof typeof presets]);
    expect(card.rows.map((row) => row.measure)).toEqual(measuresOf(scenario));
    const part = (word: string) => card.rows.find((row) => row.measure.startsWith(`part of the bump ${word}`))!.value;
    expect(part("switched") + part("borrowed") + part("that expands")).toBeCloseTo(1, 9);
  });
});

/** Rows of a preset: all have several products a category and several segments. */
function measuresOf({ products, promotions, calendar, segments, links, advertising }: Scenario): string[] {
  const where = (there: boolean, ...measures: string[]) => (there ? measures : []);
  const off = (depth: number) => `${100 * depth}% off`;
  const { depths, coupons } = promotions;
  const middle = off(depths[Math.floor((depths.length - 1) / 2)]);
  const several = new Set(products.map((product) => product.category)).size > 1;
  const funded = calendar.campaigns.some((campaign) => campaign.vendorFunding > 0);
  const mortal = segments.some((segment) => segment.churn !== null);
  return [
    "own-price elasticity of a product, 7 days",
    "own-price elasticity of a product, after 56 days",
    "own-price elasticity of a category, 7 days",
    "own-price elasticity of a category, after 56 days",
    ...where(several, "own-price elasticity of the store, 7 days", "own-price elasticity of the store, after 56 days"),
    "cross-price elasticity in a category, 7 days",
    ...depths.map((depth) => `bump over usual sales, a week at ${off(depth)}`),
    `part of the bump switched, ${middle}`,
    `part of the bump borrowed from later, ${middle}`,
    `part of the bump that expands the category, ${middle}`,
    `own dip in the 28 days after, over the bump, ${middle}`,
    ...where(several, `gained in other categories, over the bump, ${middle}`),
    "the most price-sensitive segment's part of the discount, less of spending",
    ...where(links.length > 0, "bought on one visit over chance, linked categories"),
    ...where(
      advertising.channels.length > 0,
      "advertising elasticity of the shop, 7 days",
      "advertising elasticity of the shop, after 56 days",
    ),
    ...where(
      funded,
      `profit of campaigns at ${off(depths[0])}, % over never promoting`,
      `profit of always ${middle}, % over never promoting`,
    ),
    ...where(
      mortal,
      `revenue of always ${middle}, % over never promoting`,
      `shoppers kept by always ${middle}, % over never promoting`,
      "shoppers kept for a year, %",
    ),
    ...where(
      coupons !== null,
      "profit of targeted less blanket coupons, % of none",
      "gain by targeted over gain by blanket coupons",
    ),
    ...where(
      products.some((product) => product.shelfLifeDays !== null),
      "thrown away of what came in, %",
    ),
  ];
}

/** What docs/realism.md says of a preset, by measure: value and standard error. */
function printed(name: string): Map<string, { value: number; se: number }> {
  const text = readFileSync(join(import.meta.dirname, "../../../docs/realism.md"), "utf8");
  const block = text.split(`$ promolab realism ${name}\n`)[1].split("```")[0];
  const lines = [...block.matchAll(/^(\S.*?) {2,}(-?[\d.]+) +([\d.]+) +-?[\d.]+ +-?[\d.]+ +\d+$/gm)];
  return new Map(lines.map(([, measure, value, se]) => [measure, { value: Number(value), se: Number(se) }]));
}

describe("a card", () => {
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
