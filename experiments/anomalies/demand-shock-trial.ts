import { createRng } from "../../agents/math/rng.js";
import { createCusum } from "../../agents/models/anomalies/cusum.js";
import type { AlarmScore } from "./alarm-score.js";
import { AMPLE, ordersUpTo, type QuietShop } from "./quiet-shop.js";

/** A price that is wrong for some days: a shock of its product's demand. */
interface WrongPrice {
  readonly first: number;
  readonly last: number;
  /** over the list price */
  readonly factor: number;
}

const SPIKE = { days: 1, factor: 0.6 };
const SHIFT = { days: 14, factor: 1.15 };
/** Days after a wrong price in which shoppers have full or empty pantries: alarms then are neither right nor wrong. */
const AFTERMATH_DAYS = 14;
const Z_ALARM = 3.5;
const CUSUM = { reference: 0.5, threshold: 5 };

/**
 * Prices keyed in wrongly: for a day, two fifths off, or for a fortnight, 15% too dear. Robust z-scores look for the first, a
 * CUSUM of the same scores for the second. A fault is found when there is an alarm while it lasts, in its direction; an alarm is
 * right then.
 */
export function demandShockTrial(shop: QuietShop, seed: string, kind: "spike" | "shift", days = 168): AlarmScore {
  const { shocks } = shop;
  const { market, weekday } = shop.open();
  const { products } = market.scenario;
  const rng = createRng(`${kind} ${seed}`);
  const { days: long, factor } = kind === "spike" ? SPIKE : SHIFT;
  const wrong = products.map(() => wrongPrices(days, long, factor, rng.uniform));
  const cusums = products.map(() => createCusum(CUSUM));
  const ample = new Float64Array(products.length).fill(AMPLE);
  const score = { faults: 0, found: 0, alarms: 0, right: 0 };
  const foundOf = products.map(() => new Set<WrongPrice>());
  for (let day = 0; day < days; day++) {
    const today = weekday();
    const current = wrong.map((list) => list.find(({ first, last }) => day >= first && day <= last + AFTERMATH_DAYS));
    const lasts = current.map((one) => one !== undefined && day <= one.last);
    const price = Float64Array.from(products, (_, p) => (lasts[p] ? current[p]!.factor : 1));
    const { units } = market.runDay({ price, order: ordersUpTo(market, ample) });
    products.forEach((_, p) => {
      const z = shocks[p].predictScore(units[p], today);
      const sign = kind === "spike" ? (Math.abs(z) > Z_ALARM ? Math.sign(z) : 0) : cusums[p].update(z);
      const fault = current[p];
      if (sign === 0 || (fault !== undefined && !lasts[p])) return;
      score.alarms += 1;
      if (fault === undefined || sign !== Math.sign(1 - fault.factor)) return;
      score.right += 1;
      foundOf[p].add(fault);
    });
  }
  score.faults = wrong.reduce((sum, list) => sum + list.length, 0);
  score.found = foundOf.reduce((sum, found) => sum + found.size, 0);
  return score;
}

/** Wrong prices of one product, with room for the aftermath and as much again between them. */
function wrongPrices(days: number, long: number, factor: number, uniform: () => number): WrongPrice[] {
  const list: WrongPrice[] = [];
  for (let first = Math.floor(28 * uniform()); first + long <= days; ) {
    list.push({ first, last: first + long - 1, factor });
    first += long + 2 * AFTERMATH_DAYS + Math.floor(28 * uniform());
  }
  return list;
}
