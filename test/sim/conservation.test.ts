import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayProfit } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { orderPlaces } from "../../sim/supply.js";

const money = (low: number, high: number) =>
  fc.integer({ min: low * 100, max: high * 100 }).map((cents) => cents / 100);
const part = (low: number, high: number) => fc.integer({ min: 0, max: 100 }).map((n) => low + ((high - low) * n) / 100);

const rules = {
  depthLimit: part(0, 1),
  budget: fc.option(money(0, 300)),
  coolDownDays: fc.integer({ min: 0, max: 5 }),
  marginFloor: part(-1, 0.6),
};

const suppliers = fc
  .array(
    fc.record({
      leadTimeDays: fc.integer({ min: 0, max: 3 }),
      leadTimeSpread: fc.integer({ min: 0, max: 3 }),
      orderingCost: fc.constantFrom(0, 2.225),
      prices: fc.constantFrom<{ cases: number; unitCost: number }[]>(
        [],
        [{ cases: 3, unitCost: 0.777 }],
        [{ cases: 0, unitCost: 30.031 }],
      ),
    }),
    { maxLength: 3 },
  )
  .map((all) => all.map((supplier, n) => ({ ...supplier, name: `s${n}` })));

/**
 * any market of up to four products in up to two categories, three segments, a campaign, advertising, a rival and slates, with
 * awkward numbers
 */
