import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { State } from "../../../sim/layout.js";
import { MECHANICS, type Mechanic } from "../../../sim/scenario/promotions.js";
import { type Scenario, scenarioSchema } from "../../../sim/scenario.js";
import { type Shop, shopOf, sum } from "./shop.js";
import { type SlowLine, slowBill } from "./slow-till.js";

const runs = { numRuns: 400, seed: 20260105 };
const P = 4;
const THRESHOLD = MECHANICS.indexOf("spend-threshold");

const cents = (low: number, high: number) => fc.integer({ min: low, max: high }).map((steps) => steps / 100);
const depth = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);

const productOffer = fc.oneof(
  fc.record({ mechanic: fc.constant("percent-off" as const), depth }),
  fc.record({ mechanic: fc.constant("amount-off" as const), amount: cents(0, 900) }),
  fc.record({
    mechanic: fc.constant("buy-x-get-y" as const),
    buy: fc.integer({ min: 1, max: 3 }),
    free: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    mechanic: fc.constant("flash-sale" as const),
    depth,
    fromHour: fc.constant(0),
    toHour: fc.constant(24),
    units: fc.option(fc.integer({ min: 1, max: 8 })),
  }),
  fc.record({ mechanic: fc.constant("member-price" as const), depth }),
  fc.record({ mechanic: fc.constant("gift" as const), unitCost: cents(1, 200), worth: cents(0, 400) }),
);

const tiers = fc
  .uniqueArray(fc.tuple(cents(100, 4000), cents(1, 2000)), { minLength: 1, maxLength: 3, selector: ([spend]) => spend })
  .map((pairs) => {
    const offs = [...new Set(pairs.map(([, off]) => off))].sort((a, b) => a - b);
    const spends = pairs.map(([spend]) => spend).sort((a, b) => a - b);
    return offs.map((off, t) => ({ spend: Math.max(spends[t], off + t / 100), off }));
  })
  .filter((all) => all.every((tier, t) => tier.off <= tier.spend && (t === 0 || tier.spend > all[t - 1].spend)));

const pair = fc
  .tuple(fc.constantFrom<Mechanic>("coupon", "spend-threshold"), fc.constantFrom<Mechanic>(...MECHANICS))
  .filter(([one, other]) => one !== other);

/** a shop with an offer on each product, and what one shopper brings to the till */
const day = fc.record({
  prices: fc.array(cents(1, 1200), { minLength: P, maxLength: P }),
  offers: fc.array(fc.option(productOffer, { freq: 4 }), { minLength: P, maxLength: P }),
  tiers: fc.option(tiers),
  coupons: fc.record({
    categories: fc.constantFrom<string[]>([], ["drinks"], ["food", "drinks"]),
    maxOff: cents(1, 1500),
  }),
  exclusive: fc.array(pair, { maxLength: 4 }),
  prefer: fc.constantFrom("best-for-shopper" as const, "line-first" as const, "basket-first" as const),
  basketOrder: fc.constantFrom("coupon-first" as const, "threshold-first" as const),
  units: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: P, maxLength: P }).filter((units) => sum(units) > 0),
  member: fc.boolean(),
  coupon: fc.integer({ min: 0, max: 3 }),
});
type Day = typeof day extends fc.Arbitrary<infer T> ? T : never;

const base = scenarioSchema.parse({
  name: "random",
  population: 4,
  products: ["drinks", "food", "soap", "food"].map((category, p) => ({
    name: `p${p}`,
    category,
    listPrice: 1,
    unitCost: 0,
    initialStock: 0,
  })),
  segments: [{ name: "all", share: 1, members: 0.5 }],
  promotions: {
    depths: [0.5],
    coupons: { depths: [0.1, 0.25, 0.6] },
    everyday: { depthLimit: 1 },
  },
});

