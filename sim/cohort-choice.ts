import { createCategoryChoice } from "./cohort-category.js";
import type { Memory } from "./cohort-memory.js";
import type { Sight } from "./cohort-sight.js";
import { StrongLoyalty } from "./cohort-strong.js";
import type { CohortTypes } from "./cohort-types.js";
import type { State } from "./layout.js";
import { exp, expAll } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";
import type { SegmentTable } from "./segment-table.js";

/** Types of a block of cells. */
const BLOCK = 4;
/** Places in `home`: part with more at home, units of those with less and with more, part with more among buyers. */
const MORE_PART = 0;
const LESS_UNITS = 1;
const MORE_UNITS = 2;
const MORE_OF_BUYERS = 3;
/** Places in `sums`: part of the visitors at hand over types, value seen so far. */
const OF_TYPE = 0;
const VALUE_SEEN = 1;

/** What visitors buy in mean, by rows of `OffersOfDay`; products by category. */
export interface CohortChoice {
  /** chance that a visitor buys the product, [rows, products] */
  readonly share: Float64Array;
  /** mean category value the visitors see, [rows] */
  readonly valueSeen: Float64Array;
  /** mean units beyond the first, [rows, products] */
  readonly extraMean: Float64Array;
  /** where loyalty is strong, shoppers are told apart by what they bought last */
  readonly strong: StrongLoyalty;
  /** by how many units a buyer's stock at home differs from the mean, [segments, categories] */
  readonly buyersMore: Float64Array;
  /** Chances of a row's visitors, of whom the part `ownShare` uses `own` memory and the rest the dial's. */
  choose(row: number, anchor: Memory, ownShare: Float64Array): void;
  /** exp(u) of a product by category, in mean over the types of the row that `choose` was last asked about. */
  meanWeight(s: number, c: number): number;
}

/**
 * The chance of every product on a visit from full shelves, over types, over what visitors bought last and over what they
 * have at home. Equations: docs/model.md, "Cohort fidelity".
 *
 * @param own    shoppers' own memory, whose buyers are told apart
 * @param lift   added to the log-odds of buying in a category, [segments, categories]
 */
