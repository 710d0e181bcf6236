import { bestCourse } from "../../../agents/math/best-course.js";
import { calendarProgram } from "../../../agents/models/calendar-program.js";
import { type Offer, oneAtATime, promotionProgram, rests, total } from "../../../agents/models/promotion-program.js";
import { defineFamily } from "../family.js";

const SOURCE =
  "full enumeration and linear program, independent; the class of Cohen et al. (2017), Operations Research 65(2)";

/** Demand 10 season[t] p^-4 prod over k of p[t-k]^pull[k]; before the season the price is the regular 1. */
const SEASON = [1, 1, 1.1, 1.2, 1, 0.9, 0.9, 1, 1.3, 1.1, 1, 1, 1];
const PULL = [0.5, 0.3, 0.2, 0.1];
const PRICES = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7];
const UNIT_COST = 0.5;

/** Which weeks to promote at which price, where past prices pull at demand; no two in adjacent weeks. */
export const promotionPlanning = defineFamily({
  name: "promotion-planning",
  summary: "which of 13 weeks to promote at which price, where past prices pull at demand: profit",
  defaults: { promotions: 3 },
  quick: [{}],
  references: [
    { instance: {}, quantity: "none", value: 67.5, tolerance: 1e-6, source: SOURCE },
    { instance: {}, quantity: "optimal", value: 75.354282, tolerance: 1e-6, source: SOURCE },
    { instance: {}, quantity: "dp", value: 75.354282, tolerance: 1e-6, source: SOURCE },
    { instance: {}, quantity: "lp", value: 75.470957, tolerance: 1e-6, source: SOURCE },
    { instance: {}, quantity: "lp/plan", value: 75.354282, tolerance: 1e-6, source: SOURCE },
    { instance: {}, quantity: "mip", value: 75.354282, tolerance: 1e-6, source: SOURCE },
    { instance: {}, quantity: "mip/plan", value: 75.354282, tolerance: 1e-6, source: SOURCE },
  ],
  solve({ promotions }, { lp }) {
    const regular = SEASON.map(() => 1);
    const none = profitOf(regular);
    const blocks = SEASON.map((_, week) => ({ name: `week ${week + 1}`, firstDay: 7 * week, days: 7 }));
    const offers = blocks.flatMap((_, week) =>
      PRICES.map(
        (price, k): Offer => ({
          block: week,
          slot: 0,
          choice: k + 1,
          gain: profitOf(regular.with(week, price)) - none,
        }),
      ),
    );
    const limits = [
      ...oneAtATime(offers, blocks, ["item"]),
      ...rests(offers, blocks, ["item"], () => 7, false),
      total(`at most ${promotions} promotions`, offers, () => 1, { high: promotions }),
    ];
    const relaxed = lp.solve(promotionProgram(offers, limits));
    const pairs = offers.flatMap((one, i) =>
      offers.slice(i + 1).flatMap((other, j) => {
        const apart = other.block - one.block;
        if (apart < 1 || apart > PULL.length) return [];
        const path = regular.with(one.block, PRICES[one.choice - 1]).with(other.block, PRICES[other.choice - 1]);
        return [{ one: i, other: i + 1 + j, gain: profitOf(path) - none - one.gain - other.gain }];
      }),
    );
    const whole = lp.solve(calendarProgram(offers, pairs, limits));
    const planned = (values: Float64Array) =>
      offers.reduce(
        (path, { block, choice }, index) => (values[index] > 0.5 ? path.with(block, PRICES[choice - 1]) : path),
        regular,
      );
    return [
      { quantity: "none", ours: none },
      { quantity: "optimal", ours: enumerated(promotions) },
      { quantity: "dp", ours: dynamic(promotions) },
      { quantity: "lp", ours: none + relaxed.objective },
      { quantity: "lp/plan", ours: profitOf(planned(relaxed.values)) },
      { quantity: "mip", ours: none + whole.objective },
      { quantity: "mip/plan", ours: profitOf(planned(whole.values)) },
    ];
  },
});

/** The same by dynamic programming: what counts of the past are the last four prices and the promotions left. */
function dynamic(promotions: number): number {
  const prices = [1, ...PRICES];
  return bestCourse<{ past: readonly number[]; left: number }>({
    periods: SEASON.length,
    start: { past: PULL.map(() => 1), left: promotions },
    choices: (_, { past, left }) => (left > 0 && past[0] === 1 ? prices.map((_price, choice) => choice) : [0]),
    step(week, { past, left }, choice) {
      const price = prices[choice];
      const pull = PULL.reduce((product, power, k) => product * past[k] ** power, 1);
      return {
        reward: (price - UNIT_COST) * 10 * SEASON[week] * price ** -4 * pull,
        next: { past: [price, ...past.slice(0, -1)], left: left - (choice > 0 ? 1 : 0) },
      };
    },
    key: ({ past, left }) => `${past.join()}/${left}`,
  }).value;
}

function profitOf(path: readonly number[]): number {
  let profit = 0;
  for (let t = 0; t < path.length; t++) {
    let past = 1;
    for (let k = 0; k < PULL.length && t > k; k++) past *= path[t - k - 1] ** PULL[k];
    profit += (path[t] - UNIT_COST) * 10 * SEASON[t] * path[t] ** -4 * past;
  }
  return profit;
}

/** The best of all plans with so many promotions, week by week. */
function enumerated(promotions: number): number {
  let best = Number.NEGATIVE_INFINITY;
  const path = SEASON.map(() => 1);
  const extend = (week: number, left: number) => {
    if (week >= path.length) {
      best = Math.max(best, profitOf(path));
      return;
    }
    extend(week + 1, left);
    if (left === 0) return;
    for (const price of PRICES) {
      path[week] = price;
      extend(week + 2, left - 1);
    }
    path[week] = 1;
  };
  extend(0, promotions);
  return best;
}
