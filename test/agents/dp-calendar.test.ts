import { expect, it } from "vitest";
import { slotCalendar } from "../../agents/dp-calendar.js";
import { createFluidMarket, seasonBlocks } from "../../agents/models/fluid.js";
import { coefficients, modelOf, brief as pair } from "./models/one-shelf.js";

/** A product that remembers its offers long and pays for them dearly; its neighbour never moves. */
const model = modelOf(coefficients({ level: 2, own: 3.4, badge: 0.2, ownMemory: -2.5 }), coefficients({ level: 1 }));

it.each([0, 7, 12])("a single product's calendar is the best of all 1,024, at a rest of %s days", (coolDownDays) => {
  const rules = { ...pair.everyday, coolDownDays };
  const brief = { ...pair, everyday: rules, campaigns: pair.campaigns.map((c) => ({ ...c, coolDownDays })) };
  const blocks = seasonBlocks(brief, 7).slice(0, 5);
  expect(blocks).toHaveLength(5);
  const fluid = createFluidMarket(model, brief, blocks);
  const none = new Float64Array(2);
  const profitOf = (choices: ArrayLike<number>) => {
    const plan = new Int32Array(blocks.length * 2);
    for (let b = 0; b < blocks.length; b++) plan[2 * b] = choices[b];
    return fluid.profitOf(0, plan, 0, none);
  };
  let best = Number.NEGATIVE_INFINITY;
  for (let course = 0; course < 4 ** 5; course++) {
    const choices = course.toString(4).padStart(5, "0").split("").map(Number);
    if (rested(choices, blocks, coolDownDays)) best = Math.max(best, profitOf(choices));
  }
  const found = slotCalendar({ brief, blocks, fluid, slot: 0, memoryStep: 1e-9 });
  expect(profitOf(found)).toBeCloseTo(best, 8);
  expect(rested(found, blocks, coolDownDays)).toBe(true);
  expect(best).toBeGreaterThan(profitOf([0, 0, 0, 0, 0]));
  // memory to a thousandth of the log price: the plan is no worse than by a hundredth of what offers earn
  const rough = slotCalendar({ brief, blocks, fluid, slot: 0, memoryStep: 0.001 });
  expect(best - profitOf(rough)).toBeLessThan(0.01 * (best - profitOf([0, 0, 0, 0, 0])));
});

it("what a campaign forbids stands in no calendar of it", () => {
  const brief = { ...pair, campaigns: pair.campaigns.map((campaign) => ({ ...campaign, depthLimit: 0.15 })) };
  const blocks = seasonBlocks(brief, 10);
  const fluid = createFluidMarket(model, brief, blocks);
  const [, inCampaign] = slotCalendar({ brief, blocks, fluid, slot: 0, memoryStep: 1e-9 });
  expect(inCampaign).toBeLessThanOrEqual(1);
});

function rested(choices: ArrayLike<number>, blocks: ReturnType<typeof seasonBlocks>, days: number): boolean {
  let ended = Number.NEGATIVE_INFINITY;
  for (let b = 0; b < blocks.length; b++) {
    if (choices[b] === 0) continue;
    const goesOn = b > 0 && choices[b - 1] > 0;
    if (!goesOn && blocks[b].firstDay - ended < days) return false;
    ended = blocks[b].firstDay + blocks[b].days;
  }
  return true;
}
