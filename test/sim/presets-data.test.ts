import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { type EnvOf, make } from "../../envs/registry.js";
import { calibratePanel, type PanelCalibration } from "../../experiments/calibrate/panel.js";
import { fitWeekly, type WeeklyDemand } from "../../experiments/calibrate/weekly.js";
import { storeWeeks } from "../../experiments/calibrate/weekly-rows.js";
import { loadDataset } from "../../experiments/data/load.js";
import { meanInterval } from "../../experiments/stats/mean-interval.js";
import { pairedDifferences } from "../../experiments/stats/seed-scores.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { orangeJuice } from "../../sim/presets/orange-juice.js";
import { yogurt } from "../../sim/presets/yogurt.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { policy } from "../experiments/stats/seed-fixtures.js";

const data = new URL("../../../shared/data/", import.meta.url);
const load = (name: string) => readFileSync(new URL(name, data), "utf8");

/** what a preset is off a number; far where it has none */
const apart = (found: number | undefined, expected: number) => Math.abs((found ?? Number.POSITIVE_INFINITY) - expected);

/** how each preset sells in a week */
const weeks = new Map<ScenarioInput, ReturnType<typeof weekOf>>();
beforeAll(() => {
  for (const input of [yogurt, orangeJuice]) weeks.set(input, weekOf(input));
});

describe.skipIf(!existsSync(data))("yogurt holds what the panel tells (skipped without ../shared)", () => {
  let found: PanelCalibration;
  beforeAll(() => {
    found = calibratePanel(load("yogurt_panel.csv"), { base: "weight", priceScale: 0.32, category: "yogurt" });
  });

  test("products and their list prices, to the cent", () => {
    expect(yogurt.products).toEqual(found.scenario.products);
  });

  test("shares, price sensitivities, the pull of an advertisement and loyalty, class by class", () => {
    expect(yogurt.segments).toHaveLength(found.segments.length);
    yogurt.segments.forEach((segment, s) => {
      const { share, coefficients } = found.segments[s];
      expect(segment.share).toBeCloseTo(100 * share, 0);
      expect(apart(segment.price?.sensitivity, -coefficients.price)).toBeLessThan(0.02);
      expect(apart(segment.promotion?.display?.["percent-off"], coefficients.feat)).toBeLessThan(0.02);
      expect(apart(segment.choice?.loyalty, coefficients.loyalty)).toBeLessThan(0.02);
    });
  });

  test("utilities at list prices, the base brand's 0", () => {
    yogurt.segments.forEach((segment, s) => {
      for (const [brand, utility] of Object.entries(found.scenario.segments[s].choice?.appeal ?? {}))
        expect(apart(segment.choice?.appeal?.[brand], utility)).toBeLessThan(0.02);
      expect(segment.choice?.appeal?.weight).toBe(0);
    });
  });

  test("and what is assumed is what calibrate assumes", () => {
    yogurt.segments.forEach((segment, s) => {
      const { visit, category, quantity } = found.scenario.segments[s];
      expect(segment).toMatchObject({ visit, category, quantity });
    });
    expect(yogurt.promotions).toEqual(found.scenario.promotions);
  });
});

describe.skipIf(!existsSync(data))("orange-juice holds what the stores tell (skipped without ../shared)", () => {
  let found: Record<string, WeeklyDemand>;
  beforeAll(async () => {
    const file = fileURLToPath(new URL("orange_juice_weekly.csv", data));
    found = fitWeekly(storeWeeks((await loadDataset(file, "weekly")).data));
  });

  test("list prices are median prices of weeks without a feature", () => {
    for (const product of orangeJuice.products) expect(product.listPrice).toBe(found[product.name].regularPrice);
  });

  test("the badge pulls as a feature does, in the mean of the brands", () => {
    const lift = Object.values(found).reduce((sum, brand) => sum + brand.feat! / 3, 0);
    for (const segment of orangeJuice.segments)
      expect(segment.promotion?.display?.["percent-off"]).toBeCloseTo(lift, 2);
  });

  test("simulated elasticities are within .35 of the estimated ones, shares at list prices within .04", () => {
    const sold = weeks.get(orangeJuice)!;
    const atList = (brand: WeeklyDemand) => Math.exp(brand.intercept + brand.price * Math.log(brand.regularPrice));
    const total = Object.values(found).reduce((sum, brand) => sum + atList(brand), 0);
    orangeJuice.products.forEach(({ name }, p) => {
      expect(Math.abs(sold.elasticity[p] - found[name].price), name).toBeLessThan(0.35);
      expect(Math.abs(sold.share[p] - atList(found[name]) / total), name).toBeLessThan(0.04);
    });
  });
});

