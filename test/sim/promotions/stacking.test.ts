import { describe, expect, it } from "vitest";
import { MECHANICS, type Mechanic } from "../../../sim/scenario/promotions.js";
import type { ScenarioInput } from "../../../sim/scenario.js";
import { charge, openShop, type Shop } from "./shop.js";

type Promotions = NonNullable<ScenarioInput["promotions"]>;
type Stacking = NonNullable<Promotions["stacking"]>;

const tea = 0;
const coffee = 1;
const oats = 2;
/** a stranger with the coupon of 20% */
const holder = 2;

/** tea at 20% off (2.80), a coupon of 20% up to 10.00, and 4.00 off from 20.00, or what differs */
function shopWith(stacking: Stacking, changes: Partial<Promotions> = {}): Shop {
  const tiers = [{ spend: 20, off: 4 }];
  const shop = openShop({
    promotions: {
      depths: [0.2],
      menu: [{ mechanic: "spend-threshold", tiers }],
      coupons: { depths: [0.2] },
      stacking,
      ...changes,
    },
  });
  shop.state.liveCoupons[0] = 1;
  shop.desk.open({ offer: Int32Array.of(1, 0, 0), basketOffer: 2 }, -1);
  return shop;
}

const took = ({ state }: Shop, mechanic: Mechanic) => {
  const at = 3 * MECHANICS.indexOf(mechanic);
  return state.mechanicDiscount.subarray(at, at + 3).reduce((a, b) => a + b, 0);
};

describe("without exclusions", () => {
  it("all three add up: 5 tea at 2.80 and 2 coffee are 26.50; 20% off is 21.20; then 4.00 off is 17.20", () => {
    const shop = shopWith({});
    expect(charge(shop, holder, [tea, 5], [coffee, 2])).toBe(1720);
    expect([took(shop, "percent-off"), took(shop, "coupon"), took(shop, "spend-threshold")]).toEqual([350, 530, 400]);
  });

  it("the threshold first: 26.50 less 4.00 is 22.50, 20% off that is 18.00", () => {
    const shop = shopWith({ basketOrder: "threshold-first" });
    expect(charge(shop, holder, [tea, 5], [coffee, 2])).toBe(1800);
    expect([took(shop, "coupon"), took(shop, "spend-threshold")]).toEqual([450, 400]);
  });

  it("the best for the shopper keeps the coupon in the pocket where it costs her more than it saves", () => {
    // 12.50 + 6.60 = 19.10: 20% are 3.82 and leave it below the tier, which takes 3.83
    const menu = [{ mechanic: "spend-threshold" as const, tiers: [{ spend: 19.1, off: 3.83 }] }];
    const best = shopWith({}, { menu });
    expect(charge(best, holder, [coffee, 2], [oats, 3])).toBe(1910 - 383);
    expect(best.desk.till.couponUsed).toBe(false);
    const ruled = shopWith({ prefer: "line-first" }, { menu });
    expect(charge(ruled, holder, [coffee, 2], [oats, 3])).toBe(1910 - 382);
    expect(ruled.desk.till.couponUsed).toBe(true);
  });

  it("of equal ways the one that spares the coupon is taken", () => {
    const even = shopWith({}, { menu: [{ mechanic: "spend-threshold", tiers: [{ spend: 19.1, off: 3.82 }] }] });
    expect(charge(even, holder, [coffee, 2], [oats, 3])).toBe(1528);
    expect(even.desk.till.couponUsed).toBe(false);
  });
});

