import { describe, expect, it } from "vitest";
import { CLOCK } from "../../../sim/layout.js";
import { bookPromotions } from "../../../sim/promotions/books.js";
import { MECHANICS } from "../../../sim/scenario/promotions.js";
import type { ScenarioInput } from "../../../sim/scenario.js";
import { charge, nextDay, openShop, type Shop, sum } from "./shop.js";

type Promotions = NonNullable<ScenarioInput["promotions"]>;
type Rules = NonNullable<Promotions["everyday"]>;

const [tea, coffee, oats] = [0, 1, 2];
const everyday = 0;

const menu: Promotions["menu"] = [
  { mechanic: "amount-off", amount: 1.4 },
  { mechanic: "buy-x-get-y", buy: 2, free: 1 },
  { mechanic: "flash-sale", depth: 0.4, fromHour: 6, toHour: 12 },
  { mechanic: "member-price", depth: 0.3 },
  { mechanic: "gift", unitCost: 1.05, worth: 2 },
  { mechanic: "spend-threshold", tiers: [{ spend: 10, off: 4 }] },
];
/** choices: 1 and 2 per-cent depths, then the menu's */
const [none, percent, deep, amount, buyX, flash, members, gift, threshold] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

function shopUnder(rules: Rules, changes: Partial<ScenarioInput> = {}): Shop {
  return openShop({ promotions: { depths: [0.1, 0.4], menu, everyday: rules }, ...changes });
}
const allowedChoices = ({ desk }: Shop, product: number, campaign = -1) =>
  Array.from({ length: 9 }, (_, choice) => choice).filter((choice) => desk.offerAllowed(product, choice, campaign));
const offer = (...choices: number[]) => ({ offer: Int32Array.of(...choices) });
const refused = ({ state }: Shop) => state.clock[CLOCK.refused];

