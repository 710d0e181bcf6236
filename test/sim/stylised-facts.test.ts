import { beforeAll, describe, expect, it } from "vitest";
import { make } from "../../envs/registry.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";

/**
 * What the marketing literature measured again and again, on `campaign-season`. Elasticities are arcs at -10% without
 * the badge, over 7 days, under common luck; the bump is measured at -20% with it. 6,000 shoppers and full shelves, so
 * that a week of one product sells about a thousand units.
 */
const WEEK = 7;

function scenarioWithout(badge: boolean): Scenario {
  const input = structuredClone(campaignSeason);
  const segments = input.segments.map((segment) =>
    badge ? segment : { ...segment, promotion: { ...segment.promotion, display: { "percent-off": 0 } } },
  );
  return scenarioSchema.parse({
    ...input,
    segments,
    population: 6000,
    products: input.products.map((product) => ({ ...product, initialStock: 1e9 })),
    calendar: {},
    promotions: {},
  });
}

/** units by day and product of 63 days, the first seven with an offer on one product (or none: -1) */
function sell(scenario: Scenario, promoted: number, depth: number): { units: Float64Array[]; discount: Float64Array } {
  const P = scenario.products.length;
  const nothing = new Float64Array(P);
  const market = new Market(scenario, rootKey("facts", "population", 0, 0));
  market.open(rootKey("facts", "warm-up", 0, 0));
  while (market.day < 0) market.runDay(nothing, nothing);
  market.endWarmUp();
  market.open(rootKey("facts", "evaluate", 0, 0));
  const offers = new Float64Array(P);
  if (promoted >= 0) offers[promoted] = depth;
  const discount = new Float64Array(scenario.segments.length);
  const units = Array.from({ length: WEEK + 56 }, (_, day) => {
    const report = market.runDay(day < WEEK ? offers : nothing, nothing);
    for (let s = 0; s < discount.length; s++) discount[s] += report.segmentDiscount[s];
    return report.units.slice();
  });
  return { units, discount };
}

function sum(units: readonly Float64Array[], from: number, to: number, products: readonly number[]): number {
  let total = 0;
  for (let day = from; day < to; day++) for (const p of products) total += units[day][p];
  return total;
}

describe("campaign-season sells as shops do", () => {
  const products = campaignSeason.products.map((_, p) => p);
  const sameCategory = (p: number) =>
    products.filter((q) => q !== p && campaignSeason.products[q].category === campaignSeason.products[p].category);

  let plain: Float64Array[];
  let cheaper: Float64Array[][];
  let promoted: { units: Float64Array[]; discount: Float64Array }[];
  beforeAll(() => {
    plain = sell(scenarioWithout(true), -1, 0).units;
    cheaper = products.map((p) => sell(scenarioWithout(false), p, 0.1).units);
    promoted = products.map((p) => sell(scenarioWithout(true), p, 0.2));
  });

  it("own-price elasticity of every product lies between -1 and -4", () => {
    for (const p of products) {
      const elasticity = Math.log(sum(cheaper[p], 0, WEEK, [p]) / sum(plain, 0, WEEK, [p])) / Math.log(0.9);
      expect(elasticity, campaignSeason.products[p].name).toBeLessThan(-1);
      expect(elasticity, campaignSeason.products[p].name).toBeGreaterThan(-4);
    }
  });

  it("a promoted product's sales rise, its neighbours' fall", () => {
    for (const p of products) {
      expect(sum(promoted[p].units, 0, WEEK, [p])).toBeGreaterThan(1.5 * sum(plain, 0, WEEK, [p]));
      expect(sum(promoted[p].units, 0, WEEK, sameCategory(p))).toBeLessThan(sum(plain, 0, WEEK, sameCategory(p)));
    }
  });

  it("a dip follows: over all products, 2 to 30% of the own bump is missing in the next 28 days", () => {
    let bump = 0;
    let dip = 0;
    for (const p of products) {
      bump += sum(promoted[p].units, 0, WEEK, [p]) - sum(plain, 0, WEEK, [p]);
      dip += sum(plain, WEEK, WEEK + 28, [p]) - sum(promoted[p].units, WEEK, WEEK + 28, [p]);
    }
    expect(dip / bump).toBeGreaterThan(0.02);
    expect(dip / bump).toBeLessThan(0.3);
  });

  it("the bump is switching, timing and expansion, each a real part of it", () => {
    let bump = 0;
    let categoryBump = 0;
    let later = 0;
    for (const p of products) {
      const category = [p, ...sameCategory(p)];
      bump += sum(promoted[p].units, 0, WEEK, [p]) - sum(plain, 0, WEEK, [p]);
      categoryBump += sum(promoted[p].units, 0, WEEK, category) - sum(plain, 0, WEEK, category);
      later += sum(plain, WEEK, WEEK + 56, category) - sum(promoted[p].units, WEEK, WEEK + 56, category);
    }
    for (const part of [bump - categoryBump, later, categoryBump - later]) expect(part / bump).toBeGreaterThan(0.1);
  });

  it("price-sensitive shoppers take most of the discount of a festival, and more than their share of shoppers", () => {
    const scenario = scenarioSchema.parse(campaignSeason);
    const given = new Float64Array(3);
    for (let seed = 0; seed < 4; seed++) play(scenario, String(seed), "calendar", given);
    const total = given[0] + given[1] + given[2];
    expect(given[2] / total).toBeGreaterThan(0.5);
    expect(given[2] / total).toBeGreaterThan(1.15 * (scenario.segments[2].share / 100));
  });

  it("always promoting earns less than promoting in festivals, and that more than never (each beyond 3 s.e.)", () => {
    const scenario = scenarioSchema.parse(campaignSeason);
    const seeds = Array.from({ length: 8 }, (_, seed) => String(seed));
    const profits = (policy: Policy) => seeds.map((seed) => play(scenario, seed, policy, new Float64Array(3)));
    const never = profits("never");
    const calendar = profits("calendar");
    const always = profits("always");
    expect(standardised(calendar, never)).toBeGreaterThan(3);
    expect(standardised(calendar, always)).toBeGreaterThan(3);
    expect(standardised(never, always)).toBeGreaterThan(3);
  });
});

type Policy = "never" | "calendar" | "always";

/** score of an evaluation episode in which all products are 20% off always, in festivals or never */
function play(scenario: Scenario, seed: string, policy: Policy, discount: Float64Array): number {
  const env = make("Promotion-v1", {
    scenario,
    onDay: (report) => {
      for (let s = 0; s < discount.length; s++) discount[s] += report.segmentDiscount[s];
    },
  });
  const choices = scenario.promotions.depths.length + 1;
  const action = new Int32Array(scenario.products.length);
  let { info } = env.reset({ seed, options: { role: "evaluate", episode: 0 } });
  let score = 0;
  for (let day = 0, done = false; !done; day++) {
    const promote =
      policy === "always" ||
      (policy === "calendar" && scenario.calendar.campaigns.some((c) => day >= c.firstDay && day <= c.lastDay));
    for (let slot = 0; slot < action.length; slot++)
      action[slot] = promote && info.mask[slot * choices + 2] === 1 ? 2 : 0;
    const step = env.step(action);
    info = step.info;
    score += step.reward;
    done = step.terminated;
  }
  return score;
}

/** mean paired difference over its standard error */
function standardised(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((x, i) => x - b[i]);
  const mean = differences.reduce((x, y) => x + y, 0) / differences.length;
  const variance = differences.reduce((x, y) => x + (y - mean) ** 2, 0) / (differences.length - 1);
  return mean / Math.sqrt(variance / differences.length);
}
