import { describe, expect, test } from "vitest";
import { allocate, daysAtWork } from "../../../agents/loop/allocate.js";
import { estimateChannel } from "../../../agents/loop/channels.js";
import { generateCoupons } from "../../../agents/loop/coupons.js";
import { continueLog, writeDay } from "../../../agents/loop/diary.js";
import { evaluate } from "../../../agents/loop/evaluate.js";
import { recentLevel } from "../../../agents/loop/feedback.js";
import { generateOffers, within } from "../../../agents/loop/generate-offers.js";
import { marketReader } from "../../../agents/loop/market-reading.js";
import { believeOffers, normalPosterior } from "../../../agents/loop/offer-beliefs.js";
import { alike, normalRegression, profileSegments } from "../../../agents/loop/profile.js";
import { fillSlates, segmentParts } from "../../../agents/loop/recommend.js";
import type { PlanningLog } from "../../../envs/types.js";
import { aDay, aShop, steadyDemand } from "./a-shop.js";

const slot = (name: string, scale = 1) => ({ name, meaning: "", unit: "", scale, low: 0, high: 1 });
const ones = Float64Array.of(1, 1);

describe("collect", () => {
  test("reads a slot from whichever lever shows it, in its unit", () => {
    const reader = marketReader({ coupon: [slot("visits", 64)], restock: [slot("visits", 64), slot("stock/tea", 8)] });
    const seen = reader.read({ coupon: Float32Array.of(0.5), restock: Float32Array.of(0.25, 2) });
    expect([seen("visits"), seen("stock", "tea"), seen("stock", "milk")]).toEqual([32, 16, 0]);
    expect([reader.has("stock", "tea"), reader.has("stock", "milk")]).toEqual([true, false]);
  });

  test("a segment's margin is what advertising is credited with and what was spent on it; a category's profit its slots' credit", () => {
    const shop = aShop({ advertisingSlots: [{ name: "tv/young", channel: 0, segment: 0 }] });
    const credit = { promotion: Float64Array.of(70, 70), advertising: Float64Array.of(25) };
    const row = writeDay(shop, 3, () => 0, credit, { choice: Int32Array.of(1, 0), spend: Float64Array.of(5) });
    expect([...row.segmentMargin]).toEqual([30, 0]);
    expect([...row.categoryProfit]).toEqual([70]);
    expect([...row.choice]).toEqual([1, 0]);
  });

  test("the diary goes on where the log ends, as one more season", () => {
    const log = plainLog([[0, 0]], [[10, 10]]);
    const diary = [aDay(0, { units: Float64Array.of(3, 4), categoryProfit: Float64Array.of(42) })];
    const both = continueLog(log, aShop(), diary);
    expect(both.days).toBe(log.days + 1);
    expect([...both.day]).toEqual([0, 0]);
    expect([...both.units]).toEqual([10, 10, 3, 4]);
    expect([...both.credit.slice(2)]).toEqual([42, 42]);
  });
});

describe("profile", () => {
  test("a mean of prior N(1, .5^2) after 4 and 6 with noise of variance 2: (1/.25 + 10/2) / (1/.25 + 2/2) = 9/5", () => {
    const { coefficients, errors } = normalRegression([4, 6], Float64Array.of(1, 1), [{ mean: 1, error: 0.5 }], 2);
    expect(coefficients[0]).toBeCloseTo(9 / 5, 12);
    expect(errors[0]).toBeCloseTo(Math.sqrt(1 / 5), 12);
  });

  test("a coupon that doubles one segment's margin is seen there, drawn to its prior, and not in the other", () => {
    const shop = aShop({ couponSlots: ["young", "old"].map((name) => ({ name, depths: [0, 0.1] })) });
    const live = Int32Array.from({ length: 80 }, (_, at) => (at % 2 === 0 && at >= 40 ? 1 : 0));
    const diary = Array.from({ length: 40 }, (_, d) =>
      aDay(d, { segmentMargin: Float64Array.of(d >= 20 ? 20 : 10, 10 + (d % 2)) }),
    );
    const [young, old] = profileSegments(shop, steadyDemand([5, 5], 2), diary, [], live);
    expect(young.coupon[1].mean).toBeGreaterThan(0.4);
    expect(Math.abs(old.coupon[1].mean)).toBeLessThan(0.16);
    expect(alike([young, old])[0].coupon[1].mean).toBeCloseTo((young.coupon[1].mean + old.coupon[1].mean) / 2, 12);
  });
});

