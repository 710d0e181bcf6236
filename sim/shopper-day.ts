import { Checkout } from "./checkout.js";
import { DayKeys } from "./day-keys.js";
import { EVENT, type EventLog } from "./events.js";
import type { State } from "./layout.js";
import { createLinks, type Links, linkShift } from "./links.js";
import { exp, log } from "./math/elementary.js";
import { uniformAt, wordAt } from "./math/key.js";
import { poissonAt } from "./math/samplers.js";
import { shuffle } from "./math/shuffle.js";
import type { Population } from "./population.js";
import type { DeskOfDay, OffersOfDay } from "./promotions/offers-of-day.js";
import { QuantityTable } from "./quantity-table.js";
import type { Scenario } from "./scenario.js";
import { type SegmentTable, segmentTable } from "./segment-table.js";
import { ShopperArrival } from "./shopper-arrival.js";
import { createShopperMemory, type ShopperMemory } from "./shopper-memory.js";
import type { Today } from "./today.js";
import { Turnover } from "./turnover.js";
import { VisitRecorder } from "./visit-record.js";
import { createWallets, type Wallets } from "./wallets.js";

/** What an empty shelf is worth to a shopper's memory of the store, below the category's typical value. */
export const EMPTY_SHELF = 3;

/**
 * One pass over the shoppers, by blocks of one segment: who comes, then what each visitor buys. Allocates nothing and
 * calls nothing back. Equations with their sources: docs/model.md; here they stand beside their code in its symbols.
 */
export class ShopperDay {
  private readonly offers: OffersOfDay;
  private readonly products: number;
  private readonly categories: number;
  private readonly segment: SegmentTable;
  private readonly quantity: QuantityTable;
  private readonly order: Int32Array;
  private readonly arrival: ShopperArrival;
  private readonly weight: Float64Array;
  private readonly quantityCap: number;
  // what only some scenarios have
  private readonly wallets: Wallets | null;
  private readonly turnover: Turnover | null;
  private readonly links: Links | null;
  private readonly checkout: Checkout;
  private recorder: VisitRecorder | null = null;
  private readonly memory: ShopperMemory;
  private readonly events: Scenario["events"];
  // the day
  private day = 0;
  private hour = 0;
  private hoursOfBlock = 0;
  /** product that the last `race` would have had a shopper take from full shelves */
  private wanted = -1;
  /** g0 and what the day adds to it, shape [segments, categories] */
  private readonly incidenceBase: Float64Array;
  private readonly keys: DayKeys;

  constructor(
    scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly desk: DeskOfDay,
  ) {
    this.offers = desk.offers;
    const P = scenario.products.length;
    const S = scenario.segments.length;
    const K = population.categories.length;
    this.products = P;
    this.categories = K;
    this.segment = segmentTable(scenario, population.categories);
    this.quantity = new QuantityTable(this.segment, desk.offers, P);
    this.order = new Int32Array(population.blockStart.length);
    this.weight = new Float64Array(P);
    this.quantityCap = scenario.quantityCap;
    this.incidenceBase = new Float64Array(S * K);
    this.keys = new DayKeys(scenario, population);
    this.memory = createShopperMemory(population, state, this.segment);
    this.wallets = createWallets(scenario, population, state, desk);
    this.turnover = state.gone.length > 0 ? new Turnover(scenario, state) : null;
    this.arrival = new ShopperArrival({
      population,
      state,
      segment: this.segment,
      keys: this.keys,
      memory: this.memory,
      wallets: this.wallets,
      turnover: this.turnover,
      groups: desk.offers.groups,
      carryOver: scenario.carryOver,
    });
    this.events = scenario.events;
    this.links = createLinks(scenario, population.categories);
    this.checkout = new Checkout(scenario, population, state, desk, this.segment, this.wallets, this.keys.bundle);
  }

  run(today: Today): void {
    const { key, day, incidenceLift, adstock } = today;
    const { g0 } = this.segment;
    const { arrival, desk, offers, incidenceBase, population } = this;
    for (let sk = 0; sk < g0.length; sk++) incidenceBase[sk] = g0[sk] + incidenceLift[sk];
    for (let p = 0; p < this.products; p++) this.quantity.reprice(p);
    this.day = day;
    this.keys.hoist(key);
    arrival.open(today);
    this.turnover?.open(key, adstock);
    this.checkout.hoistKeys(key);
    this.recorder?.hoistKeys(key);
    shuffle(this.order, this.keys.order);
    const blocks = this.order;
    const { rotation } = this.keys;
    this.hoursOfBlock = 24 / blocks.length;
    for (let o = 0; o < blocks.length; o++) {
      const block = blocks[o];
      this.hour = o * this.hoursOfBlock;
      if (offers.timed) desk.tick(this.hour);
      const comers = arrival.arrive(block, wordAt(rotation.key0, rotation.key1, block) % population.blockSize[block]);
      if (comers > 0) this.shop(population.blockSegment[block], comers);
    }
  }

