import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { orderPlaces } from "../../sim/supply.js";

type SupplierInput = NonNullable<ScenarioInput["products"][number]["suppliers"]>[number];

const near: SupplierInput = { name: "near", leadTimeDays: 1, orderingCost: 4, maxCases: 20 };
const far: SupplierInput = {
  name: "far",
  leadTimeDays: 4,
  leadTimeSpread: 3,
  orderingCost: 9.5,
  leastCases: 3,
  maxCases: 12,
  prices: [
    { cases: 5, unitCost: 1.6 },
    { cases: 10, unitCost: 1.3 },
  ],
};

/** tea from the suppliers given, then oats from its only one; nobody comes, so that stock tells deliveries alone */
function market(suppliers: SupplierInput[], seed = "supply", more: Partial<ScenarioInput> = {}): Market {
  const scenario = scenarioSchema.parse({
    name: "supply",
    population: 20,
    warmUpDays: 0,
    products: [
      { name: "tea", category: "tea", listPrice: 3, unitCost: 2, caseSize: 6, initialStock: 0, suppliers },
      {
        name: "oats",
        category: "food",
        listPrice: 2,
        unitCost: 1,
        initialStock: 0,
        leadTimeDays: 2,
        orderingCost: 1.5,
      },
    ],
    segments: [{ name: "nobody", share: 1, visit: { base: -20 } }],
    ...more,
  });
  const made = new Market(scenario, rootKey("supply", "population", 0, 0));
  made.open(rootKey(seed, "evaluate", 0, 0));
  return made;
}

const order = (...units: number[]) => ({ order: Float64Array.from(units) });
const nothing = {};

describe("order places", () => {
  it("are one for each supplier of each product, and one for a product without", () => {
    expect(orderPlaces(market([near, far]).scenario)).toBe(3);
    expect(orderPlaces(market([near]).scenario)).toBe(2);
    expect(orderPlaces(market([]).scenario)).toBe(2);
  });
});

describe("an order at a supplier, in cases of 6", () => {
  const orderedOf = (supplier: SupplierInput, units: number) => market([supplier]).runDay(order(units, 0)).ordered[0];

  it("is rounded down to whole cases", () => {
    expect([5, 6, 11, 12, 13].map((units) => orderedOf(near, units))).toEqual([0, 6, 6, 12, 12]);
  });

  it("is cut to the largest, 20 cases, and is none below the smallest, 3 cases", () => {
    expect([120, 121, 1e9].map((units) => orderedOf(near, units))).toEqual([120, 120, 120]);
    expect([17, 18, 19].map((units) => orderedOf(far, units))).toEqual([0, 18, 18]);
  });

  it("is none where it is no number above 0", () => {
    expect([0, -6, Number.NaN].map((units) => orderedOf(near, units))).toEqual([0, 0, 0]);
  });

  it("costs its ordering cost once, and one that is too small costs nothing", () => {
    expect(market([near, far]).runDay(order(12, 18, 0)).money.ordering[0]).toBe(1350);
    expect(market([near, far]).runDay(order(12, 17, 0)).money.ordering[0]).toBe(400);
  });

  it("pays what its break says, the difference to unit cost at once: 4, 5, 9, 10 cases at 2, 1.60, 1.60, 1.30", () => {
    const variance = (cases: number) => market([far]).runDay(order(6 * cases, 0)).money.purchaseVariance[0];
    // 30 x -.40, 54 x -.40, 60 x -.70
    expect([4, 5, 9, 10].map(variance)).toEqual([0, -1200, -2160, -4200]);
  });

  it("may cost more than unit cost: one who asks 2.25 from the first case on", () => {
    const dear: SupplierInput = { name: "dear", prices: [{ cases: 0, unitCost: 2.25 }] };
    expect(market([dear]).runDay(order(12, 0)).money.purchaseVariance[0]).toBe(300);
  });

  it("is rounded once a product: two of 6 units, each .0005 a unit over, make one cent", () => {
    const a: SupplierInput = { name: "a", prices: [{ cases: 0, unitCost: 2.0005 }] };
    const { money } = market([a, { ...a, name: "b" }]).runDay(order(6, 6, 0));
    expect(money.purchaseVariance[0]).toBe(1);
  });
});

