import { expect, test } from "vitest";
import { commonLuck } from "../../../experiments/stats/common-luck.js";

test("worked by hand: 1, 2, 3 against 2, 2, 5", () => {
  // sums of squares 2 and 6, of products 3; differences -1, 0, -2 about -1: 2
  const { correlation, factor } = commonLuck([1, 2, 3], [2, 2, 5]);
  expect(correlation).toBeCloseTo(3 / Math.sqrt(12), 14);
  expect(factor).toBeCloseTo(8 / 2, 14);
});

test("newsvendor orders of 20 and 23 under Poisson(20): .949576 and 10.339, from demands in their exact proportions", () => {
  const chance = [Math.exp(-20)];
  for (let demand = 1; demand < 80; demand++) chance.push((chance[demand - 1] * 20) / demand);
  const demands = chance.flatMap((p, demand) => new Array<number>(Math.round(p * 1e6)).fill(demand));
  const profit = (order: number) => demands.map((demand) => 10 * Math.min(order, demand) - 6 * order);
  const { correlation, factor } = commonLuck(profit(20), profit(23));
  expect(correlation).toBeCloseTo(0.949576, 5);
  expect(factor).toBeCloseTo(10.339, 2);
});

test("scores that do not vary have no correlation; a constant difference has no factor", () => {
  expect(commonLuck([1, 1, 1], [1, 2, 3])).toEqual({ correlation: null, factor: 1 });
  const shifted = commonLuck([1, 2, 3], [2, 3, 4]);
  expect(shifted.correlation).toBeCloseTo(1, 14);
  expect(shifted.factor).toBeNull();
  expect(commonLuck([1, 2], [2, 1]).factor).toBe(0.5);
  expect(() => commonLuck([1, 2], [1])).toThrow("commonLuck: needs at least 2 pairs of scores, got 2 and 1");
});
