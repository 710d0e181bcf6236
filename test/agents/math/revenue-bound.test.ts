import { describe, expect, it } from "vitest";
import { bestFixedPrice, bestRevenue, fluidRevenue } from "../../../agents/math/gallego-van-ryzin.js";
import { revenueBound } from "../../../agents/math/revenue-bound.js";
import { createRng } from "../../../agents/math/rng.js";
import { valueIteration } from "../../../agents/math/value-iteration.js";
import { markdownProcess } from "../../../envs/markdown-pricing.js";
import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import { makeAgent, meanAndError, play } from "../play.js";

const PRICES = Float64Array.of(10, 9, 8, 7, 6, 5);
const CHANCES = Float64Array.of(0.2, 0.26, 0.34, 0.44, 0.56, 0.7);

describe("worked by hand", () => {
  it("with stock for all periods the price that earns most a period: 50 periods at 5 x .7", () => {
    expect(revenueBound(PRICES, CHANCES, 50, 50)).toBeCloseTo(50 * 3.5, 12);
  });

  it("is nothing without stock or without periods", () => {
    expect(revenueBound(PRICES, CHANCES, 0, 50)).toBe(0);
    expect(revenueBound(PRICES, CHANCES, 5, 0)).toBe(0);
  });

  it("refuses what is no chance, no stock and no list", () => {
    expect(() => revenueBound(PRICES, CHANCES.with(0, 1.2), 5, 50)).toThrow("chances from 0 to 1");
    expect(() => revenueBound(PRICES, CHANCES, -1, 50)).toThrow("got -1 and 50");
    expect(() => revenueBound(PRICES, CHANCES.slice(1), 1, 50)).toThrow("got 5 of 6");
  });
});

// independent linear programs: markdown at two stocks, and the bandit with a budget
it.each([
  [PRICES, CHANCES, 20, 50, 146.8],
  [PRICES, CHANCES, 15, 50, 126.5],
  [Float64Array.of(29.9, 34.9, 39.9, 44.9), Float64Array.of(0.8, 0.6, 0.3, 0.1), 125, 500, 5050],
])("lands on the reference's linear program %#", (prices, chances, stock, periods, value) => {
  expect(revenueBound(prices, chances, stock, periods)).toBeCloseTo(value, 9);
});

describe("no policy passes it", () => {
  it("not the best, with every chance known, on 30 markets drawn at random", () => {
    const rng = createRng("markets");
    for (let market = 0; market < 30; market++) {
      const prices = Array.from({ length: 3 }, () => 1 + 9 * rng.uniform()).sort((a, b) => b - a);
      const chances = prices.map(() => 0.02 + 0.96 * rng.uniform()).sort((a, b) => a - b);
      const [stock, periods] = [1 + rng.int(6), 1 + rng.int(15)];
      const season = markdownProcess({ stock, periods, prices, chances, markdownOnly: false });
      const best = valueIteration(season, 1).value[season.start.findIndex((chance) => chance > 0)];
      const bound = revenueBound(Float64Array.from(prices), Float64Array.from(chances), stock, periods);
      expect(best).toBeLessThanOrEqual(bound * (1 + 1e-12));
    }
  });

  it.each(["thompson-lp", "primal-dual", "ucb1", "random"])("%s stays below it by 2 standard errors", (spec) => {
    const env = make("MarkdownPricing-v1", { stock: 20, periods: 50 }) as unknown as Env;
    const params = spec === "ucb1" || spec === "random" ? {} : { stock: 20, periods: 50 };
    const agent = makeAgent(spec, env, { params });
    const revenue = Array.from({ length: 200 }, (_, episode) => play(env, agent, { seed: "bound", episode }));
    const { mean, error } = meanAndError(revenue);
    expect(mean + 2 * error).toBeLessThan(revenueBound(PRICES, CHANCES, 20, 50));
  });

  it("nor does the best or a single price pass Gallego and van Ryzin's fluid revenue, at any stock", () => {
    for (const scale of [0.5, 3, 10, 40])
      for (const stock of [1, 2, 5, 10, 30]) {
        expect(bestRevenue(stock, scale)).toBeLessThanOrEqual(fluidRevenue(stock, scale));
        expect(bestFixedPrice(stock, scale).revenue).toBeLessThanOrEqual(bestRevenue(stock, scale) + 1e-9);
      }
  });
});
