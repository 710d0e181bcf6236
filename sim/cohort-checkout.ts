import type { CohortBaskets } from "./cohort-baskets.js";
import { markUsedUp, type Party, partThatFits } from "./cohort-budget.js";
import type { CohortDraw } from "./cohort-draw.js";
import type { Counts } from "./cohort-shortage.js";
import type { CohortWallets } from "./cohort-wallets.js";
import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import type { Population } from "./population.js";
import { couponTerms } from "./promotions/coupon.js";
import type { DeskOfDay } from "./promotions/offers-of-day.js";
import { MECHANICS } from "./scenario/promotions.js";
import type { Scenario } from "./scenario.js";

/**
 * What counts of units cost and are given on days when units x price does not tell. Deals of single products are counted
 * exactly (but for the part that coupon and threshold waive), what acts on baskets by the rates of `CohortBaskets`. Money is
 * whole steps, rounded down a row and product; no budget is overdrawn.
 */
export class CohortCheckout {
  private readonly couponMost: number;
  private readonly couponBudget: number;
  /** coupons used, [rows]; by how much what their rates say is more than that */
  private readonly used: Float64Array;
  private readonly usedMore: Float64Array;
  /** units that limited offers would be given for, [products] */
  private readonly unitsAsked: Float64Array;
  /** rows that ask for any */
  private readonly rowsAsked: Float64Array;
  /** 1 where they end with the part of the day at hand, [products] */
  private readonly ends: Uint8Array;
  // of the row and product at hand, money steps, and units that the deal touches
  private deal = 0;
  private touched = 0;
  private gift = 0;
  private coupon = 0;
  private threshold = 0;

  constructor(
    { promotions, moneyStep, segments }: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly desk: DeskOfDay,
    private readonly counts: Counts,
    private readonly party: Party,
    private readonly baskets: CohortBaskets,
    private readonly draw: CohortDraw,
    private readonly wallets: CohortWallets | null,
    /** levels of coupons start at this group, and each has as many */
    private readonly ways: number,
  ) {
    const rows = segments.length * desk.offers.groups;
    const terms = promotions.coupons && couponTerms(promotions.coupons, moneyStep);
    this.couponMost = terms ? terms.maxOff : 0;
    this.couponBudget = terms ? terms.budget : 0;
    this.used = new Float64Array(rows);
    this.usedMore = new Float64Array(rows).fill(1);
    this.unitsAsked = new Float64Array(population.categoryProducts.length);
    this.rowsAsked = new Float64Array(population.categoryProducts.length);
    this.ends = new Uint8Array(population.categoryProducts.length);
  }

  /**
   * The part of what is wished that budgets and limited units last for.
   *
   * @param asked   see `partThatFits`
   */
  part(asked: Float64Array): number {
    const { desk, counts, population, unitsAsked } = this;
    const { offers, deals } = desk;
    const { categoryProducts } = population;
    const P = categoryProducts.length;
    const rows = this.used.length;
    asked.fill(0);
    unitsAsked.fill(0);
    this.rowsAsked.fill(0);
    this.usedMore.fill(1);
    for (let row = 0; row < rows; row++)
      for (let c = 0; c < P; c++) {
        const i = row * P + c;
        if (counts.units[i] === 0) continue;
        const p = categoryProducts[c];
        this.price(row, c, Infinity);
        asked[offers.rulesOf[p]] += this.deal + this.gift;
        asked[deals.thresholdRules] += this.threshold;
        if (!this.baskets.dealFor(row, p)) continue;
        unitsAsked[p] += counts.units[i];
        this.rowsAsked[p] += 1;
      }
    let part = partThatFits(asked, offers);
    for (let p = 0; p < P; p++)
      // a unit a row more, as each is rounded down; what is too much pays the regular price
      if (unitsAsked[p] > deals.unitsLeft[p])
        part = Math.min(part, (deals.unitsLeft[p] + this.rowsAsked[p]) / unitsAsked[p]);
    for (let p = 0; p < P; p++)
      this.ends[p] = unitsAsked[p] > 0 && unitsAsked[p] * part >= deals.unitsLeft[p] * (1 - 1e-9) ? 1 : 0;
    markUsedUp(asked, part, offers);
    return part;
  }

  /** Closes the offers whose limited units were used up by the part of the day that was just served. */
  closeSoldOut(): void {
    const { deals, offers } = this.desk;
    for (let p = 0; p < this.ends.length; p++) {
      if (this.ends[p] === 0 || offers.promoted[p] === 0) continue;
      deals.unitsLeft[p] = 0;
      this.desk.soldOut(p);
    }
  }

  /** Adds what is bought for a threshold's sake to the units sold, as far as it is there. */
  addFillers(): void {
    const { counts, state, party, baskets, population } = this;
    const { categoryProducts } = population;
    const P = categoryProducts.length;
    if (!this.desk.offers.threshold) return;
    for (let c = 0; c < P; c++) {
      const p = categoryProducts[c];
      let left = state.stock[p];
      for (let row = 0; row < party.buyers.length; row++) left -= counts.units[row * P + c];
      for (let row = 0; row < party.buyers.length; row++) {
        const wished = Math.floor(party.buyers[row] * baskets.rates.fillers[row * P + c] + 0.5);
        const added = Math.max(0, Math.min(left, wished));
        counts.units[row * P + c] += added;
        state.demand[p] += added;
        left -= added;
      }
    }
  }

