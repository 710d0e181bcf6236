import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CohortChoice } from "../../sim/cohort-choice.js";
import { type Memory, memoriesIn } from "../../sim/cohort-memory.js";
import type { CohortTypes } from "../../sim/cohort-types.js";
import { KernelRoom } from "../../sim/kernel.js";
import { createState } from "../../sim/layout.js";
import { rootKey, uniformAt } from "../../sim/math/key.js";
import { createPopulation } from "../../sim/population.js";
import { createOffersOfDay } from "../../sim/promotions/offers-of-day.js";
import type { Scenario } from "../../sim/scenario.js";
import { segmentTable } from "../../sim/segment-table.js";
import { smallInput, smallScenario } from "./small-scenario.js";

const EMPTY_SHELF = 3;
const uniform = (purpose: number, i: number, low: number, high: number) =>
  low + (high - low) * uniformAt(77, purpose, i);

/** the small scenario with every response at work, a shopper's loyalty and tastes as told */
function scenarioOf(loyalty: number, spread: number): Scenario {
  const segments = smallInput.segments.map((segment) => ({
    ...segment,
    price: { ...segment.price, sensitivitySpread: spread },
    choice: { ...segment.choice, loyalty, tasteSpread: spread, attributeTaste: { organic: { mean: 0.3, spread } } },
  }));
  return smallScenario({ fidelity: "cohort", segments, carryOver: 0.5 });
}

/** a choice with memories, prices and badges of no day in particular */
function shop(scenario: Scenario) {
  const population = createPopulation(scenario, rootKey("choice", "population", 0, 0));
  const types = population.types as CohortTypes;
  const state = createState(scenario, population);
  const offers = createOffersOfDay(scenario);
  const segment = segmentTable(scenario, population.categories);
  const { own, anchor } = memoriesIn(state);
  const lift = Float64Array.from({ length: segment.g0.length }, (_, i) => uniform(1, i, -0.2, 0.2));
  for (const [m, memory] of [own, anchor].entries()) {
    memory.reference.forEach((_, i) => {
      memory.reference[i] = uniform(2 + m, i, 0.8, 1);
    });
    memory.fatigue.fill(0.4);
    memory.lastShare.set(types.favouriteShare);
    memory.pantry.forEach((_, i) => {
      memory.pantry[i] = uniform(4 + m, i, 0.2, 2);
      memory.pantryVariance[i] = uniform(6 + m, i, 0.2, 2);
    });
  }
  for (let i = 0; i < offers.ratio.length; i++) {
    offers.ratio[i] = i % 3 === 1 ? 0.75 : 1;
    offers.logRatio[i] = Math.log(offers.ratio[i]);
    offers.pull[i] = i % 3 === 1 ? 0.3 : 0;
  }
  state.stock.fill(100);
  const room = new KernelRoom();
  const choice = new CohortChoice(population, types, state, offers, segment, own, anchor, room);
  /** chances where the part `ownShare` of the visitors uses own memory */
  function choose(ownShare: number): number[] {
    if (room.enter()) choice.bind();
    choice.visitors.fill(9);
    choice.ownShare.fill(ownShare);
    choice.lift.set(lift);
    choice.choose();
    return [...choice.share, ...choice.extraMean, ...room.view(choice.at.valueSeen, choice.visitors.length)];
  }
  return { population, types, state, offers, segment, own, lift, choose };
}
type Shop = ReturnType<typeof shop>;

