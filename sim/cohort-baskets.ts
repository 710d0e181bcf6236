import type { CohortChoice } from "./cohort-choice.js";
import type { CohortDraw } from "./cohort-draw.js";
import type { Counts } from "./cohort-shortage.js";
import { Filler } from "./filler.js";
import type { State } from "./layout.js";
import type { Key } from "./math/key.js";
import { uniformAt, wordAt } from "./math/key.js";
import { poissonOf } from "./math/poisson.js";
import type { Population } from "./population.js";
import type { DeskOfDay } from "./promotions/offers-of-day.js";
import { memberWays } from "./promotions/rows.js";
import type { Scenario } from "./scenario.js";

/** Baskets of a row that are charged for all of them. */
const SAMPLE = 32;

/** What a row's baskets get, as found by charging some; parts of what is at regular prices, and means a basket. */
export interface BasketRates {
  /** part of what the products' own deals would give that is given, not waived for coupon or threshold, [rows] */
  readonly dealPart: Float64Array;
  /** what the coupon takes off what it covers, and the part of the covered units in baskets that use one, [rows] */
  readonly couponOff: Float64Array;
  readonly couponUnits: Float64Array;
  /** the same of the threshold */
  readonly thresholdOff: Float64Array;
  readonly thresholdUnits: Float64Array;
  /** coupons used, gifts, and `Till.overpaid`, a basket, [rows] */
  readonly used: Float64Array;
  readonly gifts: Float64Array;
  readonly overpaid: Float64Array;
  /** units added for a threshold's sake a basket, [rows, products by category] */
  readonly fillers: Float64Array;
}

/**
 * What only a basket knows, where counts have none: some baskets of a row are drawn from its visitors' chances, given that
 * they buy anything, filled up where a threshold is near, and charged at the till; the row gets what they get in mean. The
 * mean of 32 differs from all baskets' by luck of the day's draws, not by a bias.
 */
