import { describe, expect, it } from "vitest";
import { createAdvertising } from "../../sim/advertising.js";
import { createState } from "../../sim/layout.js";
import { dayProfit } from "../../sim/ledger.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { createPopulation } from "../../sim/population.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import type { Today } from "../../sim/today.js";

/** search and posters; three segments who answer strongly, weakly and not at all */
function scenario(changes: Partial<ScenarioInput> = {}) {
  return scenarioSchema.parse({
    name: "advertising",
    population: 900,
    warmUpDays: 0,
    moneyStep: 0.01,
    products: [{ name: "tea", category: "tea", listPrice: 4, unitCost: 2, initialStock: 1e6 }],
    segments: [
      { name: "keen", share: 1, advertising: 2 },
      { name: "calm", share: 1, advertising: 0.5 },
      { name: "deaf", share: 1 },
    ],
    advertising: {
      maxSpend: 50,
      channels: [
        { name: "search", saturation: 10, keep: 0.5, reach: { calm: 0.4 } },
        { name: "posters", saturation: 20, keep: 0.9, reach: { keen: 0.5, deaf: 0 } },
      ],
    },
    ...changes,
  });
}

/** Advertising alone: answers adstock by channel and segment, today's sums, visit lifts and the spend in money steps. */
function alone(changes: Partial<ScenarioInput> = {}) {
  const made = scenario(changes);
  const state = createState(made, createPopulation(made, rootKey("a", "population", 0, 0)));
  const advertising = createAdvertising(made, state);
  if (!advertising) throw new RangeError("found no advertising, expected some");
  const today: Today = {
    key: rootKey("a", "evaluate", 0, 0),
    day: 0,
    visitLift: new Float64Array(3),
    incidenceLift: new Float64Array(3),
    adstock: new Float64Array(3),
    anchored: false,
  };
  return {
    today,
    advertising,
    run(spend?: number[]) {
      today.visitLift.fill(0);
      advertising.morning(today, spend && Float64Array.from(spend));
      return {
        adstock: [...state.adstock],
        sum: [...today.adstock],
        lift: [...today.visitLift],
        spent: state.store[0],
      };
    },
  };
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (let n = 0; n < expected.length; n++) expect(found[n]).toBeCloseTo(expected[n], 12);
}

/** what 63% of saturation is: 1 - 1/e */
const ONE = 1 - Math.exp(-1);

describe("by hand", () => {
  it("spending as much as the saturation reaches 1 - 1/e of those the channel can reach", () => {
    const { adstock } = alone().run([10, 10, 0, 20, 20, 20]);
    expectNear(adstock, [ONE, 0.4 * ONE, 0, 0.5 * ONE, ONE, 0]);
  });

  it("adstock keeps its part a day: .5 of search, .9 of posters, and new reach comes on top", () => {
    const { run } = alone();
    run([10, 0, 0, 20, 0, 0]);
    expectNear(run().adstock, [0.5 * ONE, 0, 0, 0.45 * ONE, 0, 0]);
    expectNear(run([10, 0, 0, 0, 0, 0]).adstock, [1.25 * ONE, 0, 0, 0.405 * ONE, 0, 0]);
  });

  it("steady spending settles at reach / (1 - keep): twice a day's for search, ten times for posters", () => {
    const { run } = alone();
    for (let day = 0; day < 400; day++) run([10, 0, 0, 0, 20, 0]);
    expectNear(run([10, 0, 0, 0, 20, 0]).adstock, [2 * ONE, 0, 0, 0, 10 * ONE, 0]);
  });

  it("visits rise by the segment's answer to the sum over channels", () => {
    const { sum, lift } = alone().run([10, 10, 10, 20, 20, 20]);
    expectNear(sum, [1.5 * ONE, 1.4 * ONE, ONE]);
    expectNear(lift, [3 * ONE, 0.7 * ONE, 0]);
  });

  it("reach saturates: every further 5 adds less than the 5 before", () => {
    const reach = [0, 5, 10, 15, 20].map((spend) => alone().run([spend, 0, 0, 0, 0, 0]).adstock[0]);
    const gains = reach.slice(1).map((value, n) => value - reach[n]);
    gains.slice(1).forEach((gain, n) => {
      expect(gain).toBeLessThan(gains[n]);
      expect(gain).toBeGreaterThan(0);
    });
  });

  it("spending is cut at 50 a channel and segment, is 0 below 0 or where it is no number, and is booked rounded once", () => {
    expect(alone().run([80, 0, 0, 0, 0, 0])).toEqual(alone().run([50, 0, 0, 0, 0, 0]));
    expect(alone().run([80, 0, 0, 0, 0, 0]).spent).toBe(5000);
    expect(alone().run([-4, Number.NaN, 0, 0, 0, 3]).spent).toBe(300);
    expect(alone().run([0.004, 0.004, 0.004, 0, 0, 0]).spent).toBe(1);
    expect(alone().run().spent).toBe(0);
  });

  it("the dial mixes adstock with that at the end of warm-up, and takes today's reach whole", () => {
    const { run, advertising, today } = alone({ carryOver: 0.25 });
    run([10, 0, 0, 0, 0, 0]);
    advertising.markAnchor();
    today.anchored = true;
    // own: .5 ONE, then .25 ONE + ONE; that of the morning after warm-up: .5 ONE
    expectNear(run().sum, [0.5 * ONE, 0, 0]);
    expectNear(run([10, 0, 0, 0, 0, 0]).sum, [0.25 * 1.25 * ONE + 0.75 * 1.5 * ONE, 0, 0]);
  });
});

