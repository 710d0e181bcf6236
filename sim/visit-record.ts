import { EVENT, type EventLog } from "./events.js";
import { log } from "./math/elementary.js";
import { type Key, subKey, uniformAt } from "./math/key.js";
import { isAboutStockOut, messageAt, NO_MESSAGE, type VisitFacts } from "./messages.js";
import type { OffersOfDay, Till } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";

/** Who comes this close to buying in a category looks at its products, and at what she would have taken more closely. */
const LOOKS = 3;
const CLICKS = 1.5;
/** A product is looked at, or closely, whose turn in the exponential race comes within so many times the first's. */
const SEEN = 4;
const CLICKED = 1.6;
/** key of who is followed: the same shoppers of a replicate in every run */
const FOLLOW0 = 0x3c6ef372;
const FOLLOW1 = 0x510e527f;

/**
 * Writes down what the followed shoppers do, out of the draws that decide it: no draw of the market is made for it or moved
 * by it. A visit's events in their order: views of what the slate shows; in each category she wants or nearly buys in a
 * search, views and clicks; what goes into the cart; what was out; then the purchases, when the basket is paid.
 */
export class VisitRecorder {
  /** of the visit at hand */
  private readonly facts: VisitFacts = { stockOuts: 0, overpaid: 0, discount: 0, gifts: 0, units: 0 };
  private lastMissed = -1;
  private lastBought = -1;
  private lastSeen = -1;
  private message: Key = { key0: 0, key1: 0 };
  private readonly race0: Int32Array;
  private readonly race1: Int32Array;
  private readonly arrival: Float64Array;
  /** whether anything is written down that comes of looking */
  private readonly browsing: boolean;

  constructor(
    private readonly sink: EventLog,
    private readonly offers: OffersOfDay,
    private readonly categoryOf: Int32Array,
    race: { race0: Int32Array; race1: Int32Array },
    private readonly rules: Scenario["events"],
  ) {
    this.race0 = race.race0;
    this.race1 = race.race1;
    this.arrival = new Float64Array(categoryOf.length);
    const { wanted } = sink;
    this.browsing = wanted[EVENT.search] + wanted[EVENT.view] + wanted[EVENT.click] + wanted[EVENT.message] > 0;
  }

  follows(name: number): boolean {
    return uniformAt(FOLLOW0, FOLLOW1, name) < this.sink.rate;
  }

  hoistKeys(dayKey: Key): void {
    this.message = subKey(dayKey, "message");
  }

  at(day: number, hour: number): void {
    this.sink.day = day;
    this.sink.hour = hour;
  }

  /** What the slate shows, by place: the more it is noticed, the further up. */
  enter(i: number, s: number): void {
    const { facts } = this;
    facts.stockOuts = 0;
    facts.overpaid = 0;
    facts.discount = 0;
    facts.gifts = 0;
    facts.units = 0;
    this.lastMissed = -1;
    this.lastBought = -1;
    this.lastSeen = -1;
    const { shown } = this.offers;
    const P = this.categoryOf.length;
    for (let p = 0; p < P; p++) {
      if (shown[s * P + p] <= 0) continue;
      let place = 0;
      for (let other = 0; other < P; other++) if (shown[s * P + other] > shown[s * P + p]) place += 1;
      this.sink.add(EVENT.view, i, s, this.categoryOf[p], p, 0, 0, 0, place);
    }
  }

  /**
   * @param closeness   uniform over chance: she buys below 1
   * @param products    of the category, [from, to) of it
   */
  browse(
    i: number,
    s: number,
    k: number,
    name: number,
    closeness: number,
    weight: Float64Array,
    products: Int32Array,
    from: number,
    to: number,
  ): void {
    if (closeness >= LOOKS || !this.browsing) return;
    const { arrival, sink } = this;
    let first = Infinity;
    for (let c = from; c < to; c++) {
      const p = products[c];
      arrival[p] = -log(uniformAt(this.race0[p], this.race1[p], name)) / weight[p];
      if (arrival[p] < first) {
        first = arrival[p];
        this.lastSeen = p;
      }
    }
    sink.add(EVENT.search, i, s, k, -1, 0, 0, 0, 0);
    for (let c = from; c < to; c++) {
      const p = products[c];
      if (arrival[p] > SEEN * first) continue;
      sink.add(EVENT.view, i, s, k, p, 0, 0, 0, -1);
      if (closeness < CLICKS && arrival[p] <= CLICKED * first) sink.add(EVENT.click, i, s, k, p, 0, 0, 0, 0);
    }
  }

  cart(i: number, s: number, p: number, units: number): void {
    this.sink.add(EVENT.cart, i, s, this.categoryOf[p], p, units, 0, 0, 0);
  }

  missed(i: number, s: number, p: number, units: number): void {
    this.facts.stockOuts += 1;
    this.lastMissed = p;
    this.sink.add(EVENT.stockOut, i, s, this.categoryOf[p], p, units, 0, 0, 0);
  }

  bought(i: number, s: number, p: number, units: number, paid: number, discount: number): void {
    this.facts.units += units;
    this.facts.discount += discount;
    this.lastBought = p;
    this.sink.add(EVENT.purchase, i, s, this.categoryOf[p], p, units, paid, discount, 0);
  }

  /** The purchases of the basket that was just charged. */
  paid(i: number, s: number, till: Till, couponLevel: number): void {
    this.facts.overpaid = till.overpaid;
    this.facts.gifts = till.gifts;
    for (let l = 0; l < till.lines; l++) {
      this.bought(i, s, till.lineProduct[l], till.lineUnits[l], till.linePaid[l], till.lineDiscount[l]);
    }
    if (till.couponUsed) this.sink.add(EVENT.couponRedeemed, i, s, -1, -1, 0, 0, till.couponOff, couponLevel);
  }

  /** The end of the visit, and what she may write about it. */
  leave(i: number, s: number, name: number): void {
    const { key0, key1 } = this.message;
    const template = messageAt(key0, key1, name, this.rules, this.facts);
    if (template === NO_MESSAGE) return;
    const p = isAboutStockOut(template) ? this.lastMissed : this.lastBought >= 0 ? this.lastBought : this.lastSeen;
    this.sink.add(EVENT.message, i, s, p < 0 ? -1 : this.categoryOf[p], p, 0, 0, 0, template);
  }

  /** Of a shopper as such: coupons that come, joining and leaving. */
  happened(kind: number, i: number, s: number, detail: number): void {
    this.sink.add(kind, i, s, -1, -1, 0, 0, 0, detail);
  }
}
