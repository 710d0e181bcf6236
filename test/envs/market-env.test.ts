import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import type { BackgroundPolicy } from "../../envs/levers/lever.js";
import { orderUpTo } from "../../envs/levers/order-up-to.js";
import type { MarketOptions, Phase } from "../../envs/market-env.js";
import { copyPlain } from "../../envs/plain-data.js";
import { make } from "../../envs/registry.js";
import { createReplicates } from "../../envs/replicates.js";
import { sample } from "../../envs/spaces.js";
import type { Env, Info, ResetOptions } from "../../envs/types.js";
import { type DayReport, dayProfit } from "../../sim/ledger.js";
import { cornerShop } from "./corner-shop.js";

const STEP = 0.01;
const scenario = cornerShop();
const BOTH = ["promotion", "restock"] as const;
const NONE = Int32Array.of(0, 0, 0);

interface Played {
  rewards: number[];
  observations: unknown[];
  infos: Info[];
  actions: unknown[];
}

/** An episode of random legal play, or of given actions. */
function play<O, A, I extends Info>(
  env: Env<O, A, I>,
  { seed = "7", actions, ...options }: { seed?: string; actions?: readonly A[] } & ResetOptions = {},
): Played {
  const rng = createRng("play");
  const started = env.reset({ seed, options });
  const played: Played = { rewards: [], observations: [copyPlain(started.observation)], infos: [], actions: [] };
  let mask = started.info.mask;
  for (let day = 0; ; day++) {
    const action = actions ? actions[day] : (sample(env.actionSpace, rng, mask) as A);
    const result = env.step(action);
    const { report, ...info } = result.info as Info & { report?: DayReport };
    played.actions.push(copyPlain(action));
    played.rewards.push(result.reward);
    played.observations.push(copyPlain(result.observation));
    played.infos.push(copyPlain(info));
    mask = result.info.mask;
    if (result.terminated) return played;
  }
}

/** The days a hook sees, copied. */
function diary(): { days: { report: DayReport; phase: Phase }[]; onDay: MarketOptions["onDay"] } {
  const days: { report: DayReport; phase: Phase }[] = [];
  return { days, onDay: (report, phase) => days.push({ report: copyPlain(report), phase }) };
}

const sum = (amounts: ArrayLike<number>) => Array.from(amounts).reduce((total, x) => total + x, 0);
const all = (days: { report: DayReport }[], read: (report: DayReport) => ArrayLike<number>) =>
  sum(days.map(({ report }) => sum(read(report))));

