import type { EventLog } from "./events.js";
import type { State } from "./layout.js";
import { exp, log } from "./math/elementary.js";
import { type Key, subKey, uniformAt, wordAt } from "./math/key.js";
import { poissonAt } from "./math/samplers.js";
import { BLOCK, type Population } from "./population.js";
import type { DeskOfDay, OffersOfDay } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";
import { type SegmentTable, segmentTable } from "./segment-table.js";
import type { Today } from "./today.js";

/** What an empty shelf is worth to a shopper's memory of the store, below the category's typical value. */
export const EMPTY_SHELF = 3;

/**
 * One pass over the shoppers, by blocks of one segment: who comes, then what each visitor buys. Allocates nothing and
 * calls nothing back. Equations with their sources: docs/model.md; here they stand beside their code in its symbols.
 */
export class ShopperDay {
  /** what happens to shoppers, where somebody wants to know */
  log: EventLog | null = null;
  private readonly offers: OffersOfDay;
  private readonly products: number;
  private readonly categories: number;
  private readonly segment: SegmentTable;
  /** exp(m0 + m1 ln(L/q)) and exp(-that), shape [segments, products] */
  private readonly extraMean: Float64Array;
  private readonly extraAtZero: Float64Array;
  private readonly visitBase: Float64Array;
  private readonly order: Int32Array;
  /** visitors of the block at hand; ~i where the dial sends shopper i back to the end of warm-up */
  private readonly visitors = new Int32Array(BLOCK);
  private readonly weight: Float64Array;
  private readonly quantityCap: number;
  private readonly carryOver: number;
  private readonly productNames: readonly string[];
  private anchored = false;
  // keys of the day
  private visit: Key = NO_KEY;
  private coin: Key = NO_KEY;
  private readonly race0: Int32Array;
  private readonly race1: Int32Array;
  /** two words of each category's keys, [categories, 2] */
  private readonly incidence: Int32Array;
  private readonly quantity: Int32Array;

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
    this.extraMean = new Float64Array(S * P);
    this.extraAtZero = new Float64Array(S * P);
    this.visitBase = new Float64Array(S);
    this.order = new Int32Array(population.blockStart.length);
    this.weight = new Float64Array(P);
    this.quantityCap = scenario.quantityCap;
    this.carryOver = scenario.carryOver;
    this.productNames = scenario.products.map((product) => product.name);
    this.race0 = new Int32Array(P);
    this.race1 = new Int32Array(P);
    this.incidence = new Int32Array(2 * K);
    this.quantity = new Int32Array(2 * K);
  }

  run({ key, visitLift, anchored }: Today): void {
    const { base } = this.segment;
    for (let s = 0; s < base.length; s++) this.visitBase[s] = base[s] + visitLift[s];
    for (let p = 0; p < this.products; p++) this.reprice(p);
    this.anchored = anchored && this.carryOver < 1;
    this.hoistKeys(key);
    const blocks = this.shuffleBlocks(subKey(key, "order"));
    const rotation = subKey(key, "rotation");
    for (let o = 0; o < blocks.length; o++) {
      const block = blocks[o];
      const comers = this.arrive(block, wordAt(rotation.key0, rotation.key1, block) % this.population.blockSize[block]);
      if (comers > 0) this.shop(this.population.blockSegment[block], comers);
    }
  }

  sendCoupons(_levels: ArrayLike<number>, _day: number): void {}

  /** Brings the quantity tables of a product in line with its price now. */
  reprice(p: number): void {
    const { m0, m1 } = this.segment;
    for (let s = 0; s < m0.length; s++) {
      const mean = exp(m0[s] - m1[s] * this.offers.logRatio[s * this.offers.groups * this.products + p]);
      this.extraMean[s * this.products + p] = mean;
      this.extraAtZero[s * this.products + p] = exp(-mean);
    }
  }

  /** Memory as it is on the first day. */
  begin(): void {
    const { state, population } = this;
    const K = this.categories;
    state.reference.fill(1);
    state.storeValue.set(population.homeValue);
    state.lastBought.set(population.favourite);
    for (let b = 0; b < population.blockStart.length; b++) {
      const s = population.blockSegment[b];
      const end = population.blockStart[b] + population.blockSize[b];
      for (let i = population.blockStart[b]; i < end; i++)
        for (let k = 0; k < K; k++) state.pantry[i * K + k] = population.typicalPantry[s * K + k];
    }
  }

  /** Marks the memory that the dial's days start from: that of the morning after, as `arrive` makes it overnight. */
  markAnchor(): void {
    const { state, categories: K } = this;
    const { blockStart, blockSize, blockSegment } = this.population;
    const { zeta, satisfactionKeep, delta } = this.segment;
    state.anchorReference.set(state.reference);
    state.anchorStoreValue.set(state.storeValue);
    state.anchorLastBought.set(state.lastBought);
    for (let b = 0; b < blockStart.length; b++) {
      const s = blockSegment[b];
      for (let i = blockStart[b]; i < blockStart[b] + blockSize[b]; i++) {
        for (let k = 0; k < K; k++) state.anchorPantry[i * K + k] = state.pantry[i * K + k] * delta[s * K + k];
        state.anchorFatigue[i] = state.fatigue[i] * zeta[s];
        state.anchorSatisfaction[i] = state.satisfaction[i] * satisfactionKeep[s];
      }
    }
  }

  /** A night passes for every shopper of the block; those who come today are noted in `visitors`. Answers how many. */
  private arrive(block: number, rotation: number): number {
    const { entity, blockStart, blockSize, blockSegment, typicalStoreValue } = this.population;
    const { pantry, storeValue, fatigue, satisfaction, anchorStoreValue, anchorSatisfaction } = this.state;
    const { g2, zeta, satisfactionKeep, delta } = this.segment;
    const { visitors, anchored, carryOver } = this;
    const { key0: visit0, key1: visit1 } = this.visit;
    const { key0: coin0, key1: coin1 } = this.coin;
    const K = this.categories;
    const s = blockSegment[block];
    const first = blockStart[block];
    const size = blockSize[block];
    const end = first + size;
    const base = this.visitBase[s] - g2[s] * typicalStoreValue[s];
    const pull = g2[s];
    const keepFatigue = zeta[s];
    const keepSatisfaction = satisfactionKeep[s];
    let comers = 0;
    let i = first + rotation;
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < K; k++) pantry[i * K + k] *= delta[s * K + k];
      fatigue[i] *= keepFatigue;
      satisfaction[i] *= keepSatisfaction;
      const name = entity[i];
      const own = !anchored || uniformAt(coin0, coin1, name) < carryOver;
      const x =
        base + (own ? pull * storeValue[i] + satisfaction[i] : pull * anchorStoreValue[i] + anchorSatisfaction[i]);
      if (uniformAt(visit0, visit1, name) * (1 + exp(-x)) < 1) visitors[comers++] = own ? i : ~i;
      i += 1;
      if (i === end) i = first;
    }
    return comers;
  }

  /** Every visitor in turn: category value, whether to buy, which, how many, is it there, and what she remembers. */
  private shop(s: number, comers: number): void {
    const { population, state, segment, offers, weight, visitors, race0, race1, extraMean, extraAtZero } = this;
    const { incidence, quantity } = this;
    const { entity, beta, appeal, categoryProducts, categoryStart, typicalValue, typicalPantry } = population;
    const { reference, pantry, storeValue, fatigue, satisfaction, lastBought } = state;
    const { stock, units, promotedUnits, demand, stockOut, segmentUnits, segmentRevenue, segmentDiscount } = state;
    const { ratio, logRatio, pull, promoted, price, discount } = offers;
    const P = this.products;
    const K = this.categories;
    const moreAtMost = this.quantityCap - 1;
    const gain = segment.gain[s];
    const loss = segment.loss[s];
    const rho = segment.rho[s];
    const row = s * offers.groups * P;
    const wear = segment.wear[s];
    const attachment = exp(segment.loyalty[s]) - 1;
    const storeMemory = segment.storeMemory[s];
    const drop = segment.stockOutDrop[s];
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
          // u = a + taste.x - beta ln(q/L) + gain (r-q)+/r - loss (q-r)+/r + display/(1 + wear f)
          const relief = 1 - ratio[row + p] / rememberedReference[at];
          const u =
            appeal[at] - price0 * logRatio[row + p] + (relief > 0 ? gain : loss) * relief + fresh * pull[row + p];
          const w = exp(u);
          weight[p] = w;
          total += w;
          if (stock[p] > 0) inStock += w;
          reference[at] = rho * reference[at] + (1 - rho) * ratio[row + p];
        }
        // + loyalty 1{last}, as a factor of one weight: a comparison in every round above would be mispredicted
        const attached = weight[last] * attachment;
        weight[last] += attached;
        total += attached;
        if (stock[last] > 0) inStock += attached;
        // CV = ln sum exp(u); buys with sigmoid(g0 + g1 (CV - CV0) - pantry (S - S0))
        const sk = s * K + k;
        const value = inStock > 0 ? log(inStock) : typicalValue[sk] - EMPTY_SHELF;
        storeValueSeen += value;
        const atHome = segment.pantry[sk] * (rememberedPantry[i * K + k] - typicalPantry[sk]);
        const x = segment.g0[sk] + segment.g1[sk] * (value - typicalValue[sk]) - atHome;
        const u = uniformAt(incidence[2 * k], incidence[2 * k + 1], name);
        const buys = inStock > 0 && u * (1 + exp(-x)) < 1;
        let wants = buys;
        if (!buys && inStock < total) {
          const full = segment.g0[sk] + segment.g1[sk] * (log(total) - typicalValue[sk]) - atHome;
          wants = u * (1 + exp(-full)) < 1;
        }
        if (!wants) continue;
        // which: argmin E / exp(u), one draw a product, over full shelves (what she wants) and over what is there
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
        // how many: 1 + Poisson(exp(m0 + m1 ln(L/q)))
        const uq = uniformAt(quantity[2 * k], quantity[2 * k + 1], name);
        demand[wanted] += 1 + poissonAt(uq, extraMean[s * P + wanted], extraAtZero[s * P + wanted], moreAtMost);
        if (wanted !== taken) {
          stockOut[wanted] = 1;
          stockOutsMet += 1;
        }
        if (!buys) continue;
        const wish = 1 + poissonAt(uq, extraMean[s * P + taken], extraAtZero[s * P + taken], moreAtMost);
        let sold = wish;
        if (wish > stock[taken]) {
          sold = stock[taken];
          if (wanted === taken) {
            stockOut[taken] = 1;
            stockOutsMet += 1;
          }
        }
        stock[taken] -= sold;
        units[taken] += sold;
        segmentUnits[s * P + taken] += sold;
        segmentRevenue[s] += sold * price[taken];
        pantry[i * K + k] += sold;
        lastBought[i * K + k] = taken;
        bought = true;
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
      if (bought) buyers += 1;
    }
    state.visits[s] += comers;
    state.buyers[s] += buyers;
    state.segmentSatisfaction[s] += harm;
  }

  private hoistKeys(dayKey: Key): void {
    this.visit = subKey(dayKey, "visit");
    this.coin = subKey(dayKey, "carry-over");
    const race = subKey(dayKey, "race");
    for (let p = 0; p < this.products; p++) {
      const key = subKey(race, this.productNames[p]);
      this.race0[p] = key.key0;
      this.race1[p] = key.key1;
    }
    const incidence = subKey(dayKey, "incidence");
    const quantity = subKey(dayKey, "quantity");
    for (let k = 0; k < this.categories; k++) {
      storeKey(this.incidence, k, subKey(incidence, this.population.categories[k]));
      storeKey(this.quantity, k, subKey(quantity, this.population.categories[k]));
    }
  }

  /** Fisher and Yates over the blocks with keyed draws. */
  private shuffleBlocks({ key0, key1 }: Key): Int32Array {
    const { order } = this;
    for (let b = 0; b < order.length; b++) order[b] = b;
    for (let b = order.length - 1; b > 0; b--) {
      const other = Math.floor(uniformAt(key0, key1, b) * (b + 1));
      const block = order[b];
      order[b] = order[other];
      order[other] = block;
    }
    return order;
  }
}

function storeKey(keys: Int32Array, index: number, key: Key): void {
  keys[2 * index] = key.key0;
  keys[2 * index + 1] = key.key1;
}

const NO_KEY: Key = { key0: 0, key1: 0 };
