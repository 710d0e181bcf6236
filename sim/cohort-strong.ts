import type { Sight } from "./cohort-sight.js";
import type { State } from "./layout.js";
import { exp, log } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { SegmentTable } from "./segment-table.js";
import { EMPTY_SHELF } from "./shopper-day.js";

/** Log-odds beyond which more at home holds nobody back any further; a product of two such odds is still a number. */
const FULL_HOME = 200;

/** Types of a block of cells. */
const BLOCK = 4;

/** Loyalty from which an expansion to the second order is no longer good. */
const STRONG_LOYALTY = 1;

/**
 * Choice where loyalty is strong: those who bought each product last are taken one by one, exactly, and leave their group
 * as they buy. Same equations as `CohortChoice`, on whose `Sight` it works.
 */
export class StrongLoyalty {
  /** 1 where a segment's loyalty is strong, [segments] */
  readonly holds: Uint8Array;
  /** part of the visitors who buy and bought the product last, where it is, [segments, products] */
  readonly leaving: Float64Array;
  private readonly weight: Float64Array;
  private readonly part: Float64Array;

  constructor(
    private readonly population: Population,
    private readonly state: State,
    private readonly segment: SegmentTable,
    private readonly sight: Sight,
  ) {
    const P = population.categoryProducts.length;
    this.holds = Uint8Array.from(segment.loyalty, (loyalty) => (Math.abs(loyalty) > STRONG_LOYALTY ? 1 : 0));
    this.leaving = new Float64Array(segment.loyalty.length * P);
    this.weight = new Float64Array(P);
    this.part = new Float64Array(P);
  }

  /** @param own   whether it is shoppers' own memory, whose buyers are told apart */
  weigh(row: number, s: number, k: number, own: boolean): void {
    const { segment, population, weight, part, leaving } = this;
    const { seen, home, share, sums, lift } = this.sight;
    const { cells, cellStart, blocks } = this.sight.cells;
    const { categoryStart } = population;
    const P = weight.length;
    const from = categoryStart[k];
    const to = categoryStart[k + 1];
    const sk = s * (categoryStart.length - 1) + k;
    const g1 = segment.g1[sk];
    const at = g1 * population.typicalValue[sk] - segment.g0[sk] - lift[sk];
    const extra = this.sight.extraWeight[s];
    const ofType = sums[0];
    const [morePart, lessUnits, moreUnits] = home;
    const lessHold = this.holdOf(sk, lessUnits);
    const moreHold = this.holdOf(sk, moreUnits);
    const gapless = this.shelfIsFull(from, to);
    let buysWithMore = 0;
    let buysInAll = 0;
    if (own) leaving.fill(0, s * P + from, s * P + to);
    for (let type = 0; type < BLOCK * blocks[s]; type++) {
      const block = Math.floor(type / BLOCK);
      let total = 0;
      let sum = 0;
      for (let c = from; c < to; c++) {
        const i = cellStart[sk] + 2 * (BLOCK * (block * (to - from) + c - from) + type - BLOCK * block);
        weight[c] = cells[i] * seen[4 * c + 2 * block];
        part[c] = (cells[i + 1] * seen[4 * c + 2 * block + 1]) / weight[c];
        total += weight[c];
        sum += part[c];
      }
      let base = 0;
      for (let c = from; c < to; c++) {
        const ofLast = part[c] / sum;
        const ownTotal = total + extra * weight[c];
        const value = log(ownTotal);
        const against = exp(at - g1 * value);
        const withLess = (1 - morePart) / (1 + against * lessHold);
        const withMore = morePart / (1 + against * moreHold);
        const buys = ofLast * (withLess + withMore);
        sums[1] += ofLast * (gapless ? value : this.valueLeft(c, from, to, extra, population.typicalValue[sk]));
        buysWithMore += ofLast * withMore;
        buysInAll += buys;
        if (own) leaving[s * P + c] += buys;
        base += buys / ownTotal;
        share[row * P + c] += (ofType * extra * weight[c] * buys) / ownTotal;
      }
      for (let c = from; c < to; c++) share[row * P + c] += ofType * base * weight[c];
    }
    home[3] = buysInAll > 0 ? buysWithMore / buysInAll : morePart;
  }

  /** What units at home do to the odds against buying. */
  private holdOf(sk: number, units: number): number {
    return exp(Math.min(FULL_HOME, this.segment.pantry[sk] * (units - this.population.typicalPantry[sk])));
  }

  private shelfIsFull(from: number, to: number): boolean {
    for (let c = from; c < to; c++) if (this.state.stock[this.population.categoryProducts[c]] <= 0) return false;
    return true;
  }

  /** Category value of what is there to those who bought `last` last. */
  private valueLeft(last: number, from: number, to: number, extra: number, typicalValue: number): number {
    let there = 0;
    for (let c = from; c < to; c++)
      if (this.state.stock[this.population.categoryProducts[c]] > 0)
        there += this.weight[c] * (c === last ? 1 + extra : 1);
    return there > 0 ? log(there) : typicalValue - EMPTY_SHELF;
  }
}
