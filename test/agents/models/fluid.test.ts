import { describe, expect, it } from "vitest";
import { type DemandModel, meanUnits, remember, weekdayOf } from "../../../agents/models/demand.js";
import { createFluidMarket, rulesOf, seasonBlocks } from "../../../agents/models/fluid.js";
import { brief, coefficients, lively, modelOf } from "./one-shelf.js";

const still = (blocks: readonly unknown[]) => new Int32Array(blocks.length * 2);

/** Profit of the whole season and tail under a plan, lived through day by day in the model. */
function lived(model: DemandModel, blocks: ReturnType<typeof seasonBlocks>, plan: Int32Array): number {
  const memory = new Float64Array(2);
  const units = new Float64Array(2);
  let profit = 0;
  for (let day = 0; day < 90; day++) {
    const b = blocks.findIndex((block) => day >= block.firstDay && day < block.firstDay + block.days);
    const depth = Float64Array.from([0, 1], (p) => (b < 0 ? 0 : plan[b * 2 + p] / 10));
    const campaign = b < 0 ? -1 : blocks[b].campaign;
    meanUnits(model, { depth, memory, campaign, weekday: weekdayOf(brief, day) }, units);
    for (let p = 0; p < 2; p++) {
      const funding = depth[p] > 0 && campaign === 0 && p === 0 ? 1 : 0;
      profit += units[p] * (10 - 6 - 10 * depth[p] + funding);
    }
    remember(memory, depth);
  }
  return profit;
}

describe("worked by hand", () => {
  it("cuts the season at campaigns and into even blocks of at most the days asked for", () => {
    expect(seasonBlocks(brief, 7).map(({ name, campaign }) => [name, campaign])).toEqual([
      ["days 0-4", -1],
      ["days 5-9", -1],
      ["days 10-14", 0],
      ["days 15-19", 0],
      ["days 20-24", -1],
      ["days 25-29", -1],
    ]);
    expect(seasonBlocks(brief, 91).map(({ days }) => days)).toEqual([10, 10, 10]);
  });

  it("puts a product under the campaign's rules only where the campaign covers it", () => {
    expect(rulesOf(brief, 0, 0)).toBe(0);
    expect(rulesOf(brief, 0, 1)).toBe(1);
    expect(rulesOf(brief, -1, 0)).toBe(1);
  });

  it("without memory or neighbours an offer is worth days x (units with it x its margin - usual units x the margin)", () => {
    const model = modelOf(coefficients({ level: 2, own: 4 }), coefficients({ level: 1 }));
    const blocks = seasonBlocks(brief, 10);
    const offers = createFluidMarket(model, brief, blocks).worth(still(blocks), 0, new Float64Array(2));
    const { gain, spend, extraUnits } = offers.find((o) => o.block === 1 && o.slot === 0 && o.choice === 2)!;
    const usual = Math.exp(2);
    const offered = usual * 0.8 ** -4;
    expect(gain).toBeCloseTo(10 * (offered * (8 + 1 - 6) - usual * 4), 8);
    expect(Array.from(spend)).toEqual([expect.closeTo(10 * offered * 2, 8), 0]);
    expect(extraUnits[0]).toBeCloseTo(10 * (offered - usual), 8);
  });
});

