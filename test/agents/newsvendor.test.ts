import { describe, expect, it } from "vitest";
import { newsvendor } from "../../agents/newsvendor.js";
import { orderedBy } from "./order.js";

describe("worked by hand", () => {
  // Poisson of mean 1 x (1 + 1) = 2: P(D <= 0, 1, 2, 3, 4) = .135, .406, .677, .857, .947
  const day = { periodDays: 1 };
  const sales = { meanSales: [1, 1], stock: [0, 3] } as const;

  it("orders up to the fractile of margin to margin and holding: 4 / (4 + 1) at 3 units", () => {
    expect(orderedBy(newsvendor, sales, day, { holdingCost: 1 })).toEqual([3, 0]);
    expect(orderedBy(newsvendor, { ...sales, onOrder: [1, 0] }, day, { holdingCost: 1 })).toEqual([2, 0]);
    // 4 / (4 + 4) at 2 units
    expect(orderedBy(newsvendor, sales, day, { holdingCost: 4 })).toEqual([2, 0]);
  });

  it("takes a fractile that is given", () => {
    expect(orderedBy(newsvendor, sales, { ...day, fractile: 0.9 })).toEqual([4, 1]);
    expect(orderedBy(newsvendor, sales, { ...day, fractile: 0 })).toEqual([0, 0]);
  });

  it("asks for more where demand varies more: geometric of mean 5, P(D <= k) = 1 - (5/6)^(k + 1), has its 9 in 10 at 12", () => {
    const morning = { meanSales: [2.5, 0], stock: [0, 100] } as const;
    expect(orderedBy(newsvendor, morning, { ...day, dispersion: 6, fractile: 0.9 })).toEqual([12, 0]);
    // Poisson of mean 5: P(D <= 7) = .867, P(D <= 8) = .932
    expect(orderedBy(newsvendor, morning, { ...day, fractile: 0.9 })).toEqual([8, 0]);
  });

  it("orders less for the last days, whose units left are lost: 4 / (4 + 1 + 6) at 1 unit", () => {
    const facts = { holdingCost: 1 };
    expect(orderedBy(newsvendor, { ...sales, daysLeft: 3 }, day, facts)).toEqual([3, 0]);
    expect(orderedBy(newsvendor, { ...sales, daysLeft: 2 }, day, facts)).toEqual([1, 0]);
    // what they can be sold off for comes back: 4 / (4 + 1 + 1) is below .677, at 2 units
    expect(orderedBy(newsvendor, { ...sales, daysLeft: 2 }, day, { ...facts, salvageValue: 5 })).toEqual([2, 0]);
  });

  it("orders nothing that would come after the end", () => {
    expect(orderedBy(newsvendor, { ...sales, daysLeft: 1 }, day)).toEqual([0, 0]);
  });

  it("orders nothing of what earns nothing", () => {
    expect(orderedBy(newsvendor, sales, day, { unitCost: 10 })).toEqual([0, 0]);
  });

  it("without sales to go by keeps the opening stock", () => {
    expect(orderedBy(newsvendor, { meanSales: [0, 0], stock: [93, 100] })).toEqual([7, 0]);
  });
});