describe("recommend", () => {
  test("fills best first, nothing twice, nothing that may not be shown", () => {
    const shop = aShop({
      slateSlots: [0, 1, 0, 1].map((place, at) => ({ name: `${at}`, segment: at < 2 ? 0 : 1, place })),
    });
    const worth = (s: number, p: number) => (s === p ? 2 : 1);
    expect([...fillSlates(shop, worth, new Uint8Array(12).fill(1))]).toEqual([1, 2, 2, 1]);
    const withoutTea = Uint8Array.from({ length: 12 }, (_, at) => (at % 3 === 1 ? 0 : 1));
    expect([...fillSlates(shop, worth, withoutTea)]).toEqual([2, 0, 2, 0]);
  });

  test("parts are found where one segment pays for all tea and the other for all milk", () => {
    const diary = Array.from({ length: 60 }, (_, d) => {
      const units = Float64Array.of(5 + 4 * (d % 2), 5 + 2 * (d % 3));
      return aDay(d, { units, segmentRevenue: Float64Array.of(10 * units[0], 10 * units[1]) });
    });
    const parts = segmentParts(aShop(), diary);
    expect(parts[0]).toBeGreaterThan(0.9);
    expect(parts[1]).toBeLessThan(0.1);
    expect(parts[3]).toBeGreaterThan(0.9);
    expect([...segmentParts(aShop(), [])]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
});

describe("allocate", () => {
  const place = (worth: number, saturation = 100, maxSpend = 1000) => ({ worth, saturation, maxSpend });

  test("spends until a unit of money brings one back: 100 ln 4 where all of it would bring 400, nothing where it never does", () => {
    const money = allocate([place(400), place(90)], Number.POSITIVE_INFINITY);
    expect(money[0]).toBeCloseTo(100 * Math.log(4), 10);
    expect(money[1]).toBe(0);
    expect(allocate([place(400, 100, 50)], Number.POSITIVE_INFINITY)[0]).toBe(50);
  });

  test("under a budget marginal returns are equal: at 100 the shares of worth 400 and 200 differ by 100 ln 2", () => {
    const money = allocate([place(400), place(200)], 100);
    expect(money[0] + money[1]).toBeCloseTo(100, 6);
    expect(money[0] - money[1]).toBeCloseTo(100 * Math.log(2), 6);
  });

  test("adstock that keeps a half counts for 1 + 1/2 + 1/4 days of three", () => {
    expect(daysAtWork(0.5, 3)).toBe(1.75);
  });

  test("a channel is told by two amounts and a day without, and not before", () => {
    const spends = [30, 90, 0, 60, 0];
    let adstock = 0;
    const diary = spends.map((spend, d) => {
      adstock = 0.8 * adstock + 0.5 * (1 - Math.exp(-spend / 150));
      return aDay(d, { adstock: Float64Array.of(adstock), spend: Float64Array.of(spend) });
    });
    const channel = estimateChannel(diary, 0, 300)!;
    expect(channel.keep).toBeCloseTo(0.8, 3);
    expect(channel.reach / channel.saturation).toBeCloseTo(0.5 / 150, 4);
    expect(channel.saturation / 150).toBeCloseTo(1, 1);
    expect(estimateChannel(diary.slice(0, 1), 0, 300)).toBe(undefined);
    expect(estimateChannel([], 0, 300)).toBe(undefined);
  });
});

describe("generate", () => {
  test("a normal mean of N(0, 1) after a sum of 6 over 3 of variance 1: N(6/4, 1/4)", () => {
    expect(normalPosterior(0, 1, [{ sum: 6, count: 3, variance: 1 }])).toEqual({ mean: 1.5, variance: 0.25 });
  });

  test("offers enter by gain for money until the allowance is spent; what gives nothing away is free", () => {
    const offers = [
      { slot: 0, choice: 1, gain: 10, spend: 10 },
      { slot: 1, choice: 2, gain: 30, spend: 20 },
      { slot: 2, choice: 3, gain: 1, spend: 0 },
    ];
    expect([...within(offers, 25, 3)]).toEqual([0, 2, 3]);
    expect([...within(offers, 30, 3)]).toEqual([1, 2, 3]);
    expect([...within(offers, 5, 3)]).toEqual([0, 0, 3]);
  });

  test("20% off a margin of 6 needs half as much again: offered where demand answers with 5 x -ln .8, not with 1", () => {
    const morning = {
      day: 0,
      memory: new Float64Array(2),
      level: ones,
      mask: new Uint8Array(4).fill(1),
      allowance: Number.POSITIVE_INFINITY,
      caution: 0,
    };
    const beliefs = {
      first: Int32Array.of(0, 2),
      depth: Float64Array.of(0, 0.2, 0, 0.2),
      correction: new Float64Array(4),
      error: Float64Array.of(0, 0.3, 0, 0.3),
    };
    const offered = (own: number, changes = {}) => [
      ...generateOffers(aShop(), steadyDemand([5, 5], own), beliefs, { ...morning, ...changes }),
    ];
    expect(offered(5)).toEqual([1, 1]);
    expect(offered(1)).toEqual([0, 0]);
    // the gain is (4 x .8^-5 - 6) / 12 = .52 of the category's profit: two errors of .3 are more, and so is one of .6
    expect(offered(5, { caution: 2 })).toEqual([0, 0]);
    expect(offered(5, { mask: Uint8Array.of(1, 0, 1, 1) })).toEqual([0, 1]);
    // a unit of 10 sold 5 x .8^-5 times gives 2 away each time: 30.5
    expect(offered(5, { allowance: 31 })).toEqual([1, 0]);
  });

  test("what the books credit an offer with beyond the model corrects it, and more days correct it more", () => {
    const days = (n: number) => Array.from({ length: n }, (_, d) => [d % 2, 0] as const);
    const credit = (n: number) => days(n).map(([on], d) => [60 + 30 * on + (d % 4 < 2 ? 3 : -3), 60] as const);
    const demand = steadyDemand([5, 5], 0);
    const corrected = (n: number) => {
      const { correction, error } = believeOffers(plainLog(days(n), credit(n)), aShop(), demand);
      return { correction: correction[1], error: error[1] };
    };
    // the category usually earns 60, the offer 30 more where nothing is given away: a correction of a half
    expect(corrected(200).correction).toBeCloseTo(0.5, 2);
    expect(corrected(8).correction).toBeLessThan(corrected(200).correction);
    expect(corrected(8).error).toBeGreaterThan(corrected(200).error);
  });

  test("coupons: in trials another depth a segment and round, later the one worth most beyond caution", () => {
    const effect = (mean: number) => ({ mean, error: 0.1 });
    const profile = (coupon: ReturnType<typeof effect>[]) => ({
      usualMargin: 1,
      basketValue: 1,
      couponUse: 0,
      advertising: [],
      coupon,
    });
    const profiles = [profile([effect(0), effect(0.3), effect(0.2)]), profile([effect(0), effect(0.05), effect(-0.2)])];
    const send = (round: number, trying: boolean) => [...generateCoupons(profiles, { round, trying, caution: 1 })];
    expect([send(0, true), send(1, true), send(2, true)]).toEqual([
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
    expect(send(9, false)).toEqual([1, 0]);
  });
});

describe("evaluate and feed back", () => {
  const demand = steadyDemand([5, 5], 0);
  const diary = [
    aDay(0, { units: Float64Array.of(50, 50), visits: 999, stockOut: Uint8Array.of(1, 1) }),
    aDay(1, {
      units: Float64Array.of(10, 5),
      depth: Float64Array.of(0.2, 0),
      visits: 30,
      categoryProfit: Float64Array.of(70),
      couponsSent: Float64Array.of(8, 0),
      couponsRedeemed: Float64Array.of(2, 0),
      stockOut: Uint8Array.of(0, 1),
    }),
  ];

  test("the last day: 15 units of 30 visits, 130 paid, 10 units on offer, 20 given away, 10 earned beyond the usual 60", () => {
    expect(evaluate(demand, aShop(), diary, 1, ones)).toEqual({
      conversion: 0.5,
      basketValue: 130 / 30,
      participation: 10 / 15,
      couponUse: 0.25,
      given: 20,
      promotionReturn: (70 - usualProfit()) / 20,
      onShelf: 0.5,
    });
    expect(usualProfit()).toBeCloseTo(60, 10);
  });

  test("no day evaluates to nothing, not to a division by 0", () => {
    expect(Object.values(evaluate(demand, aShop(), [], 7, ones))).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test("tea sold 10 where 5 were expected: (20 + 10) / (20 + 5); milk ran out and tells nothing", () => {
    const level = recentLevel(demand, aShop(), diary, 1);
    expect(level[0]).toBeCloseTo(30 / 25, 12);
    expect(level[1]).toBe(1);
    expect([...recentLevel(demand, aShop(), [], 28)]).toEqual([1, 1]);
  });

  function usualProfit(): number {
    const none = aDay(1, {
      categoryProfit: Float64Array.of(0),
      depth: Float64Array.of(0.5, 0),
      units: Float64Array.of(2, 0),
    });
    return -10 * evaluate(demand, aShop(), [none], 1, ones).promotionReturn;
  }
});

/** A log of as many days as choices, nothing given away. @param credit  of each slot */
function plainLog(choices: readonly (readonly number[])[], credit: readonly (readonly number[])[]): PlanningLog {
  const days = choices.length;
  return {
    days,
    day: Int32Array.from({ length: days }, (_, d) => d),
    campaign: new Int32Array(days).fill(-1),
    visits: new Float64Array(days),
    depth: new Float64Array(days * 2),
    units: Float64Array.from(credit.flat()),
    stockOut: new Uint8Array(days * 2),
    choice: Int32Array.from(choices.flat()),
    credit: Float64Array.from(credit.flat()),
    profit: new Float64Array(days),
  };
}
