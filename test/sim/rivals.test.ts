import { describe, expect, it } from "vitest";
import { createState } from "../../sim/layout.js";
import { Market } from "../../sim/market.js";
import { rootKey, subKey } from "../../sim/math/key.js";
import { createPopulation } from "../../sim/population.js";
import { createRivals } from "../../sim/rivals.js";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";
import type { Today } from "../../sim/today.js";

type RivalInput = NonNullable<ScenarioInput["rivals"]>[number];
type Process = RivalInput["process"];

const rival = (name: string, process: Process, categories: string[] = []): RivalInput => ({
  name,
  categories,
  process,
});

/** two categories, tea of two products and food of one; three segments, who do not mind, mind in general, and in tea */
function scenario(rivals: RivalInput[], changes: Partial<ScenarioInput> = {}) {
  const product = { listPrice: 4, unitCost: 2, initialStock: 1e6 };
  return scenarioSchema.parse({
    name: "rivals",
    population: 300,
    warmUpDays: 0,
    products: [
      { ...product, name: "green", category: "tea" },
      { ...product, name: "oats", category: "food" },
      { ...product, name: "black", category: "tea" },
    ],
    segments: [
      { name: "loyal", share: 1 },
      { name: "roaming", share: 1, visit: { rivalDiscount: 4 }, category: { rival: 2 } },
      { name: "tea", share: 1, categories: { tea: { rival: 5 } } },
    ],
    rivals,
    ...changes,
  });
}

/** The rivals alone, without shoppers: this shop's offers are said by the test. */
function alone(rivals: RivalInput[], warmUpDays = 0, seed = "1") {
  const made = scenario(rivals, { warmUpDays });
  const population = createPopulation(made, rootKey("r", "population", 0, 0));
  const state = createState(made, population);
  const listPrice = Float64Array.of(400, 400, 400);
  state.regularPrice.set(listPrice);
  const them = createRivals(made, population, state, listPrice);
  if (!them) throw new RangeError("found no rivals, expected some");
  const root = rootKey(seed, "evaluate", 0, 0);
  let day = -warmUpDays;
  const today: Today = {
    key: root,
    day,
    visitLift: new Float64Array(3),
    incidenceLift: new Float64Array(6),
    adstock: new Float64Array(3),
    anchored: false,
  };
  return {
    state,
    today,
    /** a day on which this shop offers the depths; answers the rivals' discounts, [rivals, categories] */
    run(depth: number[] = [0, 0, 0], decided?: Float64Array): number[] {
      them.morning(day, subKey(root, day), decided);
      today.visitLift.fill(0);
      them.affect(today);
      state.depth.set(depth);
      them.evening(day);
      day += 1;
      return [...state.rivalDiscount];
    },
  };
}

function expectNear(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (let n = 0; n < expected.length; n++) expect(found[n]).toBeCloseTo(expected[n], 12);
}

