import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDistribution } from "../../../agents/math/count-distribution.js";
import { type InventoryProblem, solveFiniteHorizon } from "../../../agents/math/finite-horizon.js";
import { createRng } from "../../../agents/math/rng.js";

const problem = (changes: Partial<InventoryProblem>): InventoryProblem => ({
  demand: [],
  price: 0,
  unitCost: 0,
  orderingCost: 0,
  holdingCost: 0,
  unmetCost: 0,
  salvageValue: 0,
  caseSize: 1,
  maxCases: 1000,
  leadTime: 0,
  capacity: 100,
  ...changes,
});
function exactly(units: number): Float64Array {
  const probability = new Float64Array(units + 1);
  probability[units] = 1;
  return probability;
}
const repeat = <T>(times: number, value: T): T[] => Array.from({ length: times }, () => value);

/** orders along the way when demand is known and `stock` units are there at the start */
const followed = (plan: ReturnType<typeof solveFiniteHorizon>, wanted: number[], stock: number, p: InventoryProblem) =>
  wanted.map((demand, t) => {
    const ordered = plan.order[t * (p.capacity + 1) + stock] * p.caseSize;
    stock = Math.max(0, stock + ordered - demand);
    return ordered;
  });

describe("worked by hand", () => {
  it("at lead time 1 orders for tomorrow: one unit a day wanted, sold at 3, bought at 1", () => {
    const p = problem({ demand: repeat(3, exactly(1)), price: 3, unitCost: 1, leadTime: 1, capacity: 3 });
    const plan = solveFiniteHorizon(p);
    expect(followed(plan, [1, 1, 1], 0, p)).toEqual([1, 1, 0]);
    expect(plan.value[0]).toBe(4);
    expect(plan.value[1]).toBe(7);
  });

  it("orders nothing where a unit costs more than it brings", () => {
    const p = problem({ demand: [countDistribution(5)], price: 4, unitCost: 5 });
    expect(Math.max(...solveFiniteHorizon(p).order)).toBe(0);
  });

  it("at lead time 2 orders for the day after tomorrow and keeps nothing it cannot sell", () => {
    const p = problem({ demand: repeat(5, exactly(1)), price: 3, unitCost: 1, leadTime: 2, capacity: 5 });
    const plan = solveFiniteHorizon(p);
    // two units are there or coming: days 0 and 1 are served, an order a day serves days 2, 3 and 4
    expect(followed(plan, [1, 1, 1, 1, 1], 2, p)).toEqual([1, 1, 1, 0, 0]);
    expect(plan.value[2]).toBe(3 * (3 - 1));
  });

  it("orders whole cases, at most maxCases", () => {
    const p = problem({ demand: [exactly(20)], price: 9, unitCost: 1, caseSize: 6, maxCases: 2 });
    expect(followed(solveFiniteHorizon(p), [20], 0, p)).toEqual([12]);
  });
});

describe("against reference/README.md", () => {
  it("finite horizon, lost sales, zero lead time, T=5: order up to 12 at stock <= 3 on days 1-3, 67.383899, 126.897386", () => {
    const p = problem({
      demand: repeat(5, countDistribution(5)),
      price: 10,
      unitCost: 5,
      orderingCost: 10,
      holdingCost: 1,
      capacity: 20,
    });
    const { value, order } = solveFiniteHorizon(p);
    for (let day = 0; day < 3; day++)
      for (let stock = 0; stock <= 20; stock++)
        expect(order[day * 21 + stock], `day ${day + 1}, stock ${stock}`).toBe(stock <= 3 ? 12 - stock : 0);
    expect(Math.abs(value[0] - 67.383899)).toBeLessThan(1e-6);
    expect(Math.abs(value[10] - 126.897386)).toBeLessThan(1e-6);
  });

  it("the article's example: 59,500 with orders 0, 0, 50 x 8; 55,496 with orders of 100 at ordering cost 501", () => {
    const article = (orderingCost: number) =>
      problem({
        demand: repeat(10, exactly(50)),
        price: 200,
        unitCost: 100,
        holdingCost: 10,
        orderingCost,
        capacity: 500,
      });
    const free = solveFiniteHorizon(article(0));
    expect(free.value[100]).toBe(59_500);
    expect(followed(free, repeat(10, 50), 100, article(0))).toEqual([0, 0, ...repeat(8, 50)]);
    const costly = solveFiniteHorizon(article(501));
    expect(costly.value[100]).toBe(55_496);
    expect(followed(costly, repeat(10, 50), 100, article(501)).filter((units) => units > 0)).toEqual(repeat(4, 100));
  });

  it("newsvendor, Poisson(50), holding 0.18, penalty 0.70: order up to 56, cost 1.797235", () => {
    const p = problem({ demand: [countDistribution(50)], holdingCost: 0.18, unmetCost: 0.7, capacity: 120 });
    const { value, order } = solveFiniteHorizon(p);
    expect(order[0]).toBe(56);
    expect(order[60]).toBe(0);
    expect(Math.abs(-value[0] - 1.797235)).toBeLessThan(1e-6);
  });

  it("Wagner-Whitin, holding 2, ordering 500, demand 90, 120, 80, 70: cost 1380, orders 210, 0, 150, 0", () => {
    const wanted = [90, 120, 80, 70];
    const p = problem({
      demand: wanted.map(exactly),
      orderingCost: 500,
      holdingCost: 2,
      unmetCost: 1e6,
      capacity: 360,
    });
    const plan = solveFiniteHorizon(p);
    expect(-plan.value[0]).toBe(1380);
    expect(followed(plan, wanted, 0, p)).toEqual([210, 0, 150, 0]);
  });
});