/** a segment's chances by product and mean value seen, by summing over types, what was bought last, and two homes */
function plainChoice(s: number, memory: Memory, { population, types, state, offers, segment, lift }: Shop) {
  const { categoryStart, categoryProducts, categories, typicalPantry, typicalValue } = population;
  const [P, K] = [categoryProducts.length, categories.length];
  const share = new Array<number>(P).fill(0);
  let seen = 0;
  const T = types.typeStart[s + 1] - types.typeStart[s];
  for (let type = types.typeStart[s]; type < types.typeStart[s + 1]; type++)
    for (let k = 0; k < K; k++) {
      const sk = s * K + k;
      const products = [...categoryProducts.keys()].slice(categoryStart[k], categoryStart[k + 1]);
      const weight = products.map((c) => {
        const at = s * P + categoryProducts[c];
        const relief = 1 - offers.ratio[at] / memory.reference[s * P + c];
        const felt = relief * (relief > 0 ? segment.gain[s] : segment.loss[s]);
        const badge = offers.pull[at] / (1 + segment.wear[s] * memory.fatigue[s]);
        return Math.exp(types.appeal[type * P + c] - types.beta[type] * offers.logRatio[at] + felt + badge);
      });
      const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
      const [mean, variance] = [memory.pantry[sk], memory.pantryVariance[sk]];
      const root = Math.sqrt(mean ** 2 / variance + 1);
      products.forEach((last, l) => {
        const ofLast = types.affinity[type * P + last] * memory.lastShare[s * P + last];
        const loyal = (i: number) => weight[i] * (i === l ? 1 + segment.attachment[s] : 1);
        const total = sum(products.map((_, i) => loyal(i)));
        const there = sum(products.map((c, i) => (state.stock[categoryProducts[c]] > 0 ? loyal(i) : 0)));
        seen += (ofLast * (there > 0 ? Math.log(there) : typicalValue[sk] - EMPTY_SHELF)) / (T * K);
        const odds = segment.g0[sk] + segment.g1[sk] * (Math.log(total) - typicalValue[sk]) + lift[sk];
        for (const more of [0, 1]) {
          const part = more === 1 ? 0.5 - 0.5 / root : 0.5 + 0.5 / root;
          const units = mean + (variance / mean) * (1 + (more === 1 ? root : -root));
          const hold = segment.pantry[sk] * (units - typicalPantry[sk]);
          const buys = (ofLast * part) / (1 + Math.exp(hold - odds));
          products.forEach((c, i) => {
            share[c] += (buys * loyal(i)) / (total * T);
          });
        }
      });
    }
  return { share, seen };
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], within: number): void {
  expected.forEach((value, i) => {
    expect(Math.abs(found[i] / value - 1), `${i}: ${found[i]} for ${value}`).toBeLessThan(within);
  });
}

describe("chances of the kernel against a plain sum over types, what was bought last, and homes", () => {
  it.each([
    { loyalty: 1.5, spread: 0.4, within: 1e-6, what: "strong loyalty, to single precision" },
    { loyalty: 0, spread: 0, within: 1e-6, what: "neither loyalty nor spread, to single precision" },
    { loyalty: 0.3, spread: 0.2, within: 0.005, what: "to the second order: within half a hundredth" },
  ])("$what", ({ loyalty, spread, within }) => {
    const made = shop(scenarioOf(loyalty, spread));
    for (const gap of [false, true]) {
      if (gap) made.state.stock[0] = 0;
      const found = made.choose(1);
      for (const s of [0, 1]) {
        const { share, seen } = plainChoice(s, made.own, made);
        expectClose(found.slice(s * 3, s * 3 + 3), share, within);
        expect(Math.abs((found.at(s - 2) as number) - seen)).toBeLessThan(within);
      }
    }
  });
});

describe("a choice", () => {
  it("mixes own memory and the dial's by their parts", () => {
    const made = shop(scenarioOf(0.5, 0.3));
    const [all, none] = [made.choose(1), made.choose(0)];
    expectClose(
      made.choose(0.3),
      all.map((own, i) => 0.3 * own + 0.7 * none[i]),
      1e-6,
    );
    expect(all).not.toEqual(none);
  });

  it("is the same to the bit where another market, a larger one, asked in between", () => {
    const made = shop(scenarioOf(0.5, 0.3));
    const before = made.choose(1);
    const products = Array.from({ length: 90 }, (_, p) => ({ ...smallInput.products[p % 3], name: `p${p}` }));
    const segments = scenarioOf(0.5, 0.3).segments.map((one) => ({ ...one, choice: { ...one.choice, appeal: {} } }));
    const larger = shop(smallScenario({ fidelity: "cohort", products, segments, calendar: {}, carryOver: 0.5 }));
    larger.choose(1);
    expect(made.choose(1)).toEqual(before);
  });
});

describe("the kernel", () => {
  it("is what its source compiles to (else: npm run build:kernel)", () => {
    const build = join(import.meta.dirname, "../../experiments/cli/build-kernel.mjs");
    expect(execFileSync(process.execPath, [build, "--check"], { encoding: "utf8" })).toBe("sim/kernel: up to date\n");
  });
});
