import { beforeAll, describe, expect, it } from "vitest";
import type { DayReport } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { createPopulation } from "../../sim/population.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { smallInput, smallScenario } from "./small-scenario.js";

type Segment = ScenarioInput["segments"][number];

/** the small scenario without spread, memory, caps or scarcity: there the two fidelities are one law */
function plain(fidelity: "shopper" | "cohort", changes: Partial<ScenarioInput> = {}): Scenario {
  const segments = smallInput.segments.map(
    (segment): Segment => ({
      ...segment,
      visit: { ...segment.visit, storeValue: 0, stockOutDrop: 0 },
      price: { ...segment.price, sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { wear: 0 },
      choice: {
        loyalty: 0,
        tasteSpread: 0,
        attributeTaste: { organic: { mean: 0.3, spread: 0 } },
        appeal: segment.choice?.appeal,
      },
      category: { ...segment.category, pantry: 0 },
      categories: {},
    }),
  );
  return smallScenario({
    fidelity,
    segments,
    quantityCap: 1000,
    products: smallInput.products.map((product) => ({ ...product, initialStock: 1e9 })),
    calendar: {},
    promotions: { depths: [0.1, 0.25, 0.4] },
    ...changes,
  });
}

const nothing = new Float64Array(3);
const quarterOffTea = Float64Array.of(0.25, 0, 0);

function open(scenario: Scenario, seed = "cohort"): Market {
  const market = new Market(scenario, rootKey(seed, "population", 0, 0));
  market.open(rootKey(seed, "warm-up", 0, 0));
  return market;
}

/** figures of many days of one market without memory, one row a figure */
function observe(scenario: Scenario, days: number): Map<string, Float64Array> {
  const market = open(scenario);
  const rows = new Map<string, Float64Array>();
  const note = (name: string, day: number, value: number) => {
    if (!rows.has(name)) rows.set(name, new Float64Array(days));
    (rows.get(name) as Float64Array)[day] = value;
  };
  for (let day = 0; day < days; day++) {
    const report = market.runDay({ depth: quarterOffTea, order: nothing });
    scenario.products.forEach(({ name }, p) => {
      note(`units of ${name}`, day, report.units[p]);
      note(`demand of ${name}`, day, report.demand[p]);
      note(`discount on ${name}`, day, report.money.discount[p]);
      scenario.segments.forEach((segment, s) => {
        note(`units of ${name} to ${segment.name}`, day, report.segmentUnits[s * scenario.products.length + p]);
      });
    });
    scenario.segments.forEach(({ name }, s) => {
      note(`visits of ${name}`, day, report.visits[s]);
      note(`buyers of ${name}`, day, report.buyers[s]);
      note(`revenue from ${name}`, day, report.segmentRevenue[s]);
    });
    note("all units", day, sum(report.units));
  }
  return rows;
}

function moments(row: Float64Array) {
  const mean = sum(row) / row.length;
  let second = 0;
  let fourth = 0;
  for (const x of row) {
    second += (x - mean) ** 2 / row.length;
    fourth += (x - mean) ** 4 / row.length;
  }
  // standard errors of the mean and of the variance
  return {
    mean,
    variance: second,
    ofMean: Math.sqrt(second / row.length),
    ofVariance: Math.sqrt((fourth - second * second) / row.length),
  };
}

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
}

function copy(report: DayReport): string {
  const { units, demand, visits, buyers, stock, segmentUnits, segmentRevenue, money } = report;
  return JSON.stringify(
    [units, demand, visits, buyers, stock, segmentUnits, segmentRevenue, money].map((x) => ({ ...x })),
  );
}

describe("without spread, memory, caps and scarcity, cohort and shopper are one law", () => {
  const days = 1500;
  let cohort: Map<string, Float64Array>;
  let shopper: Map<string, Float64Array>;
  beforeAll(() => {
    cohort = observe(plain("cohort"), days);
    shopper = observe(plain("shopper"), days);
  });

  it("means agree (every figure within 4 s.e.)", () => {
    for (const [name, row] of shopper) {
      const a = moments(row);
      const b = moments(cohort.get(name) as Float64Array);
      expect(Math.abs(a.mean - b.mean), name).toBeLessThanOrEqual(4 * Math.hypot(a.ofMean, b.ofMean));
    }
  });

  it("variances agree (every figure within 4 s.e.)", () => {
    for (const [name, row] of shopper) {
      const a = moments(row);
      const b = moments(cohort.get(name) as Float64Array);
      expect(Math.abs(a.variance - b.variance), name).toBeLessThanOrEqual(4 * Math.hypot(a.ofVariance, b.ofVariance));
    }
  });

  it("they agree too where a cap on quantities binds, and where the dial is between 0 and 1", () => {
    for (const changes of [{ quantityCap: 2 }, { carryOver: 0.5 }] as Partial<ScenarioInput>[]) {
      const one = observe(plain("shopper", changes), 600);
      for (const [name, row] of observe(plain("cohort", changes), 600)) {
        const a = moments(row);
        const b = moments(one.get(name) as Float64Array);
        expect(Math.abs(a.mean - b.mean), name).toBeLessThanOrEqual(4 * Math.hypot(a.ofMean, b.ofMean));
        expect(Math.abs(a.variance - b.variance), name).toBeLessThanOrEqual(4 * Math.hypot(a.ofVariance, b.ofVariance));
      }
    }
  });

  it("the constants of the equations are the same numbers (S0 to the bit, CV0 and SV0 to shoppers' single precision)", () => {
    const key = rootKey("7", "population", 0, 0);
    const a = createPopulation(plain("shopper"), key);
    const b = createPopulation(plain("cohort"), key);
    expect([...b.typicalPantry]).toEqual([...a.typicalPantry]);
    for (const part of ["typicalValue", "typicalStoreValue"] as const)
      for (let i = 0; i < a[part].length; i++) expect(Math.abs(a[part][i] - b[part][i])).toBeLessThan(1e-6);
  });
});