describe("statistics", () => {
  it("at lead time 3 earns within 1% of the best level found by search, demand Poisson(5), unmet demand lost", () => {
    const mean = 5;
    const periods = 60;
    const p = problem({
      demand: repeat(periods, countDistribution(mean)),
      price: 10,
      unitCost: 6,
      holdingCost: 0.1,
      salvageValue: 6,
      leadTime: 3,
      capacity: 60,
      maxCases: 60,
    });
    const { order } = solveFiniteHorizon(p);
    const play = (quantity: (day: number, position: number) => number) => {
      const rng = createRng("lost sales");
      let sum = 0;
      for (let season = 0; season < 400; season++) {
        const pipeline = [0, 0, 0];
        let shelf = 20;
        for (let day = 0; day < periods; day++) {
          shelf += pipeline[day % 3];
          pipeline[day % 3] = 0;
          const units = quantity(day, shelf + pipeline[0] + pipeline[1] + pipeline[2]);
          pipeline[day % 3] = units;
          let wanted = -1;
          for (let product = 1; product > Math.exp(-mean); product *= rng.uniform()) wanted += 1;
          const sold = Math.min(shelf, wanted);
          shelf -= sold;
          sum += p.price * sold - p.unitCost * units - p.holdingCost * shelf;
        }
        sum += p.salvageValue * (shelf + pipeline[0] + pipeline[1] + pipeline[2]);
      }
      return sum / 400;
    };
    const levels = Array.from({ length: 26 }, (_, i) => 15 + i);
    const best = Math.max(...levels.map((level) => play((_, position) => Math.max(0, level - position))));
    const planned = play((day, position) => order[day * 61 + Math.min(60, position)]);
    expect(planned / best).toBeGreaterThan(0.99);
  });
});

describe("laws", () => {
  const small = fc.record({
    means: fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 1, maxLength: 4 }),
    price: fc.integer({ min: 0, max: 10 }),
    unitCost: fc.integer({ min: 0, max: 6 }),
    orderingCost: fc.integer({ min: 0, max: 8 }),
    holdingCost: fc.integer({ min: 0, max: 3 }),
    unmetCost: fc.integer({ min: 0, max: 3 }),
    salvageValue: fc.integer({ min: 0, max: 3 }),
    caseSize: fc.integer({ min: 1, max: 3 }),
    maxCases: fc.integer({ min: 0, max: 4 }),
    leadTime: fc.constantFrom(0 as const, 1 as const),
    capacity: fc.integer({ min: 0, max: 9 }),
  });

  it("agrees with the recursion written out, term by term", () => {
    fc.assert(
      fc.property(small, ({ means, ...rest }) => {
        const p = { ...rest, demand: means.map((mean) => countDistribution(mean)) };
        const { value } = solveFiniteHorizon(p);
        const plain = (t: number, x: number): number => {
          if (t === p.demand.length) return p.salvageValue * x;
          let best = Number.NEGATIVE_INFINITY;
          for (let cases = 0; cases <= p.maxCases && x + cases * p.caseSize <= p.capacity; cases++) {
            const units = cases * p.caseSize;
            const [shelf, late] = p.leadTime === 0 ? [x + units, 0] : [x, units];
            let sum = cases === 0 ? 0 : -p.orderingCost - p.unitCost * units;
            p.demand[t].forEach((chance, wanted) => {
              const sold = Math.min(shelf, wanted);
              const left = shelf - sold;
              sum +=
                chance *
                (p.price * sold - p.holdingCost * left - p.unmetCost * (wanted - sold) + known(t + 1, left + late));
            });
            best = Math.max(best, sum);
          }
          return best;
        };
        const memory = new Map<number, number>();
        const known = (t: number, x: number): number => {
          const at = t * 100 + x;
          if (!memory.has(at)) memory.set(at, plain(t, x));
          return memory.get(at) as number;
        };
        for (let x = 0; x <= p.capacity; x++) expect(value[x]).toBeCloseTo(known(0, x), 8);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it("refuses sizes that are none", () => {
    expect(() => solveFiniteHorizon(problem({ capacity: 2.5 }))).toThrow("solveFiniteHorizon: capacity 2.5");
    expect(() => solveFiniteHorizon(problem({ caseSize: 0 }))).toThrow(
      "case size 0, expected a whole number of at least 1",
    );
    expect(() => solveFiniteHorizon(problem({ maxCases: -1 }))).toThrow("most cases -1");
  });
});
