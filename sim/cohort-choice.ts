import { CategoryChoice } from "./cohort-category.js";
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

/**
 * What visitors buy in mean: the chance of every product on a visit from full shelves, over types, over what they bought
 * last and over what they have at home. By rows of `OffersOfDay`; products by category. Equations: docs/model.md, "Cohort
 * fidelity".
 */
export class CohortChoice {
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
  private readonly groups: number;
  /** the two sensitivities of a segment's types, [segments, 2] */
  private readonly beta: Float64Array;
  /**
   * log price ratio at hand, the ratio, and exp of the price's utility at the low and at the high sensitivity; shape [rows,
   * products, 4]
   */
  private readonly priced: Float64Array;
  /** mean units beyond the first at list price, [segments] */
  private readonly plainMean: Float64Array;
  /** exp of what all types see alike in a product, [products] */
  private readonly weight: Float64Array;
  private readonly sight: Sight;
  private readonly category: CategoryChoice;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    types: CohortTypes,
    state: State,
    private readonly offers: OffersOfDay,
    private readonly segment: SegmentTable,
    /** shoppers' own memory, whose buyers are told apart */
    private readonly own: Memory,
    /** added to the log-odds of buying in a category, [segments, categories] */
    lift: Float64Array,
  ) {
    const S = scenario.segments.length;
    const P = population.categoryProducts.length;
    const rows = S * offers.groups;
    this.groups = offers.groups;
    this.share = new Float64Array(rows * P);
    this.extraMean = new Float64Array(rows * P);
    this.valueSeen = new Float64Array(rows);
    this.beta = new Float64Array(2 * S);
    for (let s = 0; s < S; s++) {
      this.beta[2 * s] = types.beta[types.typeStart[s]];
      this.beta[2 * s + 1] = types.beta[types.typeStart[s + 1] - 1];
    }
    this.priced = new Float64Array(4 * rows * P).fill(Number.NaN);
    this.plainMean = segment.m0.map(exp);
    this.weight = new Float64Array(P);
    this.buyersMore = new Float64Array(S * population.categories.length);
    this.sight = {
      cells: types.cells,
      extraWeight: segment.attachment,
      seen: new Float64Array(4 * P),
      home: new Float64Array(4),
      sums: new Float64Array(2),
      share: this.share,
      lift,
    };
    this.category = new CategoryChoice(population, state, segment, this.sight);
    this.strong = new StrongLoyalty(population, state, segment, this.sight);
  }

  /** exp(u) of a product by category, in mean over the types of the row that `choose` was last asked about. */
  meanWeight(s: number, c: number): number {
    return this.category.meanWeight(s, c);
  }

  /** Chances of a row's visitors, of whom the part `ownShare` uses `own` memory and the rest the dial's. */
  choose(row: number, anchor: Memory, ownShare: Float64Array): void {
    const P = this.population.categoryProducts.length;
    const { share } = this;
    const { sums, cells } = this.sight;
    const s = (row / this.groups) | 0;
    const types = BLOCK * cells.blocks[s];
    for (let i = row * P; i < (row + 1) * P; i++) share[i] = 0;
    this.valueSeen[row] = 0;
    this.reprice(row, s);
    sums[OF_TYPE] = ownShare[row] / types;
    this.weigh(row, s, this.own);
    if (ownShare[row] < 1) {
      sums[OF_TYPE] = (1 - ownShare[row]) / types;
      this.weigh(row, s, anchor);
    }
  }

  /** Adds the chances under one memory, in the part sums[OF_TYPE] of the visitors, over types. */
  private weigh(row: number, s: number, memory: Memory): void {
    const K = this.population.categoryStart.length - 1;
    this.sight.sums[VALUE_SEEN] = 0;
    this.fillSeen(row, s, memory);
    for (let k = 0; k < K; k++) {
      this.fillHome(s * K + k, memory);
      if (this.strong.holds[s] === 1) this.strong.weigh(row, s, k, memory === this.own);
      else this.category.weigh(row, s, k);
      if (memory === this.own) this.noteHome(s * K + k);
    }
    this.valueSeen[row] += (this.sight.sums[OF_TYPE] * this.sight.sums[VALUE_SEEN]) / K;
  }

  /** exp of the utility but for appeal and loyalty, at the low and at the high sensitivity. */
  private fillSeen(row: number, s: number, { reference, fatigue, lastShare }: Memory): void {
    const { segment, offers, priced, weight } = this;
    const { seen } = this.sight;
    const { categoryProducts } = this.population;
    const { pull, shown } = offers;
    const P = categoryProducts.length;
    const middle = 0.5 * (segment.gain[s] + segment.loss[s]);
    const half = 0.5 * (segment.gain[s] - segment.loss[s]);
    const fresh = 1 / (1 + segment.wear[s] * fatigue[s]);
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
  private reprice(row: number, s: number): void {
    const { priced, beta, extraMean } = this;
    const { m0, m1 } = this.segment;
    const { logRatio, ratio } = this.offers;
    const { categoryProducts } = this.population;
    const P = categoryProducts.length;
    for (let c = 0, i = row * P; c < P; c++, i++) {
      const at = row * P + categoryProducts[c];
      const change = logRatio[at];
      if (priced[4 * i] === change) continue;
      const offered = change !== 0;
      priced[4 * i] = change;
      priced[4 * i + 1] = ratio[at];
      priced[4 * i + 2] = offered ? exp(-beta[2 * s] * change) : 1;
      priced[4 * i + 3] = offered ? exp(-beta[2 * s + 1] * change) : 1;
      extraMean[i] = offered ? exp(m0[s] - m1[s] * change) : this.plainMean[s];
    }
  }

  /**
   * What shoppers have at home: a gamma law of the mean and variance remembered, by its two-point Gauss rule (exact for
   * polynomials of degree 3), nodes M + W/M -+ W/M sqrt(a + 1) with a = M^2 / W.
   */
  private fillHome(sk: number, { pantry, pantryVariance }: Memory): void {
    const { home } = this.sight;
    const mean = pantry[sk];
    const scale = mean > 0 ? pantryVariance[sk] / mean : 0;
    const root = scale > 1e-9 * mean ? Math.sqrt(mean / scale + 1) : 0;
    home[MORE_PART] = root > 0 ? 0.5 - 0.5 / root : 0;
    home[LESS_UNITS] = root > 0 ? mean + scale - root * scale : mean;
    home[MORE_UNITS] = root > 0 ? mean + scale + root * scale : mean;
  }

  /** Notes by how much buyers have more at home than the others have in mean. */
  private noteHome(sk: number): void {
    const { home } = this.sight;
    this.buyersMore[sk] = (home[MORE_OF_BUYERS] - home[MORE_PART]) * (home[MORE_UNITS] - home[LESS_UNITS]);
  }
}