describe("the list of choices", () => {
  it("allows every promotion of products on a product and thresholds on the basket, and none on both", () => {
    const { desk } = shopUnder({ depthLimit: 1 });
    const shop = shopUnder({ depthLimit: 1 });
    expect(allowedChoices(shop, tea)).toEqual([none, percent, deep, amount, buyX, flash, members, gift]);
    expect([none, percent, gift, threshold].map((choice) => desk.basketOfferAllowed(choice, -1))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it("refuses a threshold on a product, and a product's promotion on the basket, and counts it", () => {
    const shop = shopUnder({ depthLimit: 1 });
    shop.desk.open({ ...offer(threshold, 0, 0), basketOffer: percent }, -1);
    expect(refused(shop)).toBe(2);
    expect([shop.state.offer[tea], shop.state.clock[CLOCK.basketOffer], shop.desk.offers.open]).toEqual([0, 0, false]);
  });

  it("reports the choice that opened: by its number, also for a depth in the list, -1 for another", () => {
    const shop = shopUnder({ depthLimit: 1 });
    shop.desk.open(
      { offer: Int32Array.of(buyX, 0, 0), depth: Float64Array.of(0.2, 0.4, 0.25), basketOffer: threshold },
      -1,
    );
    expect([...shop.state.offer]).toEqual([buyX, deep, -1]);
    expect([...shop.state.depth]).toEqual([1 / 3, 0.4, 0.25]);
    expect(shop.state.clock[CLOCK.basketOffer]).toBe(threshold);
    expect(refused(shop)).toBe(0);
  });

  it("opens by number just what it opens by depth", () => {
    const byNumber = shopUnder({});
    const byDepth = shopUnder({});
    byNumber.desk.open(offer(deep, percent, 0), -1);
    byDepth.desk.open({ depth: Float64Array.of(0.4, 0.1, 0) }, -1);
    expect(byNumber.desk.offers).toEqual(byDepth.desk.offers);
    expect([...byNumber.state.offer]).toEqual([...byDepth.state.offer]);
  });
});

describe("guard rails", () => {
  it("allow the mechanics that the rules list", () => {
    const shop = shopUnder({ mechanics: ["gift", "buy-x-get-y"], depthLimit: 1 });
    expect(allowedChoices(shop, tea)).toEqual([none, buyX, gift]);
    expect(shop.desk.basketOfferAllowed(threshold, -1)).toBe(false);
    shop.desk.open({ ...offer(percent, buyX, gift), basketOffer: threshold }, -1);
    expect(refused(shop)).toBe(2);
    expect([...shop.state.offer]).toEqual([0, buyX, gift]);
  });

  it("limit the depth: of one group of units, of a gift's cost, of a tier's spend", () => {
    // tea at 3.50: 10%, 40%, 1.40 (40%), 2 + 1 (33.3%), 40%, 30%, a gift for 1.05 (30%); the tier gives 40%
    expect(allowedChoices(shopUnder({ depthLimit: 0.3 }), tea)).toEqual([none, percent, members, gift]);
    expect(allowedChoices(shopUnder({ depthLimit: 0.3 }), oats)).toEqual([none, percent, members]);
    expect(allowedChoices(shopUnder({ depthLimit: 0.34 }), tea)).toEqual([none, percent, buyX, members, gift]);
    expect(shopUnder({ depthLimit: 0.39 }).desk.basketOfferAllowed(threshold, -1)).toBe(false);
    expect(shopUnder({ depthLimit: 0.4 }).desk.basketOfferAllowed(threshold, -1)).toBe(true);
  });

  it("hold the margin floor for what a unit brings: (brings - 2) / brings of tea", () => {
    // 10%: 3.15, .365; 40% and 1.40 off: 2.10, .048; 2 + 1: 2.333, .143; 30%: 2.45, .184; gift: 2.45, .184
    const floors = (marginFloor: number) => allowedChoices(shopUnder({ depthLimit: 1, marginFloor }), tea);
    expect(floors(0.047)).toEqual([none, percent, deep, amount, buyX, flash, members, gift]);
    expect(floors(0.048)).toEqual([none, percent, buyX, members, gift]);
    expect(floors(0.142)).toEqual([none, percent, buyX, members, gift]);
    expect(floors(0.143)).toEqual([none, percent, members, gift]);
    expect(floors(0.185)).toEqual([none, percent]);
  });

  it("hold it for a threshold on every product that counts: oats at 60% of 2.20 lie .02 above their cost of 1.30", () => {
    // (1.32 - 1.30) / 1.32 = .015; tea (2.10 - 2) / 2.10; coffee (3.75 - 4) / 3.75 = -.067
    expect(shopUnder({ marginFloor: -0.066 }).desk.basketOfferAllowed(threshold, -1)).toBe(false);
    expect(shopUnder({ marginFloor: -0.067 }).desk.basketOfferAllowed(threshold, -1)).toBe(true);
    const food = { name: "food", firstDay: 0, lastDay: 9, categories: ["food"], marginFloor: 0.015 };
    expect(shopUnder({}, { calendar: { campaigns: [food] } }).desk.basketOfferAllowed(threshold, 0)).toBe(true);
  });

  it("look at the price of the day, which masks cannot know: at .8 of the list price 10% off falls below the floor", () => {
    const shop = shopUnder({ marginFloor: 0.25 });
    expect(shop.desk.offerAllowed(tea, percent, -1)).toBe(true);
    shop.desk.open({ ...offer(percent, 0, 0), price: Float64Array.of(0.8, 1, 1) }, -1);
    expect([refused(shop), shop.state.offer[tea], shop.desk.offers.price[tea]]).toEqual([1, 0, 280]);
  });

  it("let a product rest after an offer of any mechanic, but let it run on in another; the basket never rests", () => {
    const shop = shopUnder({ coolDownDays: 2, depthLimit: 1 });
    const { desk } = shop;
    const decide = (choice: number) => {
      desk.open({ ...offer(choice, 0, 0), basketOffer: threshold }, -1);
      nextDay(shop);
      return [refused(shop), desk.coolDownLeft(tea, -1)];
    };
    expect(decide(gift)).toEqual([0, 0]);
    expect(decide(flash)).toEqual([0, 0]);
    expect(decide(none)).toEqual([0, 1]);
    expect(allowedChoices(shop, tea)).toEqual([none]);
    expect(decide(percent)).toEqual([1, 0]);
    expect(decide(percent)).toEqual([0, 0]);
  });

  it("put products and basket under the rules of the campaign that covers them", () => {
    const campaigns = [{ name: "food", firstDay: 0, lastDay: 9, categories: ["food"], depthLimit: 0.15 }];
    const shop = shopUnder({ depthLimit: 0.4 }, { calendar: { campaigns } });
    expect(allowedChoices(shop, tea, 0)).toContain(deep);
    expect(allowedChoices(shop, oats, 0)).toEqual([none, percent]);
    expect(shop.desk.basketOfferAllowed(threshold, 0)).toBe(false);
    expect(shop.desk.basketOfferAllowed(threshold, -1)).toBe(true);
  });

  it("count towards a campaign's threshold what the campaign covers: of 5 oats and 4 tea, 11.00 of 25.00", () => {
    const campaigns = [{ name: "food", firstDay: 0, lastDay: 9, categories: ["food"] }];
    const shop = shopUnder({}, { calendar: { campaigns } });
    shop.desk.open({ basketOffer: threshold }, 0);
    expect(charge(shop, 0, [tea, 4])).toBe(1400);
    expect(charge(shop, 0, [tea, 4], [oats, 5])).toBe(1400 + 1100 - 400);
    expect([...shop.state.given]).toEqual([400, 0, 0]);
    expect([...shop.desk.offers.pull.subarray(0, 3)]).toEqual([0, 0, 0.15]);
  });
});

describe("a budget", () => {
  it("is reserved by the largest basket: one product a category, at the most units, whole groups, a gift a purchase", () => {
    const shop = shopUnder({ budget: 1000, depthLimit: 1 }, { quantityCap: 4 });
    const reserved = (...choices: number[]) => {
      nextDay(shop);
      shop.desk.open(offer(...choices), -1);
      return shop.desk.offers.largestBasket[everyday];
    };
    expect(reserved(deep, 0, 0)).toBe(4 * 140);
    // tea and coffee are of one category: the dearer counts
    expect(reserved(deep, deep, 0)).toBe(4 * 250);
    expect(reserved(deep, 0, deep)).toBe(4 * 140 + 4 * 88);
    // 4 units and then 6, to fill two groups of three
    expect(reserved(buyX, 0, 0)).toBe(2 * 350);
    expect(reserved(gift, 0, 0)).toBe(105);
    nextDay(shop);
    // with a threshold a basket may hold a filler more, and gets 4.00 off
    shop.desk.open({ ...offer(deep, 0, deep), basketOffer: threshold }, -1);
    expect(shop.desk.offers.largestBasket[everyday]).toBe(4 * 140 + 4 * 88 + 4 * 140 + 400);
  });

  it("refuses in slot order what the offers before it leave no room for, the basket last", () => {
    const shop = shopUnder({ budget: 10, depthLimit: 1 }, { quantityCap: 4 });
    // tea 5.60; oats 3.52 make 9.12; the threshold would need 4.00 and a filler more
    shop.desk.open({ ...offer(deep, 0, deep), basketOffer: threshold }, -1);
    expect([...shop.state.offer, shop.state.clock[CLOCK.basketOffer], refused(shop)]).toEqual([deep, 0, deep, 0, 1]);
    expect(shop.desk.basketOfferAllowed(threshold, -1)).toBe(true);
    nextDay(shop);
    // coffee at 40% needs 10.00 and fits alone, after tea 4.40 more
    shop.desk.open(offer(deep, deep, deep), -1);
    expect([...shop.state.offer, refused(shop)]).toEqual([deep, deep, 0, 1]);
  });

  it("is spent by what shoppers got, and closes all that is under it once the largest basket no longer fits", () => {
    const shop = shopUnder({ budget: 13, depthLimit: 1 }, { quantityCap: 4 });
    const { desk, state, changed } = shop;
    desk.open(offer(deep, 0, gift), -1);
    // 5.60 + 1.05 reserved; a tea 1.40 and a gift 1.05
    charge(shop, 0, [tea, 3], [oats, 1]);
    expect([desk.budgetLeft(everyday), desk.offers.open]).toEqual([1300 - 420 - 105, true]);
    charge(shop, 0, [tea, 1], [coffee, 1]);
    expect([desk.budgetLeft(everyday), desk.offers.open, ...changed]).toEqual([635, false, tea, oats]);
    expect([desk.offers.price[tea], desk.offers.pull[oats]]).toEqual([350, 0]);
    expect(charge(shop, 0, [tea, 1], [oats, 1])).toBe(570);
    expect(state.given[everyday]).toBe(665);
    nextDay(shop);
    expect(desk.offerAllowed(tea, deep, -1)).toBe(true);
    expect(desk.offerAllowed(coffee, deep, -1)).toBe(false);
  });

  it("keeps a flash sale shut that it closed before its hour", () => {
    const shop = shopUnder({ budget: 12, depthLimit: 1 }, { quantityCap: 4 });
    shop.desk.open(offer(flash, 0, deep), -1);
    charge(shop, 0, [oats, 4]);
    expect(shop.desk.offers.promoted[oats]).toBe(0);
    shop.desk.tick(8);
    expect(shop.desk.offers.promoted[tea]).toBe(0);
  });

  it("of one set of rules leaves offers under another open", () => {
    const campaigns = [{ name: "food", firstDay: 0, lastDay: 9, categories: ["food"], budget: 4 }];
    const shop = shopUnder({ depthLimit: 1 }, { calendar: { campaigns }, quantityCap: 4 });
    shop.desk.open(offer(deep, 0, deep), 0);
    charge(shop, 0, [tea, 1], [oats, 1]);
    expect([...shop.desk.offers.promoted]).toEqual([1, 0, 0]);
    expect([...shop.state.given]).toEqual([88, 140, 0]);
    expect(shop.desk.offers.open).toBe(true);
  });

  it("of coupons has the maxOff of each live one reserved: of 10.00 at 2.00 each, five; after three and 1.50 taken, one", () => {
    const coupons = { depths: [0.5], maxOff: 2, budget: 10 };
    const shop = openShop({ promotions: { coupons } });
    expect(shop.desk.couponsAffordable()).toBe(5);
    shop.state.liveCoupons[0] = 3;
    expect(shop.desk.couponsAffordable()).toBe(2);
    shop.state.given[1] = 150;
    expect(shop.desk.couponsAffordable()).toBe(1);
    expect(openShop({ promotions: { coupons: { depths: [0.5] } } }).desk.couponsAffordable()).toBe(Infinity);
    expect(openShop().desk.couponsAffordable()).toBe(0);
  });
});

describe("the day's books", () => {
  it("are those of the till where a basket decides, and of units and price where the price alone does", () => {
    const slow = shopUnder({ depthLimit: 1 });
    slow.desk.open({ ...offer(deep, amount, gift), basketOffer: threshold }, -1);
    charge(slow, 0, [tea, 2], [coffee, 1]);
    bookPromotions(slow.state, slow.desk.offers);
    expect(sum(slow.state.discount)).toBe(2 * 140 + 140);

    const simple = shopUnder({ depthLimit: 1 });
    simple.desk.open(offer(deep, amount, 0), -1);
    expect(simple.desk.offers.simple).toBe(true);
    simple.state.promotedUnits.set([2, 1, 0]);
    bookPromotions(simple.state, simple.desk.offers);
    const at = (mechanic: (typeof MECHANICS)[number], product: number) => MECHANICS.indexOf(mechanic) * 3 + product;
    expect([...simple.state.discount]).toEqual([280, 140, 0]);
    expect(simple.state.mechanicDiscount[at("percent-off", tea)]).toBe(280);
    expect(simple.state.mechanicUnits[at("amount-off", coffee)]).toBe(1);
    expect(sum(simple.state.mechanicDiscount)).toBe(420);
    expect([...simple.state.given]).toEqual([420, 0]);
  });

  it("know no day before: each morning rows, prices and flags are those of the day's offers alone", () => {
    const worn = shopUnder({ depthLimit: 1 });
    for (const choices of [offer(flash, buyX, gift), offer(members, deep, amount), offer(0, 0, 0)]) {
      worn.desk.open({ ...choices, basketOffer: threshold, price: Float64Array.of(1.1, 1, 0.9) }, -1);
      worn.desk.tick(7);
      charge(worn, 1, [tea, 2], [oats, 3]);
      nextDay(worn);
    }
    worn.desk.open(offer(deep, 0, flash), -1);
    const fresh = shopUnder({ depthLimit: 1 });
    fresh.desk.open(offer(deep, 0, flash), -1);
    expect(worn.desk.offers).toEqual(fresh.desk.offers);
    expect([...worn.state.price]).toEqual([...fresh.state.price]);
  });
});
