import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type RealismCard, realismCard } from "../../../experiments/realism/card.js";
import { presets } from "../../../sim/presets/registry.js";
import { type Scenario, scenarioSchema } from "../../../sim/scenario.js";

type PresetName = keyof typeof presets;

/** The presets by the file that holds them to their cards: files run beside each other, and a card takes seconds. */
export const FILES = {
  "card-measured-shelves": ["yogurt", "orange-juice", "perishables"],
  "card-seasons": ["campaign-season", "fashion-markdown"],
  "card-double-eleven": ["double-eleven"],
  "card-grocery-weekly": ["grocery-weekly"],
} as const satisfies Record<string, readonly PresetName[]>;

/** Suites over the cards of a file's presets. */
export function holdCards(file: keyof typeof FILES): void {
  describe.each<PresetName>([...FILES[file]])("%s", holdCard);
}

function holdCard(name: PresetName): void {
  let card: RealismCard;
  beforeAll(() => {
    card = realismCard(scenarioSchema.parse(presets[name]));
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
    const scenario = scenarioSchema.parse(presets[name]);
    expect(card.rows.map((row) => row.measure)).toEqual(measuresOf(scenario));
    const part = (word: string) => card.rows.find((row) => row.measure.startsWith(`part of the bump ${word}`))!.value;
    expect(part("switched") + part("borrowed") + part("that expands")).toBeCloseTo(1, 9);
  });
}

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
