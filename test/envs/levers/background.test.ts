import { describe, expect, test } from "vitest";
import { type Background, backgroundFaults, backgrounds, resolveBackground } from "../../../envs/levers/background.js";
import { createSheet } from "../../../envs/levers/decision-sheet.js";
import { type BackgroundPolicy, SHOP_LEVERS } from "../../../envs/levers/lever.js";
import { createShop } from "../../../envs/levers/shop.js";
import { copyPlain } from "../../../envs/plain-data.js";
import { make } from "../../../envs/registry.js";
import type { DayReport } from "../../../sim/ledger.js";
import { Market } from "../../../sim/market.js";
import { rootKey } from "../../../sim/math/key.js";
import { departmentStore } from "../department-store.js";

const scenario = departmentStore({ warmUpDays: 0 });

/** What a policy by name writes on the morning of a day after days on which nothing was decided. */
function written(policies: Background, days = 0) {
  const market = new Market(scenario, rootKey("background", "population", 0, 0));
  market.open(rootKey("background", "train", 0, 0));
  for (let day = 0; day < days; day++) market.runDay({});
  const shop = createShop(market);
  const sheet = createSheet(scenario, 2, false);
  for (const policy of Object.values(resolveBackground(policies))) policy?.(shop, sheet);
  return { sheet, shop };
}

describe("by hand", () => {
  test("calendar promotes in campaigns alone, what they cover, as deep as allowed", () => {
    expect([...written({ promotion: "calendar" }).sheet.depth]).toEqual([0, 0, 0]);
    const { sheet } = written({ promotion: "calendar" }, 4);
    expect([...sheet.depth]).toEqual([0.3, 0.3, 0]);
    // 2 off 10 is a fifth, within the campaign's third; the largest basket's 2 fit its budget of 60
    expect(sheet.basketOffer).toBe(5);
  });

  test("everyday promotes everything, and takes the menu where there is no depth", () => {
    const { sheet } = written({ promotion: "everyday" });
    expect([...sheet.depth]).toEqual([0.2, 0.2, 0.2]);
    const shallow = departmentStore({ warmUpDays: 0 });
    shallow.promotions.depths = [];
    const market = new Market(shallow, rootKey("background", "population", 0, 0));
    const empty = createSheet(shallow, 2, false);
    resolveBackground({ promotion: "everyday" }).promotion?.(createShop(market), empty);
    // the first of the menu that .2 at most allows: the gift, number 3 of a list without depths
    expect([...empty.offer]).toEqual([3, 3, 3]);
  });

  test("blanket coupons go out when the last have expired: lag 1 and 4 valid days make 5", () => {
    expect([0, 1, 4, 5].map((day) => written({ coupon: "blanket" }, day).sheet.coupon.join())).toEqual([
      "2,2",
      "0,0",
      "0,0",
      "2,2",
    ]);
  });

  test("lapsed coupons go to the segment that came less", () => {
    const { sheet, shop } = written({ coupon: "lapsed" }, 5);
    const rate = [0, 1].map((s) => shop.report.visits[s] / shop.market.population.sizes[s]);
    expect(rate[0]).not.toBe(rate[1]);
    expect([...sheet.coupon]).toEqual(rate[0] < rate[1] ? [2, 0] : [0, 2]);
  });

  test("even advertising is half of each channel's saturation, at most the most: 25 of 50 and 10 of 20", () => {
    expect([...written({ advertising: "even" }).sheet.adSpend]).toEqual([25, 25, 10, 10]);
  });

  test("best sellers are bread, then the first tea; high margins green's 2, black's 1.5 and bread's 1.25", () => {
    expect([...written({ slate: "best-sellers" }).sheet.slate]).toEqual([2, 0, 2, 0]);
    expect([...written({ slate: "high-margin" }).sheet.slate]).toEqual([0, 1, 0, 1]);
  });

  test("no slate shows what is sold out", () => {
    const market = new Market(scenario, rootKey("background", "population", 0, 0));
    const shop = createShop(market);
    shop.report.stock.set([0, 9, 0]);
    const sheet = createSheet(scenario, 2, false);
    resolveBackground({ slate: "high-margin" }).slate?.(shop, sheet);
    expect([...sheet.slate]).toEqual([1, -1, 1, -1]);
  });
});

describe("in an env", () => {
  const days = (background: Background): DayReport[] => {
    const seen: DayReport[] = [];
    const env = make("Pricing-v1", {
      scenario: departmentStore(),
      background,
      onDay: (report) => seen.push(copyPlain(report)),
    });
    env.reset({ seed: "7" });
    for (let day = 0; day < 12; day++) env.step(Int32Array.of(2, 2, 2));
    return seen;
  };
  const sum = (amounts: ArrayLike<number>) => Array.from(amounts).reduce((total, x) => total + x, 0);

  test("each lever that nobody holds is decided as named, on the days of the horizon", () => {
    const played = days({ promotion: "everyday", coupon: "blanket", advertising: "even", slate: "best-sellers" });
    expect(played).toHaveLength(17);
    expect(sum(played[0].depth)).toBeGreaterThan(0);
    expect(sum(played[0].couponsSent)).toBeGreaterThan(0);
    expect(played[0].store[0]).toBe(7000);
    const plain = days({});
    expect([sum(plain[0].depth), sum(plain[0].couponsSent), sum(plain[0].store)]).toEqual([0, 0, 0]);
  });

  test("in the tail nothing is promoted, sent or advertised", () => {
    for (const report of days({ promotion: "everyday", coupon: "blanket", advertising: "even" }).slice(12))
      expect([sum(report.depth), sum(report.couponsSent), sum(report.store)]).toEqual([0, 0, 0]);
  });

  test("without anybody who orders the shelves run empty", () => {
    const played = days({ restock: "none" });
    expect(sum(played.map(({ ordered }) => sum(ordered)))).toBe(0);
    expect(sum(played[16].stock)).toBeLessThan(sum(days({})[16].stock));
  });

  test("a function stands for a name", () => {
    const half: BackgroundPolicy = (_shop, { price }) => price.fill(0.8);
    const env = make("Restock-v1", { scenario: departmentStore(), background: { pricing: half } });
    env.reset({ seed: "7" });
    expect([...env.step(Int32Array.of(0, 0, 0, 0)).info.report.regularPrice]).toEqual([320, 240, 200]);
  });
});

describe("names", () => {
  test("every lever of the shop has a default, and every policy says what it does", () => {
    expect(Object.keys(backgrounds).sort()).toEqual([...SHOP_LEVERS].sort());
    for (const named of Object.values(backgrounds))
      for (const { summary } of Object.values(named)) expect(summary).toMatch(/^[a-z].{5,}[^.]$/);
  });

  test("all that is unknown is told at once, with what there is", () => {
    const wrong = { promotion: "always", slates: "none", coupon: "blanket" } as unknown as Background;
    expect(backgroundFaults(wrong)).toHaveLength(2);
    expect(() => make("Slate-v1", { scenario, background: wrong })).toThrow(RangeError);
    expect(() => make("Slate-v1", { scenario, background: wrong })).toThrow(
      "background: no background always for promotion; there are none, calendar, everyday; " +
        "no lever slates; there are promotion, pricing, coupon, restock, advertising, slate",
    );
  });
});
