import { describe, expect, test } from "vitest";
import { lostSalesProblem } from "../../envs/lost-sales.js";
import { make } from "../../envs/registry.js";

describe("by hand", () => {
  test("units move up the pipeline, and what is left is held or what lacks is lost", () => {
    const env = make("LostSales-v1", { leadTime: 3, holding: 2, penalty: 7 });
    let ahead = [...env.reset({ seed: 5 }).observation].map((x) => 16 * x);
    expect(ahead).toEqual([5, 5, 5]);
    for (const order of [0, 3, 9, 20, 1, 4]) {
      const { observation, reward } = env.step(order);
      const next = [...observation].map((x) => 16 * x);
      const kept = next[0] - ahead[1];
      // a cost above 0 tells what demand was
      const wanted = reward === 0 ? ahead[0] : kept > 0 ? ahead[0] - kept : ahead[0] - reward / 7;
      expect(kept).toBe(Math.max(0, ahead[0] - wanted));
      expect(reward === 0 || reward === -2 * kept || reward === -7 * (wanted - ahead[0])).toBe(true);
      expect(next.slice(1)).toEqual([ahead[2], order]);
      ahead = next;
    }
  });

  test("at lead time 1 an order is there in the next period", () => {
    const env = make("LostSales-v1", { leadTime: 1 });
    env.reset({ seed: 5 });
    const emptied = env.step(0).observation[0];
    expect(16 * env.step(20).observation[0]).toBeGreaterThanOrEqual(20);
    expect(16 * emptied).toBeLessThanOrEqual(5);
  });

  test("an episode is truncated at its horizon, and meanCost is the mean of what was paid", () => {
    const env = make("LostSales-v1", { horizon: 4 });
    env.reset({ seed: 1 });
    let paid = 0;
    for (let period = 1; period <= 4; period++) {
      const { reward, terminated, truncated, info } = env.step(5);
      paid -= reward;
      expect([terminated, truncated]).toEqual([false, period === 4]);
      expect(info.metrics.meanCost).toBeCloseTo(paid / period, 12);
    }
  });

  test("options out of range are refused", () => {
    expect(() => make("LostSales-v1", { leadTime: 0 })).toThrow("leadTime must be a whole number of at least 1, got 0");
    expect(() => make("LostSales-v1", { mean: -1 })).toThrow("mean");
    expect(() => make("LostSales-v1", { penalty: Number.NaN })).toThrow("penalty");
    expect(() => make("LostSales-v1", { demand: "normal" as "poisson" })).toThrow("poisson or geometric");
  });
});

test("the laws of demand have the mean asked for, and the variance of theirs", () => {
  for (const [demand, variance] of [
    ["poisson", 5],
    ["geometric", 30],
  ] as const) {
    const law = lostSalesProblem({ demand }).demand;
    const moment = (power: number) => law.reduce((sum, p, units) => sum + p * units ** power, 0);
    expect(moment(0)).toBeCloseTo(1, 12);
    expect(moment(1)).toBeCloseTo(5, 9);
    expect(moment(2) - moment(1) ** 2).toBeCloseTo(variance, 8);
  }
});

test("against the reference: base-stock 16 at penalty 4 and lead time 2 costs 4.6386, within 4 standard errors", () => {
  const env = make("LostSales-v1", { penalty: 4, leadTime: 2, horizon: 2_000_000 });
  const batches: number[] = [];
  let { observation } = env.reset({ seed: "base-stock" });
  for (let batch = 0; batch < 50; batch++) {
    let cost = 0;
    for (let period = 0; period < 8_000; period++) {
      const position = 16 * (observation[0] + observation[1]);
      const step = env.step(Math.max(0, 16 - position));
      observation = step.observation;
      cost -= step.reward;
    }
    if (batch > 0) batches.push(cost / 8_000);
  }
  const mean = batches.reduce((sum, x) => sum + x, 0) / batches.length;
  const variance = batches.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (batches.length - 1);
  expect(Math.abs(mean - 4.6386)).toBeLessThan(4 * Math.sqrt(variance / batches.length));
});
