import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import {
  type DemandModel,
  discountOf,
  EFFECT,
  estimateDemand,
  MEMORY_KEEP,
  meanUnits,
  meanUnitsError,
  remember,
  weekdayOf,
} from "../../../agents/models/demand.js";
import type { MarketBrief, PlanningLog } from "../../../envs/types.js";

const rules = {
  mechanics: ["percent-off" as const],
  depthLimit: 0.3,
  budget: Number.POSITIVE_INFINITY,
  coolDownDays: 0,
  marginFloor: -1,
};
const product = (name: string, category: number) => ({
  name,
  category,
  listPrice: 10,
  unitCost: 6,
  holdingCost: 0,
  orderingCost: 0,
  leadTimeDays: 1,
  initialStock: 100,
  salvageValue: 0,
});
/** three products, two of them in one category, a campaign on days 20 to 29 of 60 */
const brief: MarketBrief = {
  products: [product("a", 0), product("b", 0), product("c", 1)],
  categories: ["x", "y"],
  horizonDays: 60,
  tailDays: 0,
  promotionSlots: [],
  restockSlots: [],
  pricingSlots: [],
  couponSlots: [],
  advertisingSlots: [],
  slateSlots: [],
  segments: ["all"],
  everyday: rules,
  campaigns: [{ name: "fest", firstDay: 20, lastDay: 29, products: [0, 1, 2], vendorFunding: 0.1, ...rules }],
  firstWeekday: 3,
};
const truth: Pick<DemandModel, "coefficients" | "share" | "categoryOf" | "campaigns"> = {
  //                  level own badge cross crossBadge ownMemory crossMemory fest Mon..Sun
  coefficients: [
    [2.5, 3, 0.2, -1.5, -0.2, -1.2, -0.6, 0.3, -0.1, -0.1, 0, 0, 0.1, 0.2, 0],
    [2.1, 2.4, 0.3, -1.1, -0.3, -0.9, -0.8, 0.35, -0.1, -0.1, 0, 0, 0.1, 0.2, 0],
    [3, 2, 0.1, 0, 0, -0.5, 0, 0.2, 0, 0, 0, 0, 0, 0.3, 0.1],
  ].map((row) => Float64Array.from(row)),
  share: Float64Array.of(0.6, 0.4, 1),
  categoryOf: Int32Array.of(0, 0, 1),
  campaigns: 1,
};

/** Knuth's way, good enough for small means. */
function poisson(mean: number, uniform: () => number): number {
  const floor = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > floor; product *= uniform()) count += 1;
  return count;
}

/** Units drawn from the truth under offers held for five days each; b is out of stock every seventh day. */
function drawnLog(episodes: number, seed: string, offers = true): PlanningLog {
  const rng = createRng(seed);
  const days = episodes * brief.horizonDays;
  const drawn: PlanningLog = {
    days,
    day: new Int32Array(days),
    campaign: new Int32Array(days),
    visits: new Float64Array(days),
    depth: new Float64Array(days * 3),
    units: new Float64Array(days * 3),
    stockOut: new Uint8Array(days * 3),
    choice: new Int32Array(0),
    credit: new Float64Array(0),
    profit: new Float64Array(days),
  };
  const mean = new Float64Array(3);
  const memory = new Float64Array(3);
  for (let row = 0; row < days; row++) {
    const day = row % brief.horizonDays;
    if (day === 0) memory.fill(0);
    drawn.day[row] = day;
    drawn.campaign[row] = day >= 20 && day <= 29 ? 0 : -1;
    const depth = drawn.depth.subarray(row * 3, row * 3 + 3);
    for (let p = 0; p < 3; p++)
      depth[p] = day % 5 === 0 ? (offers ? rng.int(4) / 10 : 0) : drawn.depth[(row - 1) * 3 + p];
    const conditions = { depth, memory, campaign: drawn.campaign[row], weekday: weekdayOf(brief, day) };
    meanUnits(truth as DemandModel, conditions, mean);
    for (let p = 0; p < 3; p++) drawn.units[row * 3 + p] = poisson(mean[p], rng.uniform);
    if (row % 7 === 0) {
      drawn.units[row * 3 + 1] = 0;
      drawn.stockOut[row * 3 + 1] = 1;
    }
    remember(memory, depth);
  }
  return drawn;
}

const calm = (depth: number[]) => ({
  depth: Float64Array.from(depth),
  memory: new Float64Array(3),
  campaign: -1,
  weekday: 0,
});

