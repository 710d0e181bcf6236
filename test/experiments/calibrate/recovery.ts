import { type ChoiceData, fitConditionalLogit, standardErrors } from "../../../agents/math/conditional-logit.js";
import { createRng } from "../../../agents/math/rng.js";
import { shopOfGivenPrices } from "../../../experiments/calibrate/given-prices.js";
import { panelAttributes } from "../../../experiments/calibrate/panel-attributes.js";
import type { Panel } from "../../../experiments/calibrate/panel-csv.js";
import { fitPanelMoments } from "../../../experiments/calibrate/panel-fit.js";
import { playPanel, type ShelfState } from "../../../experiments/calibrate/panel-market.js";
import type { PurchaseHistory } from "../../../experiments/calibrate/panel-moments.js";
import type { MomentFit } from "../../../experiments/calibrate/simulated-moments.js";
import type { ScenarioInput } from "../../../sim/scenario.js";

/*
 * Panels with known parameters, and how often 95% intervals of what is estimated from them hold the truth. `npm test` makes
 * 200 of each kind; `npx tsx test/experiments/calibrate/recovery-full.ts` as many as it is told to.
 */

/** Of four brands: constants less the last brand's, then of ln price, feature, loyalty to the brand bought last. */
export const TRUTH = {
  appeal: { a: 0.8, b: 0.3, c: -0.6, d: 0 },
  price: -2.5,
  feat: 0.7,
  loyalty: 1.2,
} as const;
const BRANDS = Object.keys(TRUTH.appeal) as (keyof typeof TRUTH.appeal)[];
const LIST_PRICE = 2;
const truths = [TRUTH.appeal.a, TRUTH.appeal.b, TRUTH.appeal.c, TRUTH.price, TRUTH.feat, TRUTH.loyalty];

/** Intervals that hold the truth, of all. */
export interface Coverage {
  covered: number;
  intervals: number;
}

/** Sixty households of twenty purchases each, chosen by the conditional logit itself. */
export function modelPanel(seed: string): Panel {
  const rng = createRng(`model panel/${seed}`);
  const household: string[] = [];
  const chosen: number[] = [];
  const price: number[] = [];
  const feat: number[] = [];
  for (let h = 0; h < 60; h++) {
    let last = -1;
    for (let n = 0; n < 20; n++) {
      const shelf = drawShelf(rng);
      let best = -1;
      let highest = Number.NEGATIVE_INFINITY;
      BRANDS.forEach((brand, j) => {
        const utility =
          TRUTH.appeal[brand] +
          TRUTH.price * Math.log(shelf.price[j]) +
          TRUTH.feat * shelf.feat[j] +
          TRUTH.loyalty * (last === j ? 1 : 0) -
          Math.log(-Math.log(rng.uniform()));
        if (utility > highest) [highest, best] = [utility, j];
      });
      household.push(String(h));
      chosen.push(best);
      price.push(...shelf.price);
      feat.push(...shelf.feat);
      last = best;
    }
  }
  return {
    brands: BRANDS,
    household,
    chosen: Int32Array.from(chosen),
    price: Float64Array.from(price),
    feat: Float64Array.from(feat),
    disp: null,
    day: null,
    units: null,
    store: null,
  };
}

/** The purchases of eighty simulated shoppers over half a year, at prices that change every week. */
export function shopperPanel(seed: string): Panel {
  const rng = createRng(`shopper panel/${seed}`);
  const shop = shopOfGivenPrices({ ...shopperScenario, population: 80 });
  const play = { path: weeklyPath(rng), fewest: 2, luck: `recovery/${seed}` };
  return panelOf([playPanel(shop, play)], BRANDS);
}

/** Shoppers who choose by `TRUTH`: nobody differs, no badge wears out, no price is remembered. */
export const shopperScenario: ScenarioInput = {
  name: "recovery",
  warmUpDays: 28,
  products: BRANDS.map((name) => ({
    name,
    category: "shelf",
    listPrice: LIST_PRICE,
    unitCost: 1,
    initialStock: 1e6,
  })),
  segments: [
    {
      name: "everybody",
      share: 1,
      visit: { base: -1, storeValue: 0.05 },
      price: { sensitivity: -TRUTH.price, sensitivitySpread: 0, gain: 0, loss: 0 },
      promotion: { display: { "percent-off": TRUTH.feat }, wear: 0 },
      choice: { loyalty: TRUTH.loyalty, tasteSpread: 0, appeal: TRUTH.appeal },
      category: { incidence: -0.5, value: 0.5, pantry: 1, pantryKeep: 0.9 },
      quantity: { base: -1, price: 0.8 },
    },
  ],
};

