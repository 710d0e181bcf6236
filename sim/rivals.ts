import { SALES_WINDOW, type State } from "./layout.js";
import { hashText, type Key, subKey, uniformAt } from "./math/key.js";
import { normalQuantile } from "./math/samplers.js";
import type { Population } from "./population.js";
import type { Scenario } from "./scenario.js";
import type { Today } from "./today.js";

/** The shops that shoppers may go to instead: what they give away, by rival and category. */
export interface Rivals {
  /**
   * Moves every rival's discount to today's, share of the price, between LOWEST and HIGHEST. Draws are keyed by day, rival
   * and category names.
   *
   *     autoregressive   mean + d + depth 1{promotion},  d <- keep d + sqrt(1 - keep^2) spread z,  d = spread z on day one
   *     follower         response x (this shop's mean discount in the category lagDays ago) + depth 1{promotion}
   *     calendar         depth on the first `days` of every `every` days, counted from `offset`, before it too
   *     decided          as handed over
   *
   * @param decided  of rivals whose process is `decided`, shape [rivals, categories]; nothing given: no discount
   */
  morning(day: number, key: Key, decided: Float64Array | undefined): void;
  /**
   *     visitLift[s]        -= visit.rivalDiscount[s] x mean over rivals and the categories they sell of the discount
   *     incidenceLift[s,k]   = -rival[s,k] x mean over the rivals who sell k of the discount there
   */
  affect(today: Today): void;
  /**
   * Notes this shop's own mean discount by category, which followers look at: over products, 1 - q / L with q the regular
   * price less the day's offer as it was opened.
   */
  evening(day: number): void;
}

const LOWEST = -0.5;
const HIGHEST = 0.95;

/** @param listPrice  whole money steps, shape [products] */
export function createRivals(
  scenario: Scenario,
  population: Population,
  state: State,
  listPrice: Float64Array,
): Rivals | null {
  const { rivals, segments } = scenario;
  if (rivals.length === 0) return null;
  const courses = rivals.map(({ process }) => process);
  const { categories, categoryProducts, categoryStart } = population;
  const { rivalDiscount, rivalDeviation, rivalPromotion, recentDiscount, depth, regularPrice } = state;
  const R = rivals.length;
  const K = categories.length;
  const S = segments.length;
  const firstDay = -scenario.warmUpDays;
  /** 32-bit names in the draws, and 1 where the rival sells the category; shape [rivals, categories] */
  const names = Int32Array.from(
    rivals.flatMap((rival) => categories.map((category) => hashText(`${rival.name}\u0000${category}`))),
  );
  const sold = Uint8Array.from(
    rivals.flatMap((rival) =>
      categories.map((category) => (rival.categories.length === 0 || rival.categories.includes(category) ? 1 : 0)),
    ),
  );
  const sellers = new Float64Array(K);
  let pairs = 0;
  for (let at = 0; at < R * K; at++) {
    sellers[at % K] += sold[at];
    pairs += sold[at];
  }
  const meanOf = new Float64Array(K);
  const keepsAway = Float64Array.from(segments, ({ visit }) => visit.rivalDiscount);
  const drawsAway = Float64Array.from(
    segments.flatMap(({ category, categories: own }) => categories.map((name) => own[name]?.rival ?? category.rival)),
  );

  /** whether a promotion of its own is on; one that starts today is on for `days` days from today */
  function onPromotion(at: number, chance: number, days: number, { key0, key1 }: Key): boolean {
    if (rivalPromotion[at] > 0) rivalPromotion[at] -= 1;
    if (rivalPromotion[at] === 0 && uniformAt(key0, key1, names[at]) < chance) rivalPromotion[at] = days;
    return rivalPromotion[at] > 0;
  }

  function discountOf(r: number, k: number, day: number, shocks: Key, starts: Key): number {
    const course = courses[r];
    const at = r * K + k;
    switch (course.kind) {
      case "autoregressive": {
        const { mean, keep, spread, chance, days } = course;
        const shock = spread * normalQuantile(uniformAt(shocks.key0, shocks.key1, names[at]));
        rivalDeviation[at] = day === firstDay ? shock : keep * rivalDeviation[at] + Math.sqrt(1 - keep * keep) * shock;
        return mean + rivalDeviation[at] + (onPromotion(at, chance, days, starts) ? course.depth : 0);
      }
      case "follower": {
        const { response, lagDays, chance, days } = course;
        const seen = recentDiscount[modulo(day - lagDays, SALES_WINDOW) * K + k];
        return response * seen + (onPromotion(at, chance, days, starts) ? course.depth : 0);
      }
      case "calendar":
        return modulo(day - course.offset, course.every) < course.days ? course.depth : 0;
      case "decided":
        return 0;
    }
  }

  return {
    morning(day, key, decided) {
      const shocks = subKey(key, "rival deviation");
      const starts = subKey(key, "rival promotion");
      for (let r = 0; r < R; r++) {
        const given = decided && courses[r].kind === "decided";
        for (let k = 0; k < K; k++) {
          const at = r * K + k;
          if (sold[at] === 0) continue;
          const discount = given ? decided[at] : discountOf(r, k, day, shocks, starts);
          rivalDiscount[at] = Math.min(Math.max(discount, LOWEST), HIGHEST);
        }
      }
    },

    affect({ visitLift, incidenceLift }) {
      let total = 0;
      meanOf.fill(0);
      for (let at = 0; at < R * K; at++) {
        total += rivalDiscount[at];
        meanOf[at % K] += rivalDiscount[at];
      }
      for (let k = 0; k < K; k++) if (sellers[k] > 0) meanOf[k] /= sellers[k];
      for (let s = 0; s < S; s++) {
        visitLift[s] -= keepsAway[s] * (total / pairs);
        for (let k = 0; k < K; k++) incidenceLift[s * K + k] = -drawsAway[s * K + k] * meanOf[k];
      }
    },

    evening(day) {
      const today = modulo(day, SALES_WINDOW) * K;
      for (let k = 0; k < K; k++) {
        let sum = 0;
        for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) {
          const p = categoryProducts[c];
          sum += 1 - ((1 - depth[p]) * regularPrice[p]) / listPrice[p];
        }
        recentDiscount[today + k] = sum / (categoryStart[k + 1] - categoryStart[k]);
      }
    },
  };
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