function scenarioOf({ prices, offers, tiers, coupons, exclusive, prefer, basketOrder }: Day): Scenario {
  const { promotions } = base;
  const menu = offers.filter((offer) => offer !== null);
  return {
    ...base,
    products: base.products.map((product, p) => ({ ...product, listPrice: prices[p] })),
    promotions: {
      ...promotions,
      menu: tiers ? [...menu, { mechanic: "spend-threshold", tiers }] : menu,
      coupons: promotions.coupons && { ...promotions.coupons, ...coupons },
      stacking: { exclusive, prefer, basketOrder },
    },
  };
}

/** opens the day's offers; those that cost more than the shop may give stay shut, and are left out of `lines` */
function openDay(today: Day): { shop: Shop; lines: SlowLine[]; open: boolean } {
  const scenario = scenarioOf(today);
  const shop = shopOf(scenario);
  shop.state.liveCoupons[0] = 1;
  let next = 2;
  const offer = Int32Array.from(today.offers, (one) => (one === null ? 0 : next++));
  shop.desk.open({ offer, basketOffer: today.tiers ? next : 0 }, -1);
  const lines = today.units.flatMap((units, product): SlowLine[] => {
    const found = shop.state.offer[product] > 0 ? today.offers[product] : null;
    const unitsLeft = found?.mechanic === "flash-sale" && found.units !== null ? found.units : Infinity;
    return units > 0 ? [{ product, units, offer: found, unitsLeft }] : [];
  });
  return { shop, lines, open: shop.desk.offers.threshold };
}

function settle({ desk }: Shop, { member, coupon }: Day, lines: readonly SlowLine[]): void {
  desk.till.begin(0, coupon * 2 + (member ? 1 : 0));
  for (const { product, units } of lines) desk.till.add(product, units);
  desk.till.settle();
}

const linesPaid = ({ desk }: Shop) =>
  new Map(Array.from({ length: desk.till.lines }, (_, l) => [desk.till.lineProduct[l], desk.till.linePaid[l]]));