describe("a slot of spend thresholds beside the products' own", () => {
  /** As a shop with a spend threshold has it: the last slot, over all products, its depth the largest share it can be. */
  const basket = {
    name: "basket",
    products: [0, 1],
    choices: [
      { mechanic: "none" as const, depth: 0 },
      { mechanic: "spend-threshold" as const, depth: 0.15 },
    ],
  };
  const withBasket = { ...brief, promotionSlots: [...brief.promotionSlots, basket] };
  const blocks = seasonBlocks(brief, 10);
  const model = modelOf(coefficients({ level: 2, own: 4, cross: -1 }), coefficients({ level: 2, own: 3 }));

  it("leaves the products' planned depths: 20% off the second takes e^(.5 ln .8) of what the first sells on offer", () => {
    // once the basket's slot, laid out last, wiped out what the products' slots had planned: its none stood for all of them
    const plan = new Int32Array(blocks.length * 3);
    plan[1 * 3 + 1] = 2;
    const offers = createFluidMarket(model, withBasket, blocks).worth(plan, 0, new Float64Array(2));
    const first = offers.find((o) => o.block === 1 && o.slot === 0 && o.choice === 1)!;
    const fallen = Math.exp(2) * 0.8 ** 0.5;
    expect(first.extraUnits[0]).toBeCloseTo(10 * fallen * (0.9 ** -4 - 1), 8);
    expect(first.gain).toBeCloseTo(10 * fallen * (0.9 ** -4 * (9 + 1 - 6) - 4), 8);
  });

  it("reckons no threshold: no share off a price tells what it is worth", () => {
    const still = new Int32Array(blocks.length * 3);
    const offers = createFluidMarket(model, withBasket, blocks).worth(still, 0, new Float64Array(2));
    expect(offers.map(({ slot }) => slot)).not.toContain(2);
    expect(offers).toEqual(
      createFluidMarket(model, brief, blocks).worth(new Int32Array(blocks.length * 2), 0, new Float64Array(2)),
    );
  });
});

describe("laws", () => {
  const blocks = seasonBlocks(brief, 5);
  const plan = still(blocks);
  plan[2 * 2] = 1;
  plan[4 * 2 + 1] = 2;

  it("an offer's worth is the season's profit with it less that without it, to 5% of what its days sell more", () => {
    const fluid = createFluidMarket(lively, brief, blocks);
    for (const offer of fluid.worth(plan, 0, new Float64Array(2))) {
      const cell = offer.block * 2 + offer.slot;
      const withIt = plan.slice();
      withIt[cell] = offer.choice;
      const withoutIt = plan.slice();
      withoutIt[cell] = 0;
      const exact = lived(lively, blocks, withIt) - lived(lively, blocks, withoutIt);
      const turnover = 10 * offer.extraUnits[offer.slot];
      expect(Math.abs(offer.gain - exact), `${offer.block} ${offer.slot} ${offer.choice}`).toBeLessThan(
        0.05 * turnover,
      );
    }
  });

  it("a category's profit under a plan is that of its days, and of its blocks and the tail one after the other", () => {
    const fluid = createFluidMarket(lively, brief, blocks);
    const memory = new Float64Array(2);
    let sum = 0;
    for (let b = 0; b <= blocks.length; b++) sum += fluid.passBlock(0, b, plan, memory);
    expect(sum).toBeCloseTo(lived(lively, blocks, plan), 6);
    expect(fluid.profitOf(0, plan, 0, new Float64Array(2))).toBe(sum);
  });

  it("what memory takes from later sales counts: the dip makes offers worth less", () => {
    const worthOf = (model: DemandModel) =>
      createFluidMarket(model, brief, blocks).worth(plan, 0, new Float64Array(2))[0];
    const forgetful = modelOf(
      ...lively.coefficients.map((row) => row.map((value, i) => (i === 5 || i === 6 ? 0 : value))),
    );
    expect(worthOf(lively).gain).toBeLessThan(worthOf(forgetful).gain);
  });

  it("caution makes offers that sell above cost worth less, by what the log leaves open", () => {
    const unsure: DemandModel = {
      ...lively,
      covariance: lively.covariance.map((row) => row.map((_, i) => (i === 16 ? 0.04 : 0))),
    };
    const worthOf = (model: DemandModel, caution: number) =>
      createFluidMarket(model, brief, blocks, caution).worth(plan, 0, new Float64Array(2))[0].gain;
    expect(worthOf(unsure, 0)).toBe(worthOf(lively, 0));
    expect(worthOf(lively, 2)).toBe(worthOf(lively, 0));
    expect(worthOf(unsure, 2)).toBeLessThan(worthOf(unsure, 1));
    expect(worthOf(unsure, 1)).toBeLessThan(worthOf(unsure, 0));
  });
});
