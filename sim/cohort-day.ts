import { type Counts, createScratch, ration, type Shortage } from "./cohort-shortage.js";
import type { CohortTypes } from "./cohort-types.js";
import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { cappedTotal, uncappedBelow } from "./math/capped-total.js";
import { exp, log } from "./math/elementary.js";
import { hashText, type Key, wordAt } from "./math/key.js";
import type { Population } from "./population.js";
import type { Scenario } from "./scenario.js";
import { type SegmentTable, segmentTable } from "./segment-table.js";
import { EMPTY_SHELF, type OffersOfDay } from "./shopper-day.js";

/** What a segment's shoppers remember, as means over them; shapes in `sim/layout.ts`. */
interface Memory {
  readonly reference: Float64Array;
  readonly storeValue: Float64Array;
  readonly fatigue: Float64Array;
  readonly satisfaction: Float64Array;
  readonly pantry: Float64Array;
  readonly pantryVariance: Float64Array;
  readonly lastShare: Float64Array;
}

/** A day's draws by purpose: places of their keys in `keys`, two words each. */
const PURPOSES = ["visit", "incidence", "incidence-more", "product", "quantity", "shortage", "part"] as const;
const LABELS = Int32Array.from(PURPOSES, (purpose) => hashText(purpose, 0x1b873593));
const VISIT = 0;
const INCIDENCE = 2;
const MORE = 4;
const PRODUCT = 6;
const QUANTITY = 8;
const SHORTAGE = 10;
const PART = 12;

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

/** In the place of what is asked of a budget that ends within the part of the day at hand. */
const USED_UP = -1;

/**
 * A day by counts: how many of each segment come, buy in each category, take each product, and how many units, whatever
 * the population. Allocates nothing. Products stand by category inside (`c`, as in `Shelf.categoryProducts`).
 * Equations and what they approximate: docs/model.md, "Cohort fidelity".
 */
