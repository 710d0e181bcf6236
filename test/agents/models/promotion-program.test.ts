import { describe, expect, it } from "vitest";
import { conflict } from "../../../agents/models/conflict.js";
import {
  type Block,
  type Offer,
  oneAtATime,
  promotionProgram,
  rests,
  total,
} from "../../../agents/models/promotion-program.js";
import { loadSolver } from "../../../experiments/portable/lp.js";

const solver = await loadSolver();

const weeks = (count: number): Block[] =>
  Array.from({ length: count }, (_, w) => ({ name: `week ${w + 1}`, firstDay: 7 * w, days: 7 }));
const offer = (block: number, gain: number, choice = 1, slot = 0): Offer => ({ block, slot, choice, gain });

/** Best weights, by offer. */
const solved = (offers: Offer[], limits: ReturnType<typeof rests>) => {
  const { status, objective, values } = solver.solve(promotionProgram(offers, limits));
  expect(status).toBe("optimal");
  return { objective, weights: Array.from(values) };
};

describe("worked by hand", () => {
  it("takes the better of two offers in a slot, and none that loses", () => {
    const offers = [offer(0, 3, 1), offer(0, 5, 2), offer(1, -1)];
    expect(solved(offers, oneAtATime(offers, weeks(2), ["cola"])).weights).toEqual([0, 1, 0]);
  });

  it("spends a budget where a unit of it earns most, down to a part of a week", () => {
    const offers = [offer(0, 10, 1, 0), offer(0, 12, 1, 1)];
    const spend = [20, 40];
    const limits = [
      ...oneAtATime(offers, weeks(1), ["cola", "chips"]),
      total("budget", offers, (_, index) => spend[index], { high: 40 }),
    ];
    expect(solved(offers, limits)).toEqual({ objective: 16, weights: [1, 0.5] });
  });

  it("lets an offer go on but not start again within the rest", () => {
    const gains = [5, -1, 5, 5];
    const offers = gains.map((gain, week) => offer(week, gain));
    const blocks = weeks(4);
    const one = oneAtATime(offers, blocks, ["cola"]);
    const at = (days: number) => solved(offers, [...one, ...rests(offers, blocks, ["cola"], () => days)]);
    expect(at(7)).toEqual({ objective: 15, weights: [1, 0, 1, 1] });
    expect(at(8)).toEqual({ objective: 14, weights: [1, 1, 1, 1] });
  });

  it("keeps offers apart where they must not go on", () => {
    const offers = [5, 6, 5, 1].map((gain, week) => offer(week, gain));
    const blocks = weeks(4);
    const apart = rests(offers, blocks, ["cola"], () => 7, false);
    expect(solved(offers, [...oneAtATime(offers, blocks, ["cola"]), ...apart]).weights).toEqual([1, 0, 1, 0]);
  });

  it("names the constraints that conflict and none beside them", () => {
    const offers = [offer(0, 4, 1, 0), offer(0, 4, 1, 1), offer(1, 4, 1, 0)];
    const blocks = weeks(2);
    const limits = [
      ...oneAtATime(offers, blocks, ["cola", "chips"]),
      total("budget of the festival", offers, ({ block }) => (block === 0 ? 100 : 0), { high: 150 }),
      total("at least 14 days of offers in the festival", offers, ({ block }) => (block === 0 ? 7 : 0), { low: 14 }),
      total("budget of the rest of the year", offers, ({ block }) => (block === 1 ? 100 : 0), { high: 10 }),
    ];
    expect(conflict(promotionProgram(offers, limits), solver)).toEqual([
      "budget of the festival",
      "at least 14 days of offers in the festival",
    ]);
    expect(conflict(promotionProgram(offers, limits.slice(0, -2)), solver)).toEqual([]);
  });

  it("names a single constraint that nothing can meet", () => {
    const limit = total("at least 3 days of offers", [], () => 7, { low: 3 });
    expect(conflict(promotionProgram([], [limit]), solver)).toEqual(["at least 3 days of offers"]);
  });
});

/**
 * Cohen et al. (2017): profit of a price path when past prices pull at demand,
 * sum over t of (p_t - cost) size season_t p_t^-4 prod over k of p_(t-k)^pull_k; the price before the season is the regular 1.
 */
const season = [1, 1, 1.1, 1.2, 1, 0.9, 0.9, 1, 1.3, 1.1, 1, 1, 1];
const pull = [0.5, 0.3, 0.2, 0.1];
const prices = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7];
const pathProfit = (path: readonly number[]) =>
  path.reduce((sum, price, t) => {
    const past = pull.reduce((product, power, k) => product * (path[t - k - 1] ?? 1) ** power, 1);
    return sum + (price - 0.5) * 10 * season[t] * price ** -4 * past;
  }, 0);
const regular = season.map(() => 1);
const alone = (week: number, price: number) => regular.map((usual, t) => (t === week ? price : usual));

describe("against reference/README.md: promotion planning, Cohen et al. 2017 class", () => {
  const blocks = weeks(season.length);
  const offers = blocks.flatMap((_, week) =>
    prices.map((price, k) => offer(week, pathProfit(alone(week, price)) - pathProfit(regular), k + 1)),
  );
  const limits = [
    ...oneAtATime(offers, blocks, ["item"]),
    ...rests(offers, blocks, ["item"], () => 7, false),
    total("at most 3 promotions", offers, () => 1, { high: 3 }),
  ];

  it("earns 67.5 without promotion", () => {
    expect(pathProfit(regular)).toBeCloseTo(67.5, 9);
  });

  it("finds the linear program's 75.470957, at whole weights: weeks 4, 9 and 13 at .70", () => {
    const { objective, weights } = solved(offers, limits);
    expect(Math.abs(pathProfit(regular) + objective - 75.470957)).toBeLessThan(1e-6);
    const chosen = weights.flatMap((weight, index) => (weight > 1e-9 ? [[offers[index].block + 1, weight]] : []));
    expect(chosen).toEqual([
      [4, 1],
      [9, 1],
      [13, 1],
    ]);
  });

  it("the plan's own profit is 75.354282, which no other plan beats", () => {
    const path = regular.map((usual, t) => ([3, 8, 12].includes(t) ? 0.7 : usual));
    expect(Math.abs(pathProfit(path) - 75.354282)).toBeLessThan(1e-6);
    let best = 0;
    const extend = (path: number[], left: number) => {
      best = Math.max(best, pathProfit([...path, ...regular.slice(path.length)]));
      if (path.length === season.length) return;
      extend([...path, 1], left);
      if (left > 0 && (path.at(-1) ?? 1) === 1) for (const price of prices) extend([...path, price], left - 1);
    };
    extend([], 3);
    expect(Math.abs(best - 75.354282)).toBeLessThan(1e-6);
  });
});