export function createCohortChoice(
  scenario: Scenario,
  population: Population,
  types: CohortTypes,
  state: State,
  offers: OffersOfDay,
  segment: SegmentTable,
  own: Memory,
  lift: Float64Array,
): CohortChoice {
  const { categoryProducts } = population;
  const { groups, ratio, logRatio, pull, shown } = offers;
  const { gain, loss, wear, m0, m1 } = segment;
  const { blocks } = types.cells;
  const S = scenario.segments.length;
  const P = categoryProducts.length;
  const K = population.categories.length;
  const rows = S * groups;
  const share = new Float64Array(rows * P);
  const valueSeen = new Float64Array(rows);
  const extraMean = new Float64Array(rows * P);
  const buyersMore = new Float64Array(S * K);
  /** the two sensitivities of a segment's types, [segments, 2] */
  const beta = new Float64Array(2 * S);
  for (let s = 0; s < S; s++) {
    beta[2 * s] = types.beta[types.typeStart[s]];
    beta[2 * s + 1] = types.beta[types.typeStart[s + 1] - 1];
  }
  /**
   * log price ratio at hand, the ratio, and exp of the price's utility at the low and at the high sensitivity; shape [rows,
   * products, 4]
   */
  const priced = new Float64Array(4 * rows * P).fill(Number.NaN);
  /** mean units beyond the first at list price, [segments] */
  const plainMean = m0.map(exp);
  /** exp of what all types see alike in a product, [products] */
  const weight = new Float64Array(P);
  const sight: Sight = {
    cells: types.cells,
    extraWeight: segment.loyalty.map((loyalty) => exp(loyalty) - 1),
    seen: new Float64Array(4 * P),
    home: new Float64Array(4),
    sums: new Float64Array(2),
    share,
    lift,
  };
  const { seen, home, sums } = sight;
  const category = createCategoryChoice(population, state, segment, sight);
  const strong = new StrongLoyalty(population, state, segment, sight);

  function choose(row: number, anchor: Memory, ownShare: Float64Array): void {
    const s = (row / groups) | 0;
    const typesOfRow = BLOCK * blocks[s];
    const first = row * P;
    for (let c = 0; c < P; c++) share[first + c] = 0;
    valueSeen[row] = 0;
    reprice(row, s);
    sums[OF_TYPE] = ownShare[row] / typesOfRow;
    weigh(row, s, own);
    if (ownShare[row] < 1) {
      sums[OF_TYPE] = (1 - ownShare[row]) / typesOfRow;
      weigh(row, s, anchor);
    }
  }

  /** Adds the chances under one memory, in the part sums[OF_TYPE] of the visitors, over types. */
  function weigh(row: number, s: number, memory: Memory): void {
    sums[VALUE_SEEN] = 0;
    fillSeen(row, s, memory);
    for (let k = 0; k < K; k++) {
      fillHome(s * K + k, memory);
      if (strong.holds[s] === 1) strong.weigh(row, s, k, memory === own);
      else category.weigh(row, s, k);
      if (memory === own) noteHome(s * K + k);
    }
    valueSeen[row] += (sums[OF_TYPE] * sums[VALUE_SEEN]) / K;
  }

  /** exp of the utility but for appeal and loyalty, at the low and at the high sensitivity. */
  function fillSeen(row: number, s: number, { reference, fatigue, lastShare }: Memory): void {
    const middle = 0.5 * (gain[s] + loss[s]);
    const half = 0.5 * (gain[s] - loss[s]);
    const fresh = 1 / (1 + wear[s] * fatigue[s]);
    const ofRow = row * P;
    const ofSegment = s * P;
    for (let c = 0; c < P; c++) {
      const p = categoryProducts[c];
      // gain where there is relief and loss where there is none, without a comparison that would be mispredicted
      const relief = 1 - priced[4 * (ofRow + c) + 1] / reference[ofSegment + c];
      weight[c] = middle * relief + half * Math.abs(relief) + fresh * pull[ofRow + p] + shown[ofSegment + p];
    }
    expAll(weight);
    for (let c = 0; c < P; c++) {
      const low = weight[c] * priced[4 * (ofRow + c) + 2];
      const high = weight[c] * priced[4 * (ofRow + c) + 3];
      const last = lastShare[ofSegment + c];
      seen[4 * c] = low;
      seen[4 * c + 1] = low * last;
      seen[4 * c + 2] = high;
      seen[4 * c + 3] = high * last;
    }
  }

  /** What prices that changed do to choice and quantity. */
  function reprice(row: number, s: number): void {
    for (let c = 0, i = row * P; c < P; c++, i++) {
      const at = row * P + categoryProducts[c];
      const change = logRatio[at];
      if (priced[4 * i] === change) continue;
      const offered = change !== 0;
      priced[4 * i] = change;
      priced[4 * i + 1] = ratio[at];
      priced[4 * i + 2] = offered ? exp(-beta[2 * s] * change) : 1;
      priced[4 * i + 3] = offered ? exp(-beta[2 * s + 1] * change) : 1;
      extraMean[i] = offered ? exp(m0[s] - m1[s] * change) : plainMean[s];
    }
  }

  /**
   * What shoppers have at home: a gamma law of the mean and variance remembered, by its two-point Gauss rule (exact for
   * polynomials of degree 3), nodes M + W/M -+ W/M sqrt(a + 1) with a = M^2 / W.
   */
  function fillHome(sk: number, { pantry, pantryVariance }: Memory): void {
    const mean = pantry[sk];
    const scale = mean > 0 ? pantryVariance[sk] / mean : 0;
    const root = scale > 1e-9 * mean ? Math.sqrt(mean / scale + 1) : 0;
    home[MORE_PART] = root > 0 ? 0.5 - 0.5 / root : 0;
    home[LESS_UNITS] = root > 0 ? mean + scale - root * scale : mean;
    home[MORE_UNITS] = root > 0 ? mean + scale + root * scale : mean;
  }

  /** Notes by how much buyers have more at home than the others have in mean. */
  function noteHome(sk: number): void {
    buyersMore[sk] = (home[MORE_OF_BUYERS] - home[MORE_PART]) * (home[MORE_UNITS] - home[LESS_UNITS]);
  }

  return { share, valueSeen, extraMean, strong, buyersMore, choose, meanWeight: category.meanWeight };
}