describe("by hand", () => {
  it("a calendar rival promotes the first `days` of every `every`, from `offset` on and before it alike", () => {
    const process: Process = { kind: "calendar", every: 7, offset: 3, days: 2, depth: 0.25 };
    const { run } = alone([rival("clock", process)], 5);
    const on = Array.from({ length: 20 }, (_, n) => [n - 5, run()[0]]).filter(([, discount]) => discount > 0);
    expect(on).toEqual([-4, -3, 3, 4, 10, 11].map((day) => [day, 0.25]));
  });

  it("a follower gives response x this shop's mean discount of the category, lagDays later", () => {
    const process: Process = { kind: "follower", response: 0.5, lagDays: 2, chance: 0 };
    const { run } = alone([rival("echo", process)]);
    const days = [
      [0.3, 0.2, 0.1],
      [0, 0, 0],
      [0, 0.4, 0.2],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ].map((depth) => run(depth));
    // tea is green and black: means .2, 0, .1; food is oats: .2, 0, .4
    const expected = [0, 0, 0, 0, 0.1, 0.1, 0, 0, 0.05, 0.2, 0, 0];
    expectNear(days.flat(), expected);
  });

  it("a follower follows a regular price too, also upwards, and can look back 28 days", () => {
    const process: Process = { kind: "follower", response: 1, lagDays: 28, chance: 0 };
    const { run, state } = alone([rival("echo", process)]);
    state.regularPrice[1] = 500;
    run();
    state.regularPrice[1] = 400;
    for (let day = 1; day < 28; day++) expect(run()).toEqual([0, 0]);
    expect(run()[1]).toBeCloseTo(-0.25, 12);
    expect(run()).toEqual([0, 0]);
  });

  it("a decided rival does what is said, within -.5 and .95, and nothing where nothing is said", () => {
    const { run } = alone([
      rival("clock", { kind: "calendar", depth: 0.1, days: 60 }),
      rival("agent", { kind: "decided" }),
    ]);
    expect(run([0, 0, 0], Float64Array.of(0.9, 0.9, 0.3, -0.2))).toEqual([0.1, 0.1, 0.3, -0.2]);
    expect(run([0, 0, 0], Float64Array.of(0.9, 0.9, 7, -7))).toEqual([0.1, 0.1, 0.95, -0.5]);
    expect(run()).toEqual([0.1, 0.1, 0, 0]);
  });

  it("a rival does nothing in a category it does not sell", () => {
    const { run } = alone([rival("food only", { kind: "decided" }, ["food"])]);
    expect(run([0, 0, 0], Float64Array.of(0.5, 0.3))).toEqual([0, 0.3]);
  });

  it("visits fall by rivalDiscount x the mean over rivals and what they sell; buying by rival x the category's mean", () => {
    const { run, today } = alone([
      rival("all", { kind: "decided" }),
      rival("food only", { kind: "decided" }, ["food"]),
    ]);
    run([0, 0, 0], Float64Array.of(0.3, 0.2, 0.9, 0.1));
    // three pairs: (.3 + .2 + .1) / 3 = .2; tea .3, food (.2 + .1) / 2 = .15
    expectNear(today.visitLift, [0, -0.8, 0]);
    expectNear(today.incidenceLift, [0, 0, -0.6, -0.3, -1.5, 0]);
  });

  it("a promotion of its own lasts its days and may be followed by the next at once", () => {
    const process: Process = { kind: "autoregressive", mean: 0.1, spread: 0, chance: 1, days: 3, depth: 0.2 };
    const { run } = alone([rival("always", process)]);
    for (let day = 0; day < 10; day++) expect(run()[0]).toBeCloseTo(0.3, 12);
  });
});

