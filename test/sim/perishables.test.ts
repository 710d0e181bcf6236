import { describe, expect, it } from "vitest";
import { createState } from "../../sim/layout.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { createPopulation } from "../../sim/population.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import { createSupply } from "../../sim/supply.js";

/** berries keep for `shelfLifeDays`, at 1.25 a unit; salt keeps for ever */
function scenario(shelfLifeDays: number, changes: Partial<ScenarioInput> = {}) {
  return scenarioSchema.parse({
    name: "perishables",
    population: 60,
    warmUpDays: 0,
    products: [
      { name: "salt", category: "salt", listPrice: 1, unitCost: 0.5, initialStock: 100, leadTimeDays: 0 },
      {
        name: "berries",
        category: "fruit",
        listPrice: 3,
        unitCost: 1.25,
        initialStock: 10,
        leadTimeDays: 0,
        shelfLifeDays,
      },
    ],
    segments: [{ name: "all", share: 1 }],
    ...changes,
  });
}

/** A shelf without shoppers: what is sold is said by the test. */
function shelf(shelfLifeDays: number, initialStock = 10) {
  const made = scenario(shelfLifeDays);
  made.products[1].initialStock = initialStock;
  const population = createPopulation(made, rootKey("p", "population", 0, 0));
  const state = createState(made, population);
  const supply = createSupply(made, state);
  supply.begin();
  const key = rootKey("p", "evaluate", 0, 0);
  let day = 0;
  return {
    state,
    supply,
    /** a day; answers what went bad, and what is left by the mornings it will go on */
    run(delivered: number, sold: number) {
      for (const report of [state.received, state.expired, state.writeOff, state.ordered]) report.fill(0);
      supply.morning(day, Float64Array.of(0, delivered), key);
      state.stock[1] -= sold;
      state.units[1] = sold;
      supply.evening();
      day += 1;
      const byMorning = Array.from(
        { length: shelfLifeDays },
        (_, d) => supply.expiring(1, d + 1) - supply.expiring(1, d),
      );
      return { expired: state.expired[1], left: byMorning };
    },
  };
}

describe("by hand, a shelf life of 3 days", () => {
  it("opening stock and deliveries are sold on the day they come and two more, then go in the morning", () => {
    const { run } = shelf(3);
    expect(run(0, 0)).toEqual({ expired: 0, left: [0, 0, 10] });
    expect(run(0, 0)).toEqual({ expired: 0, left: [0, 10, 0] });
    expect(run(7, 0)).toEqual({ expired: 0, left: [10, 0, 7] });
    expect(run(0, 0)).toEqual({ expired: 10, left: [0, 7, 0] });
    expect(run(0, 0)).toEqual({ expired: 0, left: [7, 0, 0] });
    expect(run(0, 0)).toEqual({ expired: 7, left: [0, 0, 0] });
  });

  it("what expires first is sold first, whatever came last", () => {
    const { run } = shelf(3);
    expect(run(0, 4)).toEqual({ expired: 0, left: [0, 0, 6] });
    expect(run(5, 0)).toEqual({ expired: 0, left: [0, 6, 5] });
    expect(run(8, 9)).toEqual({ expired: 0, left: [0, 2, 8] });
    expect(run(0, 1)).toEqual({ expired: 0, left: [1, 8, 0] });
    expect(run(0, 7)).toEqual({ expired: 1, left: [1, 0, 0] });
    expect(run(0, 0)).toEqual({ expired: 1, left: [0, 0, 0] });
  });

  it("what has gone bad is written off at unit cost, 10 x 1.25, and no longer on the shelf", () => {
    const { run, state } = shelf(3);
    for (let day = 0; day < 3; day++) run(0, 0);
    expect([state.stock[1], state.writeOff[1]]).toEqual([10, 0]);
    run(0, 0);
    expect([state.stock[1], state.writeOff[1]]).toEqual([0, 1250]);
  });

  it("a shelf life of one day leaves nothing for the next, and takes fresh ones the same morning", () => {
    const { run } = shelf(1, 6);
    expect(run(4, 3)).toEqual({ expired: 0, left: [7] });
    expect(run(5, 0)).toEqual({ expired: 7, left: [5] });
    expect(run(0, 0)).toEqual({ expired: 5, left: [0] });
  });

  it("products of different shelf lives do not mix", () => {
    const made = scenario(4);
    made.products[0].shelfLifeDays = 2;
    const state = createState(made, createPopulation(made, rootKey("p", "population", 0, 0)));
    const supply = createSupply(made, state);
    supply.begin();
    const gone: number[][] = [];
    for (let day = 0; day < 6; day++) {
      state.expired.fill(0);
      supply.morning(day, Float64Array.of(0, 0), rootKey("p", "evaluate", 0, 0));
      gone.push([...state.expired]);
    }
    expect(gone).toEqual([
      [0, 0],
      [0, 0],
      [100, 0],
      [0, 0],
      [0, 10],
      [0, 0],
    ]);
  });
});

describe("in a market", () => {
  const open = (made: ReturnType<typeof scenario>, seed = "1") => {
    const market = new Market(made, rootKey("p", "population", 0, 0));
    market.open(rootKey(seed, "evaluate", 0, 0));
    return market;
  };
  const berries = (units: number) => ({ order: Float64Array.of(0, units) });

  it("nothing goes bad that keeps longer than the market runs, and sales are those of a product that keeps", () => {
    const keeps = scenario(365);
    const forEver = scenario(365);
    forEver.products[1].shelfLifeDays = null;
    const [one, other] = [open(keeps), open(forEver)];
    for (let day = 0; day < 30; day++) {
      const a = one.runDay(berries(10));
      const b = other.runDay(berries(10));
      expect([...a.units, ...a.stock]).toEqual([...b.units, ...b.stock]);
      expect(a.expired[1]).toBe(0);
    }
  });

  it("too large a delivery goes bad the day its life is over, less what was sold of it", () => {
    const market = open(scenario(2, { population: 20 }));
    const first = market.runDay(berries(500));
    const soldFirst = first.units[1];
    const second = market.runDay({});
    const left = 510 - soldFirst - second.units[1];
    expect(second.stock[1]).toBe(left);
    const third = market.runDay({});
    expect(soldFirst).toBeGreaterThan(0);
    expect([third.expired[1], third.stock[1], third.units[1]]).toEqual([left, 0, 0]);
    expect(third.money.writeOff[1]).toBe(left * 125);
    expect(third.stockOut[1]).toBe(1);
  });

  it("a snapshot holds the ages: what follows is the same to the bit, and so in a fork", () => {
    const market = open(scenario(4));
    for (let day = 0; day < 5; day++) market.runDay(berries(40 + (day % 3)));
    const at = market.snapshot();
    const fork = market.fork();
    const play = (one: Market) =>
      Array.from({ length: 12 }, (_, day) => {
        const { expired, stock, units, money } = one.runDay(berries(5 * day));
        return [...expired, ...stock, ...units, ...money.writeOff];
      });
    const went = play(market);
    expect(play(fork)).toEqual(went);
    market.restore(at);
    expect(play(market)).toEqual(went);
    expect(went.some(([, expired]) => expired > 0)).toBe(true);
  });

  it("a product that goes bad leaves the luck of others as it was", () => {
    const [short, long] = [open(scenario(1)), open(scenario(300))];
    for (let day = 0; day < 20; day++) {
      const order = { order: Float64Array.of(30, 200) };
      expect(short.runDay(order).units[0]).toBe(long.runDay(order).units[0]);
    }
  });
});
