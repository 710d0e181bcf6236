import { describe, expect, it } from "vitest";
import { MECHANICS, type Mechanic } from "../../../sim/scenario/promotions.js";
import type { ScenarioInput } from "../../../sim/scenario.js";
import { charge, openShop, type Shop } from "./shop.js";

type Menu = NonNullable<NonNullable<ScenarioInput["promotions"]>["menu"]>;

const tea = 0;
const coffee = 1;
const oats = 2;
const stranger = 0;
const member = 1;

/** a shop where the first of the menu is open on tea, all rules at ease */
function shopWith(menu: Menu, changes: Partial<ScenarioInput> = {}): Shop {
  const shop = openShop({ promotions: { depths: [], menu, everyday: { depthLimit: 1 } }, ...changes });
  shop.desk.open({ offer: Int32Array.of(1, 0, 0) }, -1);
  return shop;
}

function booked({ state }: Shop, mechanic: Mechanic, product: number): [units: number, discount: number] {
  const at = MECHANICS.indexOf(mechanic) * 3 + product;
  return [state.mechanicUnits[at], state.mechanicDiscount[at]];
}

describe("percent-off", () => {
  it("takes 25% off 3.50, 2.63 half up, and leaves the price to decide alone", () => {
    const shop = shopWith([{ mechanic: "percent-off", depth: 0.25 }]);
    const { offers } = shop.desk;
    expect([offers.price[tea], offers.discount[tea], offers.simple]).toEqual([263, 87, true]);
    expect(offers.ratio[tea]).toBe(263 / 350);
    expect(offers.pull[tea]).toBe(0.3);
    expect([shop.state.depth[tea], shop.state.price[tea], shop.state.regularPrice[tea]]).toEqual([0.25, 263, 350]);
    expect(charge(shop, stranger, [tea, 3])).toBe(789);
    expect(booked(shop, "percent-off", tea)).toEqual([3, 261]);
  });

  it("is taken off the regular price where that is not the list price: 3.50 x 1.2 x .75 = 3.15", () => {
    const shop = openShop({ promotions: { depths: [0.25] } });
    shop.desk.open({ offer: Int32Array.of(1, 0, 0), price: Float64Array.of(1.2, 0.8, 1) }, -1);
    expect([...shop.state.regularPrice]).toEqual([420, 500, 220]);
    expect([...shop.desk.offers.price]).toEqual([315, 500, 220]);
    expect(shop.desk.offers.ratio[tea]).toBe(0.9);
    expect(shop.desk.offers.ratio[coffee]).toBe(0.8);
  });

  it("never brings a price below one money step", () => {
    const shop = openShop({
      moneyStep: 5,
      promotions: { depths: [0.9], everyday: { depthLimit: 1, marginFloor: -1 } },
    });
    expect([...shop.desk.listPrice]).toEqual([1, 1, 1]);
    shop.desk.open({ price: Float64Array.of(0.1, 1, 1) }, -1);
    expect(shop.state.regularPrice[tea]).toBe(1);
  });
});

describe("amount-off", () => {
  it("takes .80 off every unit of 3.50, a depth of 8 in 35", () => {
    const shop = shopWith([{ mechanic: "amount-off", amount: 0.8 }]);
    expect([shop.desk.offers.price[tea], shop.desk.offers.simple]).toEqual([270, true]);
    expect(shop.state.depth[tea]).toBeCloseTo(8 / 35, 12);
    expect(charge(shop, stranger, [tea, 2])).toBe(540);
    expect(booked(shop, "amount-off", tea)).toEqual([2, 160]);
  });

  it("leaves one money step of the price where it takes off more than that", () => {
    const shop = shopWith([{ mechanic: "amount-off", amount: 9 }], {
      products: [{ name: "tea", category: "drinks", listPrice: 3.5, unitCost: 0, initialStock: 0 }],
      promotions: { depths: [], menu: [{ mechanic: "amount-off", amount: 9 }], everyday: { depthLimit: 1 } },
    });
    expect(shop.desk.offers.price[tea]).toBe(1);
  });
});