const scenarios: fc.Arbitrary<ScenarioInput> = fc.record({
  name: fc.constant("random"),
  moneyStep: fc.constantFrom(0.01, 0.05, 0.001, 1),
  population: fc.integer({ min: 1, max: 150 }),
  warmUpDays: fc.integer({ min: 0, max: 6 }),
  carryOver: fc.constantFrom(0, 0.4, 1),
  quantityCap: fc.integer({ min: 1, max: 6 }),
  products: fc
    .array(
      fc.record({
        category: fc.constantFrom("a", "b"),
        listPrice: money(1, 20),
        unitCost: money(0, 22),
        appeal: part(-2, 2),
        holdingCost: fc.constantFrom(0, 0.013, 0.5),
        orderingCost: fc.constantFrom(0, 3.337),
        leadTimeDays: fc.integer({ min: 0, max: 4 }),
        initialStock: fc.integer({ min: 0, max: 60 }),
        salvageValue: money(0, 5),
        shelfLifeDays: fc.option(fc.integer({ min: 1, max: 8 })),
        caseSize: fc.integer({ min: 1, max: 3 }),
        suppliers,
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((products) => products.map((product, p) => ({ ...product, name: `p${p}` }))),
  segments: fc
    .array(
      fc.record({
        share: part(0.1, 3),
        visit: fc.record({ base: part(-2, 3), rivalDiscount: fc.constantFrom(0, 3) }),
        advertising: part(0, 2),
        price: fc.record({ sensitivity: part(0, 6), sensitivitySpread: part(0, 1) }),
        quantity: fc.record({ base: part(-3, 2), price: part(0, 4) }),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((segments) => segments.map((segment, s) => ({ ...segment, name: `s${s}` }))),
  calendar: fc.record({
    campaigns: fc
      .record({ ...rules, vendorFunding: part(0, 0.4), visitLift: part(-1, 1) })
      .map((campaign) => [{ ...campaign, name: "c", firstDay: 2, lastDay: 6 }]),
  }),
  promotions: fc.record({ everyday: fc.record(rules) }),
  advertising: fc.constantFrom(
    {},
    {
      maxSpend: 7,
      channels: [
        { name: "tv", saturation: 3 },
        { name: "web", saturation: 9 },
      ],
    },
  ),
  rivals: fc.constantFrom([], [{ name: "r", process: { kind: "follower" as const } }]),
  slates: fc.constantFrom({}, { slots: 1 }),
});

describe.each(["shopper", "cohort"] as const)(
  "conservation at %s fidelity, random scenarios and actions",
  (fidelity) => {
    it("units: what is on the shelf is what was there, came in, was not sold and kept, and never below zero", () => {
      fc.assert(
        fc.property(scenarios, fc.integer(), (input, actions) => {
          const scenario = scenarioSchema.parse({ ...input, fidelity });
          const P = scenario.products.length;
          const market = new Market(scenario, rootKey("c", "population", 0, 0));
          market.open(rootKey("c", "train", actions, 0));
          const before = scenario.products.map((product) => product.initialStock);
          const onOrder = scenario.products.map(() => 0);
          playDays(market, actions, (report) => {
            for (let p = 0; p < P; p++) {
              onOrder[p] += report.ordered[p] - report.received[p];
              expect(report.stock[p]).toBe(before[p] + report.received[p] - report.units[p] - report.expired[p]);
              expect(report.onOrder[p]).toBe(onOrder[p]);
              expect(report.stock[p]).toBeGreaterThanOrEqual(0);
              expect(report.units[p]).toBeGreaterThanOrEqual(report.promotedUnits[p]);
              before[p] = report.stock[p];
              let bySegment = 0;
              for (let s = 0; s < scenario.segments.length; s++) bySegment += report.segmentUnits[s * P + p];
              expect(bySegment).toBe(report.units[p]);
            }
            const demand = report.demand.reduce((a, b) => a + b, 0);
            const units = report.units.reduce((a, b) => a + b, 0);
            // one who sees that some product is out may leave without the one she wanted, which is there
            if (report.stock.every((left) => left > 0)) expect([...report.demand]).toEqual([...report.units]);
            expect(demand + 1e-9 >= units || report.stockOut.some((out) => out === 1)).toBe(true);
            for (let s = 0; s < scenario.segments.length; s++)
              expect(report.buyers[s]).toBeLessThanOrEqual(report.visits[s]);
          });
        }),
        { numRuns: 150, seed: 20_260_101 },
      );
    });

    it("money: profit is cash in less cash out, less what the stock lost in value; segments paid what the till took", () => {
      fc.assert(
        fc.property(scenarios, fc.integer(), (input, actions) => {
          const scenario = scenarioSchema.parse({ ...input, fidelity });
          const market = new Market(scenario, rootKey("m", "population", 0, 0));
          market.open(rootKey("m", "train", actions, 0));
          const given = new Map<number, number>();
          const onShelf = scenario.products.map((product) => product.initialStock);
          playDays(market, actions, (report, written) => {
            const sum = (amounts: Float64Array) => amounts.reduce((a, b) => a + b, 0);
            const { grossSales, discount, vendorFunding, ordering, holding, purchaseVariance } = report.money;
            for (const [line, amounts] of Object.entries(report.money))
              for (const amount of amounts)
                expect(Number.isInteger(amount) && (amount >= 0 || line === "purchaseVariance")).toBe(true);
            expect(report.store.every((amount) => Number.isInteger(amount) && amount >= 0)).toBe(true);
            // goods paid for as they come in, stock valued at cost: what is earned that way is the profit
            let cash = sum(report.segmentRevenue) + sum(vendorFunding) - sum(ordering) - sum(holding) - written;
            cash -= sum(purchaseVariance) + sum(report.store);
            for (let p = 0; p < scenario.products.length; p++) {
              const cost = scenario.products[p].unitCost / scenario.moneyStep;
              cash += cost * (report.stock[p] - onShelf[p] - report.received[p]);
              onShelf[p] = report.stock[p];
            }
            // each product's cost of goods, sold and gone bad, is rounded once
            expect(Math.abs(dayProfit(report) - cash)).toBeLessThanOrEqual(scenario.products.length + 1e-6);
            // the till, counted a second way: by what each segment's shoppers paid
            expect(sum(report.segmentRevenue)).toBe(sum(grossSales) - sum(discount));
            expect(sum(report.segmentDiscount)).toBe(sum(discount));
            for (let p = 0; p < scenario.products.length; p++) {
              const list = Math.floor(scenario.products[p].listPrice / scenario.moneyStep + 0.5 + 1e-9);
              expect(report.price[p]).toBeGreaterThanOrEqual(0);
              expect(report.price[p]).toBeLessThanOrEqual(list);
              expect(discount[p]).toBe(report.promotedUnits[p] * (list - report.price[p]));
            }
            if (report.day >= 0) given.set(report.campaign, (given.get(report.campaign) ?? 0) + sum(discount));
          });
          const { campaigns } = scenario.calendar;
          for (const [campaign, steps] of given) {
            const { budget } = campaign >= 0 ? campaigns[campaign] : scenario.promotions.everyday;
            if (budget !== null) expect(steps * scenario.moneyStep).toBeLessThanOrEqual(budget + 1e-9);
          }
        }),
        { numRuns: 150, seed: 20_260_102 },
      );
    });
  },
);

type Report = ReturnType<Market["runDay"]>;

/**
 * the warm-up and ten scored days under depths, orders, advertising and slates drawn from `seed`, a write-down at the end, whose
 * loss `look` gets beside the report
 */
function playDays(market: Market, seed: number, look: (report: Report, written: number) => void): void {
  const P = market.scenario.products.length;
  const depth = new Float64Array(P);
  const order = new Float64Array(orderPlaces(market.scenario));
  const S = market.scenario.segments.length;
  const adSpend = new Float64Array(2 * S);
  const slate = new Int32Array(S);
  for (let day = -market.scenario.warmUpDays; day < 10; day++) {
    if (day === 0) market.endWarmUp();
    for (let p = 0; p < P; p++) {
      const u = uniformAt(seed, day, p);
      depth[p] = day < 0 || u < 0.5 ? 0 : u;
    }
    for (let n = 0; n < order.length; n++) order[n] = Math.max(0, Math.floor(uniformAt(seed ^ 99, day, n) * 40 - 20));
    for (let n = 0; n < adSpend.length; n++) adSpend[n] = uniformAt(seed ^ 77, day, n) * 20 - 8;
    for (let s = 0; s < S; s++) slate[s] = Math.floor(uniformAt(seed ^ 55, day, s) * (P + 1)) - 1;
    const report = market.runDay({ depth, order, adSpend, slate });
    look(report, day === 9 ? market.writeDown() : 0);
  }
}