  /** Books what the part of the day at hand sold. */
  book(day: number): void {
    const { party, population, desk } = this;
    const { offers } = desk;
    const P = population.categoryProducts.length;
    for (let row = 0; row < party.buyers.length; row++) {
      const s = Math.floor(row / offers.groups);
      let couponLeft = this.useCoupons(row, s, day);
      for (let c = 0; c < P; c++) {
        if (this.counts.units[row * P + c] === 0) continue;
        this.price(row, c, couponLeft);
        couponLeft -= this.coupon;
        this.bookLine(row, s, c);
      }
    }
  }

  /** Takes coupons used out of hands; answers what they may take off, money steps. */
  private useCoupons(row: number, s: number, day: number): number {
    const { wallets, party, baskets, state, desk } = this;
    const level = Math.floor((row % desk.offers.groups) / this.ways);
    this.used[row] = 0;
    this.usedMore[row] = 1;
    const rate = baskets.rates.used[row];
    if (wallets === null || level === 0 || rate === 0 || party.buyers[row] === 0) return 0;
    const used = binomialAt(this.draw.word("use", row), party.buyers[row], rate);
    this.used[row] = used;
    this.usedMore[row] = used / (rate * party.buyers[row]);
    wallets.use(s, level - 1, day, used);
    state.couponsRedeemed[s] += used;
    return Math.min(used * this.couponMost, this.couponBudget - state.given[state.given.length - 1]);
  }

  /** Finds what a row's units of a product are given. */
  private price(row: number, c: number, couponLeft: number): void {
    const { counts, desk, state, baskets, usedMore } = this;
    const { offers, deals } = desk;
    const { rates } = baskets;
    const P = this.population.categoryProducts.length;
    const p = this.population.categoryProducts[c];
    const i = row * P + c;
    const sold = counts.units[i];
    const full = sold * state.regularPrice[p];
    const deal = baskets.dealFor(row, p);
    this.deal = 0;
    this.touched = 0;
    this.gift = 0;
    if (deal && deal.groupSize > 0 && counts.bundleUnits[i] > 0) {
      const part = (Math.min(sold, counts.bundleUnits[i]) / counts.bundleUnits[i]) * rates.dealPart[i];
      this.deal = counts.bundleOff[i] * part;
      this.touched = counts.bundleTouched[i] * part;
    } else if (deal && deal.groupSize === 0) {
      const given = Math.min(sold, deals.unitsLeft[p]);
      this.deal = deal.discount(given, state.regularPrice[p], deals.price[p]) * rates.dealPart[i];
      this.touched = deal.touched(given) * rates.dealPart[i];
      this.gift = counts.takers[i] * deal.giftCost;
    }
    const counted = deals.threshold !== null && offers.rulesOf[p] === deals.thresholdRules;
    const most = full - sold;
    this.deal = Math.floor(Math.min(this.deal, most));
    const coupon = rates.couponOff[i] * usedMore[row] * full;
    this.coupon = Math.floor(Math.max(0, Math.min(coupon, couponLeft, most - this.deal)));
    this.threshold = counted ? Math.floor(Math.min(rates.thresholdOff[i] * full, most - this.deal - this.coupon)) : 0;
  }

  private bookLine(row: number, s: number, c: number): void {
    const { state, desk, baskets, counts, usedMore } = this;
    const { offers, deals } = desk;
    const { rates } = baskets;
    const { mechanicUnits, mechanicDiscount } = state;
    const P = this.population.categoryProducts.length;
    const p = this.population.categoryProducts[c];
    const i = row * P + c;
    const sold = counts.units[i];
    const rules = offers.rulesOf[p];
    this.deal = this.grant(rules, this.deal);
    this.gift = this.grant(rules, this.gift);
    this.threshold = this.grant(deals.thresholdRules, this.threshold);
    state.given[state.given.length - 1] += this.coupon;
    state.giftCost[p] += this.gift;
    const deal = baskets.dealFor(row, p);
    if (deal) {
      mechanicUnits[deal.place * P + p] += Math.floor(this.touched + 0.5);
      mechanicDiscount[deal.place * P + p] += this.deal;
      if (deals.unitsLeft[p] < Infinity) deals.unitsLeft[p] = Math.max(0, deals.unitsLeft[p] - sold);
    }
    const byCoupon = this.coupon > 0 ? Math.min(1, rates.couponUnits[i] * usedMore[row]) : 0;
    const byThreshold = this.threshold > 0 ? rates.thresholdUnits[i] : 0;
    mechanicUnits[COUPON * P + p] += Math.floor(sold * byCoupon + 0.5);
    mechanicDiscount[COUPON * P + p] += this.coupon;
    mechanicUnits[THRESHOLD * P + p] += Math.floor(sold * byThreshold + 0.5);
    mechanicDiscount[THRESHOLD * P + p] += this.threshold;
    // the till's own count where coupons or a threshold are at work, which touch other units than deals do
    const promoted = byCoupon + byThreshold > 0 ? sold * rates.promoted[i] : this.touched;
    state.promotedUnits[p] += Math.min(sold, Math.floor(promoted + 0.5));
    const given = this.deal + this.coupon + this.threshold;
    state.segmentDiscount[s] += given;
    state.segmentRevenue[s] += sold * state.regularPrice[p] - given;
  }

  /** What of an amount its budget can pay for; takes that off it. */
  private grant(rules: number, amount: number): number {
    const { budgetLeft } = this.desk.offers;
    const granted = Math.max(0, Math.min(amount, budgetLeft[rules]));
    budgetLeft[rules] -= granted;
    this.state.given[rules] += granted;
    return granted;
  }
}

const COUPON = MECHANICS.indexOf("coupon");
const THRESHOLD = MECHANICS.indexOf("spend-threshold");
