import type { Party } from "./cohort-budget.js";
import type { CohortChoice } from "./cohort-choice.js";
import type { Memory } from "./cohort-memory.js";
import type { Counts } from "./cohort-shortage.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { SegmentTable } from "./segment-table.js";

/**
 * What a part of a day leaves in memory: means over a segment's shoppers move by what its visitors saw and bought. One loop over
 * rows for each kind of memory, as with a call a row most of the time goes to looking at the same arrays again.
 */
export class CohortRecall {
  private readonly anyStrong: boolean;

  constructor(
    private readonly population: Population,
    private readonly offers: OffersOfDay,
    private readonly segment: SegmentTable,
    private readonly own: Memory,
    private readonly choice: CohortChoice,
    private readonly counts: Counts,
    private readonly party: Party,
    /** 1 over a segment's shoppers who have not left, [segments] */
    private readonly each: Float64Array,
  ) {
    this.anyStrong = choice.isStrong.includes(1);
  }

  remember(): void {
    this.moveReferences();
    this.stockUp();
    if (this.anyStrong) this.replaceLast();
    this.moveFeelings();
  }

  private moveReferences(): void {
    const { each } = this;
    const { visitors } = this.party;
    const { rho } = this.segment;
    const { reference } = this.own;
    const { ratio, groups } = this.offers;
    const { categoryProducts } = this.population;
    const P = categoryProducts.length;
    for (let row = 0; row < visitors.length; row++) {
      if (visitors[row] === 0) continue;
      const s = Math.floor(row / groups);
      const renewed = visitors[row] * each[s] * (1 - rho[s]);
      for (let c = 0; c < P; c++)
        reference[s * P + c] += renewed * (ratio[row * P + categoryProducts[c]] - reference[s * P + c]);
    }
  }

  /**
   * What was bought: at home, and last. Var(S + B) = Var S + Var B + 2 Cov(S, B), B = 1 + Poisson for buyers, else 0. Last as if
   * buyers had bought last what all have, where loyalty is not strong.
   */
  private stockUp(): void {
    const { each } = this;
    const { pantry, pantryVariance, lastShare } = this.own;
    const { takers, units } = this.counts;
    const { visitors } = this.party;
    const { buyersMore, isStrong } = this.choice;
    const { groups } = this.offers;
    const { categoryStart, categoryProducts } = this.population;
    const P = categoryProducts.length;
    const K = categoryStart.length - 1;
    for (let row = 0; row < visitors.length; row++) {
      const s = Math.floor(row / groups);
      const toMemory = (s - row) * P;
      for (let k = 0; k < K; k++) {
        const from = row * P + categoryStart[k];
        const to = row * P + categoryStart[k + 1];
        let bought = 0;
        let home = 0;
        for (let i = from; i < to; i++) {
          bought += takers[i];
          home += units[i];
        }
        if (bought === 0) continue;
        const sk = s * K + k;
        const part = bought * each[s];
        const units1 = home / bought;
        const variance = part * (units1 - 1 + (1 - part) * units1 * units1) + 2 * part * units1 * buyersMore[sk];
        pantry[sk] += home * each[s];
        pantryVariance[sk] = Math.max(0, pantryVariance[sk] + variance);
        if (isStrong[s] === 1) continue;
        for (let i = from; i < to; i++) lastShare[i + toMemory] += takers[i] * each[s] - part * lastShare[i + toMemory];
      }
    }
  }

  /** Where loyalty is strong, buyers leave the group of what they bought last, which is not the mean's. */
  private replaceLast(): void {
    const { isStrong } = this.choice;
    const { visitors } = this.party;
    const { categoryStart } = this.population;
    const K = categoryStart.length - 1;
    for (let row = 0; row < visitors.length; row++) {
      const s = Math.floor(row / this.offers.groups);
      if (isStrong[s] === 1)
        for (let k = 0; k < K; k++) this.replaceLastIn(row, s, categoryStart[k], categoryStart[k + 1]);
    }
  }

  private replaceLastIn(row: number, s: number, from: number, to: number): void {
    const { leaving } = this.choice;
    const { lastShare } = this.own;
    const { takers } = this.counts;
    const P = this.population.categoryProducts.length;
    let sum = 0;
    let bought = 0;
    for (let c = from; c < to; c++) {
      sum += leaving[s * P + c];
      bought += takers[row * P + c];
    }
    if (bought === 0) return;
    let left = 0;
    for (let c = from; c < to; c++) {
      const m = s * P + c;
      lastShare[m] = Math.max(0, lastShare[m] + this.each[s] * (takers[row * P + c] - (bought * leaving[m]) / sum));
      left += lastShare[m];
    }
    for (let c = from; c < to; c++) lastShare[s * P + c] /= left;
  }

  private moveFeelings(): void {
    const { each } = this;
    const { visitors } = this.party;
    const { storeMemory, stockOutDrop } = this.segment;
    const { storeValue, fatigue, satisfaction } = this.own;
    const { valueSeen } = this.choice;
    const { disappointed } = this.counts;
    const { groups, open } = this.offers;
    for (let row = 0; row < visitors.length; row++) {
      if (visitors[row] === 0) continue;
      const s = Math.floor(row / groups);
      const came = visitors[row] * each[s];
      storeValue[s] += came * (1 - storeMemory[s]) * (valueSeen[row] - storeValue[s]);
      if (open) fatigue[s] += came;
      satisfaction[s] -= stockOutDrop[s] * disappointed[row] * each[s];
    }
  }
}