describe("an episode", () => {
  test("has a step for every day of the horizon; the tail belongs to the last", () => {
    const { days, onDay } = diary();
    const { rewards, infos } = play(make("Promotion-v1", { scenario, onDay }));
    expect(rewards).toHaveLength(12);
    expect(days.map(({ phase, report }) => `${phase} ${report.day}`)).toEqual([
      ...Array.from({ length: 12 }, (_, day) => `horizon ${day}`),
      ...Array.from({ length: 5 }, (_, day) => `tail ${12 + day}`),
    ]);
    expect(infos.map((info) => (info as { phase?: Phase }).phase)).toEqual([...new Array(11).fill("horizon"), "tail"]);
  });

  test("rewards add up to the profit of every scored day, write-off included", () => {
    for (const tailDays of [5, 1, 0]) {
      const { days, onDay } = diary();
      const { rewards, infos } = play(make("Promotion-v1", { scenario, onDay, tailDays }));
      const profit = sum(days.map(({ report }) => dayProfit(report))) * STEP;
      expect(days).toHaveLength(12 + tailDays);
      expect(sum(rewards)).toBeCloseTo(profit, 8);
      expect(infos.at(-1)?.metrics?.profit).toBeCloseTo(profit, 8);
      for (let day = 0; day < 11; day++) expect(rewards[day]).toBeCloseTo(dayProfit(days[day].report) * STEP, 10);
    }
  });

  test("what is left and on order after the last day goes from cost to salvage: 2 and .5 a unit of tea, 1.25 of bread", () => {
    for (const tailDays of [5, 0]) {
      const { days, onDay } = diary();
      const { infos } = play(make("Restock-v1", { scenario, onDay, tailDays }));
      const last = days.at(-1)?.report as DayReport;
      const loss = [2, 0.5, 1.25].map((each, p) => each * (last.stock[p] + last.onOrder[p]));
      expect(sum(last.money.writeOff) * STEP).toBeCloseTo(sum(loss), 8);
      expect(infos.at(-1)?.metrics?.writeOff).toBeCloseTo(sum(loss), 8);
      expect(all(days.slice(0, -1), (report) => report.money.writeOff)).toBe(0);
    }
  });

  test("the tail has no promotion, whoever promotes before it", () => {
    const { days, onDay } = diary();
    const promotion: BackgroundPolicy = (_shop, { depth }) => depth.fill(0.1);
    play(make("Restock-v1", { scenario, onDay, background: { promotion } }));
    const promoted = days.map(({ report }) => sum(report.depth) > 0);
    expect(promoted).toEqual([...new Array(12).fill(true), ...new Array(5).fill(false)]);
  });

  test("metrics are the sums of the days", () => {
    const { days, onDay } = diary();
    const { infos } = play(make("Promotion-v1", { scenario, onDay }));
    const metrics = infos.at(-1)?.metrics ?? {};
    const money = (line: keyof DayReport["money"]) => all(days, (report) => report.money[line]) * STEP;
    expect(metrics.discount).toBeCloseTo(money("discount"), 8);
    expect(metrics.revenue).toBeCloseTo(money("grossSales") - money("discount"), 8);
    expect(metrics.vendorFunding).toBeCloseTo(money("vendorFunding"), 8);
    expect(metrics.orderingCost).toBeCloseTo(money("ordering"), 8);
    expect(metrics.holdingCost).toBeCloseTo(money("holding"), 8);
    expect(metrics.units).toBe(all(days, (report) => report.units));
    expect(metrics.visits).toBe(all(days, (report) => report.visits));
    expect(metrics.unmetDemand).toBe(all(days, (report) => report.demand) - metrics.units);
    expect(metrics.serviceLevel).toBeCloseTo(metrics.units / all(days, (report) => report.demand), 12);
    expect(metrics.promotedDays).toBe(all(days, (report) => report.depth.map((depth) => (depth > 0 ? 1 : 0))));
    expect(metrics.tailProfit).toBeCloseTo(sum(days.slice(12).map(({ report }) => dayProfit(report))) * STEP, 8);
    expect(Math.min(metrics.discount, metrics.units, metrics.promotedDays, metrics.vendorFunding)).toBeGreaterThan(0);
  });

  test("credit is of the last day of the horizon, never of the tail", () => {
    const { days, onDay } = diary();
    const { infos } = play(make("Promotion-v1", { scenario, onDay }));
    const profit = (report: DayReport, p: number) => dayProfit(onlyProduct(report, p)) * STEP;
    for (let day = 0; day < 12; day++) {
      const [green, black, rye] = infos[day].credit as Float64Array;
      const { report } = days[day];
      expect(green).toBeCloseTo(profit(report, 0) + profit(report, 1), 8);
      expect(black).toBe(green);
      expect(rye).toBeCloseTo(profit(report, 2), 8);
    }
  });

  test("the last observation is that of the morning after the horizon, before the tail", () => {
    const { days, onDay } = diary();
    const env = make("Restock-v1", { scenario, onDay });
    const { observations } = play(env);
    const at = env.slots as readonly { name: string; scale?: number }[];
    const read = (name: string) => {
      const i = at.findIndex((slot) => slot.name === name);
      return (observations.at(-1) as Float32Array)[i] * (at[i].scale ?? 1);
    };
    expect([read("days-left"), read("stock/rye")]).toEqual([0, days[11].report.stock[2]]);
  });
});

