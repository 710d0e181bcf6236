import { CohortChoice } from "./cohort-choice.js";
import { type Memory, memoriesIn, passNight } from "./cohort-memory.js";
import { type Counts, createScratch, ration, type Shortage } from "./cohort-shortage.js";
import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { cappedTotal, uncappedBelow } from "./math/capped-total.js";
import { exp } from "./math/elementary.js";
import { hashText, wordAt } from "./math/key.js";
import type { Population } from "./population.js";
import type { DeskOfDay, OffersOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";
import { type SegmentTable, segmentTable } from "./segment-table.js";
import type { Today } from "./today.js";

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

/** In the place of what is asked of a budget that ends within the part of the day at hand. */
const USED_UP = -1;

/**
 * A day by counts: how many of each segment come, buy in each category, take each product, and how many units, whatever
 * the population. Allocates nothing. Products stand by category inside (`c`, as in `Shelf.categoryProducts`).
 * Equations and what they approximate: docs/model.md, "Cohort fidelity".
 */
export class CohortDay {
  private readonly offers: OffersOfDay;
  private readonly segment: SegmentTable;
  private readonly sizes: Float64Array;
  private readonly own: Memory;
  private readonly anchor: Memory;
  private readonly choice: CohortChoice;
  private readonly carryOver: number;
  private readonly quantityCap: number;
  private readonly limited: boolean;
  private readonly counts: Counts;
  private readonly shortage: Shortage;
  private anchored = false;

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
    private readonly desk: DeskOfDay,
  ) {
    const { offers } = desk;
    this.offers = offers;
    const { segments, products } = scenario;
    const { categories, categoryProducts, types } = population;
    if (!types) throw new TypeError("CohortDay: found a population of shoppers, expected one of cohorts");
    const S = segments.length;
    const P = products.length;
    this.segment = segmentTable(scenario, categories);
    this.sizes = Float64Array.from(population.sizes);
    this.carryOver = scenario.carryOver;
    this.quantityCap = scenario.quantityCap;
    this.limited = [...scenario.calendar.campaigns, scenario.promotions.everyday].some(
      (rules) => rules.budget !== null,
    );
    const { own, anchor } = memoriesIn(state);
    this.own = own;
    this.anchor = anchor;
    this.choice = new CohortChoice(scenario, population, types, state, offers, this.segment, own);
    this.tabled = new Float64Array(P).fill(-1);
    this.uncapped = this.sizes.map((size) => uncappedBelow(scenario.quantityCap - 1, size));
    this.ownShare = new Float64Array(S);
    this.waiting = new Float64Array(S);
    this.visitors = new Float64Array(S);
    this.buyers = new Float64Array(S);
    this.asked = new Float64Array(offers.budgetLeft.length);
    this.counts = {
      share: this.choice.share,
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
    const { own, population } = this;
    const { types } = population;
    if (!types) return;
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
    passNight(this.anchor, this.segment);
  }

  /** @see ShopperDay.run */
  run({ key, visitLift, anchored }: Today): void {
    this.anchored = anchored && this.carryOver < 1;
    passNight(this.own, this.segment);
    this.hoistKeys(key.key0, key.key1);
    for (let p = 0; p < this.population.categoryOf.length; p++) this.reprice(p);
    this.arrive(visitLift);
    while (this.serveUntilABudgetEnds()) this.hoistKeys(this.keys[PART], this.keys[PART + 1]);
  }

  sendCoupons(_levels: ArrayLike<number>, _day: number): void {}

  /** Brings the quantity tables of a product in line with its price now. */
  reprice(product: number): void {
    const { m0, m1 } = this.segment;
    const P = this.population.categoryProducts.length;
    const c = this.slotOf[product];
    if (this.tabled[c] === this.offers.price[product]) return;
    this.tabled[c] = this.offers.price[product];
    for (let s = 0; s < m0.length; s++)
      this.counts.extraMean[s * P + c] = exp(
        m0[s] - m1[s] * this.offers.logRatio[s * this.offers.groups * P + product],
      );
  }

  /** Who comes: binomial by segment, its chance mixed of own memory and the dial's. */
  private arrive(visitLift: Float64Array): void {
    const { own, anchor, keys, carryOver, state } = this;
    const { base, g2 } = this.segment;
    const { typicalStoreValue } = this.population;
    for (let s = 0; s < base.length; s++) {
      const x = base[s] + visitLift[s] - g2[s] * typicalStoreValue[s];
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
        this.choice.choose(s, this.anchor, this.ownShare[s]);
        this.draw(s);
      } else this.drawNobody(s);
    }
    const part = this.limited && offers.open ? this.partInBudget() : 1;
    if (part < 1) this.keepPart(part);
    this.sell();
    for (let s = 0; s < waiting.length; s++) if (visitors[s] > 0) this.remember(s);
    if (part === 1) return false;
    for (let rules = 0; rules < asked.length; rules++) if (asked[rules] === USED_UP) this.desk.close(rules);
    return true;
  }

  /** How many of a segment's visitors want what, and how many units, from full shelves. */
  private draw(s: number): void {
    const { categoryStart } = this.population;
    const K = categoryStart.length - 1;
    const P = this.slotOf.length;
    let any = 0;
    for (let k = 0; k < K; k++)
      any += this.drawCategory(s, s * K + k, s * P + categoryStart[k], s * P + categoryStart[k + 1], any);
    this.buyers[s] = any;
    this.drawUnits(s);
  }

  /**
   * How many buy in a category, and then which product: a multinomial by conditional binomials.
   *
   * @param any   visitors who buy in an earlier category; they and the others are drawn apart
   * @returns how many of the others buy
   */
  private drawCategory(s: number, sk: number, from: number, to: number, any: number): number {
    const { keys, productName } = this;
    const { share, takers } = this.counts;
    let rest = 0;
    for (let i = from; i < to; i++) rest += share[i];
    const name = this.categoryName[sk];
    const word = wordAt(keys[MORE], keys[MORE + 1], name) | 0;
    const fresh = binomialAt(word, this.visitors[s] - any, rest);
    let left = fresh;
    if (any > 0) left += binomialAt(wordAt(keys[INCIDENCE], keys[INCIDENCE + 1], name) | 0, any, rest);
    const key0 = keys[PRODUCT];
    const key1 = keys[PRODUCT + 1];
    for (let i = from; i < to - 1; i++) {
      const n = left === 0 ? 0 : binomialAt(wordAt(key0, key1, productName[i]) | 0, left, share[i] / rest);
      rest -= share[i];
      left -= n;
      takers[i] = n;
    }
    takers[to - 1] = left;
    return fresh;
  }

  private drawUnits(s: number): void {
    const { keys, productName } = this;
    const { takers, units, extraMean } = this.counts;
    const P = this.slotOf.length;
    const most = this.quantityCap - 1;
    const uncapped = this.uncapped[s];
    const key0 = keys[QUANTITY];
    const key1 = keys[QUANTITY + 1];
    for (let i = s * P; i < (s + 1) * P; i++) {
      const n = takers[i];
      const word = wordAt(key0, key1, productName[i]) | 0;
      units[i] = n === 0 ? 0 : n + cappedTotal(word, n, extraMean[i], most, uncapped);
    }
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
        reference[i] +=
          renewed * (offers.ratio[s * offers.groups * this.slotOf.length + categoryProducts[c]] - reference[i]);
        bought += takers[i];
        home += units[i];
      }
      if (bought === 0) continue;
      // Var(S + B) = Var S + Var B + 2 Cov(S, B), with B = 1 + Poisson for buyers and 0 for the others
      const sk = s * K + k;
      const part = bought * each;
      const units1 = home / bought;
      pantry[sk] += home * each;
      const variance =
        part * (units1 - 1 + (1 - part) * units1 * units1) + 2 * part * units1 * this.choice.buyersMore[sk];
      pantryVariance[sk] = Math.max(0, pantryVariance[sk] + variance);
      this.replaceLast(s, k, part);
    }
    own.storeValue[s] += came * (1 - segment.storeMemory[s]) * (this.choice.valueSeen[s] - own.storeValue[s]);
    if (offers.open) own.fatigue[s] += came;
    own.satisfaction[s] -= segment.stockOutDrop[s] * counts.disappointed[s] * each;
  }

  /** Buyers, a part of the segment's shoppers, bought something else last from now on. */
  private replaceLast(s: number, k: number, part: number): void {
    const { own, counts } = this;
    const { leaving, byLast } = this.choice;
    const { lastShare } = own;
    const P = this.slotOf.length;
    const each = 1 / this.sizes[s];
    const from = s * P + this.population.categoryStart[k];
    const to = s * P + this.population.categoryStart[k + 1];
    if (byLast[s] === 0) {
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
