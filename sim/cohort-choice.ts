import type { Memory } from "./cohort-memory.js";
import { type CohortTypes, TYPES } from "./cohort-types.js";
import type { State } from "./layout.js";
import { exp, log } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";
import type { SegmentTable } from "./segment-table.js";
import { EMPTY_SHELF } from "./shopper-day.js";

/** Places in `home`. */
const MORE_PART = 0;
const LESS_UNITS = 1;
const MORE_UNITS = 2;
const LESS_HOLD = 3;
const MORE_HOLD = 4;

/** Log-odds beyond which more at home holds nobody back any further; a product of two such odds is still a number. */
const FULL_HOME = 200;

/** Loyalty from which an expansion to the second order is no longer good. */
const STRONG_LOYALTY = 1;

/**
 * What a segment's visitors buy in mean: the chance of every product on a visit from full shelves, over types, over what
 * they bought last and over what they have at home. Products by category. Equations: docs/model.md, "Cohort fidelity".
 */
export class CohortChoice {
  /** chance that a visitor buys the product, [segments, products] */
  readonly share: Float64Array;
  /** mean category value the visitors see, [segments] */
  readonly valueSeen: Float64Array;
  /** 1 where loyalty is so strong that shoppers are told apart by what they bought last, [segments] */
  readonly byLast: Uint8Array;
  /** part of the visitors who buy and bought the product last, where `byLast`, [segments, products] */
  readonly leaving: Float64Array;
  /** by how many units a buyer's stock at home differs from the mean, [segments, categories] */
  readonly buyersMore: Float64Array;
  private readonly types: CohortTypes;

  /** exp(a) of each type, [types, products by category] */
  private readonly weightAtList: Float64Array;
  /** e^loyalty - 1, [segments] */
  private readonly extraWeight: Float64Array;
  /** the two sensitivities of a segment's types, and which of them a type has: 0, or the number of products */
  private readonly betaLow: Float64Array;
  private readonly betaHigh: Float64Array;
  private readonly side: Int32Array;
  /** exp of all of the utility but appeal and loyalty, for the low and the high sensitivity, [2, products] */
  private readonly pull: Float64Array;
  /** exp(u) without loyalty, and the part of a type that bought the product last, [types of a segment, products] */
  private readonly weight: Float64Array;
  private readonly last: Float64Array;
  /** by type of the segment and category at hand: see `sumWeights` and `decide` */
  private readonly typical: Float64Array;
  private readonly inverse: Float64Array;
  private readonly meanWeight: Float64Array;
  private readonly ofLast: Float64Array;
  private readonly variance: Float64Array;
  private readonly logTotal: Float64Array;
  private readonly buys: Float64Array;
  /** what is at home, of the category at hand: see `fillHome` */
  private readonly home = new Float64Array(5);

  constructor(
    { segments }: Scenario,
    private readonly population: Population,
    types: CohortTypes,
    private readonly state: State,
    private readonly offers: OffersOfDay,
    private readonly segment: SegmentTable,
    /** shoppers' own memory, whose buyers are told apart */
    private readonly own: Memory,
  ) {
    const S = segments.length;
    const P = population.categoryProducts.length;
    const K = population.categories.length;
    this.types = types;
    this.share = new Float64Array(S * P);
    this.valueSeen = new Float64Array(S);
    this.weightAtList = Float64Array.from(types.appeal, exp);
    this.extraWeight = Float64Array.from(segments, ({ choice }) => exp(choice.loyalty) - 1);
    this.betaLow = new Float64Array(S).fill(Infinity);
    this.betaHigh = new Float64Array(S);
    this.side = new Int32Array(types.beta.length);
    for (let s = 0; s < S; s++) {
      for (let row = types.typeStart[s]; row < types.typeStart[s + 1]; row++) {
        this.betaLow[s] = Math.min(this.betaLow[s], types.beta[row]);
        this.betaHigh[s] = Math.max(this.betaHigh[s], types.beta[row]);
      }
      for (let row = types.typeStart[s]; row < types.typeStart[s + 1]; row++)
        this.side[row] = types.beta[row] > this.betaLow[s] ? P : 0;
    }
    this.pull = new Float64Array(2 * P);
    this.weight = new Float64Array(TYPES * P);
    this.last = new Float64Array(TYPES * P);
    this.typical = new Float64Array(TYPES);
    this.inverse = new Float64Array(TYPES);
    this.meanWeight = new Float64Array(TYPES);
    this.ofLast = new Float64Array(TYPES);
    this.variance = new Float64Array(TYPES);
    this.logTotal = new Float64Array(TYPES);
    this.buys = new Float64Array(TYPES);
    this.byLast = Uint8Array.from(segments, ({ choice }) => (Math.abs(choice.loyalty) > STRONG_LOYALTY ? 1 : 0));
    this.leaving = new Float64Array(S * P);
    this.buyersMore = new Float64Array(S * K);
  }

