import { describe, expect, test } from "vitest";
import { createRng } from "../../agents/math/rng.js";
import { copyPlain } from "../../envs/plain-data.js";
import { make } from "../../envs/registry.js";
import { CARD_COLUMNS } from "../../envs/shopper-cards.js";
import { sample } from "../../envs/spaces.js";
import { EventLog } from "../../sim/events.js";
import { departmentStore } from "./department-store.js";

const N = 300;
const WIDTH = Object.keys(CARD_COLUMNS).length;
const scenario = departmentStore();
const create = () => make("Coupon-v1", { scenario, perShopper: true });
const NOBODY = new Int32Array(N);

type Column = keyof typeof CARD_COLUMNS;
const column = (table: Float32Array, name: Column) =>
  Float32Array.from({ length: N }, (_, i) => table[i * WIDTH + Object.keys(CARD_COLUMNS).indexOf(name)]);
const sum = (amounts: ArrayLike<number>) => Array.from(amounts).reduce((total, x) => total + x, 0);

describe("cards", () => {
  test("know the segments, and after ten days of warm-up who bought when", () => {
    const { info } = create().reset({ seed: "7" });
    const table = info.shoppers as Float32Array;
    expect(table).toHaveLength(N * WIDTH);
    expect([...column(table, "segment")]).toEqual([...new Array(200).fill(0), ...new Array(100).fill(1)]);
    const recency = column(table, "recency");
    const frequency = column(table, "frequency");
    expect(recency.some((days) => days === 1)).toBe(true);
    for (let i = 0; i < N; i++) {
      expect(recency[i] <= 10 || recency[i] === 365).toBe(true);
      expect(frequency[i] > 0).toBe(recency[i] <= 10);
    }
    expect(sum(column(table, "promoted"))).toBe(0);
  });

  test("money grows by what was paid that day and decays by .97", () => {
    const env = create();
    const before = sum(column(env.reset({ seed: "7" }).info.shoppers as Float32Array, "money"));
    const { info } = env.step(NOBODY);
    const joined = sum(info.report.acquired);
    expect(joined).toBe(0);
    const paid = sum(info.report.segmentRevenue) * 0.01;
    expect(paid).toBeGreaterThan(0);
    expect(sum(column(info.shoppers as Float32Array, "money"))).toBeCloseTo(before * 0.97 + paid, 2);
  });

  test("a coupon sent today can be used from tomorrow on 4 days, and reads 4, 3, 2, 1, 0 on the mornings after", () => {
    const env = create();
    env.reset({ seed: "7" });
    const alive: number[] = [];
    let [sent, used] = [0, 0];
    for (let day = 0; day < 6; day++) {
      const { info } = env.step(day === 0 ? Int32Array.from(NOBODY, (_, i) => (i < 50 ? 2 : 0)) : NOBODY);
      const coupon = column(info.shoppers as Float32Array, "coupon");
      alive.push(Math.max(...coupon));
      sent += sum(info.report.couponsSent);
      used += sum(info.report.couponsRedeemed);
      if (day < 4) expect(coupon.filter((days) => days > 0)).toHaveLength(sent - used);
    }
    expect(alive).toEqual([4, 3, 2, 1, 0, 0]);
    expect([sent > 40, used > 0]).toEqual([true, true]);
  });

  test("a policy that reads them sends to nobody but lapsed shoppers", () => {
    const env = create();
    let { info } = env.reset({ seed: "7" });
    const lapsed = column(info.shoppers as Float32Array, "recency").map((days) => (days > 7 ? 1 : 0));
    info = env.step(Int32Array.from(lapsed)).info;
    const coupon = column(info.shoppers as Float32Array, "coupon");
    for (let i = 0; i < N; i++) if (coupon[i] > 0) expect(lapsed[i]).toBe(1);
    expect(sum(info.report.couponsSent)).toBeGreaterThan(10);
  });

  test("start every episode of a seed alike, and go with forks and snapshots", () => {
    const env = create();
    const rng = createRng("cards");
    const first = copyPlain(env.reset({ seed: "7" }).info.shoppers);
    for (let day = 0; day < 5; day++) env.step(sample(env.actionSpace, rng) as Int32Array);
    const saved = structuredClone(env.snapshot?.() ?? {});
    const fork = env.fork?.() as typeof env;
    const own = copyPlain(env.step(NOBODY).info.shoppers);
    expect(fork.step(NOBODY).info.shoppers).toEqual(own);
    env.restore?.(saved);
    expect(env.step(NOBODY).info.shoppers).toEqual(own);
    expect(own).not.toEqual(first);
    expect(env.reset().info.shoppers).toEqual(first);
  });

  test("are written from the market's one record, so another is refused", () => {
    expect(() => make("Coupon-v1", { scenario, perShopper: true, record: new EventLog(1) })).toThrow(
      "leave out record",
    );
  });
});