describe("random baskets under random rules", () => {
  it("cost what a plain slow reference says, line by line and mechanic by mechanic", () => {
    fc.assert(
      fc.property(day, (today) => {
        const { shop, lines, open } = openDay(today);
        const bill = slowBill(shop.scenario, lines, today, open ? today.tiers : null);
        settle(shop, today, lines);
        expect(shop.desk.till.paid).toBe(bill.total);
        expect(linesPaid(shop)).toEqual(bill.paid);
        expect(shop.desk.till.couponUsed).toBe(bill.couponUsed);
        expect(shop.desk.till.gifts).toBe(bill.gifts);
        const booked = new Float64Array(MECHANICS.length * P);
        for (const { product, mechanic, amount } of bill.off)
          booked[MECHANICS.indexOf(mechanic) * P + product] += amount;
        expect([...shop.state.mechanicDiscount]).toEqual([...booked]);
      }),
      runs,
    );
  });

  it("are booked line by line, where they are plain, as the till books them, and miss as much to a tier", () => {
    let plain = 0;
    fc.assert(
      fc.property(day, (drawn) => {
        // with a coupon and exclusions few are plain
        const today = { ...drawn, exclusive: drawn.coupon > 0 ? [] : drawn.exclusive };
        const whole = openDay(today);
        const piecemeal = openDay(today);
        const { till } = whole.shop.desk;
        const { byLine } = piecemeal.shop.desk.till;
        const group = today.coupon * 2 + (today.member ? 1 : 0);
        byLine.begin(0, group, byLine.suits(group));
        for (const { product, units } of piecemeal.lines) byLine.add(product, units);
        if (!byLine.isPlain()) return;
        plain += 1;
        till.begin(0, group);
        for (const { product, units } of whole.lines) till.add(product, units);
        expect(byLine.missing()).toBe(till.missing());
        if (till.missing() > 0) {
          expect([byLine.wouldSave, byLine.tierSpend]).toEqual([till.wouldSave, till.tierSpend]);
          expect(byLine.outOfReach(0.3)).toBe(till.outOfReach(0.3));
        }
        till.settle();
        byLine.settle();
        const told = ({ gifts, overpaid, couponOff }: typeof till | typeof byLine) => [gifts, overpaid, couponOff];
        expect(told(byLine)).toEqual(told(till));
        for (const [name, booked] of Object.entries(whole.shop.state))
          if (ArrayBuffer.isView(booked)) expect(piecemeal.shop.state[name as keyof State], name).toEqual(booked);
        expect(piecemeal.shop.desk.offers).toEqual(whole.shop.desk.offers);
      }),
      runs,
    );
    expect(plain).toBeGreaterThan(runs.numRuns / 5);
  });

  it("cost each line the same whatever the order in which they are added, split or not", () => {
    fc.assert(
      fc.property(day, fc.nat(), (today, shuffle) => {
        const one = openDay(today);
        settle(one.shop, today, one.lines);
        const other = openDay(today);
        const turned = other.lines
          .flatMap((line) => [
            { ...line, units: 1 },
            { ...line, units: line.units - 1 },
          ])
          .filter(({ units }) => units > 0)
          .sort((a, b) => ((a.product * 7 + a.units + shuffle) % 5) - ((b.product * 7 + b.units + shuffle) % 5));
        settle(other.shop, today, turned);
        expect(linesPaid(other.shop)).toEqual(linesPaid(one.shop));
        expect([...other.shop.state.mechanicDiscount]).toEqual([...one.shop.state.mechanicDiscount]);
      }),
      runs,
    );
  });

  it("are paid at least a money step a unit, and never more than at regular prices", () => {
    fc.assert(
      fc.property(day, (today) => {
        const { shop, lines } = openDay(today);
        settle(shop, today, lines);
        const { till } = shop.desk;
        for (let l = 0; l < till.lines; l++) {
          const full = shop.state.regularPrice[till.lineProduct[l]] * till.lineUnits[l];
          expect(till.linePaid[l]).toBeGreaterThanOrEqual(till.lineUnits[l]);
          expect(till.linePaid[l]).toBeLessThanOrEqual(full);
          expect(Number.isInteger(till.linePaid[l])).toBe(true);
          expect(till.linePaid[l] + till.lineDiscount[l]).toBe(full);
        }
      }),
      runs,
    );
  });

  it("get no discount twice: mechanics' discounts sum to what was not paid, and no line gets two that exclude each other", () => {
    fc.assert(
      fc.property(day, (today) => {
        const { shop, lines } = openDay(today);
        settle(shop, today, lines);
        const { state, desk } = shop;
        expect(sum(state.mechanicDiscount)).toBe(sum(desk.till.lineDiscount.subarray(0, desk.till.lines)));
        expect(sum(state.segmentDiscount)).toBe(sum(state.mechanicDiscount));
        expect(sum(state.segmentRevenue)).toBe(desk.till.paid);
        for (const [one, other] of today.exclusive)
          for (let p = 0; p < P; p++) {
            const got = (mechanic: Mechanic) => state.mechanicUnits[MECHANICS.indexOf(mechanic) * P + p] > 0;
            expect(got(one) && got(other)).toBe(false);
          }
      }),
      runs,
    );
  });

  it("are never dearer where the shopper's best is chosen than by the other rules", () => {
    fc.assert(
      fc.property(day, (today) => {
        const paid = (["best-for-shopper", "line-first", "basket-first"] as const).map((prefer) => {
          const { shop, lines } = openDay({ ...today, prefer });
          settle(shop, today, lines);
          return shop.desk.till.paid;
        });
        expect(paid[0]).toBeLessThanOrEqual(Math.min(paid[1], paid[2]));
      }),
      runs,
    );
  });

  it("are quoted what they then cost, and a quote books and closes nothing", () => {
    fc.assert(
      fc.property(day, (today) => {
        const { shop, lines } = openDay(today);
        const { till, offers } = shop.desk;
        const before = [shop.state.buffer.slice(0), structuredClone(offers)];
        till.begin(0, today.coupon * 2 + (today.member ? 1 : 0));
        for (const { product, units } of lines) till.add(product, units);
        till.quote();
        const answered = () => [till.paid, till.couponUsed, till.couponOff, till.gifts, till.overpaid, linesPaid(shop)];
        const quoted = answered();
        expect([shop.state.buffer.slice(0), structuredClone(offers)]).toEqual(before);
        till.settle();
        expect(answered()).toEqual(quoted);
        for (let l = 0; l < till.lines; l++)
          expect(till.lineDealOff[l] + till.lineCouponOff[l] + till.lineThresholdOff[l]).toBe(till.lineDiscount[l]);
      }),
      { ...runs, numRuns: 100 },
    );
  });

  it("save what `missing` promised as soon as they reach the tier, where no coupon nor deal stands in the way", () => {
    fc.assert(
      fc.property(day, (today) => {
        const plain = { ...today, coupon: 0, exclusive: [], offers: today.offers.map(() => null) };
        const { shop, lines } = openDay(plain);
        const { till } = shop.desk;
        till.begin(0, 0);
        for (const { product, units } of lines) till.add(product, units);
        const missing = till.missing();
        const { wouldSave, tierSpend } = till;
        settle(shop, plain, lines);
        if (missing === 0) return;
        const before = till.paid;
        const off = sum(shop.state.mechanicDiscount.subarray(THRESHOLD * P, (THRESHOLD + 1) * P));
        expect(tierSpend - missing).toBe(before + off);
        const tier = (today.tiers ?? []).find(({ spend }) => Math.round(spend * 100) === tierSpend);
        expect(wouldSave).toBe(Math.round((tier?.off ?? 0) * 100) - off);
      }),
      runs,
    );
  });

  it("are never out of reach of a tier that is missed by just that part, whatever coupon, deals and rules", () => {
    let met = 0;
    fc.assert(
      fc.property(day, (today) => {
        const { shop, lines } = openDay(today);
        const { till } = shop.desk;
        till.begin(0, today.coupon * 2 + (today.member ? 1 : 0));
        for (const { product, units } of lines) till.add(product, units);
        const missing = till.missing();
        if (missing === 0) return;
        met += 1;
        expect(till.outOfReach(missing / till.tierSpend)).toBe(false);
      }),
      runs,
    );
    expect(met).toBeGreaterThan(20);
  });
});