describe("what is refused", () => {
  test("a choice that the mask forbids becomes none and is counted, and so is an offer that a joint budget stops", () => {
    const { days, onDay } = diary();
    const env = make("Promotion-v1", { scenario: cornerShop(), onDay });
    env.reset({ seed: 1 });
    expect(env.step(Int32Array.of(3, 1, 0)).info.refused).toBe(1);
    expect([...days[0].report.depth]).toEqual([0, 0.1, 0]);
    const tight = cornerShop();
    // one shopper's largest basket of either tea at .3 off fits the budget (12 x 1.2 = 14.4), not that of green and rye
    tight.promotions.everyday.budget = 15;
    const held = make("Promotion-v1", { scenario: tight });
    const { info } = held.reset({ seed: 1 });
    expect([info.mask[2], info.mask[8 + 2]]).toEqual([1, 1]);
    expect(held.step(Int32Array.of(2, 0, 2)).info.refused).toBe(1);
    expect(held.step(NONE).info.metrics.refused).toBe(1);
  });

  test("a background promotion that is refused is nobody's choice", () => {
    const promotion: BackgroundPolicy = (_shop, { depth }) => depth.fill(0.9);
    const { infos } = play(make("Restock-v1", { scenario, background: { promotion } }));
    expect(infos.at(-1)?.metrics?.refused).toBe(0);
  });
});

describe("replicates", () => {
  test("a warm-up runs once a seed, without promotions, and later episodes restore it", () => {
    let mornings = 0;
    const restock: BackgroundPolicy = (shop, sheet) => {
      if (shop.market.day < 0) mornings += 1;
      expect(sum(shop.report.depth)).toBe(0);
      orderUpTo(shop, sheet);
    };
    const env = make("Promotion-v1", { scenario, background: { restock } });
    const first = copyPlain(env.reset({ seed: 1 }).observation);
    expect(mornings).toBe(10);
    for (let day = 0; day < 12; day++) env.step(NONE);
    expect(env.reset().observation).toEqual(first);
    expect(env.reset({ seed: "1", options: { role: "evaluate", episode: 3 } }).observation).toEqual(first);
    expect(mornings).toBe(10);
    expect(env.reset({ seed: 2 }).observation).not.toEqual(first);
    expect(mornings).toBe(20);
  });

  test("envs that share replicates share warm-ups, and play as those that do not", () => {
    let mornings = 0;
    const restock: BackgroundPolicy = (shop, sheet) => {
      if (shop.market.day < 0) mornings += 1;
      orderUpTo(shop, sheet);
    };
    const replicates = createReplicates(2);
    const options = { scenario, background: { restock }, replicates };
    const played = ["1", "2", "1", "2"].map((seed) => play(make("Promotion-v1", options), { seed }));
    expect(mornings).toBe(20);
    expect(played[2]).toEqual(played[0]);
    expect(played[3]).toEqual(play(make("Promotion-v1", { scenario }), { seed: "2" }));
    play(make("Promotion-v1", options), { seed: "3" });
    expect(mornings).toBe(30);
  });

  test("role, episode and slot each change the luck of a season; an equal name repeats it to the bit", () => {
    const env = make("Promotion-v1", { scenario });
    const names: ResetOptions[] = [
      {},
      { role: "evaluate" },
      { role: "plan" },
      { episode: 1 },
      { slot: 1 },
      { episode: 11 },
    ];
    const actions = new Array(12).fill(NONE);
    const played = names.map((name) => play(env, { ...name, actions }).rewards.join());
    expect(new Set(played).size).toBe(names.length);
    expect(play(env, { actions, role: "train", episode: 0, slot: 0 }).rewards.join()).toBe(played[0]);
  });

  test("a market restores what another of its scenario saved under another seed", () => {
    const env = make("Promotion-v1", { scenario });
    env.reset({ seed: "away" });
    env.step(NONE);
    const saved = structuredClone(env.snapshot?.() ?? {});
    const expected = [1, 2, 3].map(() => env.step(NONE).reward);
    const other = make("Promotion-v1", { scenario });
    other.reset({ seed: "home" });
    other.restore?.(saved);
    expect([1, 2, 3].map(() => other.step(NONE).reward)).toEqual(expected);
  });

  test("a step or a snapshot before the first reset throws", () => {
    expect(() => make("Promotion-v1", { scenario }).step(NONE)).toThrow(
      "Promotion-v1: found a step before the first reset",
    );
    expect(() => make("Market-v1", { scenario, levers: BOTH }).snapshot?.()).toThrow(
      "found a snapshot before the first reset",
    );
  });

  test("a tail of a part of a day is refused", () => {
    expect(() => make("Promotion-v1", { scenario, tailDays: 1.5 })).toThrow("tailDays must be a whole number");
  });
});

