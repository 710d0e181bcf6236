import { Filler } from "./filler.js";
import type { State } from "./layout.js";
import { type Key, uniformAt } from "./math/key.js";
import type { Population } from "./population.js";
import type { LineTill } from "./promotions/line-till.js";
import type { DeskOfDay, OffersOfDay, Till } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";
import type { SegmentTable } from "./segment-table.js";
import type { VisitRecorder } from "./visit-record.js";
import type { Wallets } from "./wallets.js";

/** A visit's basket on days when the sum of units x price does not tell what it costs. */
export class Checkout {
  private readonly offers: OffersOfDay;
  private readonly till: Till;
  /** where lines are added, and plain baskets booked */
  private readonly byLine: LineTill;
  /** of the shopper at hand, see OffersOfDay */
  private group = 0;
  private readonly filler: Filler;
  private readonly quantityCap: number;
  /** units in the basket at hand, shape [products]; zeros between baskets */
  private readonly inBasket: Float64Array;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    desk: DeskOfDay,
    private readonly segment: SegmentTable,
    private readonly wallets: Wallets | null,
    /** two words of each category's key today, [categories, 2] */
    private readonly bundleKeys: Int32Array,
  ) {
    this.offers = desk.offers;
    this.till = desk.till;
    this.byLine = desk.till.byLine;
    this.filler = new Filler(scenario, state, desk.offers);
    this.quantityCap = scenario.quantityCap;
    this.inBasket = new Float64Array(scenario.products.length);
  }

  hoistKeys(dayKey: Key): void {
    if (this.offers.threshold) this.filler.hoistKeys(dayKey);
  }

  /** @param group   of the shopper, see OffersOfDay */
  begin(s: number, group: number, followed: VisitRecorder | null): void {
    this.group = group;
    // what is written down of the followed is read off the till's lines
    this.byLine.begin(s, group, followed === null && this.byLine.suits(group));
  }

  /** Units that a shopper takes of buy-x-get-y: what is free for the taking, and, of some, what makes a group full. */
  bundle(s: number, k: number, p: number, wish: number, name: number): number {
    const size = this.offers.groupSize[p];
    const over = size > 0 ? wish % size : 0;
    if (over === 0) return wish;
    const full = wish - over + size;
    if (full > this.quantityCap) return wish;
    if (over >= this.offers.groupPaid[p]) return full;
    const u = uniformAt(this.bundleKeys[2 * k], this.bundleKeys[2 * k + 1], name);
    return u < this.segment.bundle[s] ? full : wish;
  }

  add(product: number, units: number): void {
    this.byLine.add(product, units);
  }

  /**
   * Charges the basket, after a filler where a spend threshold is near.
   *
   * @param weight   exp(u) of every product as she met it on this visit, shape [products]
   */
  pay(i: number, s: number, weight: Float64Array, followed: VisitRecorder | null): void {
    const { byLine, till, filler, state, segment } = this;
    const { threshold } = this.offers;
    const name = this.population.entity[i];
    const plain = followed === null && byLine.isPlain();
    const tempted = plain && threshold && filler.isTempting(byLine, s, name);
    if (plain && !tempted) {
      byLine.settle();
      state.satisfaction[i] += segment.giftJoy[s] * byLine.gifts - segment.unfairDrop[s] * byLine.overpaid;
      if (byLine.couponOff > 0) this.redeem(i, s);
      return;
    }
    till.begin(s, this.group);
    for (let l = 0; l < byLine.lines; l++) till.add(byLine.product[l], byLine.units[l]);
    if (tempted || (threshold && filler.isTempting(till, s, name))) this.addFiller(i, s, weight, followed);
    till.settle();
    state.satisfaction[i] += segment.giftJoy[s] * till.gifts - segment.unfairDrop[s] * till.overpaid;
    if (followed !== null) followed.paid(i, s, till, state.couponLevel[i]);
    if (till.couponUsed) this.redeem(i, s);
  }

  private redeem(i: number, s: number): void {
    this.wallets?.drop(i);
    this.state.couponsRedeemed[s] += 1;
  }

  private addFiller(i: number, s: number, weight: Float64Array, followed: VisitRecorder | null): void {
    const { till, filler, state, population, inBasket } = this;
    for (let l = 0; l < till.lines; l++) inBasket[till.lineProduct[l]] = till.lineUnits[l];
    filler.pick(population.entity[i], population.beta[i], weight, inBasket);
    for (let l = 0; l < till.lines; l++) inBasket[till.lineProduct[l]] = 0;
    const { product, units } = filler;
    if (product < 0) return;
    state.demand[product] += units;
    state.stock[product] -= units;
    state.units[product] += units;
    state.segmentUnits[s * state.units.length + product] += units;
    state.pantry[i * population.categories.length + population.categoryOf[product]] += units;
    till.add(product, units);
    if (followed !== null) followed.cart(i, s, product, units);
  }
}