describe("budgets", () => {
  it("are never exceeded, by whatever baskets, and what is booked is what was taken from them", () => {
    const budgets = fc.record({ rules: cents(0, 3000), coupons: cents(0, 3000) });
    const baskets = fc.array(
      fc.record({
        units: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: P, maxLength: P }),
        member: fc.boolean(),
        coupon: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(day, budgets, baskets, (today, budget, shoppers) => {
        const scenario = scenarioOf(today);
        const { promotions } = scenario;
        const shop = shopOf({
          ...scenario,
          quantityCap: 2,
          promotions: {
            ...promotions,
            coupons: promotions.coupons && { ...promotions.coupons, budget: budget.coupons },
            everyday: { ...promotions.everyday, budget: budget.rules },
          },
        });
        const { state, desk } = shop;
        state.liveCoupons[0] = 1;
        let next = 2;
        const offer = Int32Array.from(today.offers, (one) => (one === null ? 0 : next++));
        desk.open({ offer, basketOffer: today.tiers ? next : 0 }, -1);
        for (const { units, member, coupon } of shoppers) {
          desk.till.begin(0, coupon * 2 + (member ? 1 : 0));
          for (let p = 0; p < P; p++) if (units[p] > 0) desk.till.add(p, units[p]);
          desk.till.settle();
        }
        const ofCoupons = sum(state.mechanicDiscount.subarray(6 * P, 7 * P));
        const given = sum(state.mechanicDiscount) - ofCoupons + sum(state.giftCost);
        expect([...state.given]).toEqual([given, ofCoupons]);
        expect(given).toBeLessThanOrEqual(Math.floor(budget.rules * 100 + 1e-9));
        expect(ofCoupons).toBeLessThanOrEqual(Math.floor(budget.coupons * 100 + 1e-9));
        expect(desk.budgetLeft(0)).toBe(desk.offers.budgetLeft[0]);
      }),
      runs,
    );
  });
});
