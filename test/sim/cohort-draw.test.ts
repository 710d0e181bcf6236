import { describe, expect, it } from "vitest";
import { CohortChoice } from "../../sim/cohort-choice.js";
import { CohortDraw } from "../../sim/cohort-draw.js";
import { memoriesIn } from "../../sim/cohort-memory.js";
import type { CohortTypes } from "../../sim/cohort-types.js";
import { KernelRoom } from "../../sim/kernel.js";
import { createState } from "../../sim/layout.js";
import { binomialAt } from "../../sim/math/binomial.js";
import { cappedTotal } from "../../sim/math/capped-total.js";
import { hashText, rootKey, uniformAt, wordAt } from "../../sim/math/key.js";
import { createPopulation } from "../../sim/population.js";
import { createPromotionDesk } from "../../sim/promotions/desk.js";
import type { Scenario, ScenarioInput } from "../../sim/scenario.js";
import { segmentTable } from "../../sim/segment-table.js";
import { smallInput, smallScenario } from "./small-scenario.js";

const BOUGHT = 0x428a2f98;
const MORE_AT_MOST = 4;
const UNCAPPED = 0.5;

/** draws of a scenario's wishes, with whatever chances and visitors a test writes into their views */
function drawsOf(scenario: Scenario) {
  const population = createPopulation(scenario, rootKey("draws", "population", 0, 0));
  const state = createState(scenario, population);
  const desk = createPromotionDesk(scenario, population, state, () => {});
  desk.open({}, -1);
  const { own, anchor } = memoriesIn(state);
  const room = new KernelRoom();
  const segment = segmentTable(scenario, population.categories);
  const types = population.types as CohortTypes;
  const choice = new CohortChoice(population, types, state, desk.offers, segment, own, anchor, room);
  const none = new Float64Array(0);
  const counts = {
    ...{ share: none, takers: none, units: none, wanted: none, extraMean: none },
    ...{ bundleUnits: none, bundleOff: none, bundleTouched: none, disappointed: none },
    regularPrice: state.regularPrice,
  };
  const party = { waiting: none, visitors: none, buyers: none };
  const uncapped = new Float64Array(scenario.segments.length).fill(UNCAPPED);
  const draw = new CohortDraw(scenario, population, desk, counts, MORE_AT_MOST, uncapped, choice, party, room);
  room.enter();
  choice.bind();
  draw.bind();
  return { population, choice, draw, counts, party };
}

/** the same draw by draw, as a row's visitors walk through the categories */
function plainWishes(scenario: Scenario, row: number, day: number, { population, choice }: ReturnType<typeof drawsOf>) {
  const { categories, categoryStart, categoryProducts } = population;
  const P = categoryProducts.length;
  const segment = scenario.segments[row].name;
  const key = (purpose: string) => {
    const label = hashText(purpose, 0x1b873593);
    return [wordAt(day, 31, label), wordAt(31 ^ 0x6a09e667, day, label)] as const;
  };
  const share = [...choice.share.subarray(row * P, (row + 1) * P)];
  const takers = new Array<number>(P).fill(0);
  let some = 0;
  let none = choice.visitors[row];
  categories.forEach((category, k) => {
    const products = share.slice(categoryStart[k], categoryStart[k + 1]);
    const chance = products.reduce((a, b) => a + b, 0);
    const name = hashText(`${segment}\u0000${category}`, 1);
    const again = binomialAt(wordAt(...key("incidence"), name), some, chance);
    const first = binomialAt(wordAt(...key("incidence-more"), name), none, chance);
    none -= first;
    some += first;
    let left = again + first;
    let rest = chance;
    products.forEach((weight, j) => {
      const c = categoryStart[k] + j;
      const word = wordAt(...key("product"), nameOf(c));
      takers[c] = j === products.length - 1 ? left : binomialAt(word, left, weight / rest);
      left -= takers[c];
      rest -= weight;
    });
  });
  const units = takers.map((n, c) => {
    const word = wordAt(...key("quantity"), nameOf(c));
    return n + cappedTotal(word, n, choice.extraMean[row * P + c], MORE_AT_MOST, UNCAPPED);
  });
  return { takers, units, buyers: some };

  function nameOf(c: number): number {
    return hashText(`${segment}\u0000${scenario.products[categoryProducts[c]].name}`, 2);
  }
}

/** the small scenario with one category of many products, one of two and one of one */
const manyProducts: Partial<ScenarioInput> = {
  products: Array.from({ length: 10 }, (_, p) => ({
    ...smallInput.products[0],
    name: `p${p}`,
    category: p < 7 ? "many" : p < 9 ? "two" : "one",
  })),
  segments: smallInput.segments.map((segment) => ({
    ...segment,
    categories: {},
    choice: { ...segment.choice, appeal: {} },
  })),
  calendar: {},
};

