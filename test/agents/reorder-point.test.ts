import { describe, expect, it } from "vitest";
import { reorderPoint } from "../../agents/reorder-point.js";
import { orderedBy } from "./order.js";

describe("worked by hand", () => {
  // s = 4 x (1 + 1) = 8; an order of 2 against 1 a unit and day: sqrt(2 x 2 x 4 / 1) = 4, so S = 12
  const costs = { orderingCost: 2, holdingCost: 1 };
  const plain = { safety: 0 };

  it("orders up to S at s, and nothing above it", () => {
    expect(orderedBy(reorderPoint, { meanSales: [4, 4], stock: [8, 9] }, plain, costs)).toEqual([4, 0]);
    expect(orderedBy(reorderPoint, { meanSales: [4, 4], stock: [3, 2] }, plain, costs)).toEqual([9, 2]);
  });

  it("counts what is on order as there", () => {
    const morning = { meanSales: [4, 4], stock: [0, 0], onOrder: [8, 9] } as const;
    expect(orderedBy(reorderPoint, morning, plain, costs)).toEqual([4, 0]);
  });

  it("raises both levels by the margin for luck: half of sqrt(16) on 4 x 4", () => {
    const facts = { ...costs, leadTimeDays: 3 };
    expect(orderedBy(reorderPoint, { meanSales: [4, 4], stock: [18, 19] }, { safety: 0.5 }, facts)).toEqual([4, 0]);
  });

  it("orders no more than so many days' sales, which is all there is to go by where holding is free", () => {
    const params = { safety: 0, mostDays: 0.5 };
    expect(orderedBy(reorderPoint, { meanSales: [4, 0], stock: [8, 100] }, params, costs)).toEqual([2, 0]);
    expect(orderedBy(reorderPoint, { meanSales: [4, 0], stock: [8, 100] }, params)).toEqual([2, 0]);
  });

  it("keeps levels that are given, whatever sells", () => {
    const params = { reorderAt: 5, orderUpTo: 20 };
    expect(orderedBy(reorderPoint, { meanSales: [9, 9], stock: [5, 6] }, params, costs)).toEqual([15, 0]);
  });

  it("without sales to go by keeps the opening stock", () => {
    expect(orderedBy(reorderPoint, { meanSales: [0, 0], stock: [93, 100] })).toEqual([7, 0]);
  });
});

it("refuses to order up to less than where it orders", () => {
  expect(() => orderedBy(reorderPoint, { meanSales: [1, 1], stock: [0, 0] }, { reorderAt: 5, orderUpTo: 4 })).toThrow(
    "reorder-point: orderUpTo must be at least reorderAt, 5; got 4",
  );
});
