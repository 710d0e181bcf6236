import { beforeAll, describe, expect, it } from "vitest";
import { type Bump, measureBump } from "../../experiments/realism/bump.js";
import { type Elasticities, measureElasticities } from "../../experiments/realism/elasticity.js";
import { seasonPlayer } from "../../experiments/realism/season.js";
import { openTrialShop } from "../../experiments/realism/trial-shop.js";
import { campaignSeason } from "../../sim/presets/campaign-season.js";
import { scenarioSchema } from "../../sim/scenario.js";

/**
 * What the marketing literature measured again and again, on `campaign-season`. Elasticities are arcs at -10% without
 * the badge, over 7 days, under common luck; the bump is measured at -20% with it. 6,000 shoppers in two replicates and
 * full shelves, so that a week of one product sells about a thousand units. `promolab realism` scores more of it.
 */
describe("campaign-season sells as shops do", () => {
  const scenario = scenarioSchema.parse(campaignSeason);
  const products = scenario.products.map((_, p) => p);

  let elasticities: Elasticities;
  let bump: Bump;
  let bumps: Bump[];
  beforeAll(() => {
    const shops = ["facts 0", "facts 1"].map((seed) => openTrialShop(scenario, 3000, seed));
    elasticities = measureElasticities(shops, products, [0, 1]);
    bump = measureBump(shops, products, 0.2);
    bumps = products.map((p) => measureBump(shops, [p], 0.2));
  });

  it("own-price elasticity of every product lies between -1 and -4", () => {
    for (const p of products) {
      expect(elasticities.byProduct[p].value, campaignSeason.products[p].name).toBeLessThan(-1);
      expect(elasticities.byProduct[p].value, campaignSeason.products[p].name).toBeGreaterThan(-4);
    }
  });

  it("a promoted product's sales rise, its neighbours' fall", () => {
    for (const { lift, split } of bumps) {
      expect(lift.value).toBeGreaterThan(0.5);
      expect(split!.switching.value).toBeGreaterThan(0);
    }
  });

  it("a dip follows: over all products, 2 to 30% of the own bump is missing in the next 28 days", () => {
    expect(bump.dip!.value).toBeGreaterThan(0.02);
    expect(bump.dip!.value).toBeLessThan(0.3);
  });

  it("the bump is switching, timing and expansion, each a real part of it", () => {
    const { switching, timing, expansion } = bump.split!;
    for (const part of [switching, timing, expansion]) expect(part.value).toBeGreaterThan(0.1);
  });

  it("price-sensitive shoppers take most of the discount of a festival, and more than their share of shoppers", () => {
    const given = new Float64Array(3);
    const player = seasonPlayer(scenario, ({ segmentDiscount }) => {
      for (let s = 0; s < given.length; s++) given[s] += segmentDiscount[s];
    });
    for (let seed = 0; seed < 4; seed++) player.promote(String(seed), "campaigns", TWENTY);
    const total = given[0] + given[1] + given[2];
    expect(given[2] / total).toBeGreaterThan(0.5);
    expect(given[2] / total).toBeGreaterThan(1.15 * (scenario.segments[2].share / 100));
  });

  it("always promoting earns less than promoting in festivals, and that more than never (each beyond 3 s.e.)", () => {
    const player = seasonPlayer(scenario);
    const seeds = Array.from({ length: 8 }, (_, seed) => String(seed));
    const profits = (policy: "never" | "campaigns" | "always") =>
      seeds.map((seed) => player.promote(seed, policy, TWENTY).profit);
    const never = profits("never");
    const campaigns = profits("campaigns");
    const always = profits("always");
    expect(standardised(campaigns, never)).toBeGreaterThan(3);
    expect(standardised(campaigns, always)).toBeGreaterThan(3);
    expect(standardised(never, always)).toBeGreaterThan(3);
  });
});

/** 20% off among the scenario's depths */
const TWENTY = 1;

/** mean paired difference over its standard error */
function standardised(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((x, i) => x - b[i]);
  const mean = differences.reduce((x, y) => x + y, 0) / differences.length;
  const variance = differences.reduce((x, y) => x + (y - mean) ** 2, 0) / (differences.length - 1);
  return mean / Math.sqrt(variance / differences.length);
}
