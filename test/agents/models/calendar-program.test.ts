import { describe, expect, it } from "vitest";
import { createRng } from "../../../agents/math/rng.js";
import { calendarProgram, pairOffers } from "../../../agents/models/calendar-program.js";
import { createFluidMarket, seasonBlocks } from "../../../agents/models/fluid.js";
import { type Offer, oneAtATime, total } from "../../../agents/models/promotion-program.js";
import { loadSolver } from "../../../experiments/portable/lp.js";
import { brief, lively } from "./one-shelf.js";

const lp = await loadSolver();
const weeks = [0, 1, 2].map((week) => ({ name: `week ${week}`, firstDay: 7 * week, days: 7 }));
const offer = (block: number, choice: number, gain: number): Offer => ({ block, slot: 0, choice, gain });
const solve = (...[offers, pairs, limits = []]: [Offer[], Parameters<typeof calendarProgram>[1], never[]?]) =>
  lp.solve(calendarProgram(offers, pairs, [...oneAtATime(offers, weeks, ["tea"]), ...limits]));

describe("worked by hand", () => {
  it("two offers that earn 3 and 2 but cost 4 together: the first alone; with 1 together: both, 6", () => {
    const offers = [offer(0, 1, 3), offer(1, 1, 2)];
    const alone = solve(offers, [{ one: 0, other: 1, gain: -4 }]);
    expect([alone.objective, ...alone.values.slice(0, 2)]).toEqual([3, 1, 0]);
    expect(solve(offers, [{ one: 0, other: 1, gain: 1 }]).objective).toBeCloseTo(6, 9);
  });

  it("a pair's loss is not paid with that of another offer of the same week, which does not stand", () => {
    const offers = [offer(0, 1, 5), offer(1, 1, 4), offer(1, 2, 4)];
    const { objective, values } = solve(offers, [
      { one: 0, other: 1, gain: -3 },
      { one: 0, other: 2, gain: -1 },
    ]);
    expect(objective).toBeCloseTo(8, 9);
    expect([...values.slice(0, 3)]).toEqual([1, 0, 1]);
  });
});

it("is the best of all 729 plans of three weeks, two slots and two choices, under a budget of offers", () => {
  const rng = createRng("plans");
  for (let trial = 0; trial < 4; trial++) {
    const offers: Offer[] = [0, 1, 2].flatMap((block) =>
      [0, 1].flatMap((slot) => [1, 2].map((choice) => ({ block, slot, choice, gain: 2 + rng.normal() }))),
    );
    const pairs = offers.flatMap((one, i) =>
      offers.flatMap((other, j) =>
        j > i && (one.block !== other.block || one.slot !== other.slot)
          ? [{ one: i, other: j, gain: 2 * rng.normal() }]
          : [],
      ),
    );
    const limits = [
      ...oneAtATime(offers, weeks, ["tea", "rice"]),
      total("at most 4 offers", offers, () => 1, { high: 4 }),
    ];
    let best = 0;
    for (let plan = 0; plan < 3 ** 6; plan++) {
      const chosen = plan.toString(3).padStart(6, "0").split("").map(Number);
      const stands = offers.map(({ block, slot, choice }) => chosen[2 * block + slot] === choice);
      if (stands.filter(Boolean).length > 4) continue;
      const gain =
        offers.reduce((sum, { gain }, i) => sum + (stands[i] ? gain : 0), 0) +
        pairs.reduce((sum, { one, other, gain }) => sum + (stands[one] && stands[other] ? gain : 0), 0);
      best = Math.max(best, gain);
    }
    expect(lp.solve(calendarProgram(offers, pairs, limits)).objective).toBeCloseTo(best, 8);
  }
});

describe("gains to second order", () => {
  const blocks = seasonBlocks(brief, 5);
  const fluid = createFluidMarket(lively, brief, blocks);
  const none = new Float64Array(2);
  const pairing = (planned: Int32Array) =>
    pairOffers(fluid.worth(planned, 0, none), { brief, blocks, fluid, planned, from: 0, memory: none, reachDays: 100 });
  const worthOf = ({ offers, pairs }: ReturnType<typeof pairing>, plan: Int32Array) => {
    const stands = offers.map(({ block, slot, choice }) => plan[2 * block + slot] === choice);
    return (
      offers.reduce((sum, { gain }, i) => sum + (stands[i] ? gain : 0), 0) +
      pairs.reduce((sum, { one, other, gain }) => sum + (stands[one] && stands[other] ? gain : 0), 0)
    );
  };

  it.each([
    ["no offers", new Int32Array(blocks.length * 2)],
    ["a plan", Int32Array.of(0, 1, 0, 0, 2, 0, 0, 0, 1, 2, 0, 0)],
  ])("about %s are exact for every plan that differs from it in two places", (_, planned) => {
    const paired = pairing(planned);
    const about = fluid.profitOf(0, planned, 0, none);
    const rng = createRng("two places");
    for (let trial = 0; trial < 40; trial++) {
      const plan = planned.slice();
      for (let change = 0; change < 2; change++) plan[rng.int(plan.length)] = rng.int(4);
      const exact = fluid.profitOf(0, plan, 0, none) - about;
      expect(worthOf(paired, plan) - worthOf(paired, planned)).toBeCloseTo(exact, 2);
    }
  });

  it("an offer and its neighbour's in the same days lose together what both promise the same shoppers", () => {
    const { offers, pairs } = pairing(new Int32Array(blocks.length * 2));
    const at = (slot: number) => offers.findIndex((o) => o.block === 0 && o.slot === slot && o.choice === 1);
    const together = pairs.find(({ one, other }) => one === at(0) && other === at(1))!;
    const plan = new Int32Array(blocks.length * 2);
    const f = (first: number, second: number) => {
      plan[0] = first;
      plan[1] = second;
      return fluid.profitOf(0, plan, 0, none);
    };
    expect(together.gain).toBeCloseTo(f(1, 1) - f(1, 0) - f(0, 1) + f(0, 0), 8);
  });
});