  /** @throws RangeError when the levels are neither one a segment nor one a shopper, or beyond the deepest */
  sendCoupons(levels: ArrayLike<number>, day: number): void {
    this.wallets?.send(levels, day, (i, s, level) => {
      if (!this.recorder?.follows(this.population.entity[i])) return;
      this.recorder.at(day, 0);
      this.recorder.happened(EVENT.couponSent, i, s, level);
    });
  }

  /** Where to write down what happens to shoppers; null: nowhere. */
  set log(log: EventLog | null) {
    this.recorder = log && new VisitRecorder(log, this.offers, this.population.categoryOf, this.keys, this.events);
    this.arrival.recorder = this.recorder;
  }

  /** Brings what is worked out of a product's price in line with it. */
  reprice(p: number): void {
    this.quantity.reprice(p);
  }

  begin(): void {
    this.memory.begin();
  }

  markAnchor(): void {
    this.memory.markAnchor();
  }

  /** Every visitor in turn: category value, whether to buy, which, how many, is it there, and what she remembers. */
  private shop(s: number, comers: number): void {
    const { population, state, segment, offers, weight } = this;
    const { visitors, group } = this.arrival;
    const { incidence } = this.keys;
    const { incidenceBase, links, recorder, checkout } = this;
    const { entity, beta, appeal, categoryProducts, categoryStart, typicalValue, typicalPantry } = population;
    const { reference, pantry, storeValue, fatigue, satisfaction, lastBought } = state;
    const { stock, units, promotedUnits, demand, stockOut, segmentUnits, segmentRevenue, segmentDiscount } = state;
    const { groups, ratio, logRatio, pull, shown, promoted, price, discount, groupSize } = offers;
    const P = this.products;
    const K = this.categories;
    const gain = segment.gain[s];
    const loss = segment.loss[s];
    const rho = segment.rho[s];
    const wear = segment.wear[s];
    const attachment = segment.attachment[s];
    const storeMemory = segment.storeMemory[s];
    const drop = segment.stockOutDrop[s];
    const sP = s * P;
    const tilled = !offers.simple;
    const mortal = this.turnover !== null && this.turnover.mortal[s] === 1 ? this.turnover : null;
    let buyers = 0;
    let harm = 0;
    for (let v = 0; v < comers; v++) {
      const own = visitors[v] >= 0;
      const i = own ? visitors[v] : ~visitors[v];
      const name = entity[i];
      const price0 = beta[i];
      const rememberedReference = own ? reference : state.anchorReference;
      const rememberedPantry = own ? pantry : state.anchorPantry;
      const rememberedLast = own ? lastBought : state.anchorLastBought;
      const fresh = 1 / (1 + wear * (own ? fatigue[i] : state.anchorFatigue[i]));
      const promotionSeen = offers.open;
      const row = (s * groups + group[v]) * P;
      const followed = recorder?.follows(name) ? recorder : null;
      if (followed !== null) this.enter(followed, i, s, v / comers);
      harm += own ? satisfaction[i] : state.anchorSatisfaction[i];
      let storeValueSeen = 0;
      let bought = false;
      let stockOutsMet = 0;
      for (let k = 0; k < K; k++) {
        const from = categoryStart[k];
        const to = categoryStart[k + 1];
        const last = rememberedLast[i * K + k];
        let total = 0;
        let inStock = 0;
        for (let c = from; c < to; c++) {
          const p = categoryProducts[c];
          const at = i * P + p;
          // u = a + taste.x + slate - beta ln(q/L) + gain (r-q)+/r - loss (q-r)+/r + display/(1 + wear f)
          const seen = ratio[row + p];
          const relief = 1 - seen / rememberedReference[at];
          const u =
            appeal[at] +
            shown[sP + p] -
            price0 * logRatio[row + p] +
            (relief > 0 ? gain : loss) * relief +
            fresh * pull[row + p];
          const w = exp(u);
          weight[p] = w;
          total += w;
          if (stock[p] > 0) inStock += w;
          reference[at] = rho * reference[at] + (1 - rho) * seen;
        }
        // + loyalty 1{last}, as a factor of one weight: a comparison in every round above would be mispredicted
        const attached = weight[last] * attachment;
        weight[last] += attached;
        total += attached;
        if (stock[last] > 0) inStock += attached;
        // CV = ln sum exp(u); buys with sigmoid(g0 + g1 (CV - CV0) - pantry (S - S0) - rivals + links)
        const sk = s * K + k;
        const value = inStock > 0 ? log(inStock) : typicalValue[sk] - EMPTY_SHELF;
        storeValueSeen += value;
        const atHome = segment.pantry[sk] * (rememberedPantry[i * K + k] - typicalPantry[sk]);
        let willing = incidenceBase[sk] - atHome;
        if (links !== null) {
          links.bought[k] = 0;
          willing += linkShift(links, s, k);
        }
        const x = willing + segment.g1[sk] * (value - typicalValue[sk]);
        const u = uniformAt(incidence[2 * k], incidence[2 * k + 1], name);
        const closeness = u * (1 + exp(-x));
        const buys = inStock > 0 && closeness < 1;
        let wants = buys;
        if (!buys && inStock < total) {
          const full = willing + segment.g1[sk] * (log(total) - typicalValue[sk]);
          wants = u * (1 + exp(-full)) < 1;
        }
        if (followed !== null)
          followed.browse(i, s, k, name, wants ? 0 : closeness, weight, categoryProducts, from, to);
        if (!wants) continue;
        const taken = this.race(from, to, name);
        const { wanted } = this;
        let wish = this.unitsOf(wanted, row, k, name);
        if (groupSize[wanted] > 0) wish = checkout.bundle(s, k, wanted, wish, name);
        demand[wanted] += wish;
        if (wanted !== taken) {
          stockOut[wanted] = 1;
          stockOutsMet += 1;
          if (followed !== null) followed.missed(i, s, wanted, wish);
        }
        if (!buys) continue;
        if (wanted !== taken) {
          wish = this.unitsOf(taken, row, k, name);
          if (groupSize[taken] > 0) wish = checkout.bundle(s, k, taken, wish, name);
        }
        let sold = wish;
        if (wish > stock[taken]) {
          sold = stock[taken];
          if (wanted === taken) {
            stockOut[taken] = 1;
            stockOutsMet += 1;
            if (followed !== null) followed.missed(i, s, taken, wish - sold);
          }
        }
        stock[taken] -= sold;
        units[taken] += sold;
        segmentUnits[sP + taken] += sold;
        pantry[i * K + k] += sold;
        lastBought[i * K + k] = taken;
        if (links !== null) links.bought[k] = 1;
        if (followed !== null) followed.cart(i, s, taken, sold);
        if (tilled && !bought) checkout.begin(s, group[v], followed);
        bought = true;
        if (tilled) {
          checkout.add(taken, sold);
          continue;
        }
        segmentRevenue[s] += sold * price[taken];
        if (followed !== null) followed.bought(i, s, taken, sold, sold * price[taken], sold * discount[taken]);
        if (promoted[taken] > 0) {
          promotedUnits[taken] += sold;
          const given = sold * discount[taken];
          segmentDiscount[s] += given;
          const rules = offers.rulesOf[taken];
          offers.budgetLeft[rules] -= given;
          if (offers.budgetLeft[rules] < offers.largestBasket[rules]) this.desk.close(rules);
        }
      }
      storeValue[i] = storeMemory * storeValue[i] + (1 - storeMemory) * (storeValueSeen / K);
      if (promotionSeen) fatigue[i] += 1;
      if (stockOutsMet > 0) satisfaction[i] -= drop * stockOutsMet;
      if (bought) {
        buyers += 1;
        if (tilled) checkout.pay(i, s, weight, followed);
      }
      if (followed !== null) followed.leave(i, s, name);
      if (mortal?.isAtRisk(i, s, name) && own) this.mayLeave(mortal, i, s, followed);
    }
    state.visits[s] += comers;
    state.buyers[s] += buyers;
    state.segmentSatisfaction[s] += harm;
  }