describe("the autoregressive discount over 40,000 days: mean .1, keep .8, spread .06", () => {
  const days = 40_000;
  const keep = 0.8;
  const spread = 0.06;
  const { run } = alone([rival("drift", { kind: "autoregressive", mean: 0.1, keep, spread, chance: 0 })]);
  const tea = new Float64Array(days);
  const food = new Float64Array(days);
  for (let day = 0; day < days; day++) [tea[day], food[day]] = run();
  const mean = (x: Float64Array) => x.reduce((a, b) => a + b) / days;
  const covariance = (x: Float64Array, y: Float64Array, lag: number) => {
    const [a, b] = [mean(x), mean(y)];
    let sum = 0;
    for (let t = lag; t < days; t++) sum += (x[t] - a) * (y[t - lag] - b);
    return sum / (days - lag);
  };

  it("has the mean said", () => {
    // variance of the mean of an AR(1): spread^2 / n x (1 + keep) / (1 - keep)
    const error = spread * Math.sqrt((1 + keep) / (1 - keep) / days);
    expect(Math.abs(mean(tea) - 0.1)).toBeLessThan(4 * error);
  });

  it("has the spread said in the long run", () => {
    // variance of the sample variance of a Gaussian AR(1): 2 spread^4 / n x (1 + keep^2) / (1 - keep^2)
    const error = spread * spread * Math.sqrt((2 / days) * ((1 + keep * keep) / (1 - keep * keep)));
    expect(Math.abs(covariance(tea, tea, 0) - spread * spread)).toBeLessThan(4 * error);
  });

  it("keeps keep^lag of a deviation after 1, 2 and 5 days", () => {
    const variance = covariance(tea, tea, 0);
    for (const lag of [1, 2, 5]) {
      // Bartlett (1946): variance of an AR(1)'s autocorrelation at a lag
      const a = keep * keep;
      const power = a ** lag;
      const error = Math.sqrt(((1 + a) * (1 - power)) / (1 - a) - 2 * lag * power) / Math.sqrt(days);
      expect(Math.abs(covariance(tea, tea, lag) / variance - keep ** lag)).toBeLessThan(4 * error);
    }
  });

  it("moves in each category by luck of its own", () => {
    const correlation = covariance(tea, food, 0) / Math.sqrt(covariance(tea, tea, 0) * covariance(food, food, 0));
    // of two independent AR(1): variance (1 + keep^2) / (1 - keep^2) / n
    expect(Math.abs(correlation)).toBeLessThan(4 * Math.sqrt((1 + keep * keep) / (1 - keep * keep) / days));
  });

  it("starts in its long-run law, not at its mean", () => {
    let sum = 0;
    for (let seed = 0; seed < 400; seed++) {
      const process: Process = { kind: "autoregressive", mean: 0, keep: 0.99, spread, chance: 0 };
      sum += alone([rival("drift", process)], 0, `start ${seed}`).run()[0] ** 2;
    }
    expect(Math.abs(sum / 400 - spread * spread)).toBeLessThan(4 * spread * spread * Math.sqrt(2 / 400));
  });

  it("has promotions of its own days / (days + 1 / chance - 1) of the time", () => {
    const process: Process = { kind: "autoregressive", spread: 0, chance: 0.1, days: 4, depth: 0.2 };
    const shop = alone([rival("promoter", process)]);
    let on = 0;
    for (let day = 0; day < days; day++) on += shop.run()[0] > 0 ? 1 : 0;
    // cycles of 4 days on and Geometric(.1) - 1 = 9 off in the mean; s.e. by renewal: sqrt(n 4^2 var / 13^3), var = .9 / .01
    expect(Math.abs(on - (days * 4) / 13)).toBeLessThan(4 * Math.sqrt((days * 16 * 90) / 13 ** 3));
  });
});