describe("deliveries", () => {
  it("come from each supplier after its own time, and count as on order until then", () => {
    const shop = market([near, { ...far, leadTimeSpread: 0 }]);
    const received = [shop.runDay(order(6, 18, 7)), ...Array.from({ length: 4 }, () => null)].map((first) =>
      [...(first ?? shop.runDay(nothing)).received].concat(shop.onOrder(0), shop.onOrder(1)),
    );
    expect(received).toEqual([
      [0, 0, 24, 7],
      [6, 0, 18, 7],
      [0, 7, 18, 0],
      [0, 0, 18, 0],
      [18, 0, 0, 0],
    ]);
    expect([shop.stock(0), shop.stock(1)]).toEqual([24, 7]);
  });

  it("that take no time are on the shelf the same morning, also where others take longer", () => {
    const report = market([{ ...near, leadTimeDays: 0 }, far]).runDay(order(12, 18, 0));
    expect([report.received[0], report.stock[0], report.onOrder[0]]).toEqual([12, 12, 18]);
  });

  it("of orders of different days may overtake each other and come together, none lost", () => {
    const shop = market([far], "overtake");
    let arrived = 0;
    let together = false;
    for (let day = 0; day < 60; day++) {
      const { received, onOrder } = shop.runDay(order(day < 50 ? 18 : 0, 0));
      arrived += received[0];
      if (received[0] > 18) together = true;
      expect(arrived + onOrder[0]).toBe(18 * Math.min(day + 1, 50));
    }
    expect([arrived, together]).toEqual([900, true]);
  });
});

describe("the lead time of a supplier with a spread of 3 days", () => {
  /** days that an order a day takes: one in the world at a time, so that its arrival tells */
  function leadTimes(orders: number, suppliers: SupplierInput[], place: number): number[] {
    const shop = market(suppliers);
    const wish = new Float64Array(suppliers.length + 1);
    wish[place] = 18;
    const times: number[] = [];
    for (let n = 0; n < orders; n++) {
      const placed = shop.day;
      shop.runDay({ order: wish });
      while (shop.onOrder(0) > 0) shop.runDay(nothing);
      times.push(shop.day - 1 - placed);
    }
    return times;
  }

  it("is 4 to 7 days, each equally likely: chi-square over 4,000 orders below its 99.9% point, 16.27", () => {
    const counts = [0, 0, 0, 0];
    for (const time of leadTimes(4000, [far], 0)) counts[time - 4] += 1;
    expect(counts.reduce((a, b) => a + b)).toBe(4000);
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(16.27);
  });

  it("is the same luck whatever is ordered, and stays so when a supplier joins before it", () => {
    const alone: number[] = [];
    const beside: number[] = [];
    for (let seed = 0; seed < 40; seed++) {
      for (const [times, suppliers, wish] of [
        [alone, [far], [18, 0]],
        [beside, [near, far], [120, 60, 99]],
      ] as const) {
        const shop = market([...suppliers], `luck ${seed}`);
        shop.runDay(order(...wish));
        const near = suppliers.length === 2 ? 120 : 0;
        while (shop.stock(0) <= near) shop.runDay(nothing);
        times.push(shop.day);
      }
    }
    expect(beside).toEqual(alone);
    expect(new Set(alone).size).toBe(4);
  });

  it("differs between suppliers: of two with the same terms, about 3 in 4 orders of a day take unlike times", () => {
    let unlike = 0;
    for (let seed = 0; seed < 400; seed++) {
      const shop = market([far, { ...far, name: "other" }], `twins ${seed}`);
      shop.runDay(order(18, 18, 0));
      while (shop.stock(0) === 0) shop.runDay(nothing);
      if (shop.stock(0) === 18) unlike += 1;
    }
    // Binomial(400, 3/4): 4 standard errors
    expect(Math.abs(unlike - 300)).toBeLessThan(4 * Math.sqrt(400 * 0.75 * 0.25));
  });
});