describe("in a market", () => {
  const open = (changes: Partial<ScenarioInput> = {}) => {
    const market = new Market(scenario(changes), rootKey("a", "population", 0, 0));
    market.open(rootKey("1", "evaluate", 0, 0));
    return market;
  };
  const loud = { adSpend: Float64Array.of(30, 30, 30, 30, 30, 30) };
  const visitsOver = (market: Market, days: number, decisions: Parameters<Market["runDay"]>[0]) => {
    const sums = [0, 0, 0];
    for (let day = 0; day < days; day++) {
      const { visits } = market.runDay(decisions);
      for (let s = 0; s < 3; s++) sums[s] += visits[s];
    }
    return sums;
  };

  it("without spending it is as if there were no channels", () => {
    const [channels, none] = [open(), open({ advertising: { channels: [] } })];
    for (let day = 0; day < 20; day++) expect([...channels.runDay({}).units]).toEqual([...none.runDay({}).units]);
  });

  it.each(["shopper", "cohort"] as const)(
    "at %s fidelity it brings those who answer, by as much as the logit says, and no one else",
    (fidelity) => {
      const [quiet, spent] = [open({ fidelity }), open({ fidelity })].map((market, n) =>
        visitsOver(market, 60, n === 0 ? {} : loud),
      );
      expect(spent[2]).toBe(quiet[2]);
      const logit = (visits: number) => Math.log(visits / (300 * 60 - visits));
      const lift = (s: number) => logit(spent[s]) - logit(quiet[s]);
      // calm, posters: 1 - exp(-1.5) = .777 grows to 10 times; search .95 x .4 to twice; times .5: up to 4.27
      expect(lift(1)).toBeGreaterThan(2.5);
      expect(lift(1)).toBeLessThan(4.5);
      expect(lift(0)).toBeGreaterThan(lift(1));
    },
  );

  it("costs the day what was spent: profit falls by it beside what visits bring", () => {
    const deaf = { segments: [{ name: "deaf", share: 1 }], advertising: { channels: [{ name: "tv", saturation: 9 }] } };
    const [quiet, spent] = [open(deaf), open(deaf)];
    const without = dayProfit(quiet.runDay({}));
    expect(dayProfit(spent.runDay({ adSpend: Float64Array.of(12.34) }))).toBe(without - 1234);
  });

  it("at dial 0 yesterday's spending moves no visit of today; at dial 1 it does", () => {
    const tomorrow = (carryOver: number) =>
      [{}, loud].map((decisions) => {
        const market = open({ carryOver, warmUpDays: 3 });
        for (let day = -3; day < 0; day++) market.runDay(loud);
        market.endWarmUp();
        for (let day = 0; day < 4; day++) market.runDay(decisions);
        return [...market.runDay(loud).visits];
      });
    const [after, before] = tomorrow(0);
    expect(before).toEqual(after);
    const [afterQuiet, afterLoud] = tomorrow(1);
    expect(afterLoud[0]).toBeGreaterThan(afterQuiet[0]);
  });

  it("a channel more leaves luck as it was, and a snapshot or fork goes on to the bit", () => {
    const wider = scenario();
    wider.advertising.channels.push({ name: "tv", saturation: 5, keep: 0.5, reach: {} });
    const one = open();
    const other = new Market(wider, rootKey("a", "population", 0, 0));
    other.open(rootKey("1", "evaluate", 0, 0));
    for (let day = 0; day < 10; day++) {
      const adSpend = Float64Array.of(...loud.adSpend, 0, 0, 0);
      expect([...other.runDay({ adSpend }).units]).toEqual([...one.runDay(loud).units]);
    }
    const at = one.snapshot();
    const play = (market: Market) =>
      Array.from({ length: 10 }, (_, day) => {
        const { adstock, units, store } = market.runDay(day % 2 === 0 ? loud : {});
        return [...adstock, ...units, ...store];
      });
    const fork = one.fork();
    const went = play(one);
    expect(play(fork)).toEqual(went);
    one.restore(at);
    expect(play(one)).toEqual(went);
  });
});