describe("in a market", () => {
  const drift: Process = { kind: "autoregressive", mean: 0.2, keep: 0.9, spread: 0.1 };
  const follower: Process = { kind: "follower", response: 0.8, lagDays: 3 };
  const open = (rivals: RivalInput[], changes: Partial<ScenarioInput> = {}) => {
    const market = new Market(scenario(rivals, changes), rootKey("r", "population", 0, 0));
    market.open(rootKey("7", "evaluate", 0, 0));
    return market;
  };
  const depths = { depth: Float64Array.of(0.2, 0, 0) };

  it("a rival that nobody minds changes no sale", () => {
    const indifferent = [{ name: "loyal", share: 1 }];
    const with_ = open([rival("drift", drift)], { segments: indifferent });
    const without = open([], { segments: indifferent });
    for (let day = 0; day < 30; day++) expect([...with_.runDay({}).units]).toEqual([...without.runDay({}).units]);
  });

  it.each(["shopper", "cohort"] as const)(
    "at %s fidelity, one that gives .5 away keeps those away who mind",
    (fidelity) => {
      const visits = (discount: number) => {
        const market = open([rival("agent", { kind: "decided" })], { fidelity, population: 6000 });
        const rivalDiscount = Float64Array.of(discount, discount);
        const sums = [0, 0, 0];
        for (let day = 0; day < 20; day++) {
          const { visits } = market.runDay({ rivalDiscount });
          for (let s = 0; s < 3; s++) sums[s] += visits[s];
        }
        return sums;
      };
      const [plain, under] = [visits(0), visits(0.5)];
      expect(under[0]).toBe(plain[0]);
      // 4 x .5 = 2 logits from about -1.1: .25 to .043 of 2,000 shoppers
      expect(under[1] / plain[1]).toBeGreaterThan(0.12);
      expect(under[1] / plain[1]).toBeLessThan(0.25);
    },
  );

  it("one that gives .3 away in tea takes tea sales of those who mind there, no visit and no other sale of that day", () => {
    const dayOne = (discount: number) => {
      const market = open([rival("agent", { kind: "decided" }, ["tea"])], { population: 9000 });
      const { visits, segmentUnits } = market.runDay({ rivalDiscount: Float64Array.of(discount, 0) });
      // of the third segment: green, oats, black
      return { visits: visits[2], units: [...segmentUnits.slice(6)] };
    };
    const [plain, under] = [dayOne(0), dayOne(0.3)];
    expect(under.visits).toBe(plain.visits);
    expect(under.units[1]).toBe(plain.units[1]);
    const [sold, left] = [plain, under].map(({ units }) => units[0] + units[2]);
    // 5 x .3 = 1.5 logits from about .2: .55 to .21 of the visitors buy tea
    expect(left / sold).toBeGreaterThan(0.3);
    expect(left / sold).toBeLessThan(0.5);
  });

  it("at cohort fidelity it takes tea sales alike, and no visit", () => {
    const dayOne = (discount: number) => {
      const agent = rival("agent", { kind: "decided" }, ["tea"]);
      const market = open([agent], { population: 90_000, fidelity: "cohort" });
      const { visits, segmentUnits } = market.runDay({ rivalDiscount: Float64Array.of(discount, 0) });
      return { visits: visits[2], tea: segmentUnits[6] + segmentUnits[8], food: segmentUnits[7] };
    };
    const [plain, under] = [dayOne(0), dayOne(0.3)];
    expect(under.visits).toBe(plain.visits);
    expect(under.tea / plain.tea).toBeGreaterThan(0.3);
    expect(under.tea / plain.tea).toBeLessThan(0.5);
    // food is drawn apart for those who buy tea: two counts with a variance below 2 units each, 4 standard errors
    expect(Math.abs(under.food - plain.food)).toBeLessThan(4 * Math.sqrt(2 * 2 * plain.food));
  });

  it("another rival leaves the first one's luck as it was, and a new category too", () => {
    const [few, many] = [open([rival("drift", drift)]), open([rival("echo", follower), rival("drift", drift)])];
    const more = scenario([rival("drift", drift)]);
    more.products.unshift({ ...more.products[0], name: "pen", category: "paper" });
    const wider = new Market(more, rootKey("r", "population", 0, 0));
    wider.open(rootKey("7", "evaluate", 0, 0));
    for (let day = 0; day < 40; day++) {
      const [a, b, c] = [few, many, wider].map((market) => market.runDay({}).rivalDiscount);
      expect([...b.slice(2)]).toEqual([...a]);
      expect([...c.slice(1)]).toEqual([...a]);
    }
  });

  it("no policy moves an autoregressive rival, and a follower by what it follows alone", () => {
    const [one, other] = [
      open([rival("drift", drift), rival("echo", follower)]),
      open([rival("drift", drift), rival("echo", follower)]),
    ];
    let followed = false;
    for (let day = 0; day < 20; day++) {
      const a = one.runDay({}).rivalDiscount;
      const b = other.runDay(depths).rivalDiscount;
      expect([b[0], b[1], b[3]]).toEqual([a[0], a[1], a[3]]);
      if (b[2] !== a[2]) followed = true;
    }
    expect(followed).toBe(true);
  });

  it("a snapshot holds them: what follows is the same to the bit, and so in a fork", () => {
    const market = open([rival("drift", { ...drift, chance: 0.2 }), rival("echo", follower)], { warmUpDays: 6 });
    for (let day = 0; day < 10; day++) market.runDay(depths);
    const at = market.snapshot();
    const fork = market.fork();
    const play = (one: Market) =>
      Array.from({ length: 15 }, () => {
        const { rivalDiscount, units, visits } = one.runDay(depths);
        return [...rivalDiscount, ...units, ...visits];
      });
    const went = play(market);
    expect(play(fork)).toEqual(went);
    market.restore(at);
    expect(play(market)).toEqual(went);
  });
});