describe("the presets from data", () => {
  test("yogurt sells the panel's shares: .339, .402, .029 and .229 of 2412 purchases, each within .05", () => {
    const { share } = weeks.get(yogurt)!;
    [0.339, 0.402, 0.029, 0.229].forEach((expected, p) => {
      expect(Math.abs(share[p] - expected), yogurt.products[p].name).toBeLessThan(0.05);
    });
  });

  describe.each([
    ["yogurt", yogurt],
    ["orange-juice", orangeJuice],
  ])("%s", (_, input) => {
    const scenario = scenarioSchema.parse(input);
    const env = make("Promotion-v1", { scenario });

    test("own-price elasticities lie between -.8 and -4: what shoppers of habit leave of their brand's", () => {
      for (const elasticity of weeks.get(input)!.elasticity) {
        expect(elasticity).toBeLessThan(-0.8);
        expect(elasticity).toBeGreaterThan(-4);
      }
    });

    test("every number that is estimated or assumed says where it comes from", () => {
      const paths = scenario.provenance.flatMap(({ path }) => path.split(", "));
      for (const part of ["products.listPrice", "products.unitCost", "segments.price.sensitivity", "segments.visit"])
        expect(paths).toContain(part);
      for (const { source } of scenario.provenance) expect(source.length).toBeGreaterThan(20);
    });

    test("shoppers come one day in five, and stock does not starve under the background orders", () => {
      const { metrics } = play(env, scenario, "0", () => 0);
      const days = scenario.horizonDays + scenario.tailDays;
      expect(metrics.visits / days / scenario.population).toBeGreaterThan(0.18);
      expect(metrics.visits / days / scenario.population).toBeLessThan(0.24);
      expect(metrics.serviceLevel).toBeGreaterThan(0.97);
    });

    test("promotions have something to decide: shallow ones in trade deals gain, always promoting loses", () => {
      const seeds = Array.from({ length: 4 }, (_, seed) => String(seed));
      const scores = (label: string, depth: (campaign: boolean) => number) =>
        policy(
          label,
          seeds.map((seed) => play(env, scenario, seed, depth).score),
        );
      const never = scores("never", () => 0);
      const deals = scores("deals", (campaign) => (campaign ? 1 : 0));
      const deepDeals = scores("deep deals", (campaign) => (campaign ? 3 : 0));
      const always = scores("always", () => 1);
      expect(meanInterval(pairedDifferences(deals, never))[0]).toBeGreaterThan(0);
      expect(meanInterval(pairedDifferences(always, never))[1]).toBeLessThan(0);
      expect(meanInterval(pairedDifferences(deepDeals, deals))[1]).toBeLessThan(0);
    });
  });
});

/**
 * A week from full shelves, 6000 shoppers, three populations, common luck: own-price elasticity as the arc at -10%
 * without the badge, and shares of units at list prices; [products].
 */
function weekOf(input: ScenarioInput): { elasticity: number[]; share: number[] } {
  const scenario = scenarioSchema.parse({
    ...input,
    population: 6000,
    products: input.products.map((product) => ({ ...product, initialStock: 1e9 })),
    segments: input.segments.map((segment) => ({ ...segment, promotion: { display: { "percent-off": 0 } } })),
    calendar: {},
    promotions: {},
  });
  const products = scenario.products.map((_, p) => p);
  const atList = products.map(() => 0);
  const cheaper = products.map(() => 0);
  for (const seed of ["0", "1", "2"]) {
    const start = warmedUp(scenario, seed);
    const plain = unitsOfWeek(start, seed, -1);
    for (const p of products) {
      atList[p] += plain[p];
      cheaper[p] += unitsOfWeek(start, seed, p)[p];
    }
  }
  const total = atList.reduce((sum, units) => sum + units, 0);
  return {
    elasticity: products.map((p) => Math.log(cheaper[p] / atList[p]) / Math.log(0.9)),
    share: atList.map((units) => units / total),
  };
}

function warmedUp(scenario: Scenario, seed: string): Market {
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  const nothing = new Float64Array(scenario.products.length);
  market.open(rootKey(seed, "warm-up", 0, 0));
  while (market.day < 0) market.runDay({ depth: nothing, order: nothing });
  market.endWarmUp();
  return market;
}

function unitsOfWeek(start: Market, seed: string, promoted: number): Float64Array {
  const market = start.fork();
  market.open(rootKey(seed, "evaluate", 0, 0));
  const depth = new Float64Array(start.scenario.products.length);
  const nothing = depth.slice();
  if (promoted >= 0) depth[promoted] = 0.1;
  const units = depth.slice().fill(0);
  for (let day = 0; day < 7; day++) {
    const report = market.runDay({ depth, order: nothing });
    for (let p = 0; p < units.length; p++) units[p] += report.units[p];
  }
  return units;
}

/** An evaluation episode in which every product has this depth's choice, or the deepest below it that the rules allow. */
function play(env: EnvOf<"Promotion-v1">, scenario: Scenario, seed: string, choice: (campaign: boolean) => number) {
  let { info } = env.reset({ seed, options: { role: "evaluate" } });
  const slots = scenario.products.length;
  const choices = scenario.promotions.depths.length + 1;
  const action = new Int32Array(slots);
  let score = 0;
  for (let day = 0; day < scenario.horizonDays; day++) {
    const open = scenario.calendar.campaigns.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
    for (let slot = 0; slot < slots; slot++) {
      action[slot] = choice(open);
      while (action[slot] > 0 && info.mask[slot * choices + action[slot]] === 0) action[slot] -= 1;
    }
    const step = env.step(action);
    score += step.reward;
    info = step.info;
  }
  return { score, metrics: { ...info.metrics } };
}
