import { expect, test } from "vitest";
import { marketBrief } from "../../envs/brief.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import { cornerShop } from "./corner-shop.js";

const NONE = { mechanic: "none", depth: 0 };
const off = (depth: number) => ({ mechanic: "percent-off", depth });

test("a brief holds products, slots, rules and calendar as a retailer knows them", () => {
  const brief = marketBrief(cornerShop(), 5);
  expect(brief.products[1]).toEqual({
    name: "black",
    category: 0,
    listPrice: 3,
    unitCost: 1.5,
    holdingCost: 0.02,
    orderingCost: 5,
    leadTimeDays: 2,
    initialStock: 120,
    salvageValue: 1,
  });
  expect(brief.categories).toEqual(["tea", "bread"]);
  expect([brief.horizonDays, brief.tailDays]).toEqual([12, 5]);
  expect(brief.promotionSlots[2]).toEqual({
    name: "rye",
    products: [2],
    choices: [NONE, off(0.1), off(0.2), off(0.3)],
  });
  expect(brief.restockSlots[2].units.slice(0, 3)).toEqual([0, 10, 20]);
  expect(brief.restockSlots.map(({ units }) => units.length)).toEqual([11, 11, 21]);
});

test("a rule without a budget has an infinite one, and a campaign names the products it covers", () => {
  const { everyday, campaigns } = marketBrief(cornerShop(), 5);
  expect(everyday).toEqual({
    mechanics: [...MECHANICS],
    depthLimit: 0.2,
    budget: Infinity,
    coolDownDays: 3,
    marginFloor: -1,
  });
  expect(campaigns).toEqual([
    {
      name: "tea-week",
      firstDay: 4,
      lastDay: 6,
      products: [0, 1],
      vendorFunding: 0.1,
      mechanics: [...MECHANICS],
      depthLimit: 0.3,
      budget: 60,
      coolDownDays: 0,
      marginFloor: -1,
    },
  ]);
});

test("slots by category cover all products of one", () => {
  const scenario = cornerShop();
  const brief = marketBrief({ ...scenario, promotions: { ...scenario.promotions, slots: "category" } }, 5);
  expect(brief.promotionSlots.map(({ name, products }) => [name, products])).toEqual([
    ["tea", [0, 1]],
    ["bread", [2]],
  ]);
});

test("7 January 2026 was a Wednesday", () => {
  expect(marketBrief(cornerShop(), 5).firstWeekday).toBe(2);
});

test("nothing about shoppers is in it but the segments' names", () => {
  const { segments, ...brief } = marketBrief(cornerShop(), 5);
  expect(segments).toEqual(["all"]);
  const text = JSON.stringify(brief);
  for (const word of ["population", "share", "sensitivity", "appeal", "carryOver"]) expect(text).not.toContain(word);
});