describe("a deal and a coupon that exclude each other", () => {
  const exclusive: Stacking["exclusive"] = [["coupon", "percent-off"]];

  it("line-first: tea stays at 2.80, the coupon takes 20% off coffee alone: 2.80 + 5.00", () => {
    const shop = shopWith({ exclusive, prefer: "line-first" });
    expect(charge(shop, holder, [tea, 1], [coffee, 1])).toBe(780);
    expect([...shop.desk.till.lineDiscount.subarray(0, 2)]).toEqual([70, 125]);
  });

  it("basket-first: tea is charged at 3.50 and the coupon takes 20% off both; without a coupon it stays at 2.80", () => {
    const shop = shopWith({ exclusive, prefer: "basket-first" }, { coupons: { depths: [0.1] } });
    expect(charge(shop, holder, [tea, 1], [coffee, 1])).toBe(975 - 98);
    expect(took(shop, "percent-off")).toBe(0);
    expect(charge(shop, 0, [tea, 1], [coffee, 1])).toBe(280 + 625);
  });

  it("best for the shopper: a coupon of 10% leaves tea out, one of 30% has its deal waived", () => {
    const best = (depth: number) =>
      charge(shopWith({ exclusive }, { coupons: { depths: [depth] } }), holder, [tea, 1], [coffee, 1]);
    // left out: 2.80 + 6.25 x .9 (.63 off); waived: 9.75 x .9 = 8.77
    expect(best(0.1)).toBe(280 + 562);
    // left out: 2.80 + 6.25 x .7 (1.88 off) = 7.17; waived: 9.75 x .7 (2.93 off) = 6.82
    expect(best(0.3)).toBe(682);
  });

  it("a coupon that covers none of the deal's products stands beside it", () => {
    const shop = shopWith({ exclusive }, { coupons: { depths: [0.2], categories: ["food"] } });
    expect(charge(shop, holder, [tea, 1], [oats, 1])).toBe(280 + 176);
  });

  it("a shopper reckons with what she would get: 2.80 by line-first, 3.15 by basket-first, the less by the third rule", () => {
    const seen = (prefer: Stacking["prefer"], depth: number) => {
      const { offers } = shopWith({ exclusive, prefer }, { coupons: { depths: [depth] } }).desk;
      return [offers.ratio[holder * 3 + tea], offers.pull[holder * 3 + tea]].map((x) => +x.toFixed(12));
    };
    // pulls: the deal's badge .3 and the threshold's .15, or the coupon's .3 and the threshold's
    expect(seen("line-first", 0.1)).toEqual([0.8, 0.45]);
    expect(seen("basket-first", 0.1)).toEqual([0.9, 0.45]);
    expect(seen("best-for-shopper", 0.1)[0]).toBe(0.8);
    expect(seen("best-for-shopper", 0.3)[0]).toBe(0.7);
  });
});

describe("a gift and a coupon that exclude each other", () => {
  it("leave the gift out where the shopper prefers the coupon, and no gift is paid for", () => {
    const shop = shopWith(
      { exclusive: [["gift", "coupon"]], prefer: "basket-first" },
      { depths: [], menu: [{ mechanic: "gift", unitCost: 0.5, worth: 1 }] },
    );
    expect(charge(shop, holder, [tea, 1])).toBe(280);
    expect([shop.desk.till.gifts, shop.state.giftCost[tea]]).toEqual([0, 0]);
    expect(charge(shop, 0, [tea, 1])).toBe(350);
    expect([shop.desk.till.gifts, shop.state.giftCost[tea]]).toEqual([1, 50]);
  });
});

describe("a deal and a threshold that exclude each other", () => {
  const exclusive: Stacking["exclusive"] = [["percent-off", "spend-threshold"]];
  const lines = [
    [tea, 3],
    [coffee, 2],
  ] as const;

  it("line-first: 3 tea at 2.80 count for nothing, 12.50 of coffee do not reach 20.00", () => {
    expect(charge(shopWith({ exclusive, prefer: "line-first" }), 0, ...lines)).toBe(840 + 1250);
  });

  it("basket-first: 3 tea at 3.50 and coffee are 23.00, less 4.00", () => {
    expect(charge(shopWith({ exclusive, prefer: "basket-first" }), 0, ...lines)).toBe(1900);
  });

  it("basket-first below the tier: deals stay, as the threshold takes nothing off", () => {
    expect(charge(shopWith({ exclusive, prefer: "basket-first" }), 0, [tea, 3])).toBe(840);
  });

  it("what is missing is told for the cheapest way to the tier: 3.50 and 12.50 with the deal waived lack 4.00", () => {
    const { till } = shopWith({ exclusive }).desk;
    till.begin(0, 0);
    till.add(tea, 1);
    till.add(coffee, 2);
    // 16.00 paid fully, 15.30 now: at 20.00 she would save 4.00 less .70; leaving tea out, 7.50 are missing
    expect([till.missing(), till.wouldSave, till.tierSpend]).toEqual([400, 330, 2000]);
  });

  it("the threshold's badge hangs on products that it takes in only", () => {
    const { offers } = shopWith({ exclusive }).desk;
    expect([...offers.pull.subarray(0, 3)]).toEqual([0.3, 0.15, 0.15]);
  });
});

describe("a coupon and a threshold that exclude each other", () => {
  const exclusive: Stacking["exclusive"] = [["coupon", "spend-threshold"]];
  const lines = [[coffee, 4]] as const;

  it("best for the shopper: of 25.00, the coupon's 5.00 rather than the threshold's 4.00", () => {
    expect(charge(shopWith({ exclusive }), holder, ...lines)).toBe(2000);
  });

  it("line-first and basket-first: the one that comes first in basketOrder", () => {
    for (const prefer of ["line-first", "basket-first"] as const) {
      expect(charge(shopWith({ exclusive, prefer }), holder, ...lines)).toBe(2000);
      expect(charge(shopWith({ exclusive, prefer, basketOrder: "threshold-first" }), holder, ...lines)).toBe(2100);
    }
  });
});
