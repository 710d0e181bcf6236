import { describe, expect, it } from "vitest";
import { baseStock } from "../../agents/base-stock.js";
import { cappedBaseStock } from "../../agents/capped-base-stock.js";
import { orderedBy } from "./order.js";

describe("worked by hand", () => {
  // level 4 x (1 + 3) = 16, cap 4 x 2 = 8
  const params = { coverDays: 3, safety: 0 };

  it("orders up to the level, no more than the cap at once", () => {
    expect(orderedBy(cappedBaseStock, { meanSales: [4, 4], stock: [0, 16] }, params)).toEqual([8, 0]);
    expect(orderedBy(cappedBaseStock, { meanSales: [4, 4], stock: [13, 5] }, params)).toEqual([3, 2]);
  });

  it("rounds a cap up to whole cases", () => {
    expect(orderedBy(cappedBaseStock, { meanSales: [4, 4], stock: [0, 0] }, { level: 30, cap: 3 })).toEqual([3, 1]);
  });

  it("without sales to go by keeps the opening stock, uncapped", () => {
    expect(orderedBy(cappedBaseStock, { meanSales: [0, 0], stock: [70, 100] })).toEqual([30, 0]);
  });
});

it("is base-stock under a cap that nothing reaches", () => {
  for (const stock of [0, 7, 20, 45]) {
    const morning = { meanSales: [3.5, 2.25], stock: [stock, stock], onOrder: [1, 0] } as const;
    expect(orderedBy(cappedBaseStock, morning, { cap: 1e9 })).toEqual(orderedBy(baseStock, morning));
  }
});