  /** Chances of a segment's visitors, of whom the part `ownShare` uses `own` memory and the rest the dial's. */
  choose(s: number, anchor: Memory, ownShare: number): void {
    const P = this.pull.length / 2;
    this.share.fill(0, s * P, (s + 1) * P);
    this.valueSeen[s] = 0;
    this.weigh(s, this.own, ownShare);
    if (ownShare < 1) this.weigh(s, anchor, 1 - ownShare);
  }

  /** Adds the chances under one memory, in the part `ofVisitors` of the visitors. */
  private weigh(s: number, memory: Memory, ofVisitors: number): void {
    const { types, population } = this;
    const { categoryStart } = population;
    const K = categoryStart.length - 1;
    const ofType = ofVisitors / (types.typeStart[s + 1] - types.typeStart[s]);
    this.fillPull(s, memory);
    let seen = 0;
    for (let k = 0; k < K; k++) {
      this.fillHome(s * K + k, memory);
      seen += this.byLast[s] === 1 ? this.weighByLast(s, k, memory, ofType) : this.weighCategory(s, k, memory, ofType);
    }
    this.valueSeen[s] += (ofType * seen) / K;
  }

  /** exp of the utility but for appeal and loyalty, at the low and at the high sensitivity. */
  private fillPull(s: number, { reference, fatigue }: Memory): void {
    const { segment, offers, pull } = this;
    const { categoryProducts } = this.population;
    const { ratio, logRatio } = offers;
    const P = categoryProducts.length;
    const gain = segment.gain[s];
    const loss = segment.loss[s];
    const row = s * offers.groups * P;
    const fresh = 1 / (1 + segment.wear[s] * fatigue[s]);
    const low = this.betaLow[s];
    const high = this.betaHigh[s];
    for (let c = 0; c < P; c++) {
      const p = categoryProducts[c];
      const relief = 1 - ratio[row + p] / reference[s * P + c];
      const u = (relief > 0 ? gain : loss) * relief + fresh * offers.pull[row + p];
      pull[c] = exp(u - low * logRatio[row + p]);
      pull[P + c] = logRatio[row + p] === 0 ? pull[c] : exp(u - high * logRatio[row + p]);
    }
  }

  /**
   * What shoppers have at home: a gamma law of the mean and variance remembered, by its two-point Gauss rule (exact for
   * polynomials of degree 3). In `home`: part with the larger stock, units of the smaller and the larger, and what they do
   * to the odds against buying.
   */
  private fillHome(sk: number, { pantry, pantryVariance }: Memory): void {
    const { home } = this;
    const strength = this.segment.pantry[sk];
    const mean = pantry[sk];
    const scale = mean > 0 ? pantryVariance[sk] / mean : 0;
    const shape = scale > 1e-9 * mean ? mean / scale : 0;
    if (shape === 0) {
      home[MORE_PART] = 0;
      home[LESS_UNITS] = mean;
      home[MORE_UNITS] = mean;
    } else {
      const root = Math.sqrt(shape + 1);
      home[MORE_PART] = 0.5 - 0.5 / root;
      home[LESS_UNITS] = (shape + 1 - root) * scale;
      home[MORE_UNITS] = (shape + 1 + root) * scale;
    }
    const usual = this.population.typicalPantry[sk];
    home[LESS_HOLD] = exp(Math.min(FULL_HOME, strength * (home[LESS_UNITS] - usual)));
    home[MORE_HOLD] = shape === 0 ? home[LESS_HOLD] : exp(Math.min(FULL_HOME, strength * (home[MORE_UNITS] - usual)));
  }

