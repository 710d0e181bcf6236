import { describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import { fitPriceResponse, loadPriceResponse } from "../../../../agents/models/profiles/price-response.js";
import { byShopper, type Purchases } from "../../../../agents/models/profiles/purchases.js";

interface Setting {
  shoppers: number;
  days: number;
  /** purchases a day at list price */
  rate: number;
  elasticity: (shopper: number) => number;
  seed: string;
}

/** Two products at 10; one of them, in turn, a fifth off for three days of nine. Purchases by a Poisson rate in the price. */
function simulate({ shoppers, days, rate, elasticity, seed }: Setting): Purchases {
  const rng = createRng(seed);
  const column = { shopper: [] as number[], day: [] as number[], product: [] as number[], paid: [] as number[] };
  const discount: number[] = [];
  const add = (i: number, t: number, p: number, price: number) => {
    column.shopper.push(i);
    column.day.push(t);
    column.product.push(p);
    column.paid.push(price);
    discount.push(10 - price);
  };
  for (let t = 0; t < days; t++) {
    for (const p of [0, 1]) {
      const price = t % 9 >= 3 * p + 1 && t % 9 < 3 * p + 4 ? 8 : 10;
      for (let i = 0; i < shoppers; i++) if (rng.uniform() < rate * (10 / price) ** elasticity(i)) add(i, t, p, price);
    }
    // everybody buys bread each day, so that traffic does not go with the price
    for (let i = 0; i < shoppers; i++) add(i, t, 2, 10);
  }
  return { rows: discount.length, ...column, discount };
}

describe("worked by hand", () => {
  // one shopper, four days with the same traffic, a product at half price on one of them, bought on all four
  const log: Purchases = {
    rows: 4,
    shopper: [0, 0, 0, 0],
    day: [0, 1, 2, 3],
    product: [5, 5, 5, 5],
    paid: [1, 0.5, 1, 1],
    discount: [0, 0.5, 0, 0],
  };

  it("a line on a cheap day speaks for beta by e^(beta x) over its mean over days", () => {
    const model = fitPriceResponse(log, byShopper(log), "price")!;
    expect([...model.products]).toEqual([5]);
    expect(model.used).toBe(1);
    // without a line there is the population's law alone, with more lines on the cheap day ever more
    const dear = Array.from({ length: 40 }, () => 0);
    const cheap = dear.map(() => Math.log(2));
    const places = dear.map(() => 0);
    expect(model.predictResponse([], [])).toBeCloseTo(model.mean, 1);
    expect(model.predictResponse(places, dear)).toBeLessThan(model.predictResponse([0], [0]));
    expect(model.predictResponse(places, cheap)).toBeGreaterThan(model.predictResponse([0], [Math.log(2)]));
    expect(() => model.predictResponse([1], [0])).toThrow("no product at place 1 of 1");
  });

  it("knows nothing of products whose price never moves, or that are sold on too few days", () => {
    const still = { ...log, paid: [1, 1, 1, 1], discount: [0, 0, 0, 0] };
    expect(fitPriceResponse(still, byShopper(still), "price")).toBeUndefined();
    expect(fitPriceResponse(still, byShopper(still), "promotion")).toBeUndefined();
    const rare = { ...log, day: [0, 1, 2, 30] };
    expect(fitPriceResponse(rare, byShopper(rare), "price")).toBeUndefined();
  });
});

describe("laws", () => {
  const log = simulate({ shoppers: 60, days: 54, rate: 0.1, elasticity: (i) => (i < 30 ? 0 : 4), seed: "laws" });
  const model = fitPriceResponse(log, byShopper(log), "price")!;

  it("leaves out bread, whose price never moves", () => {
    expect([...model.products]).toEqual([0, 1]);
    expect(model.used).toBeLessThan(0.5);
  });

  it("comes back from its state", () => {
    const again = loadPriceResponse(structuredClone(model.save()));
    expect(again.predictResponse([0, 1], [0, 0.2])).toBe(model.predictResponse([0, 1], [0, 0.2]));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadPriceResponse({})).toThrow(RangeError);
  });

  it("refuses a log without products, or without discounts where they are asked for", () => {
    const { product: _, ...without } = log;
    expect(() => fitPriceResponse(without, byShopper(log), "price")).toThrow("needs a log with products");
    const { discount: __, ...undiscounted } = log;
    expect(() => fitPriceResponse(undiscounted, byShopper(log), "promotion")).toThrow("needs a log with discounts");
  });
});

describe("statistical", () => {
  const log = simulate({ shoppers: 300, days: 90, rate: 0.06, elasticity: (i) => 1 + (i % 3), seed: "recovery" });
  const grouped = byShopper(log);
  const meanOf = (values: Float64Array, kind: number) =>
    values.reduce((sum, value, i) => sum + (i % 3 === kind ? value : 0), 0) / 100;

  it("recovers a mean elasticity of 2 and a deviation of .8, and orders three kinds of shoppers", () => {
    const { mean, deviation, response } = fitPriceResponse(log, grouped, "price")!;
    // a shopper's 14 lines tell her beta to about 2.5, 300 shoppers the mean to .15
    expect(Math.abs(mean - 2)).toBeLessThan(0.6);
    expect(deviation).toBeLessThan(1.8);
    expect(meanOf(response, 0)).toBeLessThan(meanOf(response, 1));
    expect(meanOf(response, 1)).toBeLessThan(meanOf(response, 2));
  });

  it("finds the same in the rate on promoted days: 1.25^2, a logarithm of .446", () => {
    const { mean } = fitPriceResponse(log, grouped, "promotion")!;
    expect(Math.abs(mean - 0.446)).toBeLessThan(0.15);
  });

  it("shrinks: who bought little is nearer to the population than her own lines are, and less is known of her", () => {
    const few = simulate({ shoppers: 300, days: 30, rate: 0.06, elasticity: (i) => 1 + (i % 3), seed: "few" });
    const short = fitPriceResponse(few, byShopper(few), "price")!;
    const long = fitPriceResponse(log, grouped, "price")!;
    const spread = (values: Float64Array, centre: number) =>
      Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
    expect(spread(short.response, short.mean)).toBeLessThan(short.deviation);
    expect(spread(long.response, long.mean)).toBeLessThan(long.deviation);
    const certain = (model: typeof short) => model.uncertainty.reduce((sum, own) => sum + own, 0) / model.deviation;
    expect(certain(long)).toBeLessThan(certain(short));
  });
});
