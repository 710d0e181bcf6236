import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import { lifetimeValue, marketMetricNames } from "../../envs/market-metrics.js";
import { copyPlain } from "../../envs/plain-data.js";
import { make } from "../../envs/registry.js";
import { sample } from "../../envs/spaces.js";
import type { Env } from "../../envs/types.js";
import { type DayReport, dayProfit } from "../../sim/ledger.js";
import { MECHANICS } from "../../sim/scenario/promotions.js";
import { departmentStore } from "./department-store.js";

const scenario = departmentStore();

/** A season of random play with every lever: its days and its metrics. */
function season() {
  const days: DayReport[] = [];
  const env = make("Market-v1", { scenario, onDay: (report) => days.push(copyPlain(report)) }) as unknown as Env;
  const rng = createRng("metrics");
  let { info } = env.reset({ seed: "7" });
  let score = 0;
  for (let ended = false; !ended; ) {
    const result = env.step(sample(env.actionSpace, rng, info.mask));
    score += result.reward;
    info = result.info;
    ended = result.terminated;
  }
  return { days, score, metrics: info.metrics as Record<string, number> };
}

const { days, score, metrics } = season();
const sum = (amounts: ArrayLike<number>) => Array.from(amounts).reduce((total, x) => total + x, 0);
const all = (read: (report: DayReport) => ArrayLike<number>) => sum(days.map((report) => sum(read(report))));

describe("lifetime value", () => {
  test("by hand: 2 a day, 1% leave a day, 10% a year: 2 x .99 / (.1 / 365 + .01) = 192.72", () => {
    expect(lifetimeValue(2, 0.01)).toBeCloseTo(192.72, 2);
  });

  test("without churn it is a perpetuity: .2 a day is worth .2 x 3650", () => {
    expect(lifetimeValue(0.2, 0)).toBeCloseTo(730, 10);
  });

  test("of a segment is that of its margin and churn by active shopper-day", () => {
    const active = all(({ active }) => active.subarray(0, 1));
    const churned = all(({ churned }) => churned.subarray(0, 1));
    const paid = all(({ segmentRevenue }) => segmentRevenue.subarray(0, 1)) * 0.01;
    const cost = all(({ segmentUnits }) => [2 * segmentUnits[0] + 1.5 * segmentUnits[1] + 1.25 * segmentUnits[2]]);
    expect(churned).toBeGreaterThan(0);
    expect(metrics["lifetimeValue/regulars"]).toBeCloseTo(lifetimeValue((paid - cost) / active, churned / active), 8);
  });
});

describe("sums over the days, tail included", () => {
  test("profit holds the lines of the store", () => {
    expect(metrics.profit).toBeCloseTo(sum(days.map(dayProfit)) * 0.01, 8);
    expect(score).toBeCloseTo(metrics.profit, 8);
    expect(metrics.adSpend).toBeCloseTo(all(({ store }) => store.subarray(0, 1)) * 0.01, 8);
    expect(metrics.couponCost).toBeCloseTo(metrics.couponsSent * 0.05, 8);
    expect(Math.min(metrics.adSpend, metrics.couponCost)).toBeGreaterThan(0);
  });

  test("gifts, coupons, who left and who came", () => {
    expect(metrics.giftCost).toBeCloseTo(all(({ money }) => money.giftCost) * 0.01, 8);
    expect(metrics.couponsSent).toBe(all(({ couponsSent }) => couponsSent));
    expect(metrics.couponsRedeemed).toBe(all(({ couponsRedeemed }) => couponsRedeemed));
    expect(metrics.redemptionRate).toBeCloseTo(metrics.couponsRedeemed / metrics.couponsSent, 12);
    expect(metrics.churned).toBe(all(({ churned }) => churned));
    expect(metrics.acquired).toBe(all(({ acquired }) => acquired));
    expect(Math.min(metrics.giftCost, metrics.couponsRedeemed, metrics.churned)).toBeGreaterThan(0);
  });

  test("active is what the last day began with", () => {
    expect(metrics.active).toBe(sum(days.at(-1)?.active ?? []));
    expect(metrics.active).toBeLessThan(300);
  });

  test("the mechanics' discounts add up to the discount", () => {
    const byMechanic = Object.entries(metrics).filter(([name]) => name.startsWith("discount/"));
    expect(byMechanic.map(([name]) => name.slice(9))).toEqual(
      MECHANICS.filter((mechanic) => !["amount-off", "flash-sale"].includes(mechanic)),
    );
    expect(sum(byMechanic.map(([, amount]) => amount))).toBeCloseTo(metrics.discount, 8);
    expect(metrics["discount/coupon"]).toBeGreaterThan(0);
  });
});

test("figures read are copies: a snapshot of them does not change as the env goes on", () => {
  const env = make("Slate-v1", { scenario });
  env.reset({ seed: "7" });
  const before = { ...env.step(Int32Array.of(1, 2, 1, 2)).info.metrics };
  const { units } = before;
  const after = env.step(Int32Array.of(1, 2, 1, 2)).info.metrics;
  expect([before.units, after.units > units]).toEqual([units, true]);
  expect(Object.keys(before)).toEqual(marketMetricNames(scenario));
});