describe("with spread", () => {
  it("CV0 and SV0 are those of many shoppers, within .02", () => {
    const key = rootKey("7", "population", 0, 0);
    const a = createPopulation(smallScenario({ population: 40_000 }), key);
    const b = createPopulation(smallScenario({ population: 40_000, fidelity: "cohort" }), key);
    for (const part of ["typicalValue", "typicalStoreValue"] as const)
      for (let i = 0; i < a[part].length; i++) expect(Math.abs(a[part][i] - b[part][i])).toBeLessThan(0.02);
  });
});

describe("a hundred million shoppers", () => {
  const many = () => smallScenario({ fidelity: "cohort", population: 1e8 });

  it("take the memory that a thousand take", () => {
    const thousand = open(smallScenario({ fidelity: "cohort", population: 1000 }));
    expect(open(many()).snapshot().byteLength).toBe(thousand.snapshot().byteLength);
    expect(thousand.snapshot().byteLength).toBeLessThan(8000);
    expect(open(many()).population.entity.length).toBe(0);
  });

  it("buy 100,000 times what a thousand do (within 4 s.e. of the thousand's)", () => {
    const scale = (scenario: Scenario): Scenario => ({
      ...scenario,
      products: scenario.products.map((product) => ({ ...product, initialStock: 1e12 })),
    });
    const total = (market: Market) => {
      let units = 0;
      for (let day = 0; day < 200; day++) units += sum(market.runDay({ depth: nothing, order: nothing }).units);
      return units;
    };
    const thousands = Float64Array.from({ length: 12 }, (_, seed) =>
      total(open(scale(smallScenario({ fidelity: "cohort", population: 1000 })), String(seed))),
    );
    const { mean, ofMean } = moments(thousands);
    expect(Math.abs(total(open(scale(many()))) / 1e5 - mean)).toBeLessThan(4 * ofMean * Math.sqrt(12 / 11));
  });
});

describe("state and luck at cohort fidelity", () => {
  const play = (market: Market, days: number) => {
    const depth = new Float64Array(3);
    const order = new Float64Array(3);
    const reports: string[] = [];
    for (let i = 0; i < days; i++) {
      const { day } = market;
      for (let p = 0; p < 3; p++) {
        depth[p] = uniformAt(5, day, p) < 0.4 ? 0.25 : 0;
        order[p] = market.stock(p) + market.onOrder(p) < 60 ? 40 : 0;
      }
      reports.push(copy(market.runDay({ depth, order })));
    }
    return reports;
  };

  it("same seed, same days; another seed, others", () => {
    const scenario = smallScenario({ fidelity: "cohort", carryOver: 0.5 });
    expect(play(open(scenario), 40)).toEqual(play(open(scenario), 40));
    expect(play(open(scenario), 40)).not.toEqual(play(open(scenario, "other"), 40));
  });

  it.each([1, 0.3])("snapshot, restore and fork go on to the bit, dial at %d", (carryOver) => {
    const market = open(smallScenario({ fidelity: "cohort", carryOver }));
    play(market, 14);
    market.endWarmUp();
    play(market, 6);
    const snapshot = market.snapshot();
    const twin = market.fork();
    const first = play(market, 20);
    expect(play(twin, 20)).toEqual(first);
    market.restore(snapshot);
    expect(play(market, 20)).toEqual(first);
  });

  it("at carry-over 0 a day after weeks of promotion is the day after none", () => {
    const scenario = plain("cohort", {
      carryOver: 0,
      segments: smallInput.segments,
    });
    const histories = [nothing, quarterOffTea].map((depth) => {
      const market = open(scenario);
      while (market.day < 0) market.runDay({ depth: nothing, order: nothing });
      market.endWarmUp();
      for (let day = 0; day < 15; day++) market.runDay({ depth, order: nothing });
      const { units, visits, segmentUnits } = market.runDay({ depth: quarterOffTea, order: nothing });
      return JSON.stringify([[...units], [...visits], [...segmentUnits]]);
    });
    expect(histories[1]).toBe(histories[0]);
  });

  it("an offer today leaves who comes today, and what another category sells, as they were", () => {
    const a = open(smallScenario({ fidelity: "cohort" })).runDay({ depth: nothing, order: nothing });
    const b = open(smallScenario({ fidelity: "cohort" })).runDay({ depth: quarterOffTea, order: nothing });
    expect([...b.visits]).toEqual([...a.visits]);
    expect(b.units[0]).toBeGreaterThan(a.units[0]);
  });
});