/** What `momentFit` is to find, by the names of its parameters. */
export const MOMENT_TRUTH = {
  "class 1: log-odds of buying on a visit": -1,
  "spread of tastes within a class": 0.8,
  "loyalty over the likelihood's": 1,
  "appeal of b beside the likelihood's": 0,
  "appeal of c beside the likelihood's": 0,
  "appeal of d beside the likelihood's": 0,
  "pull of the category's value": 0.6,
  "how a unit at home holds back": 1.5,
  "log of extra units at list price": -0.8,
  "extra units by a discount": 1.5,
} as const;

/**
 * Simulated moments of a panel of 240 simulated households in 10 stores with days and units, whose likelihood is known.
 *
 * @param stores  false: the panel does not say where anything was bought
 */
export function momentFit(seed: string, households: number, stores = true): MomentFit {
  const { panel, likelihood } = momentPanel(seed);
  return fitPanelMoments(stores ? panel : { ...panel, store: null }, likelihood, { households, seed }).fit;
}

/** The panel and the likelihood of `momentFit`. */
export function momentPanel(seed: string) {
  const [everybody] = shopperScenario.segments;
  const as = (incidence: number, tasteSpread: number, rest: Partial<typeof everybody>): ScenarioInput => ({
    ...shopperScenario,
    segments: [
      {
        ...everybody,
        ...rest,
        choice: { ...everybody.choice, tasteSpread },
        category: { ...everybody.category, ...rest.category, incidence },
      },
    ],
  });
  const truth = as(-1, 0.8, { category: { value: 0.6, pantry: 1.5 }, quantity: { base: -0.8, price: 1.5 } });
  const rng = createRng(`moment fit/${seed}`);
  const stores = Array.from({ length: 10 }, (_, r) => {
    const play = { path: weeklyPath(rng), fewest: 1, luck: `moments/${seed}/${r}` };
    return playPanel(shopOfGivenPrices({ ...truth, population: 24 }), play);
  });
  const membership = new Float64Array(stores.flat().length).fill(1);
  const likelihood = {
    segments: [{ share: 1, coefficients: {}, purchases: 0, membership }],
    scenario: as(-0.5, 0, {}),
  };
  return { panel: panelOf(stores, BRANDS), likelihood };
}

/** Histories, store by store, as the panel they are. */
export function panelOf(stores: readonly (readonly PurchaseHistory[])[], brands: readonly string[]): Panel {
  const histories = stores.flat();
  const all = <K extends "price" | "feat" | "chosen">(name: K) =>
    histories.flatMap((history) => Array.from(history[name]));
  return {
    brands,
    household: histories.flatMap(({ chosen }, h) => Array.from(chosen, () => String(h))),
    chosen: Int32Array.from(all("chosen")),
    price: Float64Array.from(all("price")),
    feat: Float64Array.from(all("feat")),
    disp: null,
    day: Float64Array.from(histories.flatMap(({ day }) => Array.from(day ?? []))),
    units: Float64Array.from(histories.flatMap(({ units }) => Array.from(units ?? []))),
    store: stores.flatMap((own, s) => own.flatMap(({ chosen }) => Array.from(chosen, () => String(s)))),
  };
}

/**
 * Counts the 95% intervals of a panel's estimates that hold the truth. First purchases are left out: what was bought before
 * them is not in the panel.
 */
export function count(panel: Panel, coverage: Coverage): void {
  const data = laterChoices(panelAttributes(panel, { base: "d", price: "log", loyalty: true }), panel.household);
  // the likelihood is concave: where Newton begins only makes the way shorter
  const { estimates } = fitConditionalLogit(data, { start: Float64Array.from(truths) });
  const errors = standardErrors(data, estimates);
  truths.forEach((truth, k) => {
    coverage.intervals += 1;
    if (Math.abs(estimates[k] - truth) < 1.959964 * errors[k]) coverage.covered += 1;
  });
}

function laterChoices(data: ChoiceData, household: readonly string[]): ChoiceData {
  const width = data.alternatives * data.names.length;
  const kept = household.map((_, n) => n).filter((n) => household[n - 1] === household[n]);
  const attributes = new Float64Array(kept.length * width);
  kept.forEach((n, place) => {
    attributes.set(data.attributes.subarray(n * width, (n + 1) * width), place * width);
  });
  return { ...data, choices: kept.length, attributes, chosen: Int32Array.from(kept, (n) => data.chosen[n]) };
}

/** Half a year of prices that change every week. */
function weeklyPath(rng: ReturnType<typeof createRng>): ShelfState[] {
  return Array.from({ length: 26 }, () => drawShelf(rng)).flatMap((shelf) => new Array<ShelfState>(7).fill(shelf));
}

function drawShelf(rng: ReturnType<typeof createRng>): { price: number[]; feat: number[] } & ShelfState {
  return {
    price: BRANDS.map(() => LIST_PRICE * Math.exp(0.2 * rng.normal())),
    feat: BRANDS.map(() => (rng.uniform() < 0.2 ? 1 : 0)),
  };
}