describe("buy-x-get-y", () => {
  const shop = () => shopWith([{ mechanic: "buy-x-get-y", buy: 2, free: 1 }]);

  it.each([
    [1, 350],
    [2, 700],
    [3, 700],
    [4, 1050],
    [5, 1400],
    [6, 1400],
    [8, 2100],
  ])("2 + 1: of %i units at 3.50 those beyond two of each three are free, %i steps paid", (units, paid) => {
    expect(charge(shop(), stranger, [tea, units])).toBe(paid);
  });

  it("3 + 2: of a rest of four units three are paid for: of 9 units 6 cost 3.50", () => {
    expect(charge(shopWith([{ mechanic: "buy-x-get-y", buy: 3, free: 2 }]), stranger, [tea, 9])).toBe(2100);
  });

  it("counts the units of groups that got something: 6 of 7 units, none of 2", () => {
    const seven = shop();
    charge(seven, stranger, [tea, 7]);
    expect(booked(seven, "buy-x-get-y", tea)).toEqual([6, 700]);
    expect(seven.state.promotedUnits[tea]).toBe(6);
    const two = shop();
    charge(two, stranger, [tea, 2]);
    expect(booked(two, "buy-x-get-y", tea)).toEqual([0, 0]);
  });

  it("is a third of the price to the report, and 1 - bundle / 3 of it to a segment: .8667 and .9667", () => {
    const { desk, state } = shop();
    expect(state.depth[tea]).toBeCloseTo(1 / 3, 12);
    expect([desk.offers.price[tea], desk.offers.groupSize[tea], desk.offers.groupPaid[tea]]).toEqual([350, 3, 2]);
    expect(desk.offers.simple).toBe(false);
    // rows: keen, keen member, calm, calm member
    expect(desk.offers.ratio[tea]).toBeCloseTo(1 - 0.4 / 3, 12);
    expect(desk.offers.ratio[3 * 2 + tea]).toBeCloseTo(1 - 0.1 / 3, 12);
    expect(desk.offers.logRatio[tea]).toBeCloseTo(Math.log(1 - 0.4 / 3), 12);
    expect(desk.offers.pull[tea]).toBe(0.35);
  });

  it("leaves one step a unit where the price is no more: 3 units at 1 step cost 3", () => {
    const cheap = openShop({
      products: [{ name: "nail", category: "nails", listPrice: 0.01, unitCost: 0, initialStock: 0 }],
      promotions: { depths: [], menu: [{ mechanic: "buy-x-get-y", buy: 1, free: 2 }], everyday: { depthLimit: 1 } },
    });
    cheap.desk.open({ offer: Int32Array.of(1) }, -1);
    expect(charge(cheap, stranger, [0, 3])).toBe(3);
  });
});

describe("flash-sale", () => {
  const menu: Menu = [{ mechanic: "flash-sale", depth: 0.4, fromHour: 8, toHour: 10 }];

  it("is open from 8 until 10 and at no other hour, and tells whose prices changed", () => {
    const shop = shopWith(menu);
    const { desk, changed } = shop;
    const seen = [0, 7.99, 8, 9.5, 10, 23].map((hour) => {
      desk.tick(hour);
      return [desk.offers.price[tea], desk.offers.promoted[tea], desk.offers.open];
    });
    const shut = [350, 0, false];
    const open = [210, 1, true];
    expect(seen).toEqual([shut, shut, open, open, shut, shut]);
    expect(changed).toEqual([tea, tea]);
    expect([desk.offers.timed, desk.offers.flash, desk.offers.simple]).toEqual([true, true, true]);
    expect([shop.state.price[tea], shop.state.depth[tea]]).toEqual([210, 0.4]);
  });

  it("is open from the start where it starts at hour 0, and then shuts", () => {
    const { desk } = shopWith([{ mechanic: "flash-sale", depth: 0.4, fromHour: 0, toHour: 10 }]);
    expect(desk.offers.price[tea]).toBe(210);
    desk.tick(12);
    expect(desk.offers.price[tea]).toBe(350);
  });

  it("of 5 units gives 5 at 2.10, the sixth and seventh cost 3.50, and is over then for the day", () => {
    const shop = shopWith([{ ...menu[0], units: 5 } as Menu[number]]);
    const { desk, state } = shop;
    expect(desk.offers.simple).toBe(false);
    desk.tick(8);
    expect(charge(shop, stranger, [tea, 3])).toBe(630);
    expect(charge(shop, stranger, [tea, 4])).toBe(2 * 210 + 2 * 350);
    expect([desk.offers.promoted[tea], desk.offers.price[tea]]).toEqual([0, 350]);
    desk.tick(9);
    expect(desk.offers.promoted[tea]).toBe(0);
    expect(charge(shop, stranger, [tea, 1])).toBe(350);
    expect(booked(shop, "flash-sale", tea)).toEqual([5, 700]);
    expect(state.promotedUnits[tea]).toBe(5);
  });
});