  /**
   * Which product: argmin E / exp(u), one draw a product; answers the first over what is there, -1 where nothing is, and
   * leaves in `wanted` the first over full shelves. Apart from `shop`, where engines inline only so much.
   *
   * @param from   the category's products are [from, to) of those by category
   */
  private race(from: number, to: number, name: number): number {
    const { weight } = this;
    const { race0, race1 } = this.keys;
    const { categoryProducts } = this.population;
    const { stock } = this.state;
    let wanted = -1;
    let taken = -1;
    let soonestWanted = Infinity;
    let soonestTaken = Infinity;
    for (let c = from; c < to; c++) {
      const p = categoryProducts[c];
      const u = uniformAt(race0[p], race1[p], name);
      // -ln u > 1 - u: most of those who come too late need no logarithm
      if (1 - u >= soonestTaken * weight[p]) continue;
      const arrival = -log(u) / weight[p];
      if (arrival < soonestWanted) {
        soonestWanted = arrival;
        wanted = p;
      }
      if (arrival < soonestTaken && stock[p] > 0) {
        soonestTaken = arrival;
        taken = p;
      }
    }
    this.wanted = wanted;
    return taken;
  }

  /** How many of a product: 1 + Poisson(exp(m0 + m1 ln(L/q))), by one draw a category. */
  private unitsOf(p: number, row: number, k: number, name: number): number {
    const { extraMean, extraAtZero } = this.quantity;
    const { quantity } = this.keys;
    const u = uniformAt(quantity[2 * k], quantity[2 * k + 1], name);
    return 1 + poissonAt(u, extraMean[row + p], extraAtZero[row + p], this.quantityCap - 1);
  }

  private mayLeave(turnover: Turnover, i: number, s: number, followed: VisitRecorder | null): void {
    const { state, wallets } = this;
    if (!turnover.leaves(i, s, this.population.entity[i])) return;
    if (wallets !== null && state.couponLevel[i] > 0) wallets.drop(i);
    if (followed !== null) followed.happened(EVENT.leave, i, s, 0);
  }

  /** The recorder's clock stands at the visitor's hour. */
  private enter(followed: VisitRecorder, i: number, s: number, part: number): void {
    followed.at(this.day, this.hour + part * this.hoursOfBlock);
    followed.enter(i, s);
  }
}
