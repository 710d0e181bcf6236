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
/** Baskets with a product in them that are charged for it, where coupons or a threshold are at work. */
const WITH_PRODUCT = 8;

/** What a row's baskets get, as found by charging some. Shapes [rows, products by category], or [rows] where said. */
export interface BasketRates {
  /** part of what the product's own deal would give that is given, not waived for coupon or threshold */
  readonly dealPart: Float64Array;
  /** what coupon and threshold take off a line, part of its regular price; the parts of its units for which they do */
  readonly couponOff: Float64Array;
  readonly couponUnits: Float64Array;
  readonly thresholdOff: Float64Array;
  readonly thresholdUnits: Float64Array;
  /** part of the units that are given anything */
  readonly promoted: Float64Array;
  /** units added for a threshold's sake a basket */
  readonly fillers: Float64Array;
  /** coupons used, gifts, and `Till.overpaid`, a basket, [rows] */
  readonly used: Float64Array;
  readonly gifts: Float64Array;
  readonly overpaid: Float64Array;
}

/**
 * What only a basket knows, where counts have none: some baskets of a row are drawn from its visitors' chances, given that
 * they buy anything, or that they buy a product, filled up where a threshold is near, and charged at the till; the row gets
 * what they get in mean. That differs from all baskets' mean by luck of the day's draws.
 */