describe("wishes of all rows, drawn side by side, are to the bit those drawn one by one", () => {
  it.each([
    { what: "few visitors", visitors: [1, 7], share: 0.1, extra: 0.3 },
    { what: "as on a plain day", visitors: [58, 91], share: 0.09, extra: 0.3 },
    { what: "nobody in a segment", visitors: [0, 40], share: 0.1, extra: 0.3 },
    { what: "a day of thousands", visitors: [4000, 150], share: 0.08, extra: 0.3 },
    { what: "nearly everybody buys, and nearly all of them one product", visitors: [30, 100], share: 0.99, extra: 0.1 },
    { what: "large baskets, where units are capped", visitors: [60, 127], share: 0.1, extra: 1.5 },
  ])("$what", ({ visitors, share, extra }) => {
    const scenario = smallScenario({ fidelity: "cohort", ...manyProducts });
    const made = drawsOf(scenario);
    const { choice, draw, counts, party, population } = made;
    const P = scenario.products.length;
    for (let day = 1; day <= 300; day++) {
      choice.visitors.set(visitors);
      for (let i = 0; i < choice.share.length; i++) {
        const first = population.categoryStart.includes(i % P);
        const rest = share > 0.5 && !first ? (1 - share) / 8 : share;
        choice.share[i] = rest * (0.5 + 0.5 * uniformAt(day, 1, i));
        choice.extraMean[i] = extra * (0.5 + uniformAt(day, 2, i));
      }
      draw.open(day, 31);
      draw.wishes();
      for (const row of [0, 1]) {
        const plain = plainWishes(scenario, row, day, made);
        expect([...counts.takers.subarray(row * P, (row + 1) * P)]).toEqual(plain.takers);
        expect([...counts.units.subarray(row * P, (row + 1) * P)]).toEqual(plain.units);
        expect(party.buyers[row]).toBe(plain.buyers);
      }
    }
  });

  it("whatever the visitors, 0 to 140, and the chances", () => {
    const scenario = smallScenario({ fidelity: "cohort", ...manyProducts });
    const made = drawsOf(scenario);
    const { choice, draw, counts, population } = made;
    const P = scenario.products.length;
    for (let day = 1; day <= 2000; day++) {
      for (const row of [0, 1]) {
        choice.visitors[row] = Math.floor(141 * uniformAt(day, 3, row));
        population.categories.forEach((_, k) => {
          const [from, to] = [population.categoryStart[k], population.categoryStart[k + 1]].map((c) => row * P + c);
          // a power, so that chances are large and small
          const weight = (i: number) => uniformAt(day, 4, i) ** 4;
          let sum = 0;
          for (let i = from; i < to; i++) sum += weight(i);
          const chance = uniformAt(day, 5, from);
          for (let i = from; i < to; i++) choice.share[i] = (chance * weight(i)) / sum;
        });
      }
      choice.extraMean.fill(0.4);
      draw.open(day, 31);
      draw.wishes();
      for (const row of [0, 1])
        expect([...counts.units.subarray(row * P, (row + 1) * P)]).toEqual(plainWishes(scenario, row, day, made).units);
    }
  });

  it("where categories are linked, with the chances of those who bought and of those who passed apart", () => {
    const scenario = smallScenario({ fidelity: "cohort", links: [{ categories: ["drinks", "food"], lift: 1.2 }] });
    const { choice, draw, counts, population } = drawsOf(scenario);
    const usual = 1 / (1 + Math.exp(-segmentTable(scenario, population.categories).g0[0]));
    for (let day = 1; day <= 300; day++) {
      choice.visitors.set([50, 0]);
      choice.share.set([0.2, 0.1, 0.3]);
      choice.extraMean.fill(0);
      draw.open(day, 31);
      draw.wishes();
      const drinkers = counts.takers[0] + counts.takers[1];
      const eaters = [drinkers, 50 - drinkers].map((n, passed) => {
        const by = 1.2 * (passed === 1 ? -usual : 1 - usual);
        const label = hashText(passed === 1 ? "incidence-more" : "incidence", 0x1b873593);
        const name = hashText(`${scenario.segments[0].name}\u0000food`, 1);
        const plain = wordAt(wordAt(day, 31, label), wordAt(31 ^ 0x6a09e667, day, label), name);
        const word = passed === 1 ? plain : wordAt(plain, BOUGHT, 2);
        return binomialAt(word, n, 0.3 / (0.3 + 0.7 * Math.exp(-by)));
      });
      expect(counts.takers[2]).toBe(eaters[0] + eaters[1]);
    }
  });
});