export class CohortDay {
  private readonly segment: SegmentTable;
  private readonly types: CohortTypes;
  private readonly sizes: Float64Array;
  private readonly own: Memory;
  private readonly anchor: Memory;
  private readonly carryOver: number;
  private readonly quantityCap: number;
  private readonly limited: boolean;
  private readonly counts: Counts;
  private readonly shortage: Shortage;
  private anchored = false;

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
  /** exp(u) without loyalty, and the part of a type that bought the product last, [products] */
  private readonly weight: Float64Array;
  private readonly last: Float64Array;
  /** 1 where loyalty is so strong that shoppers are told apart by what they bought last, [segments] */
  private readonly byLast: Uint8Array;
  /** part of the visitors who buy and bought the product last, where `byLast`, [segments, products] */
  private readonly leaving: Float64Array;
  /** what is at home, of the category at hand: see `fillHome` */
  private readonly home = new Float64Array(5);
  /** by how many units a buyer's stock at home differs from the mean, [segments, categories] */
  private readonly buyersMore: Float64Array;
  /** price ratio that a product's quantity tables hold, [products by category] */
  private readonly tabled: Float64Array;
  /** mean below which the quantity cap may be forgotten, [segments] */
  private readonly uncapped: Float64Array;
  /** chance that a visitor uses her own memory, [segments] */
  private readonly ownShare: Float64Array;
  /** visitors still to be served, of them those of the part of the day at hand, and their buyers, [segments] */
  private readonly waiting: Float64Array;
  private readonly visitors: Float64Array;
  private readonly buyers: Float64Array;
  /** mean category value the visitors see, [segments] */
  private readonly valueSeen: Float64Array;
  /** money steps that today's wishes would be given, by rules */
  private readonly asked: Float64Array;
  private readonly keys = new Int32Array(2 * PURPOSES.length);
  /** place of each product among the products by category */
  private readonly slotOf: Int32Array;
  /** 32-bit names in the draws: of segments, of [segments, categories], of [segments, products by category] */
  private readonly segmentName: Int32Array;
  private readonly categoryName: Int32Array;
  private readonly productName: Int32Array;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly offers: OffersOfDay,
    /** called when a budget is used up */
    private readonly closeOffers: (rules: number) => void,
  ) {
    const { segments, products } = scenario;
    const { categories, categoryProducts, types } = population;
    if (!types) throw new TypeError("CohortDay: found a population of shoppers, expected one of cohorts");
    const S = segments.length;
    const P = products.length;
    const rows = types.beta.length;
    this.types = types;
    this.segment = segmentTable(scenario, categories);
    this.sizes = Float64Array.from(population.sizes);
    this.carryOver = scenario.carryOver;
    this.quantityCap = scenario.quantityCap;
    this.limited = [...scenario.calendar.campaigns, scenario.promotions.everyday].some(
      (rules) => rules.budget !== null,
    );
    this.own = {
      reference: state.meanReference,
      storeValue: state.meanStoreValue,
      fatigue: state.meanFatigue,
      satisfaction: state.meanSatisfaction,
      pantry: state.meanPantry,
      pantryVariance: state.pantryVariance,
      lastShare: state.lastShare,
    };
    this.anchor = {
      reference: state.anchorMeanReference,
      storeValue: state.anchorMeanStoreValue,
      fatigue: state.anchorMeanFatigue,
      satisfaction: state.anchorMeanSatisfaction,
      pantry: state.anchorMeanPantry,
      pantryVariance: state.anchorPantryVariance,
      lastShare: state.anchorLastShare,
    };
    this.weightAtList = Float64Array.from(types.appeal, exp);
    this.extraWeight = Float64Array.from(segments, ({ choice }) => exp(choice.loyalty) - 1);
    this.betaLow = new Float64Array(S).fill(Infinity);
    this.betaHigh = new Float64Array(S);
    this.side = new Int32Array(rows);
    for (let s = 0; s < S; s++) {
      for (let row = types.typeStart[s]; row < types.typeStart[s + 1]; row++) {
        this.betaLow[s] = Math.min(this.betaLow[s], types.beta[row]);
        this.betaHigh[s] = Math.max(this.betaHigh[s], types.beta[row]);
      }
      for (let row = types.typeStart[s]; row < types.typeStart[s + 1]; row++)
        this.side[row] = types.beta[row] > this.betaLow[s] ? P : 0;
    }
    this.pull = new Float64Array(2 * P);
    this.weight = new Float64Array(P);
    this.last = new Float64Array(P);
    this.byLast = Uint8Array.from(segments, ({ choice }) => (Math.abs(choice.loyalty) > STRONG_LOYALTY ? 1 : 0));
    this.leaving = new Float64Array(S * P);
    this.buyersMore = new Float64Array(S * categories.length);
    this.tabled = new Float64Array(P).fill(-1);
    this.uncapped = this.sizes.map((size) => uncappedBelow(scenario.quantityCap - 1, size));
    this.ownShare = new Float64Array(S);
    this.waiting = new Float64Array(S);
    this.visitors = new Float64Array(S);
    this.buyers = new Float64Array(S);
    this.valueSeen = new Float64Array(S);
    this.asked = new Float64Array(offers.budgetLeft.length);
    this.counts = {
      share: new Float64Array(S * P),
      takers: new Float64Array(S * P),
      units: new Float64Array(S * P),
      extraMean: new Float64Array(S * P),
      disappointed: new Float64Array(S),
    };
    this.segmentName = Int32Array.from(segments, ({ name }) => hashText(name));
    this.categoryName = Int32Array.from(
      segments.flatMap(({ name }) => categories.map((category) => hashText(`${name}\u0000${category}`, 1))),
    );
    this.productName = Int32Array.from(
      segments.flatMap(({ name }) => [...categoryProducts].map((p) => hashText(`${name}\u0000${products[p].name}`, 2))),
    );
    this.slotOf = new Int32Array(P);
    for (let c = 0; c < P; c++) this.slotOf[categoryProducts[c]] = c;
    this.shortage = {
      shelf: population,
      state,
      offers,
      segment: this.segment,
      counts: this.counts,
      scratch: createScratch(S, P, offers.budgetLeft.length),
      names: this.productName,
      moreAtMost: scenario.quantityCap - 1,
      uncapped: this.uncapped,
    };
  }

  /** Memory as it is on the first day. */
  begin(): void {
    const { own, types, population } = this;
    own.reference.fill(1);
    own.storeValue.set(types.typicalStoreValue);
    own.lastShare.set(types.favouriteShare);
    own.pantry.set(population.typicalPantry);
  }

  /** Marks the memory that the dial's days start from: that of the morning after, as `passNight` makes it. */
  markAnchor(): void {
    for (const part of [
      "reference",
      "storeValue",
      "fatigue",
      "satisfaction",
      "pantry",
      "pantryVariance",
      "lastShare",
    ] as const)
      this.anchor[part].set(this.own[part]);
    this.passNight(this.anchor);
  }

  /** @see ShopperDay.run */
  run(dayKey: Key, season: number, campaignLift: number, anchored: boolean): void {
    this.anchored = anchored && this.carryOver < 1;
    this.passNight(this.own);
    this.hoistKeys(dayKey.key0, dayKey.key1);
    for (let p = 0; p < this.population.categoryOf.length; p++) this.reprice(p);
    this.arrive(season, campaignLift);
    while (this.serveUntilABudgetEnds()) this.hoistKeys(this.keys[PART], this.keys[PART + 1]);
  }

  /** Brings the quantity tables of a product in line with its price now. */
  reprice(product: number): void {
    const { m0, m1 } = this.segment;
    const P = this.population.categoryProducts.length;
    const c = this.slotOf[product];
    if (this.tabled[c] === this.offers.ratio[product]) return;
    this.tabled[c] = this.offers.ratio[product];
    for (let s = 0; s < m0.length; s++)
      this.counts.extraMean[s * P + c] = exp(m0[s] - m1[s] * this.offers.logRatio[product]);
  }

  private passNight({ pantry, pantryVariance, fatigue, satisfaction }: Memory): void {
    const { zeta, satisfactionKeep, delta } = this.segment;
    for (let s = 0; s < zeta.length; s++) {
      fatigue[s] *= zeta[s];
      satisfaction[s] *= satisfactionKeep[s];
    }
    for (let i = 0; i < delta.length; i++) {
      pantry[i] *= delta[i];
      pantryVariance[i] *= delta[i] * delta[i];
    }
  }

  /** Who comes: binomial by segment, its chance mixed of own memory and the dial's. */
  private arrive(season: number, campaignLift: number): void {
    const { own, anchor, keys, carryOver, state } = this;
    const { base, campaignResponse, g2 } = this.segment;
    const { typicalStoreValue } = this.population;
    for (let s = 0; s < base.length; s++) {
      const x = base[s] + season + campaignResponse[s] * campaignLift - g2[s] * typicalStoreValue[s];
      let chance = 1 / (1 + exp(-x - g2[s] * own.storeValue[s] - own.satisfaction[s]));
      let harm = own.satisfaction[s];
      this.ownShare[s] = 1;
      if (this.anchored) {
        const asBefore = 1 / (1 + exp(-x - g2[s] * anchor.storeValue[s] - anchor.satisfaction[s]));
        const mixed = carryOver * chance + (1 - carryOver) * asBefore;
        this.ownShare[s] = (carryOver * chance) / mixed;
        harm = this.ownShare[s] * harm + (1 - this.ownShare[s]) * anchor.satisfaction[s];
        chance = mixed;
      }
      const comers = binomialAt(wordAt(keys[VISIT], keys[VISIT + 1], this.segmentName[s]), this.sizes[s], chance);
      this.waiting[s] = comers;
      state.visits[s] = comers;
      state.segmentSatisfaction[s] = comers * harm;
    }
  }

  /**
   * Serves the waiting visitors under today's offers, all of them or as large a part as the budgets last for; then the
   * offers whose budget ended are closed and the rest of the visitors wait. Answers whether any do.
   */
  private serveUntilABudgetEnds(): boolean {
    const { waiting, visitors, offers, asked } = this;
    for (let s = 0; s < waiting.length; s++) {
      visitors[s] = waiting[s];
      if (waiting[s] > 0) {
        this.choose(s);
        this.draw(s);
      } else this.drawNobody(s);
    }
    const part = this.limited && offers.open ? this.partInBudget() : 1;
    if (part < 1) this.keepPart(part);
    this.sell();
    for (let s = 0; s < waiting.length; s++) if (visitors[s] > 0) this.remember(s);
    if (part === 1) return false;
    for (let rules = 0; rules < asked.length; rules++) if (asked[rules] === USED_UP) this.closeOffers(rules);
    return true;
  }

  /** Chances of buying each product on a visit, into `share`. */
  private choose(s: number): void {
    const P = this.slotOf.length;
    this.counts.share.fill(0, s * P, (s + 1) * P);
    this.valueSeen[s] = 0;
    this.weigh(s, this.own, this.ownShare[s]);
    if (this.anchored) this.weigh(s, this.anchor, 1 - this.ownShare[s]);
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
    const { ratio, logRatio, promoted } = offers;
    const P = categoryProducts.length;
    const gain = segment.gain[s];
    const loss = segment.loss[s];
    const badge = segment.display[s] / (1 + segment.wear[s] * fatigue[s]);
    const low = this.betaLow[s];
    const high = this.betaHigh[s];
    for (let c = 0; c < P; c++) {
      const p = categoryProducts[c];
      const relief = 1 - ratio[p] / reference[s * P + c];
      const u = (relief > 0 ? gain : loss) * relief + badge * promoted[p];
      pull[c] = exp(u - low * logRatio[p]);
      pull[P + c] = logRatio[p] === 0 ? pull[c] : exp(u - high * logRatio[p]);
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
    const { segment, population, types, pull, weight, last, weightAtList, side, home } = this;
    const { affinity } = types;
    const { share } = this.counts;
    const { lastShare } = memory;
    const P = this.slotOf.length;
    const sP = s * P;
    const from = population.categoryStart[k];
    const to = population.categoryStart[k + 1];
    const sk = s * (population.categoryStart.length - 1) + k;
    const g1 = segment.g1[sk];
    const at = g1 * population.typicalValue[sk] - segment.g0[sk];
    const extra = this.extraWeight[s];
    const more = home[MORE_PART];
    const lessHold = home[LESS_HOLD];
    const moreHold = home[MORE_HOLD];
    const gapless = this.shelfIsFull(from, to);
    let seen = 0;
    let buysWithMore = 0;
    let buysInAll = 0;
    for (let row = types.typeStart[s]; row < types.typeStart[s + 1]; row++) {
      const r = row * P;
      const pulled = side[row];
      // T, the sum of weights, differs with the product bought last: its mean and variance over the type's shares
      let total = 0;
      let sum = 0;
      let product = 0;
      let square = 0;
      for (let c = from; c < to; c++) {
        const w = weightAtList[r + c] * pull[pulled + c];
        const l = lastShare[sP + c] * affinity[r + c];
        weight[c] = w;
        last[c] = l;
        total += w;
        sum += l;
        product += l * w;
        square += l * w * w;
      }
      // one division for 1 / sum and for 1 / typical
      const both = 1 / (sum * (total * sum + extra * product));
      const scaleOfLast = both * (total * sum + extra * product);
      const inverse = both * sum * sum;
      const mean = product * scaleOfLast;
      const step = extra * inverse;
      const variance = step * step * (square * scaleOfLast - mean * mean);
      const logTotal = log(total + extra * mean);
      const value = logTotal - variance * (0.5 - 0.25 * variance);
      const loyal = extra * scaleOfLast;
      seen += gapless ? value : value + this.lostOnShelf(value, from, to, inverse, loyal, population.typicalValue[sk]);
      const against = exp(at - g1 * logTotal);
      const oddsWithLess = 1 + against * lessHold;
      const oddsWithMore = 1 + against * moreHold;
      const overBoth = 1 / (oddsWithLess * oddsWithMore);
      const withMore = more * oddsWithLess * overBoth;
      const buys = (1 - more) * oddsWithMore * overBoth + withMore;
      buysWithMore += withMore;
      buysInAll += buys;
      // those who bought c last have T of their own, 1 + d times the typical one, and the chance over T goes with
      // (1 + d)^-fall there; to the second order in d, whose mean over the shares is 0
      const fall = 1 - g1 * (1 - buys);
      const bend = 0.5 * fall * (1 + fall);
      const scale = ofType * inverse * buys;
      const base = scale * (1 + bend * variance);
      const faithful = scale * loyal;
      const stepMean = step * mean;
      for (let c = from; c < to; c++) {
        const d = step * weight[c] - stepMean;
        share[sP + c] += weight[c] * (base + faithful * last[c] * (1 + d * (d * bend - fall)));
      }
    }
    if (memory === this.own) this.noteHome(sk, buysInAll > 0 ? buysWithMore / buysInAll : more);
    return seen;
  }

  /** The same where loyalty is strong: those who bought each product last are taken one by one. */
  private weighByLast(s: number, k: number, memory: Memory, ofType: number): number {
    const { segment, population, types, pull, weight, last, weightAtList, side, home, leaving } = this;
    const { share } = this.counts;
    const P = this.slotOf.length;
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

  /** What the gaps on the shelf take off a category's value, of a type whose weights stand in `weight` and `last`. */
  private lostOnShelf(
    value: number,
    from: number,
    to: number,
    inverse: number,
    extra: number,
    typical: number,
  ): number {
    let there = 0;
    for (let c = from; c < to; c++)
      if (this.state.stock[this.population.categoryProducts[c]] > 0)
        there += this.weight[c] * (1 + extra * this.last[c]);
    return there > 0 ? log(there * inverse) : typical - EMPTY_SHELF - value;
  }

  /** The same for those who bought product `one` last. */
  private lostToLast(one: number, from: number, to: number, all: number, extra: number, typical: number): number {
    let there = 0;
    for (let c = from; c < to; c++)
      if (this.state.stock[this.population.categoryProducts[c]] > 0)
        there += this.weight[c] * (c === one ? 1 + extra : 1);
    return there > 0 ? log(there / all) : typical - EMPTY_SHELF - log(all);
  }

  /** How many of a segment's visitors want what, and how many units, from full shelves. */
  private draw(s: number): void {
    const { keys, population, categoryName, productName, visitors, buyers } = this;
    const { share, takers, units, extraMean } = this.counts;
    const { categoryStart, categoryProducts } = population;
    const K = categoryStart.length - 1;
    const P = categoryProducts.length;
    const most = this.quantityCap - 1;
    const uncapped = this.uncapped[s];
    let any = 0;
    for (let k = 0; k < K; k++) {
      const from = s * P + categoryStart[k];
      const to = s * P + categoryStart[k + 1];
      let rest = 0;
      for (let i = from; i < to; i++) rest += share[i];
      // of those who buy elsewhere already and of the others apart, so that buyers of anything can be counted
      const name = categoryName[s * K + k];
      const fresh = binomialAt(wordAt(keys[MORE], keys[MORE + 1], name), visitors[s] - any, rest);
      let left = fresh + binomialAt(wordAt(keys[INCIDENCE], keys[INCIDENCE + 1], name), any, rest);
      any += fresh;
      for (let i = from; i < to; i++) {
        const word = productName[i];
        const n =
          i === to - 1 ? left : binomialAt(wordAt(keys[PRODUCT], keys[PRODUCT + 1], word), left, share[i] / rest);
        rest -= share[i];
        left -= n;
        takers[i] = n;
        units[i] =
          n === 0
            ? 0
            : n + cappedTotal(wordAt(keys[QUANTITY], keys[QUANTITY + 1], word), n, extraMean[i], most, uncapped);
      }
    }
    buyers[s] = any;
  }

  /** The part of what is wished that all budgets can pay for. */
  private partInBudget(): number {
    const { asked, offers, visitors } = this;
    const { units } = this.counts;
    const { categoryProducts } = this.population;
    const P = categoryProducts.length;
    asked.fill(0);
    for (let c = 0; c < P; c++) {
      const p = categoryProducts[c];
      if (offers.promoted[p] === 0) continue;
      for (let s = 0; s < visitors.length; s++)
        if (visitors[s] > 0) asked[offers.rulesOf[p]] += units[s * P + c] * offers.discount[p];
    }
    let part = 1;
    for (let rules = 0; rules < asked.length; rules++)
      if (asked[rules] > offers.budgetLeft[rules]) part = Math.min(part, offers.budgetLeft[rules] / asked[rules]);
    for (let rules = 0; rules < asked.length; rules++)
      if (asked[rules] > 0 && offers.budgetLeft[rules] <= part * asked[rules]) asked[rules] = USED_UP;
    return part;
  }

  /** Cuts the day: everyone's counts in proportion, rounded down, and the others wait. */
  private keepPart(part: number): void {
    const { visitors, waiting, buyers } = this;
    const { takers, units } = this.counts;
    const P = this.population.categoryProducts.length;
    for (let s = 0; s < visitors.length; s++) {
      visitors[s] = Math.floor(visitors[s] * part);
      waiting[s] -= visitors[s];
      buyers[s] = Math.floor(buyers[s] * part);
      for (let i = s * P; i < (s + 1) * P; i++) {
        units[i] = visitors[s] > 0 ? Math.floor(units[i] * part) : 0;
        takers[i] = units[i] > 0 ? Math.max(1, Math.floor(takers[i] * part)) : 0;
      }
    }
  }

  private drawNobody(s: number): void {
    const { takers, units } = this.counts;
    const P = this.slotOf.length;
    takers.fill(0, s * P, (s + 1) * P);
    units.fill(0, s * P, (s + 1) * P);
    this.buyers[s] = 0;
  }

  /** What is wanted is noted as demand, what is there is sold. */
  private sell(): void {
    const { state, offers, keys, buyers } = this;
    const { units, disappointed } = this.counts;
    const { categoryProducts } = this.population;
    const P = categoryProducts.length;
    const S = buyers.length;
    disappointed.fill(0);
    let short = false;
    for (let c = 0; c < P; c++) {
      let wished = 0;
      for (let i = c; i < S * P; i += P) wished += units[i];
      state.demand[categoryProducts[c]] += wished;
      if (wished > state.stock[categoryProducts[c]]) short = true;
    }
    if (short) {
      for (let s = 0; s < S; s++) buyers[s] /= this.takersOf(s);
      ration(this.shortage, keys[SHORTAGE], keys[SHORTAGE + 1]);
      // those who went home with nothing are taken to be spread over the buyers evenly
      for (let s = 0; s < S; s++) buyers[s] = Math.floor(buyers[s] * this.takersOf(s) + 0.5);
    }
    for (let s = 0; s < S; s++) {
      state.buyers[s] += buyers[s];
      for (let c = 0; c < P; c++) {
        const sold = units[s * P + c];
        if (sold === 0) continue;
        const p = categoryProducts[c];
        state.stock[p] -= sold;
        state.units[p] += sold;
        state.segmentUnits[s * P + p] += sold;
        state.segmentRevenue[s] += sold * offers.price[p];
        if (offers.promoted[p] === 0) continue;
        state.promotedUnits[p] += sold;
        state.segmentDiscount[s] += sold * offers.discount[p];
        offers.budgetLeft[offers.rulesOf[p]] -= sold * offers.discount[p];
      }
    }
  }

  /** Category purchases of a segment, 1 where there are none. */
  private takersOf(s: number): number {
    const { takers } = this.counts;
    const P = this.slotOf.length;
    let sum = 0;
    for (let i = s * P; i < (s + 1) * P; i++) sum += takers[i];
    return Math.max(1, sum);
  }

  /** Means over the segment's shoppers move by what its visitors saw and bought. */
  private remember(s: number): void {
    const { segment, own, offers, population, counts } = this;
    const { categoryProducts, categoryStart } = population;
    const { takers, units } = counts;
    const { pantry, pantryVariance, reference } = own;
    const P = categoryProducts.length;
    const K = categoryStart.length - 1;
    const each = 1 / this.sizes[s];
    const came = this.visitors[s] * each;
    const renewed = came * (1 - segment.rho[s]);
    for (let k = 0; k < K; k++) {
      let bought = 0;
      let home = 0;
      for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) {
        const i = s * P + c;
        reference[i] += renewed * (offers.ratio[categoryProducts[c]] - reference[i]);
        bought += takers[i];
        home += units[i];
      }
      if (bought === 0) continue;
      // Var(S + B) = Var S + Var B + 2 Cov(S, B), with B = 1 + Poisson for buyers and 0 for the others
      const sk = s * K + k;
      const part = bought * each;
      const units1 = home / bought;
      pantry[sk] += home * each;
      const variance = part * (units1 - 1 + (1 - part) * units1 * units1) + 2 * part * units1 * this.buyersMore[sk];
      pantryVariance[sk] = Math.max(0, pantryVariance[sk] + variance);
      this.replaceLast(s, k, part);
    }
    own.storeValue[s] += came * (1 - segment.storeMemory[s]) * (this.valueSeen[s] - own.storeValue[s]);
    if (offers.open) own.fatigue[s] += came;
    own.satisfaction[s] -= segment.stockOutDrop[s] * counts.disappointed[s] * each;
  }

  /** Buyers, a part of the segment's shoppers, bought something else last from now on. */
  private replaceLast(s: number, k: number, part: number): void {
    const { leaving, own, counts } = this;
    const { lastShare } = own;
    const P = this.slotOf.length;
    const each = 1 / this.sizes[s];
    const from = s * P + this.population.categoryStart[k];
    const to = s * P + this.population.categoryStart[k + 1];
    if (this.byLast[s] === 0) {
      for (let i = from; i < to; i++) lastShare[i] += counts.takers[i] * each - part * lastShare[i];
      return;
    }
    let sum = 0;
    for (let i = from; i < to; i++) sum += leaving[i];
    let left = 0;
    for (let i = from; i < to; i++) {
      lastShare[i] = Math.max(0, lastShare[i] + counts.takers[i] * each - (part * leaving[i]) / sum);
      left += lastShare[i];
    }
    for (let i = from; i < to; i++) lastShare[i] /= left;
  }

  /** Keys of the day by purpose, or of a later part of it. */
  private hoistKeys(key0: number, key1: number): void {
    for (let at = 0; at < LABELS.length; at++) {
      this.keys[2 * at] = wordAt(key0, key1, LABELS[at]);
      this.keys[2 * at + 1] = wordAt(key1 ^ 0x6a09e667, key0, LABELS[at]);
    }
  }
}