describe("member-price", () => {
  it("is for members: they pay 2.80, strangers 3.50, and only members see it", () => {
    const shop = shopWith([{ mechanic: "member-price", depth: 0.2 }]);
    const { offers } = shop.desk;
    expect(charge(shop, member, [tea, 2])).toBe(560);
    expect(charge(shop, stranger, [tea, 2])).toBe(700);
    expect([offers.price[tea], offers.memberPrice[tea], offers.discount[tea]]).toEqual([350, 280, 0]);
    expect([offers.ratio[tea], offers.ratio[3 + tea]]).toEqual([1, 0.8]);
    expect([offers.pull[tea], offers.pull[3 + tea]]).toEqual([0, 0.2]);
    expect([shop.state.price[tea], shop.state.depth[tea]]).toEqual([350, 0.2]);
    expect(booked(shop, "member-price", tea)).toEqual([2, 140]);
  });

  it("tells a stranger by how much she overpaid: 700 for 560, a quarter; a member by nothing", () => {
    const shop = shopWith([{ mechanic: "member-price", depth: 0.2 }]);
    charge(shop, stranger, [tea, 2]);
    expect(shop.desk.till.overpaid).toBe(0.25);
    charge(shop, member, [tea, 2]);
    expect(shop.desk.till.overpaid).toBe(0);
    charge(shop, stranger, [coffee, 1]);
    expect(shop.desk.till.overpaid).toBe(0);
  });
});

describe("gift", () => {
  it("comes once with a purchase, however many units, costs the shop .40 and the shopper the regular price", () => {
    const shop = shopWith([{ mechanic: "gift", unitCost: 0.4, worth: 1.4 }]);
    expect(charge(shop, stranger, [tea, 3], [coffee, 1])).toBe(3 * 350 + 625);
    expect(shop.desk.till.gifts).toBe(1);
    expect(charge(shop, stranger, [oats, 1])).toBe(220);
    expect(shop.desk.till.gifts).toBe(0);
    expect([...shop.state.giftCost]).toEqual([40, 0, 0]);
    expect(booked(shop, "gift", tea)).toEqual([3, 0]);
    expect([...shop.state.promotedUnits]).toEqual([3, 0, 0]);
  });

  it("pulls by its badge and its worth over the list price, 1.40 / 3.50 = .4, by the segment's taste for gifts", () => {
    const { offers } = shopWith([{ mechanic: "gift", unitCost: 0.4, worth: 1.4 }]).desk;
    expect(offers.pull[tea]).toBeCloseTo(0.25 + 0.4, 12);
    expect(offers.pull[2 * 3 + tea]).toBeCloseTo(0.25 + 0.2, 12);
    expect(offers.ratio[tea]).toBe(1);
  });
});

