import { bestFixedPrice, bestRevenue, fluidRevenue } from "../../../agents/math/gallego-van-ryzin.js";
import { valueIteration } from "../../../agents/math/value-iteration.js";
import { markdownProcess } from "../../../envs/markdown-pricing.js";
import { defineFamily, type Reference } from "../family.js";
import type { InstanceOptions } from "../options.js";

const known =
  (tolerance: number, source: string) =>
  (instance: Partial<InstanceOptions>, values: Record<string, number>): Reference[] =>
    Object.entries(values).map(([quantity, value]) => ({ instance, quantity, value, tolerance, source }));

const published = known(1e-6, "Gallego and van Ryzin (1994), Management Science 40(8), by an independent program");
const exact = known(1e-6, "exact dynamic program and linear program, independent");
const toTheCent = known(
  0.005,
  "exact dynamic program and linear program, independent, to the digits it was noted with",
);

/** Buyers come at a e^-price; the price may change at any moment. */
export const gallegoVanRyzin = defineFamily({
  name: "gallego-van-ryzin",
  summary: "sell a stock at prices that may change at any moment, exponential demand: expected revenue",
  defaults: { stock: 5, scale: 10 },
  quick: [{ stock: 5 }, { stock: 10 }],
  references: [
    ...published({ stock: 5 }, { optimal: 7.29822, fluid: 8.465736, "best-static": 6.989933 }),
    ...published({ stock: 10 }, { optimal: 9.4605, fluid: 10, "best-static": 9.275682 }),
  ],
  solve({ stock, scale }) {
    return [
      { quantity: "optimal", ours: bestRevenue(stock, scale) },
      { quantity: "fluid", ours: fluidRevenue(stock, scale) },
      { quantity: "best-static", ours: bestFixedPrice(stock, scale).revenue },
    ];
  },
});

/** A unit at most is sold a period, with a probability that the price sets. */
export const markdown = defineFamily({
  name: "markdown",
  summary: "sell a stock within so many periods at prices of a list: expected revenue",
  defaults: {
    stock: 20,
    periods: 50,
    prices: [10, 9, 8, 7, 6, 5],
    chances: [0.2, 0.26, 0.34, 0.44, 0.56, 0.7],
  },
  quick: [{ stock: 20 }, { stock: 15 }],
  full: [{ stock: 125, periods: 500, prices: [29.9, 34.9, 39.9, 44.9], chances: [0.8, 0.6, 0.3, 0.1] }],
  references: [
    ...exact({ stock: 20 }, { dp: 141.897497, "markdown-only-dp": 140.339084, lp: 146.8 }),
    ...known(5e-4, "exact, independent")({ stock: 20 }, { "best-static": 135.723 }),
    ...exact({ stock: 15 }, { dp: 121.144, "markdown-only-dp": 119.812563, lp: 126.5 }),
    ...known(5e-4, "exact, independent")({ stock: 15 }, { "best-static": 115.603 }),
    ...toTheCent(
      { stock: 125, periods: 500, prices: [29.9, 34.9, 39.9, 44.9], chances: [0.8, 0.6, 0.3, 0.1] },
      { dp: 5043.36, lp: 5050 },
    ),
  ],
  solve({ stock, periods, prices, chances }, { lp }) {
    const best = (markdownOnly: boolean) => {
      const season = markdownProcess({ stock, periods, prices, chances, markdownOnly });
      return valueIteration(season, 1).value[season.start.findIndex((chance) => chance > 0)];
    };
    const free = best(false);
    const fluid = lp.solve({
      sense: "maximise",
      variables: prices.map((price, i) => ({ name: `periods at ${price}`, objective: price * chances[i] })),
      constraints: [
        { name: "periods", terms: prices.map((_, i) => [i, 1] as const), high: periods },
        { name: "stock", terms: chances.map((chance, i) => [i, chance] as const), high: stock },
      ],
    });
    return [
      { quantity: "dp", ours: free },
      { quantity: "markdown-only-dp", ours: best(true) },
      { quantity: "lp", ours: fluid.objective },
      {
        quantity: "best-static",
        ours: Math.max(...prices.map((price, i) => price * expectedSales(stock, periods, chances[i]))),
      },
    ];
  },
});

/** E min(stock, Binomial(periods, chance)), by the chance of every count of sales so far. */
function expectedSales(stock: number, periods: number, chance: number): number {
  let sold = new Float64Array(stock + 1);
  sold[0] = 1;
  for (let period = 0; period < periods; period++) {
    const next = new Float64Array(stock + 1);
    for (let n = 0; n <= stock; n++) {
      const sells = n < stock ? chance : 0;
      next[n] += sold[n] * (1 - sells);
      if (sells > 0) next[n + 1] += sold[n] * sells;
    }
    sold = next;
  }
  return sold.reduce((sum, p, n) => sum + p * n, 0);
}