describe("Market-v1 is both levers at once", () => {
  test("its spaces, tables and masks are those of the single-lever envs", () => {
    const [promotion, restock, both] = [
      make("Promotion-v1", { scenario }),
      make("Restock-v1", { scenario }),
      make("Market-v1", { scenario, levers: BOTH }),
    ];
    const entries = (read: (env: typeof promotion) => unknown) => ({
      promotion: read(promotion),
      restock: read(restock),
    });
    expect(both.observationSpace).toEqual({ kind: "dict", entries: entries((env) => env.observationSpace) });
    expect(both.actionSpace).toEqual({ kind: "dict", entries: entries((env) => env.actionSpace) });
    expect(both.slots).toEqual(entries((env) => env.slots));
    expect(both.brief).toEqual(promotion.brief);
    const start = both.reset({ seed: 3 });
    expect(start.observation).toEqual(entries((env) => env.reset({ seed: 3 }).observation));
    expect(start.info.mask).toEqual(entries((env) => env.reset({ seed: 3 }).info.mask));
  });

  test("with the orders of the background it is Promotion-v1, and with no promotion Restock-v1, to the bit", () => {
    const { days, onDay } = diary();
    const cases = [12, 12, 10];
    const promoted = play(make("Promotion-v1", { scenario, onDay }));
    const orders = days
      .slice(0, 12)
      .map(({ report }) => Int32Array.from(report.ordered, (units, p) => units / cases[p]));
    const both = play(make("Market-v1", { scenario, levers: BOTH }), {
      actions: promoted.actions.map((promotion, day) => ({ promotion: promotion as Int32Array, restock: orders[day] })),
    });
    expect(both.rewards).toEqual(promoted.rewards);
    const part = (values: unknown[], entry: string) => values.map((value) => (value as Record<string, unknown>)[entry]);
    expect(part(both.observations, "promotion")).toEqual(promoted.observations);
    expect(part(part(both.infos, "mask"), "promotion")).toEqual(part(promoted.infos, "mask"));
    expect(part(part(both.infos, "credit"), "promotion")).toEqual(part(promoted.infos, "credit"));

    const restocked = play(make("Restock-v1", { scenario }));
    const plain = play(make("Market-v1", { scenario, levers: BOTH }), {
      actions: restocked.actions.map((restock) => ({ promotion: NONE, restock: restock as Int32Array })),
    });
    expect(plain.rewards).toEqual(restocked.rewards);
    expect(part(plain.observations, "restock")).toEqual(restocked.observations);
    expect(part(part(plain.infos, "credit"), "restock")).toEqual(part(restocked.infos, "credit"));
  });
});

describe("forks", () => {
  test("a fork that decides otherwise meets the same visitors that day, and leaves its origin alone", () => {
    const { days, onDay } = diary();
    const env = make("Promotion-v1", { scenario, onDay });
    env.reset({ seed: 5 });
    env.step(NONE);
    const fork = env.fork?.() as typeof env;
    const other = copyPlain(fork.step(Int32Array.of(2, 2, 2)).info.report);
    expect(days).toHaveLength(1);
    const own = env.step(NONE).info.report;
    expect(other.visits).toEqual(own.visits);
    expect(sum(other.units)).toBeGreaterThan(sum(own.units));
    const untouched = make("Promotion-v1", { scenario });
    untouched.reset({ seed: 5 });
    untouched.step(NONE);
    untouched.step(NONE);
    expect(env.step(NONE).reward).toBe(untouched.step(NONE).reward);
  });
});

/** The report with the amounts of one product alone. */
function onlyProduct(report: DayReport, product: number): DayReport {
  const money = Object.fromEntries(
    Object.entries(report.money).map(([line, amounts]) => [line, amounts.slice(product, product + 1)]),
  );
  return { ...report, money: money as DayReport["money"] };
}