export class CohortBaskets {
  readonly rates: BasketRates;
  private readonly filler: Filler;
  private readonly ways: number;
  private readonly beta: Float64Array;
  private readonly bundleChance: Float64Array;
  private readonly quantityCap: number;
  private readonly sums: Float64Array;
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
    const { segments, products } = scenario;
    const rows = segments.length * desk.offers.groups;
    const P = products.length;
    this.filler = new Filler(scenario, state, desk.offers);
    this.ways = memberWays(segments);
    this.beta = Float64Array.from(segments, ({ price }) => price.sensitivity);
    this.bundleChance = Float64Array.from(segments, ({ promotion }) => promotion.bundle);
    this.quantityCap = scenario.quantityCap;
    this.nothingFrom = new Float64Array(population.categories.length + 1);
    this.chance = new Float64Array(population.categories.length);
    this.weight = new Float64Array(P);
    this.inBasket = new Float64Array(P);
    this.slotOf = new Int32Array(P);
    for (let c = 0; c < P; c++) this.slotOf[population.categoryProducts[c]] = c;
    this.sums = new Float64Array(SUMS * P);
    const byProduct = () => new Float64Array(rows * P);
    this.rates = {
      dealPart: byProduct(),
      couponOff: byProduct(),
      couponUnits: byProduct(),
      thresholdOff: byProduct(),
      thresholdUnits: byProduct(),
      promoted: byProduct(),
      fillers: byProduct(),
      used: new Float64Array(rows),
      gifts: new Float64Array(rows),
      overpaid: new Float64Array(rows),
    };
  }

  /** Takes up a day's key. */
  open(key: Key): void {
    if (this.desk.offers.threshold) this.filler.hoistKeys(key);
  }

  /** Finds a row's rates; to be asked after `CohortChoice.choose` and the wishes of that row. */
  sample(row: number, buyers: number): void {
    const { rates, desk, choice, weight, slotOf, sums } = this;
    const { till, offers } = desk;
    const P = slotOf.length;
    this.look(row);
    if (offers.threshold) for (let p = 0; p < P; p++) weight[p] = choice.meanWeight(row, slotOf[p]);
    sums.fill(0);
    rates.used[row] = 0;
    rates.gifts[row] = 0;
    rates.overpaid[row] = 0;
    rates.fillers.fill(0, row * P, (row + 1) * P);
    const most = Math.min(SAMPLE, buyers);
    const word = this.draw.word("basket", row);
    let baskets = 0;
    for (let b = 0; b < most; b++) {
      if (!this.fill(row, wordAt(word, BASKETS, b) | 0, -1)) continue;
      baskets += 1;
      rates.used[row] += till.couponUsed ? 1 : 0;
      rates.gifts[row] += till.gifts;
      rates.overpaid[row] += till.overpaid;
      for (let l = 0; l < till.lines; l++) this.note(row, l);
    }
    const each = baskets > 0 ? 1 / baskets : 0;
    rates.used[row] *= each;
    rates.gifts[row] *= each;
    rates.overpaid[row] *= each;
    for (let i = row * P; i < (row + 1) * P; i++) rates.fillers[i] *= each;
    if (offers.threshold || row % offers.groups >= this.ways) this.sampleProducts(row, word);
    for (let c = 0; c < P; c++) this.answer(row, c);
  }

  /** Charges baskets with each product that is wished, as long as it has not been met often enough. */
  private sampleProducts(row: number, word: number): void {
    const { counts, sums, slotOf } = this;
    const { till } = this.desk;
    const P = slotOf.length;
    for (let c = 0; c < P; c++) {
      if (counts.takers[row * P + c] === 0) continue;
      const names = wordAt(word, WITH, c) | 0;
      for (let b = 0; b < WITH_PRODUCT && sums[SUMS * c + TIMES] < WITH_PRODUCT; b++) {
        if (!this.fill(row, wordAt(names, BASKETS, b) | 0, c)) continue;
        for (let l = 0; l < till.lines; l++) if (slotOf[till.lineProduct[l]] === c) this.note(row, l);
      }
    }
  }

  /** Adds what a line of the basket in the till was quoted. */
  private note(row: number, l: number): void {
    const { desk, state, sums, slotOf } = this;
    const { till, deals } = desk;
    const p = till.lineProduct[l];
    const units = till.lineUnits[l];
    const at = SUMS * slotOf[p];
    const deal = this.dealFor(row, p);
    const basket = till.lineCouponOff[l] > 0 || till.lineThresholdOff[l] > 0;
    let touched = 0;
    if (deal) {
      sums[at + DEAL] += deal.discount(Math.min(units, deals.unitsLeft[p]), state.regularPrice[p], deals.price[p]);
      if (till.lineDealOff[l] > 0 || deal.giftCost > 0) touched = deal.touched(Math.min(units, deals.unitsLeft[p]));
    }
    sums[at + TIMES] += 1;
    sums[at + UNITS] += units;
    sums[at + FULL] += units * state.regularPrice[p];
    sums[at + DEAL_GIVEN] += till.lineDealOff[l];
    sums[at + COUPON_GIVEN] += till.lineCouponOff[l];
    sums[at + COUPON_UNITS] += till.lineCouponOff[l] > 0 ? units : 0;
    sums[at + THRESHOLD_GIVEN] += till.lineThresholdOff[l];
    sums[at + THRESHOLD_UNITS] += till.lineThresholdOff[l] > 0 ? units : 0;
    sums[at + PROMOTED] += basket ? units : touched;
  }

  /** A product's rates from its sums. */
  private answer(row: number, c: number): void {
    const { rates, sums } = this;
    const i = row * this.slotOf.length + c;
    const at = SUMS * c;
    const units = Math.max(1, sums[at + UNITS]);
    const full = Math.max(1, sums[at + FULL]);
    rates.dealPart[i] = sums[at + DEAL] > 0 ? sums[at + DEAL_GIVEN] / sums[at + DEAL] : 1;
    rates.couponOff[i] = sums[at + COUPON_GIVEN] / full;
    rates.couponUnits[i] = sums[at + COUPON_UNITS] / units;
    rates.thresholdOff[i] = sums[at + THRESHOLD_GIVEN] / full;
    rates.thresholdUnits[i] = sums[at + THRESHOLD_UNITS] / units;
    rates.promoted[i] = sums[at + PROMOTED] / units;
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

  /**
   * Lays a basket into the till and has it charged.
   *
   * @param name   of its shopper in the draws
   * @param of     product by category that it holds, -1: given that it holds anything
   * @returns false where nothing of it is on the shelf
   */
  private fill(row: number, name: number, of: number): boolean {
    const { population, inBasket, desk, chance, nothingFrom } = this;
    const { categoryOf, categoryProducts, categoryStart } = population;
    const s = Math.floor(row / desk.offers.groups);
    const mine = of < 0 ? -1 : categoryOf[categoryProducts[of]];
    let any = of >= 0;
    let there = false;
    inBasket.fill(0);
    desk.till.begin(s, row % desk.offers.groups);
    for (let k = 0; k < chance.length; k++) {
      const buys = any ? chance[k] : chance[k] / (1 - nothingFrom[k]);
      if (k !== mine && uniformAt(name, CATEGORY, k) >= buys) continue;
      any = true;
      const c = k === mine ? of : this.pick(row, uniformAt(name, PRODUCT, k) * chance[k], categoryStart[k]);
      if (this.state.stock[categoryProducts[c]] <= 0) continue;
      there = true;
      this.lay(row, s, c, name, k);
    }
    if (!there) return false;
    if (desk.offers.threshold) this.reachOut(row, s, name, of < 0);
    desk.till.quote();
    return true;
  }

  /** The product of a category at a place along its chances. */
  private pick(row: number, place: number, from: number): number {
    const { share } = this.counts;
    const P = this.slotOf.length;
    const k = this.population.categoryOf[this.population.categoryProducts[from]];
    const last = this.population.categoryStart[k + 1] - 1;
    let rest = place;
    let c = from;
    while (c < last && rest >= share[row * P + c]) {
      rest -= share[row * P + c];
      c += 1;
    }
    return c;
  }

  private lay(row: number, s: number, c: number, name: number, k: number): void {
    const p = this.population.categoryProducts[c];
    const more = poissonOf(wordAt(name, QUANTITY, k) | 0, this.counts.extraMean[row * this.slotOf.length + c]);
    this.inBasket[p] = this.bundle(p, Math.min(this.quantityCap, 1 + more), s, uniformAt(name, BUNDLE, k));
    this.desk.till.add(p, this.inBasket[p]);
  }

  /** @see Checkout.bundle */
  private bundle(p: number, wish: number, s: number, uniform: number): number {
    const size = this.desk.offers.groupSize[p];
    const over = size > 0 ? wish % size : 0;
    if (over === 0 || wish - over + size > this.quantityCap) return wish;
    return over >= this.desk.offers.groupPaid[p] || uniform < this.bundleChance[s] ? wish - over + size : wish;
  }

  /** @param counts   whether fillers are noted */
  private reachOut(row: number, s: number, name: number, counts: boolean): void {
    const { filler, desk } = this;
    filler.think(desk.till, s, name, this.beta[s], this.weight, this.inBasket);
    if (filler.product < 0) return;
    desk.till.add(filler.product, filler.units);
    if (counts) this.rates.fillers[row * this.slotOf.length + this.slotOf[filler.product]] += filler.units;
  }

  /** The open deal of a product that a row's shoppers get, if any. */
  dealFor(row: number, p: number) {
    const { offers, deals } = this.desk;
    const deal = offers.promoted[p] > 0 ? deals.deal[p] : null;
    return deal && (!deal.membersOnly || (row % offers.groups) % this.ways === 1) ? deal : null;
  }
}

/** Places of a product in `sums`, whose rows are SUMS long: baskets, units, money steps at regular prices and given. */
const TIMES = 0;
const UNITS = 1;
const FULL = 2;
const DEAL = 3;
const DEAL_GIVEN = 4;
const COUPON_GIVEN = 5;
const COUPON_UNITS = 6;
const THRESHOLD_GIVEN = 7;
const THRESHOLD_UNITS = 8;
const PROMOTED = 9;
const SUMS = 10;

/** second words of the keys of a basket's draws */
const WITH = 0x27b70a85;
const BASKETS = 0x6c44198c;
const CATEGORY = 0x4a7484aa;
const PRODUCT = 0x5cb0a9dc;
const QUANTITY = 0x76f988da;
const BUNDLE = 0x983e5152;