  /** One category under one memory: adds to `share`, answers the sum over types of the category value they see. */
  private weighCategory(s: number, k: number, memory: Memory, ofType: number): number {
    const from = this.population.categoryStart[k];
    const to = this.population.categoryStart[k + 1];
    const sk = s * (this.population.categoryStart.length - 1) + k;
    this.sumWeights(s, from, to, memory.lastShare);
    const rows = this.types.typeStart[s + 1] - this.types.typeStart[s];
    const partWithMore = this.decide(sk, rows);
    if (memory === this.own) this.noteHome(sk, partWithMore);
    this.addShares(s, sk, from, to, ofType);
    let seen = 0;
    for (let row = 0; row < rows; row++)
      seen += this.logTotal[row] - this.variance[row] * (0.5 - 0.25 * this.variance[row]);
    return this.shelfIsFull(from, to)
      ? seen
      : seen + this.lostOnShelf(s, from, to, seen, this.population.typicalValue[sk]);
  }

  /**
   * T, the sum of a type's weights, differs with the product bought last: its typical value, that at the mean weight of
   * what was bought last, and its variance over typical squared.
   */
  private sumWeights(s: number, from: number, to: number, lastShare: Float64Array): void {
    const { pull, weight, last, weightAtList, side, typical, inverse, variance, meanWeight, ofLast } = this;
    const { affinity, typeStart } = this.types;
    const P = pull.length / 2;
    const sP = s * P;
    const extra = this.extraWeight[s];
    const first = typeStart[s];
    const rows = typeStart[s + 1] - first;
    for (let row = 0; row < rows; row++) {
      const r = (first + row) * P;
      const j = row * P;
      const pulled = side[first + row];
      let total = 0;
      let sum = 0;
      let product = 0;
      let square = 0;
      for (let c = from; c < to; c++) {
        const w = weightAtList[r + c] * pull[pulled + c];
        const l = lastShare[sP + c] * affinity[r + c];
        weight[j + c] = w;
        last[j + c] = l;
        total += w;
        sum += l;
        product += l * w;
        square += l * w * w;
      }
      const scale = 1 / sum;
      const mean = product * scale;
      const T = total + extra * mean;
      const over = 1 / T;
      typical[row] = T;
      inverse[row] = over;
      meanWeight[row] = mean;
      ofLast[row] = extra * scale;
      variance[row] = extra * extra * over * over * (square * scale - mean * mean);
    }
  }

  /** Chance of buying in the category where T is typical, by type, over what is at home; answers the part with more of it. */
  private decide(sk: number, rows: number): number {
    const { typical, logTotal, buys, home, segment } = this;
    const g1 = segment.g1[sk];
    const at = g1 * this.population.typicalValue[sk] - segment.g0[sk];
    const more = home[MORE_PART];
    const lessHold = home[LESS_HOLD];
    const moreHold = home[MORE_HOLD];
    let withMore = 0;
    let inAll = 0;
    for (let row = 0; row < rows; row++) {
      const value = log(typical[row]);
      const against = exp(at - g1 * value);
      const oddsWithLess = 1 + against * lessHold;
      const oddsWithMore = 1 + against * moreHold;
      const overBoth = 1 / (oddsWithLess * oddsWithMore);
      const chance = ((1 - more) * oddsWithMore + more * oddsWithLess) * overBoth;
      logTotal[row] = value;
      buys[row] = chance;
      withMore += more * oddsWithLess * overBoth;
      inAll += chance;
    }
    return inAll > 0 ? withMore / inAll : more;
  }

  /**
   * Those who bought c last have T of their own, 1 + d times the typical one, and the chance over T goes with
   * (1 + d)^-fall there; to the second order in d, whose mean over the shares is 0.
   */
  private addShares(s: number, sk: number, from: number, to: number, ofType: number): void {
    const { weight, last, inverse, variance, meanWeight, ofLast, buys, share } = this;
    const P = this.pull.length / 2;
    const sP = s * P;
    const g1 = this.segment.g1[sk];
    const extra = this.extraWeight[s];
    const rows = this.types.typeStart[s + 1] - this.types.typeStart[s];
    for (let row = 0; row < rows; row++) {
      const j = row * P;
      const fall = 1 - g1 * (1 - buys[row]);
      const bend = 0.5 * fall * (1 + fall);
      const scale = ofType * inverse[row] * buys[row];
      const base = scale * (1 + bend * variance[row]);
      const loyal = scale * ofLast[row];
      const step = extra * inverse[row];
      const stepMean = step * meanWeight[row];
      for (let c = from; c < to; c++) {
        const d = step * weight[j + c] - stepMean;
        share[sP + c] += weight[j + c] * (base + loyal * last[j + c] * (1 + d * (d * bend - fall)));
      }
    }
  }