describe("worked by hand", () => {
  it("reads depth .2 as a fall of the log price by -ln .8, and a weekday from the first one", () => {
    expect(discountOf(0.2)).toBeCloseTo(0.22314355131, 10);
    expect(discountOf(0)).toBe(0);
    expect(weekdayOf(brief, 0)).toBe(3);
    expect(weekdayOf(brief, 11)).toBe(0);
    expect(weekdayOf(brief, -4)).toBe(6);
  });

  it("a lasting offer is remembered in full, an ended one half forgotten after ten days", () => {
    const memory = Float64Array.of(discountOf(0.2));
    remember(memory, Float64Array.of(0.2));
    expect(memory[0]).toBeCloseTo(discountOf(0.2), 12);
    for (let day = 0; day < 10; day++) remember(memory, Float64Array.of(0));
    expect(memory[0] / discountOf(0.2)).toBeCloseTo(MEMORY_KEEP ** 10, 12);
    expect(memory[0] / discountOf(0.2)).toBeCloseTo(0.5, 2);
  });

  it("predicts e^(level + own x + badge) for the product on offer, and moves only its category", () => {
    const none = new Float64Array(3);
    const offered = new Float64Array(3);
    meanUnits(truth as DemandModel, calm([0, 0, 0]), none);
    meanUnits(truth as DemandModel, calm([0.2, 0, 0]), offered);
    expect(Math.log(none[0])).toBeCloseTo(2.5 - 0.1, 10);
    expect(Math.log(offered[0] / none[0])).toBeCloseTo(3 * discountOf(0.2) + 0.2, 10);
    expect(Math.log(offered[1] / none[1])).toBeCloseTo(0.6 * (-1.1 * discountOf(0.2) - 0.3), 10);
    expect(offered[2]).toBe(none[2]);
  });
});

describe("statistics", () => {
  const model = estimateDemand(drawnLog(25, "recovery"), brief);

  it("recovers mean units from 1500 days within four standard errors, which are below 8%", () => {
    const mean = new Float64Array(3);
    const found = new Float64Array(3);
    const error = new Float64Array(3);
    for (const depth of [
      [0, 0, 0],
      [0.3, 0, 0.1],
      [0, 0.2, 0.3],
      [0.1, 0.3, 0],
    ])
      for (const campaign of [-1, 0]) {
        const day = { ...calm(depth), campaign };
        meanUnits(truth as DemandModel, day, mean);
        meanUnits(model, day, found);
        meanUnitsError(model, day, error);
        for (let p = 0; p < 3; p++) {
          expect(Math.abs(found[p] - mean[p]) / error[p], `${depth} product ${p}`).toBeLessThan(4);
          expect(error[p] / mean[p]).toBeLessThan(0.08);
        }
      }
  });

  it("recovers own, badge, cross, dip and campaign effects within four standard errors of the product's estimate", () => {
    const size = 15;
    const scores: number[] = [];
    for (let p = 0; p < 3; p++)
      for (let effect = 1; effect <= 7; effect++) {
        const error = Math.sqrt(model.covariance[p][effect * size + effect]);
        scores.push((model.coefficients[p][effect] - truth.coefficients[p][effect]) / error);
      }
    for (const score of scores) expect(Math.abs(score)).toBeLessThan(4);
    expect(scores.reduce((sum, score) => sum + score * score, 0) / scores.length).toBeLessThan(2);
  });

  it("finds the dispersion of Poisson counts near 1 and leaves stock-out days out", () => {
    for (const dispersion of model.dispersion) expect(dispersion).toBeLessThan(1.15);
    expect(Array.from(model.days)).toEqual([1500, 1500 - Math.ceil(1500 / 7), 1500]);
  });

  it("with ten days of data stays near its category and its standard errors are wide", () => {
    const few = drawnLog(1, "few");
    const model = estimateDemand({ ...few, days: 10 }, brief);
    const mean = new Float64Array(3);
    const error = new Float64Array(3);
    meanUnits(model, calm([0.2, 0, 0]), mean);
    meanUnitsError(model, calm([0.2, 0, 0]), error);
    for (let p = 0; p < 3; p++) expect(Number.isFinite(mean[p]) && mean[p] > 0).toBe(true);
    expect(error[0] / mean[0]).toBeGreaterThan(0.1);
  });

  it("without a promotion in the log keeps the literature's elasticity of 2.62, and says how little it knows", () => {
    const model = estimateDemand(drawnLog(2, "none", false), brief);
    const own = EFFECT.own;
    const size = 15;
    for (let p = 0; p < 3; p++) {
      expect(model.coefficients[p][own]).toBeCloseTo(2.62, 6);
      expect(Math.sqrt(model.covariance[p][own * size + own])).toBeGreaterThan(1);
    }
  });
});

describe("laws", () => {
  it("gives the same estimates for the same log", () => {
    expect(estimateDemand(drawnLog(2, "same"), brief)).toEqual(estimateDemand(drawnLog(2, "same"), brief));
  });

  it("refuses an empty log", () => {
    expect(() => estimateDemand({ ...drawnLog(1, "empty"), days: 0 }, brief)).toThrow("the planning log has no day");
  });
});