describe("scarcity at cohort fidelity", () => {
  const stocked = (units: readonly number[], changes: Partial<ScenarioInput> = {}) =>
    smallScenario({
      fidelity: "cohort",
      population: 20_000,
      products: smallInput.products.map((product, p) => ({ ...product, initialStock: units[p] })),
      ...changes,
    });
  const ample = [1e9, 1e9, 1e9];
  const day = (units: readonly number[]) => open(stocked(units)).runDay({ depth: nothing, order: nothing });

  it("sells what there is to the last unit, and demand is what full shelves would have sold", () => {
    const full = day(ample);
    const short = day([100, 1e9, 40]);
    expect([...short.demand]).toEqual([...full.demand]);
    expect([short.units[0], short.units[2]]).toEqual([100, 40]);
    expect([...short.stockOut]).toEqual([1, 0, 1]);
    expect(short.stock[0]).toBe(0);
  });

  it("sends those who go without on as shoppers go on: within 3% without spread and loyalty, within 20% with them", () => {
    for (const [scenario, tolerance] of [
      [plain, 0.03],
      [
        (fidelity: "shopper" | "cohort", changes: Partial<ScenarioInput>) => stocked(ample, { fidelity, ...changes }),
        0.2,
      ],
    ] as const) {
      const gain = (fidelity: "shopper" | "cohort") => {
        const sales = (tea: number) => {
          const products = smallInput.products.map((product) => ({ ...product, initialStock: 1e9 }));
          products[0].initialStock = tea;
          return open(scenario(fidelity, { products, population: 100_000 })).runDay({ depth: nothing, order: nothing })
            .units[1];
        };
        return sales(0) - sales(1e9);
      };
      const among = gain("shopper");
      expect(among).toBeGreaterThan(5000);
      expect(Math.abs(gain("cohort") / among - 1)).toBeLessThan(tolerance);
    }
  });

  it("sells as many of all products as shoppers take where one runs out at noon (within 3%)", () => {
    const products = smallInput.products.map((product) => ({ ...product, initialStock: 1e9 }));
    const wanted = open(plain("cohort", { population: 100_000 })).runDay({ depth: nothing, order: nothing }).units[0];
    products[0].initialStock = Math.floor(wanted / 2);
    const [a, b] = (["shopper", "cohort"] as const).map(
      (fidelity) =>
        open(plain(fidelity, { population: 100_000, products })).runDay({ depth: nothing, order: nothing }).units,
    );
    expect([a[0], b[0]]).toEqual([products[0].initialStock, products[0].initialStock]);
    expect(Math.abs(b[1] / a[1] - 1)).toBeLessThan(0.03);
  });

  it("shares scarce stock out among segments in proportion to what they want, to the unit", () => {
    const full = day(ample);
    const short = day([100, 1e9, 1e9]);
    for (let s = 0; s < 2; s++)
      expect(Math.abs(short.segmentUnits[s * 3] - (100 * full.segmentUnits[s * 3]) / full.units[0])).toBeLessThan(1);
  });

  it("keeps away those who met an empty shelf", () => {
    const visits = (units: readonly number[]) => {
      const market = open(stocked(units));
      for (let t = 0; t < 10; t++) market.runDay({ depth: nothing, order: nothing });
      return sum(market.runDay({ depth: nothing, order: nothing }).visits);
    };
    expect(visits([0, 0, 0])).toBeLessThan(0.8 * visits(ample));
  });

  it("a budget that ends in mid-day is used up but for small change, and the rest of the day sells at list price", () => {
    const scenario = stocked(ample, { promotions: { depths: [0.25], everyday: { budget: 1000 } } });
    const market = open(scenario);
    const report = market.runDay({ depth: quarterOffTea, order: nothing });
    const given = sum(report.money.discount) * scenario.moneyStep;
    expect(given).toBeLessThanOrEqual(1000);
    expect(given).toBeGreaterThan(980);
    expect(report.promotedUnits[0]).toBeGreaterThan(0);
    expect(report.units[0]).toBeGreaterThan(1.5 * report.promotedUnits[0]);
    expect(report.units[0]).toBeLessThan(day(ample).units[0] * 1.6);
  });
});

describe("the schema", () => {
  it("knows two fidelities, and shopper is the default", () => {
    expect(smallScenario().fidelity).toBe("shopper");
    expect(scenarioSchema.safeParse({ ...smallInput, fidelity: "cohort" }).success).toBe(true);
    expect(scenarioSchema.safeParse({ ...smallInput, fidelity: "household" }).success).toBe(false);
  });
});