export class CohortBaskets {
  readonly rates: BasketRates;
  private readonly filler: Filler;
  private readonly ways: number;
  private readonly beta: Float64Array;
  private readonly bundleChance: Float64Array;
  private readonly quantityCap: number;
  private readonly covered: Uint8Array;
  /** chance of buying nothing from a category on, [categories + 1] */
  private readonly nothingFrom: Float64Array;
  private readonly chance: Float64Array;
  /** of the row at hand, and in the basket at hand, [products] */
  private readonly weight: Float64Array;
  private readonly inBasket: Float64Array;
  private readonly slotOf: Int32Array;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly desk: DeskOfDay,
    private readonly counts: Counts,
    private readonly choice: CohortChoice,
    private readonly draw: CohortDraw,
  ) {
    const { segments, products, promotions } = scenario;
    const rows = segments.length * desk.offers.groups;
    const P = products.length;
    this.filler = new Filler(scenario, state, desk.offers);
    this.ways = memberWays(segments);
    this.beta = Float64Array.from(segments, ({ price }) => price.sensitivity);
    this.bundleChance = Float64Array.from(segments, ({ promotion }) => promotion.bundle);
    this.quantityCap = scenario.quantityCap;
    const covers = promotions.coupons?.categories ?? [];
    this.covered = Uint8Array.from(products, ({ category }) => +(covers.length === 0 || covers.includes(category)));
    this.nothingFrom = new Float64Array(population.categories.length + 1);
    this.chance = new Float64Array(population.categories.length);
    this.weight = new Float64Array(P);
    this.inBasket = new Float64Array(P);
    this.slotOf = new Int32Array(P);
    for (let c = 0; c < P; c++) this.slotOf[population.categoryProducts[c]] = c;
    this.rates = {
      dealPart: new Float64Array(rows),
      couponOff: new Float64Array(rows),
      couponUnits: new Float64Array(rows),
      thresholdOff: new Float64Array(rows),
      thresholdUnits: new Float64Array(rows),
      used: new Float64Array(rows),
      gifts: new Float64Array(rows),
      overpaid: new Float64Array(rows),
      fillers: new Float64Array(rows * P),
    };
  }

  /** Takes up a day's key. */
  open(key: Key): void {
    if (this.desk.offers.threshold) this.filler.hoistKeys(key);
  }

  /** Finds a row's rates; to be asked right after `CohortChoice.choose` of that row. */
  sample(row: number, buyers: number): void {
    const { rates, desk, choice, weight, slotOf } = this;
    const { till, offers } = desk;
    const s = Math.floor(row / offers.groups);
    const P = slotOf.length;
    this.look(row);
    if (offers.threshold) for (let p = 0; p < P; p++) weight[p] = choice.meanWeight(s, slotOf[p]);
    const sums = this.clear(row);
    const most = Math.min(SAMPLE, buyers);
    const word = this.draw.word("basket", row);
    for (let b = 0; b < most; b++) {
      const name = wordAt(word, BASKETS, b) | 0;
      till.begin(s, row % offers.groups);
      if (!this.fill(row, s, name)) continue;
      if (offers.threshold) this.reachOut(row, s, name);
      till.quote();
      sums.baskets += 1;
      this.note(row, sums);
    }
    const each = sums.baskets > 0 ? 1 / sums.baskets : 0;
    rates.dealPart[row] = sums.deal > 0 ? sums.dealGiven / sums.deal : 1;
    rates.couponOff[row] = sums.covered > 0 ? sums.couponGiven / sums.covered : 0;
    rates.couponUnits[row] = sums.coveredUnits > 0 ? sums.couponUnits / sums.coveredUnits : 0;
    rates.thresholdOff[row] = sums.counted > 0 ? sums.thresholdGiven / sums.counted : 0;
    rates.thresholdUnits[row] = sums.countedUnits > 0 ? sums.thresholdUnits / sums.countedUnits : 0;
    rates.used[row] *= each;
    rates.gifts[row] *= each;
    rates.overpaid[row] *= each;
    for (let i = row * P; i < (row + 1) * P; i++) rates.fillers[i] *= each;
  }

  /** Chances of the row by category. */
  private look(row: number): void {
    const { categoryStart } = this.population;
    const P = this.slotOf.length;
    this.nothingFrom[this.chance.length] = 1;
    for (let k = this.chance.length - 1; k >= 0; k--) {
      let chance = 0;
      for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) chance += this.counts.share[row * P + c];
      this.chance[k] = chance;
      this.nothingFrom[k] = this.nothingFrom[k + 1] * (1 - chance);
    }
  }

  /** Draws what is in a basket, given that something is; answers whether it is on the shelf. */
  private fill(row: number, s: number, name: number): boolean {
    const { population, counts, inBasket, desk, state } = this;
    const { categoryStart, categoryProducts } = population;
    const P = inBasket.length;
    let any = false;
    let there = false;
    inBasket.fill(0);
    for (let k = 0; k < this.chance.length; k++) {
      const chance = any ? this.chance[k] : this.chance[k] / (1 - this.nothingFrom[k]);
      if (uniformAt(name, CATEGORY, k) >= chance) continue;
      any = true;
      let at = uniformAt(name, PRODUCT, k) * this.chance[k];
      let c = categoryStart[k];
      while (c < categoryStart[k + 1] - 1 && at >= counts.share[row * P + c]) {
        at -= counts.share[row * P + c];
        c += 1;
      }
      const p = categoryProducts[c];
      if (state.stock[p] <= 0) continue;
      there = true;
      const more = poissonOf(wordAt(name, QUANTITY, k) | 0, counts.extraMean[row * P + c]);
      inBasket[p] = this.bundle(p, Math.min(this.quantityCap, 1 + more), s, uniformAt(name, BUNDLE, k));
      desk.till.add(p, inBasket[p]);
    }
    return there;
  }

  /** @see Checkout.bundle */
  private bundle(p: number, wish: number, s: number, uniform: number): number {
    const size = this.desk.offers.groupSize[p];
    const over = size > 0 ? wish % size : 0;
    if (over === 0 || wish - over + size > this.quantityCap) return wish;
    return over >= this.desk.offers.groupPaid[p] || uniform < this.bundleChance[s] ? wish - over + size : wish;
  }

  private reachOut(row: number, s: number, name: number): void {
    const { filler, desk } = this;
    filler.think(desk.till, s, name, this.beta[s], this.weight, this.inBasket);
    if (filler.product < 0) return;
    desk.till.add(filler.product, filler.units);
    this.rates.fillers[row * this.slotOf.length + this.slotOf[filler.product]] += filler.units;
  }

  private clear(row: number): Sums {
    const { rates } = this;
    const P = this.slotOf.length;
    rates.used[row] = 0;
    rates.gifts[row] = 0;
    rates.overpaid[row] = 0;
    rates.fillers.fill(0, row * P, (row + 1) * P);
    for (const sum of Object.keys(this.sums) as (keyof Sums)[]) this.sums[sum] = 0;
    return this.sums;
  }
  private readonly sums: Sums = {
    baskets: 0,
    deal: 0,
    dealGiven: 0,
    covered: 0,
    coveredUnits: 0,
    couponGiven: 0,
    couponUnits: 0,
    counted: 0,
    countedUnits: 0,
    thresholdGiven: 0,
    thresholdUnits: 0,
  };

  /** Adds what the basket in the till was quoted. */
  private note(row: number, sums: Sums): void {
    const { rates, desk, state } = this;
    const { till, deals, offers } = desk;
    rates.used[row] += till.couponUsed ? 1 : 0;
    rates.gifts[row] += till.gifts;
    rates.overpaid[row] += till.overpaid;
    for (let l = 0; l < till.lines; l++) {
      const p = till.lineProduct[l];
      const units = till.lineUnits[l];
      const full = units * state.regularPrice[p];
      const deal = this.dealFor(row, p);
      if (deal) {
        const would = deal.discount(Math.min(units, deals.unitsLeft[p]), state.regularPrice[p], deals.price[p]);
        sums.deal += would;
        sums.dealGiven += till.lineDealOff[l];
      }
      if (this.covered[p] === 1) {
        sums.covered += full;
        sums.coveredUnits += units;
        sums.couponGiven += till.lineCouponOff[l];
        if (till.lineCouponOff[l] > 0) sums.couponUnits += units;
      }
      if (offers.rulesOf[p] === deals.thresholdRules) {
        sums.counted += full;
        sums.countedUnits += units;
        sums.thresholdGiven += till.lineThresholdOff[l];
        if (till.lineThresholdOff[l] > 0) sums.thresholdUnits += units;
      }
    }
  }

  /** The open deal of a product that a row's shoppers get, if any. */
  dealFor(row: number, p: number) {
    const { offers, deals } = this.desk;
    const deal = offers.promoted[p] > 0 ? deals.deal[p] : null;
    return deal && (!deal.membersOnly || (row % offers.groups) % this.ways === 1) ? deal : null;
  }

  /** Whether the coupon covers a product. */
  covers(p: number): boolean {
    return this.covered[p] === 1;
  }
}

interface Sums {
  baskets: number;
  /** money steps: what deals would give and give, at regular prices what is covered and counts, and what is given for it */
  deal: number;
  dealGiven: number;
  covered: number;
  coveredUnits: number;
  couponGiven: number;
  couponUnits: number;
  counted: number;
  countedUnits: number;
  thresholdGiven: number;
  thresholdUnits: number;
}

/** second words of the keys of a basket's draws */
const BASKETS = 0x6c44198c;
const CATEGORY = 0x4a7484aa;
const PRODUCT = 0x5cb0a9dc;
const QUANTITY = 0x76f988da;
const BUNDLE = 0x983e5152;