describe("coupon", () => {
  /** groups: stranger, member, then the same with the first coupon, then with the second */
  function holding(coupons: object = {}, promotions: object = {}): Shop {
    const shop = openShop({ promotions: { coupons: { depths: [0.1, 0.2], ...coupons }, ...promotions } });
    shop.state.liveCoupons[0] = 1;
    shop.desk.open({}, -1);
    return shop;
  }

  it("takes 20% off a basket, shared out by what the lines cost: 195 of 975 steps, 70 and 125", () => {
    const shop = holding();
    expect(shop.desk.offers.simple).toBe(false);
    expect(charge(shop, 4, [tea, 1], [coffee, 1])).toBe(780);
    expect(shop.desk.till.couponUsed).toBe(true);
    expect(shop.desk.till.couponOff).toBe(195);
    expect([booked(shop, "coupon", tea), booked(shop, "coupon", coffee)]).toEqual([
      [1, 70],
      [1, 125],
    ]);
    expect([...shop.state.given]).toEqual([0, 195]);
  });

  it("takes off its maxOff at most", () => {
    expect(charge(holding({ maxOff: 1.5 }), 4, [tea, 1], [coffee, 1])).toBe(975 - 150);
  });

  it("takes its part of what it covers only, and is not used on a basket without", () => {
    const shop = holding({ categories: ["food"] });
    expect(charge(shop, 2, [tea, 1], [oats, 2])).toBe(350 + 440 - 44);
    expect(charge(shop, 2, [tea, 1])).toBe(350);
    expect(shop.desk.till.couponUsed).toBe(false);
  });

  it("lowers the price that its holder perceives by its depth, and shows a badge, on what it covers", () => {
    const { offers } = holding({ categories: ["food"] }).desk;
    const row = 4 * 3;
    expect([offers.groups, offers.ratio[row + oats], offers.ratio[row + tea]]).toEqual([6, 0.8, 1]);
    expect([offers.pull[row + oats], offers.pull[row + tea], offers.pull[oats]]).toEqual([0.3, 0, 0]);
  });

  it("makes others feel they overpaid: 350 for 280 is a quarter", () => {
    const shop = holding();
    charge(shop, stranger, [tea, 1]);
    expect(shop.desk.till.overpaid).toBe(0.25);
    charge(shop, 4, [tea, 1]);
    expect(shop.desk.till.overpaid).toBe(0);
  });
});

describe("spend-threshold", () => {
  function spending(promotions: object = {}): Shop {
    const tiers = [
      { spend: 10, off: 1 },
      { spend: 20, off: 4 },
    ];
    const shop = openShop({ promotions: { menu: [{ mechanic: "spend-threshold", tiers }], ...promotions } });
    shop.desk.open({ basketOffer: 4 }, -1);
    return shop;
  }

  it.each([
    [2, 700, 700],
    [3, 1050, 950],
    [5, 1750, 1650],
    [6, 2100, 1700],
  ])("takes off the highest tier that is reached: %i tea for %i steps cost %i", (units, _full, paid) => {
    expect(charge(spending(), stranger, [tea, units])).toBe(paid);
  });

  it("hangs its badge on every product and opens, without changing a price", () => {
    const { desk } = spending();
    expect([desk.offers.threshold, desk.offers.open, desk.offers.simple]).toEqual([true, true, false]);
    expect([...desk.offers.pull.subarray(0, 3)]).toEqual([0.15, 0.15, 0.15]);
    expect([...desk.offers.ratio.subarray(0, 3)]).toEqual([1, 1, 1]);
  });

  it("tells what is missing to the next tier and what that would save: at 7.00, 3.00 and 1.00; at 10.50, 9.50 and 3.00", () => {
    const { till } = spending().desk;
    const ask = (units: number) => {
      till.begin(0, stranger);
      till.add(tea, units);
      return [till.missing(), till.wouldSave, till.tierSpend];
    };
    expect(ask(2)).toEqual([300, 100, 1000]);
    expect(ask(3)).toEqual([950, 300, 2000]);
    expect(ask(6)).toEqual([0, 0, 0]);
  });

  it("shares out what it takes off among the lines, and books it with the store's rules", () => {
    const shop = spending();
    // 1.00 off 7.00 and 4.40, by what exceeds a step a unit, 698 and 438 of 1136: 61.4 and 38.6
    expect(charge(shop, stranger, [tea, 2], [oats, 2])).toBe(1040);
    expect([...shop.desk.till.lineDiscount.subarray(0, 2)]).toEqual([61, 39]);
    expect([...shop.desk.till.linePaid.subarray(0, 2)]).toEqual([639, 401]);
    expect(booked(shop, "spend-threshold", oats)).toEqual([2, 39]);
    expect([...shop.state.given]).toEqual([100, 0]);
  });
});