describe("units are conserved", () => {
  const whole = (min: number, max: number) => fc.integer({ min, max });
  const supplierOf = (n: number): fc.Arbitrary<SupplierInput> =>
    fc.record({
      name: fc.constant(`s${n}`),
      leadTimeDays: whole(0, 5),
      leadTimeSpread: whole(0, 4),
      orderingCost: fc.constantFrom(0, 1.337),
      leastCases: whole(0, 2),
      maxCases: whole(2, 9),
      prices: fc.constantFrom(
        [],
        [{ cases: 2, unitCost: 0.917 }],
        [
          { cases: 0, unitCost: 3 },
          { cases: 4, unitCost: 1 },
        ],
      ),
    });
  const products = fc
    .array(
      fc.record({
        category: fc.constantFrom("a", "b"),
        listPrice: fc.constantFrom(2, 3.33),
        unitCost: fc.constantFrom(1, 1.111),
        caseSize: whole(1, 4),
        leadTimeDays: whole(0, 3),
        initialStock: whole(0, 60),
        shelfLifeDays: fc.option(whole(1, 6)),
        suppliers: fc.tuple(supplierOf(0), supplierOf(1), supplierOf(2)).chain((all) => fc.subarray(all)),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) => all.map((product, p) => ({ ...product, name: `p${p}` })));

  it.each(["shopper", "cohort"] as const)(
    "at %s fidelity: what was there and came in was sold, went bad or is left; by supplier and age, any scenario",
    (fidelity) => {
      fc.assert(
        fc.property(products, whole(0, 1e6), (input, seed) => {
          const scenario = scenarioSchema.parse({
            name: "random",
            fidelity,
            population: 40,
            warmUpDays: 3,
            products: input,
            segments: [{ name: "all", share: 1, visit: { base: 0.5 } }],
          });
          const shop = new Market(scenario, rootKey("u", "population", 0, 0));
          shop.open(rootKey("u", "train", seed, 0));
          const wish = new Float64Array(orderPlaces(scenario));
          const P = scenario.products.length;
          const sums = { received: Array(P).fill(0), ordered: Array(P).fill(0), gone: Array(P).fill(0) };
          for (let day = -3; day < 14; day++) {
            for (let n = 0; n < wish.length; n++) wish[n] = Math.floor(uniformAt(seed, day, n) * 40 - 20);
            const report = shop.runDay({ order: wish });
            for (let p = 0; p < P; p++) {
              const { initialStock, unitCost, shelfLifeDays, suppliers, caseSize } = scenario.products[p];
              sums.received[p] += report.received[p];
              sums.ordered[p] += report.ordered[p];
              sums.gone[p] += report.units[p] + report.expired[p];
              expect(report.stock[p]).toBe(initialStock + sums.received[p] - sums.gone[p]);
              expect(report.stock[p]).toBeGreaterThanOrEqual(0);
              expect(report.onOrder[p]).toBe(sums.ordered[p] - sums.received[p]);
              expect(report.money.writeOff[p]).toBe(Math.floor((report.expired[p] * unitCost) / 0.01 + 0.5 + 1e-9));
              if (suppliers.length > 0) expect(report.ordered[p] % caseSize).toBe(0);
              if (shelfLifeDays === null) expect([report.expired[p], shop.expiring(p, 365)]).toEqual([0, 0]);
              else expect(shop.expiring(p, shelfLifeDays)).toBe(report.stock[p]);
              expect(Number.isInteger(report.money.purchaseVariance[p])).toBe(true);
            }
          }
        }),
        { numRuns: 80, seed: 20_260_301 },
      );
    },
  );
});