  /** The same where loyalty is strong: those who bought each product last are taken one by one. */
  private weighByLast(s: number, k: number, memory: Memory, ofType: number): number {
    const { segment, population, types, pull, weight, last, weightAtList, side, home, leaving, share } = this;
    const P = this.pull.length / 2;
    const from = population.categoryStart[k];
    const to = population.categoryStart[k + 1];
    const sk = s * (population.categoryStart.length - 1) + k;
    const g1 = segment.g1[sk];
    const at = g1 * population.typicalValue[sk] - segment.g0[sk];
    const extra = this.extraWeight[s];
    const more = home[MORE_PART];
    const gapless = this.shelfIsFull(from, to);
    let seen = 0;
    let buysWithMore = 0;
    let buysInAll = 0;
    if (memory === this.own) leaving.fill(0, s * P + from, s * P + to);
    for (let row = types.typeStart[s]; row < types.typeStart[s + 1]; row++) {
      let total = 0;
      let sum = 0;
      for (let c = from; c < to; c++) {
        weight[c] = weightAtList[row * P + c] * pull[side[row] + c];
        last[c] = memory.lastShare[s * P + c] * types.affinity[row * P + c];
        total += weight[c];
        sum += last[c];
      }
      let base = 0;
      for (let c = from; c < to; c++) {
        const part = last[c] / sum;
        const ownTotal = total + extra * weight[c];
        const value = log(ownTotal);
        const against = exp(at - g1 * value);
        const withLess = (1 - more) / (1 + against * home[LESS_HOLD]);
        const withMore = more / (1 + against * home[MORE_HOLD]);
        const buys = part * (withLess + withMore);
        seen +=
          part * (gapless ? value : value + this.lostToLast(c, from, to, ownTotal, extra, population.typicalValue[sk]));
        buysWithMore += part * withMore;
        buysInAll += buys;
        if (memory === this.own) leaving[s * P + c] += buys;
        base += buys / ownTotal;
        share[s * P + c] += (ofType * extra * weight[c] * buys) / ownTotal;
      }
      for (let c = from; c < to; c++) share[s * P + c] += ofType * base * weight[c];
    }
    if (memory === this.own) this.noteHome(sk, buysInAll > 0 ? buysWithMore / buysInAll : more);
    return seen;
  }

  /** Notes by how much buyers have more at home than the others have in mean. */
  private noteHome(sk: number, partWithMore: number): void {
    const { home } = this;
    const usual = home[LESS_UNITS] + home[MORE_PART] * (home[MORE_UNITS] - home[LESS_UNITS]);
    this.buyersMore[sk] = home[LESS_UNITS] + partWithMore * (home[MORE_UNITS] - home[LESS_UNITS]) - usual;
  }

  private shelfIsFull(from: number, to: number): boolean {
    const { stock } = this.state;
    for (let c = from; c < to; c++) if (stock[this.population.categoryProducts[c]] <= 0) return false;
    return true;
  }

  /** What the gaps on the shelf take off the values that a segment's types see, in sum. */
  private lostOnShelf(s: number, from: number, to: number, seen: number, typicalValue: number): number {
    const { weight, last, inverse, ofLast } = this;
    const { categoryProducts } = this.population;
    const P = categoryProducts.length;
    const rows = this.types.typeStart[s + 1] - this.types.typeStart[s];
    let lost = 0;
    for (let row = 0; row < rows; row++) {
      let there = 0;
      for (let c = from; c < to; c++)
        if (this.state.stock[categoryProducts[c]] > 0)
          there += weight[row * P + c] * (1 + ofLast[row] * last[row * P + c]);
      if (there === 0) return rows * (typicalValue - EMPTY_SHELF) - seen;
      lost += log(there * inverse[row]);
    }
    return lost;
  }

  /** The same for those who bought product `one` last. */
  private lostToLast(one: number, from: number, to: number, all: number, extra: number, typical: number): number {
    let there = 0;
    for (let c = from; c < to; c++)
      if (this.state.stock[this.population.categoryProducts[c]] > 0)
        there += this.weight[c] * (c === one ? 1 + extra : 1);
    return there > 0 ? log(there / all) : typical - EMPTY_SHELF - log(all);
  }
}
